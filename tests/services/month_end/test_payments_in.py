"""What finance says of payments: all of a file or nothing, forward only, each person told once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date, timedelta

import pytest
from sqlalchemy import TextClause, bindparam, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from services.calendar import today
from services.grants import Grants, StandingKind
from services.messages.notices import Notices, Told
from services.messages.rules import Event
from services.month_end import Run, payments_in
from services.month_end.payments_in import A_PART, FaultCode, Refused, TakenIn, take_in
from tests.clock import FrozenClock
from tests.services.month_end.town import DEY, WAGE, PlainVoice, Street, do, month_end, noon, rows, whole

HEADER = "order,national_id,marriage_id,amount,state,on,reason"
SHE, HE = "0000000001", "0000000002"
ON = "2025-12-22"


@pytest.fixture
def clock() -> FrozenClock:
    """Noon of the first day after Azar."""
    return FrozenClock(noon(DEY.first_day))


@pytest.fixture
async def run(engine: AsyncEngine, clock: FrozenClock) -> Run:
    """A run that has ordered two payments."""
    street = Street()
    street.weds()
    street.weds()
    street.weds(sheba=None)
    await street.built(engine)
    return await whole(month_end(engine, clock))


def line(
    person: str = SHE,
    state: str = "paid",
    *,
    amount: object = WAGE,
    on: str = ON,
    reason: str = "",
    order: str = "1404-09-1",
) -> str:
    return f"{order},{person},M{person},{amount},{state},{on},{reason}"


async def taken(
    engine: AsyncEngine,
    clock: FrozenClock,
    *lines: str,
    a_part: int = A_PART,
    watch: Callable[[int, int], None] = lambda _, __: None,
) -> TakenIn:
    def notices(connection: AsyncConnection) -> Notices:
        return Notices(connection, clock, PlainVoice())

    whole = [f"{one}\n" for one in (HEADER, *lines)]
    return await take_in(engine, whole, today(clock), notices, a_part=a_part, watch=watch)


async def payments(engine: AsyncEngine) -> list[tuple[object, ...]]:
    query = "SELECT national_id, payment, payment_reason FROM hamyar.month_decisions WHERE payment IS NOT NULL"
    return await rows(engine, f"{query} ORDER BY 1")


async def told(engine: AsyncEngine) -> list[tuple[object, ...]]:
    return await rows(
        engine,
        "SELECT national_id, event FROM hamyar.notices WHERE event IN ('grant-paid', 'grant-returned') ORDER BY 1, 2",
    )


async def faults(engine: AsyncEngine, clock: FrozenClock, *lines: str) -> Sequence[tuple[int, FaultCode]]:
    with pytest.raises(Refused) as refused:
        await taken(engine, clock, *lines)
    assert await payments(engine) == [(SHE, "ordered", None), (HE, "ordered", None)]
    return [(fault.line, fault.code) for fault in refused.value.faults]


async def test_what_is_paid_and_returned_is_kept_and_told(engine: AsyncEngine, clock: FrozenClock, run: Run) -> None:
    found = await taken(engine, clock, line(), line(HE, "returned", reason="account-closed"))
    assert found == TakenIn(paid=1, returned=1, known=0)
    assert await payments(engine) == [(SHE, "paid", None), (HE, "returned", "account-closed")]
    assert await told(engine) == [(SHE, "grant-paid"), (HE, "grant-returned")]


async def test_the_same_file_twice_changes_nothing(engine: AsyncEngine, clock: FrozenClock, run: Run) -> None:
    await taken(engine, clock, line())
    assert await taken(engine, clock, line(on="2025-12-21")) == TakenIn(paid=0, returned=0, known=1)
    assert await told(engine) == [(SHE, "grant-paid")]


async def test_a_bank_may_return_what_was_paid(engine: AsyncEngine, clock: FrozenClock, run: Run) -> None:
    await taken(engine, clock, line())
    await taken(engine, clock, line(state="returned", reason="other"))
    assert (await payments(engine))[0] == (SHE, "returned", "other")
    assert await told(engine) == [(SHE, "grant-paid"), (SHE, "grant-returned")]


async def test_what_was_returned_is_not_paid_afterwards(engine: AsyncEngine, clock: FrozenClock, run: Run) -> None:
    await taken(engine, clock, line(state="returned", reason="other"))
    with pytest.raises(Refused) as refused:
        await taken(engine, clock, line(HE), line())
    assert [(fault.line, fault.code) for fault in refused.value.faults] == [(3, FaultCode.BEFORE)]
    assert (await payments(engine))[1] == (HE, "ordered", None)


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ("1404-09-1,1", FaultCode.COLUMN_COUNT),
        (line(order="1404-13-1"), FaultCode.ORDER),
        (line(order="1404-09"), FaultCode.ORDER),
        (line(amount="-1"), FaultCode.AMOUNT),
        (line(amount="1.5"), FaultCode.AMOUNT),
        (line(amount="۱"), FaultCode.AMOUNT),
        (line(state="ordered"), FaultCode.STATE),
        (line(on="1404-10-01x"), FaultCode.DAY),
        (line(on=str(date(2025, 12, 22) + timedelta(days=1))), FaultCode.FUTURE),
        (line(on="1404-10-01"), FaultCode.EARLY),  # a Jalali day reads as one of long ago
        (line(on="2025-11-21"), FaultCode.EARLY),
        (line(state="returned"), FaultCode.REASON),
        (line(state="returned", reason="because"), FaultCode.REASON),
        (line(reason="other"), FaultCode.REASON),
        (line(HE), FaultCode.TWICE),
        (line(order="1404-09-2"), FaultCode.UNKNOWN),
        (line("0000000009"), FaultCode.UNKNOWN),
        (line("0000000003"), FaultCode.UNKNOWN),
        (line(SHE + "\0"), FaultCode.UNKNOWN),
        (line(amount=WAGE + 1), FaultCode.OTHER_AMOUNT),
        (line(reason='"'), FaultCode.QUOTES),
        (line(reason="x" * 200_000), FaultCode.QUOTES),
    ],
    ids=lambda given: str(given)[:60].replace("\0", "NUL"),
)
async def test_a_wrong_line_is_named_and_nothing_is_taken(
    engine: AsyncEngine, clock: FrozenClock, run: Run, wrong: str, code: FaultCode
) -> None:
    assert await faults(engine, clock, line(HE), wrong) == [(3, code)]


async def test_empty_lines_are_passed_over_and_counted(engine: AsyncEngine, clock: FrozenClock, run: Run) -> None:
    assert await faults(engine, clock, "", line(HE), "", line(state="lost")) == [(5, FaultCode.STATE)]
    assert await taken(engine, clock, "", line(HE), "", "") == TakenIn(paid=1, returned=0, known=0)


async def test_a_wrong_line_of_the_last_part_keeps_the_first_from_being_taken(
    engine: AsyncEngine, clock: FrozenClock, run: Run
) -> None:
    with pytest.raises(Refused) as refused:
        await taken(engine, clock, line(), line(HE, amount=WAGE + 1), a_part=1)
    assert [(fault.line, fault.code) for fault in refused.value.faults] == [(3, FaultCode.OTHER_AMOUNT)]
    assert await payments(engine) == [(SHE, "ordered", None), (HE, "ordered", None)]
    assert await told(engine) == []


async def test_a_file_in_parts_says_the_same_as_at_once(engine: AsyncEngine, clock: FrozenClock, run: Run) -> None:
    seen = list[tuple[int, int]]()
    lines = line(), line(HE, "returned", reason="account-closed")
    found = await taken(engine, clock, *lines, a_part=1, watch=lambda done, of: seen.append((done, of)))
    assert seen == [(1, 2), (2, 2)]
    assert found == TakenIn(paid=1, returned=1, known=0)
    assert await told(engine) == [(SHE, "grant-paid"), (HE, "grant-returned")]


async def test_what_was_returned_while_a_file_was_being_taken_stays_returned(
    engine: AsyncEngine, clock: FrozenClock, run: Run
) -> None:
    other = [False]

    class Late(Notices):
        """Before the first person is told, another file says that the second one's payment came back."""

        async def tell_all(self, event: Event, people: Iterable[Told]) -> None:
            if not other[0]:
                other[0] = True
                await taken(engine, clock, line(HE, "returned", reason="other"))
            await super().tell_all(event, people)

    def notices(connection: AsyncConnection) -> Notices:
        return Late(connection, clock, PlainVoice())

    file = [f"{one}\n" for one in (HEADER, line(), line(HE))]
    assert await take_in(engine, file, today(clock), notices, a_part=1) == TakenIn(paid=1, returned=0, known=1)
    assert await payments(engine) == [(SHE, "paid", None), (HE, "returned", "other")]
    assert await told(engine) == [(SHE, "grant-paid"), (HE, "grant-returned")]


async def test_another_header_is_another_file(engine: AsyncEngine, clock: FrozenClock, run: Run) -> None:
    def notices(connection: AsyncConnection) -> Notices:
        return Notices(connection, clock, PlainVoice())

    for lines in ([], ["a,b\n", f"{line()}\n"]):
        with pytest.raises(Refused) as refused:
            await take_in(engine, lines, today(clock), notices)
        assert [(fault.line, fault.code) for fault in refused.value.faults] == [(1, FaultCode.HEADER)]


async def test_a_person_who_asks_hears_the_latest_word_of_finance(
    engine: AsyncEngine, clock: FrozenClock, run: Run
) -> None:
    async def standing() -> tuple[StandingKind, int, date]:
        async with engine.begin() as connection:
            found = await Grants(connection, clock).standing(SHE, f"M{SHE}")
            assert found.payment
            return found.kind, found.payment.amount, found.payment.on

    assert await standing() == (StandingKind.ORDERED, WAGE, DEY.first_day)
    clock.advance(days=3)
    await taken(engine, clock, line(on="2025-12-24"))
    assert await standing() == (StandingKind.PAID, WAGE, date(2025, 12, 24))
    await taken(engine, clock, line(state="returned", reason="other", on="2025-12-25"))
    assert await standing() == (StandingKind.RETURNED, WAGE, date(2025, 12, 25))


async def test_nothing_is_said_to_be_ordered_before_its_run_is_finished(
    engine: AsyncEngine, clock: FrozenClock
) -> None:
    street = Street()
    street.weds()
    street.weds()
    await street.built(engine)
    end = month_end(engine, clock, chunk=1)
    await end.start(DEY.previous(), "operator")
    await end.take(DEY.previous(), 1)
    async with engine.begin() as connection:
        assert (await Grants(connection, clock).standing(SHE, f"M{SHE}")).kind is StandingKind.DECIDED
    with pytest.raises(Refused):
        await taken(engine, clock, line())


@pytest.mark.parametrize("statement", [payments_in.WRONG, payments_in.TAKE], ids=["checked", "taken"])
async def test_a_line_is_found_by_its_person_however_large_the_run(
    engine: AsyncEngine, clock: FrozenClock, run: Run, statement: TextClause
) -> None:
    """PostgreSQL knows nothing yet of a run that has just been decided, and takes it for small.

    Long keys make the index of persons as deep as many people do, and a table of many is not read as a whole.
    """
    many = (
        "INSERT INTO hamyar.month_decisions (national_id, marriage_id, month, number, why, registered_on, outcome,"
        " reasons, overridden, counted, total, amount, decided_at, is_open, account, payment)"
        " SELECT rpad(one || 'P', 500, 'x'), marriage_id, month, number, why, registered_on, outcome,"
        " reasons, overridden, counted, total, amount, decided_at, is_open, account, payment"
        " FROM hamyar.month_decisions, generate_series(1, 4000) AS one WHERE national_id = :she"
    )
    await do(engine, many, she=SHE)
    asked = {"month": 140409, "number": 1, "marriage_id": f"M{SHE}", "amount": WAGE, "state": "paid", "on": ON}
    lines = [{"line": one, "national_id": f"{one}P".ljust(500, "x"), **asked} for one in range(2, 102)]
    plan = text(f"EXPLAIN {statement.text}").bindparams(bindparam("lines", type_=JSONB))
    async with engine.begin() as connection:
        for way in ("seqscan", "bitmapscan", "hashjoin", "mergejoin", "material"):
            await connection.execute(text(f"SET LOCAL enable_{way} TO off"))
        told = "\n".join((await connection.execute(plan, {"lines": lines})).scalars())
    assert "month_decisions_run" not in told

"""Objections: filed once, followed by their person alone, decided by the right people."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from services.grants.decision import Criterion, Outcome
from services.money import Rials
from services.objections import (
    IllegalMove,
    Image,
    MayNotDecide,
    NoSuchObjection,
    RefusalReason,
    State,
    Subject,
    SubjectKind,
)
from services.objections.number import NotANumber, new, normalise
from tests.clock import FrozenClock
from tests.services.objections.filing import objections_of

SARA, REZA, REVIEWER, SECOND = "0012345679", "1994825677", "5402839557", "0503409588"
SUBJECT = Subject(
    SubjectKind.DECISION,
    date(2026, 9, 2),
    "M1",
    Outcome.REFUSED,
    failed=(Criterion.EMPLOYED, Criterion.DAYS),
    spouse_id=REZA,
)
LIMIT = Rials(100_000_000)
REASON = "لیست بیمهٔ دو ماه من نیامده است"
CONTRACT = Image("doc-1", "marriage-contract")


async def file(engine: AsyncEngine, clock: FrozenClock, subject: Subject = SUBJECT, person: str = SARA) -> str:
    async with engine.begin() as connection:
        return await objections_of(connection, clock).file(
            person, subject, REASON, [CONTRACT], channel="telegram", address="5"
        )


async def test_a_filed_objection_is_found_with_its_figures(engine: AsyncEngine, clock: FrozenClock) -> None:
    number = await file(engine, clock)
    async with engine.connect() as connection:
        objections = objections_of(connection, clock)
        (found,) = await objections.of(SARA)
        assert (found.number, found.state, found.images, found.subject) == (number, State.FILED, 1, SUBJECT)
        assert await objections.images(SARA, number) == (CONTRACT,)
        assert (found.answer_by - found.filed_on).days == 30


async def test_a_second_filing_gives_the_first_number(engine: AsyncEngine, clock: FrozenClock) -> None:
    assert await file(engine, clock) == await file(engine, clock)


async def test_two_phones_at_once_file_one_objection(engine: AsyncEngine, clock: FrozenClock) -> None:
    numbers = await asyncio.gather(*(file(engine, clock) for _ in range(6)))
    assert len(set(numbers)) == 1
    async with engine.connect() as connection:
        assert (await connection.execute(text("SELECT count(*) FROM hamyar.objections"))).scalar_one() == 1


async def test_after_a_withdrawal_another_can_be_filed(engine: AsyncEngine, clock: FrozenClock) -> None:
    first = await file(engine, clock)
    async with engine.begin() as connection:
        assert await objections_of(connection, clock).withdraw(SARA, first)
        assert not await objections_of(connection, clock).withdraw(SARA, first)
    assert await file(engine, clock) != first


async def test_nobody_finds_another_person_s_objection(engine: AsyncEngine, clock: FrozenClock) -> None:
    number = await file(engine, clock)
    async with engine.begin() as connection:
        objections = objections_of(connection, clock)
        for act in (objections.one, objections.withdraw):
            with pytest.raises(NoSuchObjection):
                await act(REZA, number)
        with pytest.raises(NoSuchObjection):
            await objections.add_images(REZA, number, [CONTRACT])


async def test_a_better_picture_answers_what_was_wanted(engine: AsyncEngine, clock: FrozenClock) -> None:
    number = await file(engine, clock)
    async with engine.begin() as connection:
        objections = objections_of(connection, clock)
        await objections.want_better(number, REVIEWER, "marriage-contract")
        wanted = await objections.one(SARA, number)
        assert (wanted.state, wanted.wanted) == (State.MORE_WANTED, "marriage-contract")
        assert await objections.add_images(SARA, number, [Image("doc-2", "marriage-contract")]) == 2
        assert (await objections.one(SARA, number)).state is State.FILED


async def test_the_same_picture_twice_counts_once(engine: AsyncEngine, clock: FrozenClock) -> None:
    number = await file(engine, clock)
    async with engine.begin() as connection:
        await objections_of(connection, clock).add_images(SARA, number, [CONTRACT])
        assert (await objections_of(connection, clock).one(SARA, number)).images == 1


async def test_upheld_the_failed_criteria_are_overridden(engine: AsyncEngine, clock: FrozenClock) -> None:
    number = await file(engine, clock)
    async with engine.begin() as connection:
        assert (
            await objections_of(connection, clock).uphold(number, REVIEWER, "لیست رسید", second_over=LIMIT) == "upheld"
        )
    async with engine.connect() as connection:
        rows = await connection.execute(text("SELECT criterion, by, number FROM hamyar.overrides ORDER BY criterion"))
        assert [tuple(row) for row in rows] == [("days", REVIEWER, number), ("employed", REVIEWER, number)]


async def test_over_the_limit_a_second_reviewer_confirms(engine: AsyncEngine, clock: FrozenClock) -> None:
    subject = Subject(SubjectKind.DECISION, date(2026, 9, 2), "M2", Outcome.PAYABLE, Rials(100_000_001))
    number = await file(engine, clock, subject)
    async with engine.begin() as connection:
        objections = objections_of(connection, clock)
        assert await objections.uphold(number, REVIEWER, "ground", second_over=LIMIT) is State.TO_CONFIRM
        with pytest.raises(MayNotDecide):
            await objections.uphold(number, REVIEWER, "ground", second_over=LIMIT)
        assert await objections.uphold(number, SECOND, "ground", second_over=LIMIT) is State.UPHELD


async def test_at_the_limit_one_reviewer_is_enough(engine: AsyncEngine, clock: FrozenClock) -> None:
    number = await file(engine, clock, Subject(SubjectKind.DECISION, date(2026, 9, 2), "M3", amount=LIMIT))
    async with engine.begin() as connection:
        assert await objections_of(connection, clock).uphold(number, REVIEWER, "x", second_over=LIMIT) is State.UPHELD


@pytest.mark.parametrize("reviewer", [SARA, REZA])
async def test_nobody_decides_a_case_they_filed_or_are_named_in(
    engine: AsyncEngine, clock: FrozenClock, reviewer: str
) -> None:
    number = await file(engine, clock)
    async with engine.begin() as connection:
        objections = objections_of(connection, clock)
        with pytest.raises(MayNotDecide):
            await objections.uphold(number, reviewer, "x", second_over=LIMIT)
        with pytest.raises(MayNotDecide):
            await objections.refuse(number, reviewer, RefusalReason.RECORD_IS_RIGHT)
        with pytest.raises(MayNotDecide):
            await objections.want_better(number, reviewer, "marriage-contract")


async def test_what_is_decided_stays_decided(engine: AsyncEngine, clock: FrozenClock) -> None:
    number = await file(engine, clock)
    async with engine.begin() as connection:
        objections = objections_of(connection, clock)
        await objections.refuse(number, REVIEWER, RefusalReason.RECORD_IS_RIGHT, "بررسی شد")
        refused = await objections.one(SARA, number)
        assert (refused.state, refused.refusal_reason, refused.note) == ("refused", "record-is-right", "بررسی شد")
        with pytest.raises(IllegalMove):
            await objections.uphold(number, REVIEWER, "x", second_over=LIMIT)
        with pytest.raises(IllegalMove):
            await objections.add_images(SARA, number, [Image("doc-3", "other")])
        assert not await objections.withdraw(SARA, number)


async def test_two_reviewers_at_once_decide_once(engine: AsyncEngine, clock: FrozenClock) -> None:
    number = await file(engine, clock)

    async def uphold(reviewer: str) -> bool:
        try:
            async with engine.begin() as connection:
                await objections_of(connection, clock).uphold(number, reviewer, "x", second_over=LIMIT)
        except IllegalMove:
            return False
        return True

    assert sorted(await asyncio.gather(uphold(REVIEWER), uphold(SECOND))) == [False, True]


async def test_its_history_is_kept_in_order(engine: AsyncEngine, clock: FrozenClock) -> None:
    number = await file(engine, clock)
    async with engine.begin() as connection:
        objections = objections_of(connection, clock)
        await objections.want_better(number, REVIEWER, "identity-page")
        await objections.add_images(SARA, number, [Image("doc-2", "identity-page")])
        await objections.refuse(number, REVIEWER, RefusalReason.OTHER)
        told = [(event["what"], event["by"]) for event in await objections.events(SARA, number)]
    assert told == [
        ("filed", SARA),
        ("more-wanted", REVIEWER),
        ("images-added", SARA),
        ("filed", SARA),
        ("refused", REVIEWER),
    ]


def test_a_tracking_number_notices_every_wrong_digit() -> None:
    number = new()
    assert normalise(number) == number
    for place in range(len(number)):
        wrong = str((int(number[place]) + 1) % 10)
        with pytest.raises(NotANumber):
            normalise(number[:place] + wrong + number[place + 1 :])


@pytest.mark.parametrize("typed", ["", "12", "abcdefgh", "۱۲۳۴۵۶۷۸۹", "²²²²²²²²"])
def test_what_is_no_number_is_refused(typed: str) -> None:
    with pytest.raises(NotANumber):
        normalise(typed)


def test_a_number_in_persian_digits_is_the_same() -> None:
    number = new()
    assert normalise("".join(chr(ord("۰") + int(digit)) for digit in number)) == number


async def test_the_spouse_whom_the_registry_names_does_not_decide_either(
    engine: AsyncEngine, clock: FrozenClock
) -> None:
    async with engine.begin() as connection:
        await connection.execute(
            text(
                "INSERT INTO registry.marriages"
                " VALUES (:person, 'M1', 'wife', '2026-09-02', 'permanent', true, :spouse)"
            ),
            {"person": SARA, "spouse": REZA},
        )
    number = await file(engine, clock, replace(SUBJECT, spouse_id=None))
    async with engine.begin() as connection:
        with pytest.raises(MayNotDecide):
            await objections_of(connection, clock).refuse(number, REZA, RefusalReason.RECORD_IS_RIGHT)


async def test_pictures_keep_the_order_in_which_they_were_given(engine: AsyncEngine, clock: FrozenClock) -> None:
    given = [Image(f"doc-{name}", "other") for name in "zaxbyc"]
    async with engine.begin() as connection:
        objections = objections_of(connection, clock)
        number = await objections.file(SARA, SUBJECT, REASON, given, channel="telegram", address="5")
        assert await objections.images(SARA, number) == tuple(given)

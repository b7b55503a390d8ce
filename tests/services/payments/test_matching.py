"""The daily match with the bank's own file."""

from __future__ import annotations

from datetime import timedelta
from io import StringIO

import pytest

from sandbox.bank.book import Standing
from services.money import Rials
from services.payments.matching import Finding, NotASettlement, Settled, Verdict, ask_again, read, reconcile
from services.payments.rules import State
from tests.handlers.bank.till import GATEWAYS, OMID, PRICE, SARA, Till, months


async def matched(till: Till, gateway: str, file: str) -> dict[str, Finding]:
    """What the file of today comes to, by reference."""
    there = read(StringIO(file))
    since, until = till.clock.now() - timedelta(hours=12), till.clock.now() + timedelta(hours=12)
    async with till.engine.connect() as connection:
        found = await reconcile(connection, gateway, there, since, until)
    assert all(one.todo for one in found)
    return {one.reference: one for one in found}


@pytest.mark.parametrize("gateway", GATEWAYS)
async def test_a_day_on_which_all_went_well_matches(till: Till, gateway: str) -> None:
    for month in (140407, 140408, 140409):
        await till.paid(gateway, months(SARA, month))
    found = await matched(till, gateway, till.book.settlement(gateway))
    assert [one.verdict for one in found.values()] == [Verdict.MATCHED] * 3


async def test_each_kind_of_difference_is_named(till: Till) -> None:
    well, missing_there, differing = [await till.paid("sep", months(SARA, month)) for month in (140407, 140408, 140409)]
    missing_here = await till.sent("sep", months(OMID))
    file = "\n".join(
        [
            "order,reference,amount",
            f"{well.id},{well.reference},{PRICE}",
            f"{differing.id},{differing.reference},{PRICE - 1}",
            f"{missing_here.id},REF-of-his,{PRICE}",
            f",REF-of-nobody,{PRICE}",
        ]
    )
    found = await matched(till, "sep", file)
    assert {reference: one.verdict for reference, one in found.items()} == {
        well.reference: Verdict.MATCHED,
        missing_there.reference: Verdict.MISSING_THERE,
        differing.reference: Verdict.DIFFERING,
        "REF-of-his": Verdict.MISSING_HERE,
        "REF-of-nobody": Verdict.MISSING_HERE,
    }
    assert found["REF-of-his"].state is State.REDIRECTED
    assert (found[str(differing.reference)].there, found[str(differing.reference)].here) == (PRICE - 1, PRICE)
    assert found[str(missing_there.reference)].order == missing_there.id


async def test_what_is_missing_here_is_asked_about_and_found(till: Till) -> None:
    """One that the bank had called cancelled, one that it took twice, one nobody came back from, and nobody's."""
    cancelled = await till.sent("sep", months(OMID))
    session = till.session(cancelled)
    till.book.cancel(session)
    await till.returns(cancelled)
    session.state = Standing.OPEN
    till.pays(cancelled)
    twice = await till.paid("sep")
    till.book.blunder(till.session(twice))
    away = await till.sent("sep", months(SARA, 140408))
    till.pays(away)
    for _, charge in till.book.kept():
        charge.state = Standing.VERIFIED
    file = f"{till.book.settlement('sep')}\nREF-of-nobody,,500"
    found = await matched(till, "sep", file)
    states = {one.order: one.state for one in found.values() if one.can_be_asked}
    assert states == {
        cancelled.id: State.FAILED,
        twice.id: State.RECORDED,
        away.id: State.REDIRECTED,
    }
    assert len({one.todo for one in found.values()}) == 5
    for new in (3, 0):
        async with till.engine.begin() as connection:
            assert await ask_again(connection, till.clock, tuple(found.values())) == new
    await till.cashier().sweep()
    assert await till.credit(SARA) == PRICE
    assert (await till.entitled(SARA), await till.entitled(OMID)) == ([140407, 140408], [140407])
    again = await matched(till, "sep", file)
    assert sorted(one.verdict for one in again.values()) == [*[Verdict.MATCHED] * 4, Verdict.MISSING_HERE]


async def test_what_a_file_says_is_not_believed(till: Till) -> None:
    payment = await till.sent("sep")
    found = await matched(till, "sep", f"reference,order,amount\nREF-invented,{payment.id},{PRICE}\n")
    async with till.engine.begin() as connection:
        await ask_again(connection, till.clock, tuple(found.values()))
    await till.time_passes(60)
    assert await till.state(payment) is State.FAILED
    assert await till.heard() == []


async def test_a_charge_about_midnight_matches_whichever_day_it_is_on(till: Till) -> None:
    payment = await till.paid("sep")
    till.clock.advance(days=1)
    found = await matched(till, "sep", f"reference,order,amount\n{payment.reference},{payment.id},{PRICE}\n")
    assert found[str(payment.reference)].verdict is Verdict.MATCHED


async def test_other_banks_and_other_days_are_not_in_it(till: Till) -> None:
    await till.paid("zarinpal")
    assert await matched(till, "sep", "reference,order,amount\n") == {}
    till.clock.advance(days=2)
    assert await matched(till, "zarinpal", "reference,order,amount\n") == {}


@pytest.mark.parametrize(
    ("file", "line"),
    [
        ("", 1),
        ("reference,amount\nR,1\n", 1),
        ("reference,order,amount\n,1,1000\n", 2),
        ("reference,order,amount\nR,1,1000\nQ,1,-5\n", 3),
        ("reference,order,amount\nR,1,1000.0\n", 2),
        ("reference,order,amount\nR,1,\n", 2),
        ("reference,order,amount\nR\n", 2),
        ("reference,order,amount\nR,1,99999999999999999999\n", 2),
        ("reference,order,amount\nR,1,1000\nR,2,1000\n", 3),
    ],
)
def test_a_file_that_does_not_read_is_refused_by_its_line(file: str, line: int) -> None:
    with pytest.raises(NotASettlement) as refused:
        read(StringIO(file))
    assert refused.value.line == line


def test_columns_may_stand_in_any_order_with_others_between() -> None:
    assert read(StringIO("amount,date,order,reference\n5000,x,1,R\n")) == (Settled("R", "1", Rials(5000)),)

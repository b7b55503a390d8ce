"""Credit goes back on the word of two supervisors, whole or not at all, and each act is on record."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from services.desk import Empty, NotAllowed
from services.money import Rials
from services.payments.ledger import Money
from services.payments.refunds import NoSuchRefund, NotThatMuch, Refunds
from services.payments.rules import IllegalRefund, MayNotRefund, RefundState, SameSupervisor
from tests.handlers.bank.till import PRICE, SARA, Till
from tests.services.payments.supervising import (
    AGENT,
    LEYLA,
    REZA,
    REZA_AGAIN,
    SARA_AT_WORK,
    STRANGER,
    asked,
    refunds,
    supervisors,
    with_credit,
)

Act = Callable[[Refunds, str, int], Awaitable[object]]
ACTS: dict[str, Act] = {
    "account": lambda these, _, who: these.account(SARA, who),
    "waiting": lambda these, _, who: these.waiting(who),
    "one": lambda these, number, who: these.one(number, who),
    "ask": lambda these, _, who: these.ask(SARA, Rials(1), who, "x"),
    "confirm": lambda these, number, who: these.confirm(number, who),
    "refuse": lambda these, number, who: these.refuse(number, who, "x"),
    "paid back": lambda these, number, who: these.paid_back(number, who, "x"),
    "may become": lambda these, number, who: these.may_become(number, who, RefundState.REFUSED),
}


@pytest.fixture
async def till(till: Till) -> Till:
    await with_credit(till)
    await supervisors(till)
    return till


async def acts(till: Till) -> list[tuple[str, str]]:
    rows = await till.rows("SELECT actor, act FROM hamyar.audit WHERE act <> 'enrol' ORDER BY seq")
    return [(row.actor, row.act) for row in rows]


async def test_credit_goes_back_on_the_word_of_two(till: Till) -> None:
    number = await asked(till)
    assert await till.credit() == 0
    async with refunds(till) as these:
        with pytest.raises(SameSupervisor):
            await these.confirm(number, LEYLA)
        with pytest.raises(IllegalRefund):
            await these.paid_back(number, REZA, "1")
        assert (await these.confirm(number, REZA)).state is RefundState.CONFIRMED
        assert (await these.paid_back(number, LEYLA, "F-1")).state is RefundState.PAID_BACK
        with pytest.raises(IllegalRefund):
            await these.paid_back(number, LEYLA, "F-2")
    assert await till.heard() == [("recorded", 0), ("recorded", PRICE), ("paid-back", 0)]
    assert await acts(till) == [
        (f"staff:{LEYLA}", "refund-ask"),
        (f"staff:{REZA}", "refund-confirm"),
        (f"staff:{LEYLA}", "refund-paid-back"),
    ]
    kept = await till.rows("SELECT facts FROM hamyar.audit WHERE act LIKE 'refund-%' ORDER BY seq")
    assert (kept[0].facts["ground"], kept[2].facts["trace"]) == ("دو بار پرداخت", "F-1")
    assert {row.facts["amount"] for row in kept} == {PRICE}
    async with till.engine.connect() as connection:
        assert await Money(connection).balance("paid-back") == PRICE


async def test_a_supervisor_with_two_telephones_is_one(till: Till) -> None:
    number = await asked(till, by=REZA)
    async with refunds(till) as these:
        with pytest.raises(SameSupervisor):
            await these.confirm(number, REZA_AGAIN)


async def test_a_refused_refund_is_credit_again(till: Till) -> None:
    number = await asked(till)
    async with refunds(till) as these:
        assert [one.state for one in await these.waiting(LEYLA)] == [RefundState.ASKED]
        await these.confirm(number, REZA)
        await these.refuse(number, REZA, "به حساب دیگری است")
        assert await these.waiting(LEYLA) == ()
    assert await till.credit() == PRICE
    assert await till.heard() == [("recorded", 0), ("recorded", PRICE)]


async def test_what_a_person_has_is_told_with_where_it_is_from(till: Till) -> None:
    number = await asked(till, 5)
    async with refunds(till) as these:
        account = await these.account(SARA, LEYLA)
    assert account.credit == PRICE - 5
    assert [(one.charged, one.credit, one.gateway) for one in account.sources] == [(PRICE, PRICE, "zarinpal")]
    assert account.sources[0].trace
    assert [one.id for one in account.refunds] == [number]
    assert (f"staff:{LEYLA}", "see-credit") in await acts(till)


@pytest.mark.parametrize("amount", [PRICE + 1, 10**15])
async def test_no_more_goes_back_than_there_is(till: Till, amount: int) -> None:
    with pytest.raises(NotThatMuch) as refused:
        await asked(till, amount)
    assert refused.value.credit == PRICE


@pytest.mark.parametrize("amount", [0, -1])
async def test_a_refund_is_of_something(till: Till, amount: int) -> None:
    with pytest.raises(ValueError, match="one rial"):
        await asked(till, amount)


async def test_nothing_is_done_without_a_ground_or_a_number_of_finance(till: Till) -> None:
    number = await asked(till)
    async with refunds(till) as these:
        for act in (these.ask(SARA, Rials(1), LEYLA, " "), these.refuse(number, REZA, "\n")):
            with pytest.raises(Empty):
                await act
        await these.confirm(number, REZA)
        with pytest.raises(Empty):
            await these.paid_back(number, REZA, "")
        assert (await these.one(number, REZA)).state is RefundState.CONFIRMED
        with pytest.raises(NoSuchRefund):
            await these.confirm("R1", REZA)


@pytest.mark.parametrize("act", ACTS)
async def test_nobody_but_supervisors_and_nobody_their_own(till: Till, act: str) -> None:
    number = await asked(till, 5)
    before = await acts(till)
    for who in (AGENT, STRANGER):
        for named in (number, "R1"):
            with pytest.raises(NotAllowed):
                async with refunds(till) as these:
                    await ACTS[act](these, named, who)
    if act != "waiting":
        with pytest.raises(MayNotRefund):
            async with refunds(till) as these:
                await ACTS[act](these, number, SARA_AT_WORK)
    assert (await acts(till), await till.credit()) == (before, PRICE - 5)


async def test_ten_who_ask_at_once_do_not_get_more_than_there_is(till: Till) -> None:
    came = await asyncio.gather(*(asked(till) for _ in range(10)), return_exceptions=True)
    assert sum(isinstance(one, str) for one in came) == 1
    assert sum(isinstance(one, NotThatMuch) for one in came) == 9


async def test_of_ten_who_note_a_payment_at_once_one_does_and_the_person_hears_once(till: Till) -> None:
    number = await asked(till)
    async with refunds(till) as these:
        await these.confirm(number, REZA)

    async def notes(which: int) -> None:
        async with refunds(till) as these:
            await (these.refuse(number, REZA, "x") if which % 2 else these.paid_back(number, LEYLA, "F-1"))

    came = await asyncio.gather(*map(notes, range(10)), return_exceptions=True)
    assert sum(one is None for one in came) == 1
    assert sum(isinstance(one, IllegalRefund) for one in came) == 9
    paid = (await till.rows("SELECT state FROM hamyar.refunds"))[0].state == "paid-back"
    assert (await till.heard()).count(("paid-back", 0)) == paid
    assert await till.credit() == (0 if paid else PRICE)


STEPS = st.lists(
    st.tuples(st.sampled_from(("ask", "confirm", "refuse", "paid back")), st.sampled_from((LEYLA, REZA, SARA_AT_WORK))),
    min_size=1,
    max_size=12,
)


@settings(max_examples=30, derandomize=True, database=None, deadline=None, suppress_health_check=list(HealthCheck))
@given(steps=STEPS)
async def test_whatever_supervisors_do_nothing_is_lost_and_nothing_goes_twice(
    till: Till, steps: list[tuple[str, int]]
) -> None:
    numbers = ["R1"]
    for act, who in steps:
        try:
            async with refunds(till) as these:
                done = await ACTS[act](these, numbers[-1], who)
            if act == "ask":
                numbers.append(done.id)  # type: ignore[attr-defined]
        except (MayNotRefund, IllegalRefund, NoSuchRefund, NotThatMuch):
            continue
    rows = await till.rows("SELECT state, sum(amount) AS rials FROM hamyar.refunds GROUP BY state")
    away = sum(row.rials for row in rows if row.state != "refused")
    assert await till.credit() + away == PRICE
    told = sum(what == "paid-back" for what, _ in await till.heard())
    assert told == len(await till.rows("SELECT 1 FROM hamyar.refunds WHERE state = 'paid-back'"))

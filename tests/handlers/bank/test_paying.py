"""A payment from the intent to the month that is paid, as it should go and as it may."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import pytest

from handlers.bank.cashier import NotOpen
from handlers.bank.port import Answer, BankError
from handlers.bank.sep import Sep
from handlers.bank.zarinpal import Zarinpal
from sandbox.bank import sep, zarinpal
from sandbox.bank.book import Standing
from services.payments import Payment, State
from tests.handlers.bank.till import GATEWAYS, OMID, PRICE, PUBLIC, SARA, Till, months

each_bank = pytest.mark.parametrize("gateway", GATEWAYS)


@each_bank
async def test_who_pays_and_comes_back_has_paid(till: Till, gateway: str) -> None:
    payment = await till.paid(gateway)
    assert payment.state is State.RECORDED
    assert payment.trace == till.session(payment).charges[0].trace
    assert await till.entitled() == [140407]
    assert await till.heard() == [("recorded", 0)]
    assert await till.credit() == 0


@each_bank
async def test_who_cancels_has_not_paid_and_is_told_nothing(till: Till, gateway: str) -> None:
    payment = await till.sent(gateway)
    till.book.cancel(till.session(payment))
    await till.returns(payment)
    await till.time_passes(60)
    assert await till.state(payment) is State.FAILED
    assert await till.heard() == []
    assert await till.entitled() == []


@each_bank
async def test_who_pays_and_never_comes_back_is_found_by_the_sweep(till: Till, gateway: str) -> None:
    payment = await till.sent(gateway)
    till.pays(payment)
    await till.time_passes(1)
    assert await till.state(payment) is State.RECORDED
    assert await till.heard() == [("recorded", 0)]


@each_bank
async def test_the_sweep_looks_at_1_3_7_and_12_minutes(till: Till, gateway: str) -> None:
    await till.sent(gateway)
    till.wire.calls.clear()
    looked = []
    for minute in range(1, 16):
        before = len(till.wire.calls)
        await till.time_passes(1)
        if len(till.wire.calls) > before:
            looked.append(minute)
    assert looked == [1, 3, 7, 12]


@each_bank
async def test_who_closes_the_window_is_let_go_of_in_the_end(till: Till, gateway: str) -> None:
    payment = await till.sent(gateway)
    await till.time_passes(50)
    assert await till.state(payment) is State.FAILED
    calls = len(till.wire.calls)
    await till.time_passes(60)
    assert len(till.wire.calls) == calls


async def test_an_intent_that_nobody_was_sent_to_the_bank_for_goes_by_itself(till: Till) -> None:
    payment = await till.opened()
    await till.time_passes(5)
    assert await till.state(payment) is State.FAILED
    with pytest.raises(NotOpen):
        await till.cashier().redirect(payment.id)


@each_bank
async def test_who_asks_twice_for_the_way_is_sent_to_the_same_session(till: Till, gateway: str) -> None:
    payment = await till.opened(gateway)
    first = await till.cashier().redirect(payment.id)
    assert await till.cashier().redirect(payment.id) == first
    assert len(till.book.sessions) == 1


@each_bank
async def test_a_bank_that_gives_no_session_leaves_the_intent_as_it_was(till: Till, gateway: str) -> None:
    payment = await till.opened(gateway)
    till.wire.trouble.append("outage")
    with pytest.raises(BankError) as refused:
        await till.cashier().redirect(payment.id)
    assert refused.value.retryable
    await till.cashier().redirect(payment.id)
    assert await till.state(payment) is State.REDIRECTED


@each_bank
@pytest.mark.parametrize("trouble", ["before", "after", "outage", "error", "nonsense"])
@pytest.mark.parametrize("call", [0, 1])
async def test_an_answer_that_does_not_come_is_unknown_and_asked_for_again(
    till: Till, gateway: str, trouble: str, call: int
) -> None:
    payment = await till.sent(gateway)
    till.pays(payment)
    till.wire.trouble.extend([None] * call + [trouble])
    await till.returns(payment)
    assert await till.state(payment) is State.UNKNOWN
    assert await till.heard() == []
    await till.time_passes(3)
    assert await till.state(payment) is State.RECORDED
    assert await till.heard() == [("recorded", 0)]


@each_bank
async def test_a_bank_that_is_away_for_hours_is_asked_until_it_answers(till: Till, gateway: str) -> None:
    till.book.tempers[gateway].returns_after = None
    payment = await till.sent(gateway)
    till.pays(payment)
    till.wire.trouble.extend(["outage"] * 9)
    await till.time_passes(120)
    assert await till.state(payment) is State.UNKNOWN
    till.wire.trouble.clear()
    await till.time_passes(31)
    assert await till.state(payment) is State.RECORDED


@each_bank
async def test_already_verified_counts_for_the_same_order(till: Till, gateway: str) -> None:
    till.book.tempers[gateway].says_already = True
    assert (await till.paid(gateway)).state is State.RECORDED


async def test_money_that_sep_gave_back_is_told_of_and_pays_for_nothing(till: Till) -> None:
    payment = await till.sent("sep")
    till.pays(payment)
    till.wire.trouble.extend(["outage"] * 5)
    await till.time_passes(45)
    assert await till.state(payment) is State.FAILED
    assert await till.heard() == [("returned", 0)]
    assert await till.entitled() == []


@each_bank
@pytest.mark.parametrize("more", [10_000, -10_000])
async def test_another_amount_than_ours_is_credit_and_pays_for_nothing(till: Till, gateway: str, more: int) -> None:
    till.book.tempers[gateway].takes_more = more
    payment = await till.paid(gateway)
    assert payment.state is State.RECORDED
    assert await till.entitled() == []
    assert await till.credit() == PRICE + more
    assert await till.heard() == [("recorded", PRICE + more)]


@each_bank
async def test_what_is_paid_twice_is_credit_the_second_time(till: Till, gateway: str) -> None:
    first, second = await till.sent(gateway), await till.sent(gateway)
    for payment in (first, second):
        till.pays(payment)
        await till.returns(payment)
    assert await till.entitled() == [140407]
    assert await till.credit() == PRICE
    assert await till.heard() == [("recorded", 0), ("recorded", PRICE)]


async def test_of_several_months_the_one_that_is_paid_already_is_credit(till: Till) -> None:
    await till.paid(items=months(SARA, 140408))
    await till.paid(items=months(SARA, 140407, 140408, 140409))
    assert await till.entitled() == [140407, 140408, 140409]
    assert await till.credit() == PRICE


async def test_a_month_that_is_no_longer_owed_is_credit(till: Till) -> None:
    till.owed = lambda items: [item for item in items if item.month != 140407]
    await till.paid(items=months(SARA, 140407, 140408))
    assert await till.entitled() == [140408]
    assert await till.heard() == [("recorded", PRICE)]


async def test_a_charge_that_sep_makes_twice_under_one_token_is_credit(till: Till) -> None:
    payment = await till.paid("sep")
    blunder = till.book.blunder(till.session(payment))
    fields = till.brings(payment, blunder)
    await till.returns(payment, fields)
    await till.returns(payment, fields)
    await till.time_passes(5)
    assert await till.credit() == PRICE
    assert await till.heard() == [("recorded", 0), ("recorded", PRICE)]
    assert {charge.state for charge in till.session(payment).charges} == {"verified"}


async def test_what_the_bank_found_after_it_had_said_no_is_recorded(till: Till) -> None:
    payment = await till.sent()
    session = till.session(payment)
    session.state = session.state.CANCELLED
    await till.returns(payment)
    assert await till.state(payment) is State.FAILED
    session.state = session.state.OPEN
    till.pays(payment)
    assert await till.cashier().sweep_unverified() == 1
    assert await till.state(payment) is State.RECORDED
    assert await till.cashier().sweep_unverified() == 0


async def test_a_terminal_without_receipts_is_believed_by_what_it_verifies(till: Till) -> None:
    till.book.tempers["sep"].has_receipts = False
    payment = await till.paid("sep")
    assert payment.state is State.RECORDED
    assert await till.heard() == [("recorded", 0)]


async def test_the_reference_of_another_is_not_taken_where_there_are_no_receipts(till: Till) -> None:
    till.book.tempers["sep"].has_receipts = False
    await till.paid("sep")
    hers = next(iter(till.book.kept()))[1]
    his = await till.sent("sep", months(OMID))
    fields = {**till.brings(his, hers), "ResNum": his.id}
    await till.returns(his, fields)
    await till.time_passes(50)
    assert await till.entitled(OMID) == []
    assert await till.credit(OMID) == 0


@each_bank
async def test_who_paid_after_all_is_asked_about_until_the_bank_answers(till: Till, gateway: str) -> None:
    payment = await till.sent(gateway)
    session = till.session(payment)
    cancelled = till.brings(payment) | {"Status": "NOK", "State": "CanceledByUser"}
    session.state = Standing.CANCELLED
    await till.returns(payment, cancelled)
    assert await till.state(payment) is State.FAILED
    session.state = Standing.OPEN
    till.pays(payment)
    till.wire.trouble.append("outage")
    await till.returns(payment)
    assert await till.state(payment) is State.FAILED
    await till.time_passes(3)
    assert await till.state(payment) is State.RECORDED


async def test_a_further_charge_is_asked_about_until_the_bank_answers(till: Till) -> None:
    payment = await till.paid("sep")
    blunder = till.book.blunder(till.session(payment))
    till.wire.trouble.append("outage")
    await till.returns(payment, till.brings(payment, blunder))
    assert await till.credit() == 0
    await till.time_passes(3)
    assert await till.credit() == PRICE


async def test_a_bank_that_asks_to_be_settled_is_asked_before_anything_is_posted(till: Till) -> None:
    bank = Settling(till)
    till.banks = (bank,)
    payment = await till.sent()
    till.pays(payment)
    await till.returns(payment)
    assert (await till.state(payment), bank.asked) == (State.VERIFIED, 1)
    assert await till.heard() == []
    await till.time_passes(3)
    assert (await till.state(payment), bank.asked) == (State.RECORDED, 2)
    assert await till.heard() == [("recorded", 0)]


class Settling(Zarinpal):
    """A bank that has such a step, and does not answer the first time."""

    settles = True

    def __init__(self, till: Till) -> None:
        super().__init__(zarinpal.MERCHANT, PUBLIC, transport=till.wire)
        self.asked = 0

    async def settle(self, payment: Payment) -> None:
        self.asked += 1
        if self.asked == 1:
            raise BankError("time-out", retryable=True)


async def test_a_charge_that_is_brought_while_another_is_asked_about_is_recorded_at_once(till: Till) -> None:
    payment = await till.paid("sep")
    first, second = (till.book.blunder(till.session(payment)) for _ in range(2))
    bank = Meanwhile(till, lambda: till.returns(payment, till.brings(payment, second)))
    till.banks = (till.banks[0], bank)
    await till.returns(payment, till.brings(payment, first))
    assert await till.credit() == 2 * PRICE
    assert await till.heard() == [("recorded", 0), ("recorded", PRICE), ("recorded", PRICE)]


async def test_who_comes_back_just_after_the_bank_was_asked_is_recorded_at_once(till: Till) -> None:
    payment = await till.sent("sep")

    async def pays() -> None:
        till.pays(payment)
        await till.returns(payment)

    till.banks = (till.banks[0], Meanwhile(till, pays))
    await till.cashier().pursue(payment.id)
    assert await till.state(payment) is State.RECORDED
    assert await till.heard() == [("recorded", 0)]


class Meanwhile(Sep):
    """A bank that takes its time: just after it was asked of a charge for the first time, something else happens."""

    def __init__(self, till: Till, happens: Callable[[], Awaitable[object]]) -> None:
        super().__init__(sep.TERMINAL, PUBLIC, transport=till.wire)
        self.happens: Callable[[], Awaitable[object]] | None = happens

    async def inquire(self, payment: Payment, reference: str | None = None) -> Answer:
        answer = await super().inquire(payment, reference)
        happens, self.happens = self.happens, None
        if happens:
            await happens()
        return answer

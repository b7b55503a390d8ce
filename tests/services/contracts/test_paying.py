"""Orders and what becomes of their money: paid once, credit where nothing is owed, told each time."""

from __future__ import annotations

import asyncio

import pytest

from services.calendar import JalaliDay, JalaliMonth
from services.contracts.contract import DueMonth
from services.contracts.premiums import NoTill, NotOwed, Premiums
from tests.services.contracts.office import HIGHEST, MEHR_PREMIUM, SARA, Office

MEHR, ABAN = JalaliMonth(1404, 7), JalaliMonth(1404, 8)
LAST_DAY = JalaliDay(1404, 9, 30).gregorian  # for Mehr


async def test_an_order_is_a_link_for_what_was_chosen(office: Office) -> None:
    number = await office.signed()
    order = await office.ordered(most=2)
    assert order.url.endswith(f"/p/{order.code}")
    assert order.amount == 2 * MEHR_PREMIUM
    assert [(one.kind, one.about, one.month) for one in order.items] == [
        ("voluntary", number, MEHR),
        ("voluntary", number, ABAN),
    ]
    payment = await office.payment(order)
    assert (payment.national_id, payment.amount, payment.state) == (SARA, 2 * MEHR_PREMIUM, "intent")


async def test_two_phones_that_order_the_same_months_get_one_payment(office: Office) -> None:
    await office.signed()
    orders = await asyncio.gather(*(office.ordered(most=2) for _ in range(5)))
    assert len({order.code for order in orders}) == 1
    assert await office.rows("SELECT count(*) FROM hamyar.payments") == [(1,)]


async def test_who_is_at_the_bank_gets_the_same_order_again(office: Office) -> None:
    await office.signed()
    order = await office.ordered()
    await office.at_the_bank(order)
    assert (await office.ordered()).code == order.code


async def test_other_months_are_another_order(office: Office) -> None:
    await office.signed()
    assert (await office.ordered(most=1)).code != (await office.ordered(most=2)).code


async def test_an_order_that_has_run_out_is_not_given_again(office: Office) -> None:
    await office.signed()
    order = await office.ordered()
    office.clock.time = order.until
    assert (await office.ordered()).code != order.code


async def test_an_order_ends_with_the_due_day(office: Office) -> None:
    await office.signed()
    office.it_is(LAST_DAY)
    order = await office.ordered()
    assert order.until.astimezone(office.clock.time.tzinfo).isoformat() == "2025-12-21T20:30:00+00:00"


async def test_months_are_paid_in_order_and_without_gaps(office: Office) -> None:
    await office.signed()
    mehr, aban = await office.due()
    with pytest.raises(NotOwed):
        await office.ordered([aban])
    assert [one.month for one in (await office.ordered([aban, mehr])).items] == [MEHR, ABAN]


@pytest.mark.parametrize("which", ["none", "twice", "another amount", "somebody else's"])
async def test_only_what_is_owed_is_ordered(office: Office, which: str) -> None:
    number = await office.signed()
    [mehr, _] = await office.due()
    other = DueMonth("voluntary", number, MEHR, type(mehr.amount)(mehr.amount + 1), mehr.due)
    months = {"none": [], "twice": [mehr, mehr], "another amount": [other], "somebody else's": [mehr]}[which]
    person = "1994825677" if which == "somebody else's" else SARA
    with pytest.raises(NotOwed):
        await office.ordered(months, national_id=person)
    assert await office.rows("SELECT count(*) FROM hamyar.payments") == [(0,)]


async def test_without_a_bank_nothing_is_ordered(office: Office) -> None:
    await office.signed()
    async with office.engine.begin() as connection:
        premiums = Premiums(connection, office.clock)
        assert not premiums.can_pay
        with pytest.raises(NoTill):
            await premiums.order(SARA, await premiums.due(SARA))


async def test_paid_twice_is_credit_and_told(office: Office) -> None:
    await office.signed()
    one, two = await office.ordered(most=1), await office.ordered(most=2)
    await office.pays(one)
    office.clock.advance(minutes=1)
    await office.pays(two)  # Mehr of it is paid, Aban is not
    assert await office.entitled() == [140407, 140408]
    assert await office.credit() == MEHR_PREMIUM
    assert (await office.told())[-1][1]["credit"] == MEHR_PREMIUM


async def test_the_very_same_paid_twice_is_credit_in_full(office: Office) -> None:
    await office.signed()
    here, there = await office.ordered(), await office.ordered(gateway="sep")
    await office.pays(here)
    await office.pays(there)
    assert await office.entitled() == [140407]
    assert await office.credit() == MEHR_PREMIUM
    assert [facts["why"] for event, facts in await office.told() if event == "credit-kept"] == ["paid"]


async def test_another_amount_pays_for_nothing_and_says_why(office: Office) -> None:
    await office.signed()
    payment = await office.at_the_bank(await office.ordered())
    office.bank.session(payment).amount = 1_000
    office.bank.pays(payment)
    await office.comes_back(payment)
    assert await office.entitled() == []
    assert await office.credit() == 1_000
    event, facts = (await office.told())[-1]
    assert (event, facts["why"], facts["amount"]) == ("credit-kept", "amount", 1_000)


async def test_money_for_a_contract_that_lapsed_meanwhile_is_credit(office: Office) -> None:
    await office.signed()
    order = await office.ordered()
    office.it_is(JalaliDay(1404, 10, 1).gregorian)
    await office.pays(order)
    assert await office.entitled() == []
    assert await office.credit() == MEHR_PREMIUM
    event, facts = (await office.told())[-1]
    assert (event, facts["why"]) == ("credit-kept", "lapsed")


async def test_who_was_sent_to_the_bank_in_time_has_paid_in_time(office: Office) -> None:
    await office.signed()
    office.it_is(LAST_DAY)
    payment = await office.at_the_bank(await office.ordered())
    office.bank.pays(payment)
    office.it_is(JalaliDay(1404, 10, 1).gregorian)
    await office.reminded()  # the round of the morning waits for the bank's word
    standing = await office.standing()
    assert standing is not None
    assert standing.state == "active"
    await office.comes_back(payment)
    assert await office.entitled() == [140407]
    assert await office.credit() == 0


async def test_who_was_sent_in_time_and_did_not_pay_has_lapsed(office: Office) -> None:
    await office.signed()
    office.it_is(LAST_DAY)
    await office.at_the_bank(await office.ordered())
    office.it_is(JalaliDay(1404, 10, 1).gregorian)
    await office.cashier().sweep()
    await office.reminded()
    standing = await office.standing()
    assert standing is not None
    assert standing.state == "lapsed"


async def test_money_for_a_contract_that_was_ended_meanwhile_is_credit(office: Office) -> None:
    number = await office.signed()
    payment = await office.at_the_bank(await office.ordered())
    office.bank.pays(payment)
    async with office.open() as services:
        await services.contracts.end(SARA, number)
    await office.comes_back(payment)
    assert await office.entitled() == []
    assert await office.credit() == MEHR_PREMIUM
    assert (await office.told())[-1][1]["why"] == "closed"


async def test_a_month_whose_base_was_changed_meanwhile_is_not_paid_with_the_old_premium(office: Office) -> None:
    number = await office.signed()
    order = await office.ordered(most=2)
    async with office.open() as services:
        await services.contracts.change_base(SARA, number, HIGHEST)
    await office.pays(order)
    assert await office.entitled() == [140407]
    assert await office.credit() == MEHR_PREMIUM


async def test_an_end_and_a_payment_at_once_agree(office: Office) -> None:
    number = await office.signed()
    payment = await office.at_the_bank(await office.ordered())
    office.bank.pays(payment)

    async def end() -> JalaliMonth:
        async with office.open() as services:
            return await services.contracts.end(SARA, number)

    last, _ = await asyncio.gather(end(), office.comes_back(payment))
    paid = await office.entitled()
    assert paid == ([140407] if last == MEHR else [])
    assert await office.credit() == (0 if paid else MEHR_PREMIUM)

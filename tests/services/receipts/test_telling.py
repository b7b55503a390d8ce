"""What people are told of their money: each piece of news once, with its reason and where to go on."""

from __future__ import annotations

from typing import Any

from services.money import Rials
from services.payments.refunds import Refunds
from tests.services.contracts.office import MEHR_PREMIUM, SARA, Office
from tests.services.payments.supervising import LEYLA, REZA, supervisors


async def newest(office: Office, event: str) -> tuple[dict[str, Any], str | None, str | None]:
    """Facts of the event that was told last, and what its button starts."""
    [row] = await office.rows(
        "SELECT DISTINCT facts, dialog, about FROM hamyar.notices WHERE event = :event", event=event
    )
    return row  # type: ignore[return-value]


async def test_what_is_paid_is_told_with_its_receipt(office: Office) -> None:
    await office.paid(most=2)
    async with office.open() as services:
        [receipt] = await services.receipts.all(SARA)
    facts, dialog, about = await newest(office, "premium-paid")
    assert (facts["number"], facts["amount"], facts["credit"]) == (receipt.number, 2 * MEHR_PREMIUM, 0)
    assert (facts["first"], facts["last"], facts["count"]) == ("1404-07", "1404-08", 2)
    assert (dialog, about) == ("receipts", receipt.number)
    [(body,)] = await office.rows("SELECT body FROM hamyar.outbox WHERE body ? 'paper' ORDER BY id DESC LIMIT 1")
    assert body["paper"] == ["receipt", receipt.number]


async def test_at_night_too_since_they_have_just_paid(office: Office) -> None:
    office.clock.time = office.clock.time.replace(hour=22)
    await office.paid()
    [(due_at,)] = await office.rows("SELECT due_at FROM hamyar.outbox ORDER BY id DESC LIMIT 1")
    assert due_at == office.clock.now()


async def test_another_amount_is_told_to_be_credit(office: Office) -> None:
    payment = await office.at_the_bank(await office.ordered())
    office.bank.session(payment).amount = 1_000
    office.bank.pays(payment)
    await office.comes_back(payment)
    [(number,)] = await office.rows("SELECT number FROM hamyar.contracts")
    told = await newest(office, "credit-kept")
    assert told == ({"amount": 1_000, "why": "amount"}, "contract", number)


async def test_a_charge_that_the_bank_makes_twice_is_told_as_paid_before(office: Office) -> None:
    payment = await office.at_the_bank(await office.ordered(gateway="sep"))
    office.bank.pays(payment)
    await office.comes_back(payment)
    second = office.bank.book.blunder(office.bank.session(payment))
    await office.comes_back(payment, second)
    await office.cashier().sweep()
    assert await office.credit() == MEHR_PREMIUM
    facts, *_ = await newest(office, "credit-kept")
    assert facts == {"amount": MEHR_PREMIUM, "why": "paid"}
    assert (await office.events()).count("premium-paid") == 1


async def test_money_that_the_bank_gave_back_is_told(office: Office) -> None:
    payment = await office.at_the_bank(await office.ordered(gateway="sep"))
    office.bank.pays(payment)
    office.clock.advance(minutes=31)
    await office.comes_back(payment)
    facts, dialog, _ = await newest(office, "payment-returned")
    assert (facts, dialog) == ({"amount": MEHR_PREMIUM}, "premium")
    assert await office.credit() == 0


async def test_credit_that_was_paid_back_is_told(office: Office) -> None:
    for order in (await office.ordered(), await office.ordered(gateway="sep")):
        await office.pays(order)
    await supervisors(office.bank)
    async with office.engine.begin() as connection:
        refunds = Refunds(connection, office.clock, told=office.wiring.told)
        number = (await refunds.ask(SARA, Rials(MEHR_PREMIUM), LEYLA, "دو بار پرداخت")).id
        await refunds.confirm(number, REZA)
        await refunds.paid_back(number, LEYLA, "7000123")
    facts, dialog, _ = await newest(office, "credit-returned")
    assert (facts, dialog) == ({"amount": MEHR_PREMIUM}, None)

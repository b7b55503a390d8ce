"""Receipts: one a payment that paid for something, whose paper stays the same, and nobody else's."""

from __future__ import annotations

import asyncio

import pytest

from services.calendar import JalaliMonth
from services.receipts import NoSuchReceipt, number_of, paper
from tests.services.contracts.office import MEHR_PREMIUM, REZA, SARA, Office

MEHR, ABAN = JalaliMonth(1404, 7), JalaliMonth(1404, 8)


async def test_a_receipt_says_what_was_paid_when(office: Office) -> None:
    payment = await office.paid(most=2)
    async with office.open() as services:
        [receipt] = await services.receipts.all(SARA)
        assert await services.receipts.one(SARA, receipt.number) == receipt
        assert await number_of(services.connection, payment.id) == receipt.number
    assert (receipt.kind, receipt.months, receipt.amount) == ("voluntary", [MEHR, ABAN], 2 * MEHR_PREMIUM)
    assert receipt.paid_at == payment.recorded_at


async def test_receipts_are_listed_with_the_newest_first(office: Office) -> None:
    await office.paid()
    office.clock.advance(days=1)
    await office.paid()
    async with office.open() as services:
        assert [one.months for one in await services.receipts.all(SARA)] == [[ABAN], [MEHR]]
        assert await services.receipts.all(REZA) == []


async def test_a_receipt_is_nobody_elses(office: Office) -> None:
    await office.paid()
    async with office.open() as services:
        [receipt] = await services.receipts.all(SARA)
        with pytest.raises(NoSuchReceipt):
            await services.receipts.one(REZA, receipt.number)
        with pytest.raises(NoSuchReceipt):
            await paper(services.connection, "00000000")


async def test_the_paper_is_the_same_for_ever_and_masked(office: Office) -> None:
    payment = await office.paid()
    await office.do("DELETE FROM registry.people")
    async with office.open() as services:
        [receipt] = await services.receipts.all(SARA)
        drawn = await paper(services.connection, receipt.number)
    assert (drawn.number, drawn.scheme, drawn.months) == (receipt.number, "voluntary", (MEHR,))
    assert (drawn.payer, drawn.national_id) == ("سارا ا•••", "۰۰۱•••۶۷۹")
    assert (drawn.amount, drawn.paid_at, drawn.reference) == (MEHR_PREMIUM, payment.recorded_at, payment.trace)


async def test_what_the_person_saw_of_a_payment_is_the_receipt_alone(office: Office) -> None:
    """Who has left the registry meanwhile has paid all the same."""
    payment = await office.at_the_bank(await office.ordered())
    office.bank.pays(payment)
    await office.do("DELETE FROM registry.people")
    await office.comes_back(payment)
    async with office.open() as services:
        [receipt] = await services.receipts.all(SARA)
        assert (await paper(services.connection, receipt.number)).payer == "•••"


async def test_callbacks_that_come_at_once_are_one_receipt(office: Office) -> None:
    payment = await office.at_the_bank(await office.ordered())
    office.bank.pays(payment)
    await asyncio.gather(*(office.comes_back(payment) for _ in range(5)))
    assert await office.rows("SELECT payment FROM hamyar.receipts") == [(payment.id,)]
    assert (await office.events()).count("premium-paid") == 1


async def test_what_pays_for_nothing_has_no_receipt(office: Office) -> None:
    payment = await office.at_the_bank(await office.ordered())
    office.bank.session(payment).amount = 1_000
    office.bank.pays(payment)
    await office.comes_back(payment)
    async with office.open() as services:
        assert await services.receipts.all(SARA) == []

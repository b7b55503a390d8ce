"""Signing: who may, on what terms, and only once."""

from __future__ import annotations

from services.calendar import JalaliMonth
from tests.services.contracts.office import LOWEST, MEHR_PREMIUM, SARA, Office

MEHR = JalaliMonth(1404, 7)


async def test_a_contract_begins_with_the_month_it_is_signed_in(office: Office) -> None:
    number = await office.signed()
    standing = await office.standing()
    assert standing is not None
    assert (standing.number, standing.state, standing.first_month) == (number, "active", MEHR)
    assert (standing.base_daily, standing.premium) == (LOWEST, MEHR_PREMIUM)


async def test_a_month_that_is_paid_is_a_receipt(office: Office) -> None:
    await office.signed()
    await office.paid()
    assert await office.entitled() == [140407]
    async with office.open() as services:
        [receipt] = await services.receipts.all(SARA)
    assert (receipt.amount, receipt.months) == (MEHR_PREMIUM, [MEHR])
    assert await office.events() == ["contract-signed", "premium-paid"]

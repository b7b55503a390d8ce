"""Completing partial months: who may ask, what a month costs once its list is in, and until when."""

from __future__ import annotations

import asyncio

import pytest

from services.calendar import JalaliDay, JalaliMonth
from services.contracts.partials import MayNotRequest
from services.contracts.premiums import NotOwed
from tests.services.contracts.office import REZA, SARA, Office
from tests.services.premiums.cases import UNKNOWN

MEHR, ABAN, AZAR = (JalaliMonth(1404, month) for month in (7, 8, 9))
WAGE, PREMIUM = 52_000_000, 21_060_000  # twelve days of Aban or Azar


@pytest.fixture
async def office(office: Office) -> Office:
    """Sara is at work."""
    await office.employed(JalaliDay(1404, 1, 1).gregorian)
    return office


async def requested(office: Office) -> str:
    async with office.open() as services:
        return await services.partials.request(SARA)


async def states(office: Office) -> list[tuple[str, str]]:
    async with office.open() as services:
        return [(str(one.month), one.state) for one in (await services.partials.look(SARA)).months]


async def test_before_a_request_the_last_partial_months_show_what_one_costs(office: Office) -> None:
    await office.listed(JalaliMonth(1404, 4), 31, WAGE)
    await office.listed(JalaliMonth(1404, 5), 12, WAGE)
    async with office.open() as services:
        look = await services.partials.look(SARA)
    assert (look.eligible, look.request, look.first_month) == (True, None, ABAN)
    [month] = look.months
    assert (month.month, month.recorded, month.days, month.state) == (JalaliMonth(1404, 5), 12, 19, "late")
    assert month.premium == 22_230_000


async def test_who_works_nowhere_may_not_ask(office: Office) -> None:
    await office.born(REZA)
    async with office.open() as services:
        assert not (await services.partials.look(REZA)).eligible
        with pytest.raises(MayNotRequest):
            await services.partials.request(REZA)


async def test_a_person_has_one_request(office: Office) -> None:
    numbers = await asyncio.gather(*(requested(office) for _ in range(5)))
    assert len(set(numbers)) == 1
    async with office.open() as services:
        look = await services.partials.look(SARA)
    assert (look.request, look.requested_on) == (numbers[0], JalaliDay(1404, 7, 1).gregorian)


async def test_no_month_is_bought_back(office: Office) -> None:
    await office.listed(MEHR, 12, WAGE)
    await requested(office)
    office.it_is(JalaliDay(1404, 8, 10).gregorian)
    assert await states(office) == [("1404-08", "awaited")]
    assert await office.due() == []


async def test_a_month_is_payable_once_its_list_is_in(office: Office) -> None:
    number = await requested(office)
    office.it_is(JalaliDay(1404, 9, 10).gregorian)
    assert await states(office) == [("1404-08", "awaited"), ("1404-09", "awaited")]
    await office.listed(ABAN, 12, WAGE)
    [due] = await office.due()
    assert (due.kind, due.about, due.month, due.amount) == ("partial", number, ABAN, PREMIUM)
    assert due.due == JalaliDay(1404, 10, 30).gregorian
    async with office.open() as services:
        [month, _] = (await services.partials.look(SARA)).months
    assert (month.recorded, month.wage, month.days, month.base_daily) == (12, WAGE, 18, "4333333.33")
    assert (month.premium, month.state) == (PREMIUM, "payable")


async def test_the_present_month_is_not_over_whatever_a_list_says(office: Office) -> None:
    await requested(office)
    office.it_is(JalaliDay(1404, 8, 20).gregorian)
    await office.listed(ABAN, 12, WAGE)
    assert await states(office) == [("1404-08", "awaited")]


async def test_a_month_that_is_whole_costs_nothing(office: Office) -> None:
    await requested(office)
    await office.listed(ABAN, 30, WAGE)
    await office.listed(AZAR, 12, WAGE)
    await office.listed(AZAR, 18, scheme="freelance")
    office.it_is(JalaliDay(1404, 10, 10).gregorian)
    assert await states(office) == [("1404-08", "whole"), ("1404-09", "whole"), ("1404-10", "awaited")]
    assert await office.due() == []


async def test_a_listed_month_that_nobody_can_price_yet_says_so(office: Office) -> None:
    office.it_is(UNKNOWN.previous().first_day)
    await requested(office)
    await office.listed(UNKNOWN, 12, WAGE)
    await office.listed(UNKNOWN.next(), UNKNOWN.next().days, WAGE)
    office.it_is(UNKNOWN.plus(4).first_day)
    async with office.open() as services:
        unpriced, whole, *_ = (await services.partials.look(SARA)).months
    assert (unpriced.month, unpriced.state, unpriced.recorded, unpriced.premium) == (UNKNOWN, "unpriced", 12, 0)
    assert unpriced.days == UNKNOWN.days - 12
    assert (whole.month, whole.state) == (UNKNOWN.next(), "whole")
    assert await office.due() == []


async def test_days_of_another_scheme_are_not_missing(office: Office) -> None:
    await requested(office)
    await office.listed(ABAN, 12, WAGE)
    await office.listed(ABAN, 9, scheme="voluntary")
    office.it_is(JalaliDay(1404, 9, 10).gregorian)
    [due] = await office.due()
    assert due.amount == PREMIUM // 2


async def test_a_month_can_be_paid_to_the_end_of_the_very_day(office: Office) -> None:
    await requested(office)
    await office.listed(ABAN, 12, WAGE)
    office.it_is(JalaliDay(1404, 10, 30).gregorian)
    assert (await states(office))[0] == ("1404-08", "payable")
    office.it_is(JalaliDay(1404, 11, 1).gregorian)
    assert (await states(office))[0] == ("1404-08", "late")
    assert await office.due() == []


async def test_a_month_that_nobody_reported_in_time_is_no_month_of_it(office: Office) -> None:
    await requested(office)
    office.it_is(JalaliDay(1404, 11, 1).gregorian)
    assert await states(office) == [("1404-09", "awaited"), ("1404-10", "awaited"), ("1404-11", "awaited")]


async def test_paid_it_is_a_receipt_and_no_longer_due(office: Office) -> None:
    await requested(office)
    await office.listed(ABAN, 12, WAGE)
    office.it_is(JalaliDay(1404, 9, 10).gregorian)
    await office.paid()
    assert (await states(office))[0] == ("1404-08", "paid")
    assert await office.due() == []
    async with office.open() as services:
        [receipt] = await services.receipts.all(SARA)
    assert (receipt.kind, receipt.months, receipt.amount) == ("partial", [ABAN], PREMIUM)
    assert (await office.told())[-1][1]["kind"] == "partial"


async def test_partial_months_may_be_paid_in_any_order(office: Office) -> None:
    await requested(office)
    await office.listed(ABAN, 12, WAGE)
    await office.listed(AZAR, 12, WAGE)
    office.it_is(JalaliDay(1404, 10, 10).gregorian)
    _, azar = await office.due()
    await office.pays(await office.ordered([azar]))
    assert await office.entitled() == [140409]


async def test_money_that_comes_late_is_credit(office: Office) -> None:
    await requested(office)
    await office.listed(ABAN, 12, WAGE)
    office.it_is(JalaliDay(1404, 10, 30).gregorian)
    order = await office.ordered()
    office.it_is(JalaliDay(1404, 11, 1).gregorian)
    await office.pays(order)
    assert await office.entitled() == []
    assert await office.credit() == PREMIUM
    assert (await office.told())[-1][1]["why"] == "closed"


async def test_money_for_a_list_that_was_corrected_meanwhile_is_credit(office: Office) -> None:
    await requested(office)
    await office.listed(ABAN, 12, WAGE)
    office.it_is(JalaliDay(1404, 9, 10).gregorian)
    order = await office.ordered()
    await office.do("UPDATE registry.wage_months SET days = 20 WHERE month = 140408")
    await office.pays(order)
    assert await office.credit() == PREMIUM


async def test_a_contract_and_a_request_are_not_paid_together(office: Office) -> None:
    await requested(office)
    await office.listed(ABAN, 12, WAGE)
    await office.do("UPDATE registry.employment SET ended = '2025-09-20'")
    await office.signed()
    office.it_is(JalaliDay(1404, 9, 10).gregorian)
    due = await office.due()
    assert [one.kind for one in due] == ["voluntary", "voluntary", "voluntary", "voluntary", "partial"]
    with pytest.raises(NotOwed):
        await office.ordered([due[0], due[-1]])


async def test_when_the_list_is_in_it_is_told_once(office: Office) -> None:
    number = await requested(office)
    office.it_is(JalaliDay(1404, 9, 10).gregorian)
    assert (await office.reminded()).ready == 0
    await office.listed(ABAN, 12, WAGE)
    assert [(await office.reminded()).ready for _ in range(3)] == [1, 0, 0]
    [(event, facts)] = await office.told()
    assert event == "partial-ready"
    assert facts == {"month": "1404-08", "recorded": 12, "days": 18, "amount": PREMIUM, "due": "2026-01-20"}
    rows = await office.rows("SELECT DISTINCT dialog, about FROM hamyar.notices")
    assert rows == [("partial_months", number)]


@pytest.mark.parametrize("which", ["whole", "paid", "late", "before the request", "of no compulsory day"])
async def test_what_cannot_be_paid_is_not_told_of(office: Office, which: str) -> None:
    await requested(office)
    month = MEHR if which == "before the request" else ABAN
    scheme = "freelance" if which == "of no compulsory day" else "compulsory"
    await office.listed(month, 30 if which == "whole" else 12, WAGE, scheme=scheme)
    office.it_is(JalaliDay(1404, 11 if which == "late" else 9, 1).gregorian)
    if which == "paid":
        await office.paid()
    assert (await office.reminded()).ready == 0

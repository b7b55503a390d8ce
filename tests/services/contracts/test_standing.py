"""Contracts as time goes by: what is due, when they lapse, another base, and their end."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from services.calendar import JalaliDay, JalaliMonth
from services.contracts import BaseTooLow, NoContract
from services.contracts.contract import DueMonth
from tests.services.contracts.office import HIGHEST, LOWEST, MEHR_PREMIUM, REZA, SARA, Office
from tests.services.premiums.cases import UNKNOWN

MEHR, ABAN, AZAR, DEY = (JalaliMonth(1404, month) for month in (7, 8, 9, 10))
DUE = JalaliDay(1404, 9, 30).gregorian  # of Mehr


def months(due: Sequence[DueMonth]) -> list[str]:
    return [str(one.month) for one in due]


async def test_the_months_begun_and_the_one_ahead_may_be_paid(office: Office) -> None:
    await office.signed()
    assert months(await office.due()) == ["1404-07", "1404-08"]
    office.it_is(JalaliDay(1404, 9, 5).gregorian)
    assert months(await office.due()) == ["1404-07", "1404-08", "1404-09", "1404-10"]


async def test_what_is_paid_is_due_no_more(office: Office) -> None:
    await office.signed()
    await office.paid(most=2)
    assert await office.due() == []
    standing = await office.standing()
    assert standing is not None
    assert (standing.paid_through, standing.unpaid) == (ABAN, [])
    assert standing.lapses_on == JalaliDay(1404, 11, 30).gregorian


async def test_a_new_year_raises_a_base_that_falls_below_its_lowest(office: Office) -> None:
    office.it_is(JalaliDay(1404, 12, 10).gregorian)
    await office.signed()
    assert [(str(one.month), one.amount) for one in await office.due()] == [
        ("1404-12", 32_544_512),
        ("1405-01", 55_662_341),  # 1.2 × the minimum wage of 1405
    ]


async def test_a_month_that_nobody_can_price_yet_is_left_for_later(office: Office) -> None:
    last = UNKNOWN.previous()
    office.it_is(last.first_day)
    async with office.open() as services:
        base = (await services.contracts.offer(SARA)).suggestions[0].base_daily
    await office.signed(base)
    standing = await office.standing()
    assert standing is not None
    assert (months(await office.due()), standing.unpriced) == ([str(last)], UNKNOWN)
    await office.paid()
    office.it_is(UNKNOWN.plus(4).last_day)  # long after it would be due
    standing = await office.standing()
    assert standing is not None
    assert (standing.state, standing.unpaid, standing.base_daily) == ("active", [], base)
    assert (standing.unpriced, standing.paid_through) == (UNKNOWN, last)
    assert await office.due() == []


async def test_nobody_is_reminded_of_a_month_that_nobody_can_price(office: Office) -> None:
    office.it_is(UNKNOWN.previous().first_day)
    async with office.open() as services:
        base = (await services.contracts.offer(SARA)).suggestions[0].base_daily
    await office.signed(base)
    await office.paid()
    told = await office.events()
    for day in (UNKNOWN.plus(2).last_day, UNKNOWN.plus(3).first_day):
        office.it_is(day)
        await office.reminded()
    assert await office.events() == told


async def test_a_contract_stands_to_the_end_of_the_very_day(office: Office) -> None:
    await office.signed()
    office.clock.time = office.clock.time.replace(year=2025, month=12, day=21, hour=20, minute=29)  # 23:59 of 30 Azar
    standing = await office.standing()
    assert standing is not None
    assert (standing.state, standing.lapses_on) == ("active", DUE)
    office.clock.advance(minutes=1)
    standing = await office.standing()
    assert standing is not None
    assert (standing.state, standing.lapsed_from, standing.lapses_on) == ("lapsed", MEHR, None)
    assert await office.due() == []


async def test_it_lapses_from_the_first_unpaid_month(office: Office) -> None:
    await office.signed()
    await office.paid()
    office.it_is(JalaliDay(1404, 11, 1).gregorian)
    standing = await office.standing()
    assert standing is not None
    assert (standing.state, standing.lapsed_from, standing.paid_through) == ("lapsed", ABAN, MEHR)


async def test_who_has_lapsed_signs_anew_without_a_word_of_anybody(office: Office) -> None:
    old = await office.signed()
    office.it_is(JalaliDay(1404, 10, 5).gregorian)
    new = await office.signed()
    assert new != old
    standing = await office.standing()
    assert standing is not None
    assert (standing.number, standing.first_month) == (new, DEY)
    assert await office.rows("SELECT number, state, lapsed_from FROM hamyar.contracts ORDER BY signed_at") == [
        (old, "lapsed", 140407),
        (new, "active", None),
    ]
    assert sorted(await office.events()) == ["contract-lapsed", "contract-signed", "contract-signed"]


async def test_another_base_holds_from_the_first_unpaid_month_that_has_not_begun(office: Office) -> None:
    number = await office.signed()
    async with office.open() as services:
        assert await services.contracts.change_base(SARA, number, HIGHEST) == ABAN
        assert [one.amount for one in await services.premiums.due(SARA)] == [MEHR_PREMIUM, 196_389_295]


async def test_a_month_that_is_paid_ahead_keeps_its_base(office: Office) -> None:
    number = await office.signed()
    await office.paid(most=2)
    async with office.open() as services:
        assert await services.contracts.change_base(SARA, number, HIGHEST) == AZAR
    office.it_is(JalaliDay(1404, 9, 5).gregorian)
    assert [(str(one.month), one.amount) for one in await office.due()] == [
        ("1404-09", 196_389_295),
        ("1404-10", 196_389_295),
    ]


async def test_a_base_may_be_changed_again(office: Office) -> None:
    number = await office.signed()
    async with office.open() as services:
        await services.contracts.change_base(SARA, number, HIGHEST)
        await services.contracts.change_base(SARA, number, LOWEST)
        assert [one.amount for one in await services.premiums.due(SARA)] == [MEHR_PREMIUM, MEHR_PREMIUM]


async def test_a_base_out_of_bounds_changes_nothing(office: Office) -> None:
    number = await office.signed()
    async with office.open() as services:
        with pytest.raises(BaseTooLow):
            await services.contracts.change_base(SARA, number, "1")
        assert [one.amount for one in await services.premiums.due(SARA)] == [MEHR_PREMIUM, MEHR_PREMIUM]


async def test_it_ends_with_the_last_month_that_is_paid(office: Office) -> None:
    number = await office.signed()
    await office.paid()
    async with office.open() as services:
        assert await services.contracts.end(SARA, number) == MEHR
    assert await office.due() == []
    standing = await office.standing()
    assert standing is not None
    assert (standing.state, standing.last_month, standing.lapses_on) == ("ended", MEHR, None)


async def test_one_that_was_never_paid_ends_before_it_began(office: Office) -> None:
    number = await office.signed()
    async with office.open() as services:
        assert await services.contracts.end(SARA, number) == JalaliMonth(1404, 6)
    assert await office.due() == []


async def test_after_an_end_a_new_one_begins_with_the_first_month_not_paid(office: Office) -> None:
    number = await office.signed()
    await office.paid()
    async with office.open() as services:
        await services.contracts.end(SARA, number)
    await office.signed()
    assert months(await office.due()) == ["1404-08"]


async def test_an_ended_contract_never_lapses(office: Office) -> None:
    number = await office.signed()
    async with office.open() as services:
        await services.contracts.end(SARA, number)
    office.it_is(JalaliDay(1405, 1, 1).gregorian)
    standing = await office.standing()
    assert standing is not None
    assert standing.state == "ended"


@pytest.mark.parametrize("which", ["ended", "lapsed", "somebody else's"])
async def test_only_a_contract_that_stands_can_be_changed(office: Office, which: str) -> None:
    number, person = await office.signed(), SARA
    if which == "ended":
        async with office.open() as services:
            await services.contracts.end(SARA, number)
    elif which == "lapsed":
        office.it_is(JalaliDay(1404, 10, 1).gregorian)
    else:
        person = REZA
    async with office.open() as services:
        with pytest.raises(NoContract):
            await services.contracts.change_base(person, number, HIGHEST)
        with pytest.raises(NoContract):
            await services.contracts.end(person, number)

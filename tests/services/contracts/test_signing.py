"""Signing: who may, on what terms, and only once."""

from __future__ import annotations

import asyncio
from datetime import date
from fractions import Fraction

import pytest

from services.calendar import JalaliDay, JalaliMonth
from services.contracts import AlreadyContracted, BaseTooHigh, BaseTooLow, NotEligible
from services.contracts.papers import paper
from services.premiums.eligibility import Bar, Outcome
from services.premiums.rates import NoFigure
from tests.services.contracts.office import HIGHEST, LOWEST, MEHR_PREMIUM, REZA, SARA, Office
from tests.services.premiums.cases import UNKNOWN

MEHR = JalaliMonth(1404, 7)
OLD = date(1972, 4, 1)  # 53 years of age, for whom three years of record are needed


async def test_an_offer_has_three_bases_with_their_premiums(office: Office) -> None:
    await office.listed(JalaliMonth(1404, 3), 31, 31 * 6_000_000)
    async with office.open() as services:
        offer = await services.contracts.offer(SARA)
    assert (offer.outcome, offer.bars, offer.first_month) == (Outcome.ELIGIBLE, [], MEHR)
    assert offer.due == JalaliDay(1404, 9, 30).gregorian
    assert [(one.kind, one.base_daily, one.premium) for one in offer.suggestions] == [
        ("lowest", LOWEST, MEHR_PREMIUM),
        ("average", "6000000", 48_600_000),
        ("highest", HIGHEST, 196_389_295),
    ]
    assert [one.monthly for one in offer.suggestions] == [124_691_616, 180_000_000, 727_367_760]
    assert not offer.unconfirmed


async def test_without_wages_in_the_year_before_there_is_no_average(office: Office) -> None:
    async with office.open() as services:
        offer = await services.contracts.offer(SARA)
    assert [one.kind for one in offer.suggestions] == ["lowest", "highest"]


async def test_an_average_that_is_held_at_the_lowest_base_is_not_said_twice(office: Office) -> None:
    await office.listed(JalaliMonth(1404, 3), 31, 31 * 1_000_000)
    async with office.open() as services:
        offer = await services.contracts.offer(SARA)
    assert [one.kind for one in offer.suggestions] == ["lowest", "highest"]


async def test_a_refusal_names_the_persons_figures(office: Office) -> None:
    await office.born(REZA, OLD, days=1094)
    async with office.open() as services:
        offer = await services.contracts.offer(REZA)
    assert (offer.outcome, offer.bars) == (Outcome.REFUSED, [Bar.RECORD_FOR_AGE])
    assert (offer.age, offer.record_days, offer.needed_days) == (53, 1094, 1095)


async def test_an_offer_of_a_year_whose_wage_was_not_read_says_so(office: Office) -> None:
    office.it_is(JalaliDay(1405, 1, 20).gregorian)
    async with office.open() as services:
        assert (await services.contracts.offer(SARA)).unconfirmed


async def test_who_is_not_in_the_registry_is_for_a_person_to_look_at(office: Office) -> None:
    async with office.open() as services:
        assert (await services.contracts.offer(REZA)).outcome is Outcome.REVIEW
        with pytest.raises(NotEligible):
            await services.contracts.sign(REZA, LOWEST)


async def test_a_typed_base_is_priced_as_it_will_be_signed(office: Office) -> None:
    async with office.open() as services:
        priced = await services.contracts.priced(Fraction(200_000_000, 30))
        assert (priced.kind, priced.base_daily, priced.monthly) == ("typed", "6666666.67", 200_000_000)
        await services.contracts.sign(SARA, priced.base_daily)
        [due, _] = await services.premiums.due(SARA)
    assert due.amount == priced.premium == 54_000_000


async def test_a_base_out_of_bounds_is_refused(office: Office) -> None:
    async with office.open() as services:
        with pytest.raises(BaseTooLow):
            await services.contracts.priced(Fraction(LOWEST) - Fraction(1, 100))
        with pytest.raises(BaseTooHigh):
            await services.contracts.sign(SARA, "24245592.01")
        with pytest.raises(BaseTooLow):
            await services.contracts.sign(SARA, "4156387")
        assert await services.contracts.standing(SARA) is None


async def test_a_year_without_figures_has_no_price(office: Office) -> None:
    office.it_is(UNKNOWN.last_day)
    async with office.open() as services:
        with pytest.raises(NoFigure):
            await services.contracts.offer(SARA)


async def test_a_contract_begins_with_the_month_it_is_signed_in(office: Office) -> None:
    number = await office.signed()
    standing = await office.standing()
    assert standing is not None
    assert (standing.number, standing.state, standing.first_month) == (number, "active", MEHR)
    assert (standing.base_daily, standing.monthly, standing.premium) == (LOWEST, 124_691_616, MEHR_PREMIUM)
    assert standing.paid_through is None
    assert [(due.month, due.amount) for due in standing.unpaid] == [(MEHR, MEHR_PREMIUM)]
    assert standing.lapses_on == JalaliDay(1404, 9, 30).gregorian


async def test_who_is_not_eligible_signs_nothing(office: Office) -> None:
    await office.born(REZA, OLD, days=1094)
    with pytest.raises(NotEligible):
        await office.signed(national_id=REZA)
    assert await office.standing(REZA) is None
    await office.listed(JalaliMonth(1400, 1), 1, national_id=REZA)
    assert await office.signed(national_id=REZA)


async def test_who_has_found_work_meanwhile_signs_nothing(office: Office) -> None:
    await office.employed(JalaliDay(1404, 7, 1).gregorian)
    with pytest.raises(NotEligible) as refused:
        await office.signed()
    assert refused.value.eligibility is not None
    assert refused.value.eligibility.bars == (Bar.INSURED_ELSEWHERE,)


async def test_who_has_a_contract_signs_no_second(office: Office) -> None:
    number = await office.signed()
    with pytest.raises(AlreadyContracted) as refused:
        await office.signed(HIGHEST)
    assert refused.value.number == number


async def test_two_signings_at_once_give_one_contract(office: Office) -> None:
    results = await asyncio.gather(*(office.signed() for _ in range(5)), return_exceptions=True)
    [number] = [result for result in results if isinstance(result, str)]
    refused = [result for result in results if isinstance(result, AlreadyContracted)]
    assert [one.number for one in refused] == [number] * 4
    assert await office.rows("SELECT number FROM hamyar.contracts") == [(number,)]
    assert await office.events() == ["contract-signed"]


async def test_signing_is_told_with_the_paper(office: Office) -> None:
    await office.do("INSERT INTO hamyar.links VALUES ('telegram', '7', :who, 'code', now())", who=SARA)
    number = await office.signed()
    [(body,)] = await office.rows("SELECT body FROM hamyar.outbox WHERE channel = 'telegram'")
    assert body["paper"] == ["contract", number]
    assert body["buttons"][0][1] == f"d:contract:{number}"


async def test_the_paper_says_what_was_signed_for_ever(office: Office) -> None:
    number = await office.signed()
    await office.do("UPDATE registry.people SET first_name = 'مریم'")
    async with office.open() as services:
        office.it_is(JalaliDay(1404, 8, 20).gregorian)
        await services.contracts.change_base(SARA, number, HIGHEST)
        drawn = await paper(services.connection, number)
    assert (drawn.name, drawn.national_id) == ("سارا احمدی", SARA)
    assert (drawn.contract.holder, drawn.contract.base_daily) == ("سارا ا•••", Fraction(LOWEST))
    assert (drawn.contract.premium, drawn.contract.begins) == (MEHR_PREMIUM, MEHR)

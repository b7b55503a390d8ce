"""The base, the premium of a month, and partial months."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.calendar import JalaliMonth
from services.money import Rials
from services.premiums import rules
from services.premiums.quote import decimal_text
from services.premiums.rates import NoFigure
from services.premiums.rules import (
    BaseTooHigh,
    BaseTooLow,
    NoRecordedDay,
    NothingMissing,
    own_average,
    partial,
    suggested_bases,
    voluntary,
)
from services.premiums.table import TABLE
from tests.services.premiums.cases import MONTHS, UNKNOWN, compulsory, freelance, jalali, month, rates

HUNDREDTH = Fraction(1, 100)
HALF = Fraction(1, 2)
months = st.sampled_from(MONTHS)
shares = st.fractions(0, 1)


def between(of: JalaliMonth, share: Fraction) -> Fraction:
    """A base allowed in that month, so far between the lowest and the highest."""
    allowed = rules.bounds(TABLE.of(of))
    return allowed.lowest + share * (allowed.highest - allowed.lowest)


@pytest.mark.parametrize(
    ("of", "days", "premium"), [("1404-01", 31, 34_788_961), ("1404-07", 30, 33_666_736), ("1404-12", 29, 32_544_512)]
)
def test_the_lowest_premiums_of_1404_are_those_published(of: str, days: int, premium: int) -> None:
    quote = voluntary(rates(of))
    assert (quote.days, quote.rate, quote.base_daily) == (days, Fraction(27, 100), Fraction("4156387.2"))
    assert quote.premium == premium


@pytest.mark.parametrize(
    ("of", "premium"),
    [
        ("1399-03", 6_145_010),  # 611,809 to the end of Khordad
        ("1399-04", 6_396_110),  # 636,809 from Tir
        ("1399-12", 6_189_783),  # 30 days of a leap year
        ("1403-12", 23_218_436),
        ("1405-12", 52_071_223),
    ],
)
def test_a_months_own_figures_decide(of: str, premium: int) -> None:
    assert voluntary(rates(of)).premium == premium


def test_the_base_may_be_the_lowest_or_the_highest_and_nothing_beyond() -> None:
    mehr = rates("1404-07")
    lowest, highest = Fraction("4156387.2"), Fraction(24_245_592)
    assert voluntary(mehr, lowest) == voluntary(mehr)
    assert voluntary(mehr, highest).premium == 196_389_295
    with pytest.raises(BaseTooLow) as low:
        voluntary(mehr, lowest - HUNDREDTH)
    assert (low.value.base, low.value.lowest, low.value.month) == (lowest - HUNDREDTH, lowest, month("1404-07"))
    with pytest.raises(BaseTooHigh) as high:
        voluntary(mehr, highest + HUNDREDTH)
    assert (high.value.base, high.value.highest, high.value.month) == (highest + HUNDREDTH, highest, month("1404-07"))


@pytest.mark.parametrize("of", ["1396-12", str(UNKNOWN)])
def test_a_month_outside_the_table_is_an_error(of: str) -> None:
    with pytest.raises(NoFigure) as none:
        rates(of)
    assert (none.value.figure, none.value.month) == ("minimum_daily_wage", month(of))


def test_an_exact_half_rounds_up() -> None:
    # 0.27 × 30 × base ends in exactly half a rial for a base of 5 more than a multiple of 10
    assert Fraction(27, 100) * 30 * 5_000_005 == 40_500_040 + HALF
    assert voluntary(rates("1404-07"), Fraction(5_000_005)).premium == 40_500_041


@given(months, shares)
def test_a_premium_is_the_nearest_rial_and_never_below_the_lowest(of: JalaliMonth, share: Fraction) -> None:
    base = between(of, share)
    quote = voluntary(TABLE.of(of), base)
    assert -HALF < quote.premium - Fraction(27, 100) * base * of.days <= HALF
    assert quote.premium >= voluntary(TABLE.of(of)).premium
    assert (quote.month, quote.days, quote.base_daily) == (of, of.days, base)


@given(months, shares, shares)
def test_a_higher_base_never_costs_less(of: JalaliMonth, one: Fraction, other: Fraction) -> None:
    lower, higher = sorted([between(of, one), between(of, other)])
    assert voluntary(TABLE.of(of), lower).premium <= voluntary(TABLE.of(of), higher).premium


@given(st.integers(1397, 1405), shares)
def test_a_longer_month_never_costs_less_at_the_same_base(year: int, share: Fraction) -> None:
    base = between(JalaliMonth(year, 5), share)  # 1399's raise comes before
    premiums = [voluntary(TABLE.of(JalaliMonth(year, of)), base).premium for of in (5, 9, 12)]
    assert premiums == sorted(premiums, reverse=True)
    assert premiums[0] > premiums[1]


@given(months, st.fractions(-1, 40).filter(lambda multiple: not Fraction(6, 5) <= multiple <= 7))
def test_no_base_outside_the_bounds_gets_a_premium(of: JalaliMonth, multiple: Fraction) -> None:
    figures = TABLE.of(of)
    with pytest.raises(BaseTooLow if multiple < 2 else BaseTooHigh):
        voluntary(figures, multiple * figures.minimum_daily_wage.value)


def test_a_partial_month_is_completed_at_its_own_daily_wage() -> None:
    quote = partial(rates("1404-09"), 12, Rials(52_000_000))
    assert (quote.days, quote.base_daily, quote.premium) == (18, Fraction(52_000_000, 12), 21_060_000)


def test_a_partial_month_is_held_between_the_minimum_wage_and_seven_times_it() -> None:
    azar = rates("1404-09")
    assert partial(azar, 12, Rials(12 * 3_463_656)).premium == 16_833_368
    assert partial(azar, 12, Rials(0)) == partial(azar, 12, Rials(12 * 3_463_656 - 1))
    assert partial(azar, 12, Rials(0)).base_daily == 3_463_656
    assert partial(azar, 12, Rials(12 * 3_463_656 + 1)).base_daily > 3_463_656
    assert partial(azar, 12, Rials(10**12)).base_daily == 7 * 3_463_656
    assert partial(azar, 12, Rials(7 * 12 * 3_463_656 - 1)).base_daily < 7 * 3_463_656


def test_only_a_month_recorded_in_part_is_completed() -> None:
    with pytest.raises(NoRecordedDay):
        partial(rates("1404-09"), 0, Rials(0))
    assert partial(rates("1404-09"), 1, Rials(0)).days == 29
    assert partial(rates("1404-09"), 29, Rials(0)).days == 1
    for recorded in (30, 31):
        with pytest.raises(NothingMissing) as whole:
            partial(rates("1404-09"), recorded, Rials(0))
        assert (whole.value.month, whole.value.recorded) == (month("1404-09"), recorded)
    assert partial(rates("1403-12"), 29, Rials(0)).days == 1  # Esfand of a leap year
    with pytest.raises(NothingMissing):
        partial(rates("1404-12"), 29, Rials(0))
    with pytest.raises(ValueError, match="not negative"):
        partial(rates("1404-09"), 12, Rials(-1))


@given(months, st.integers(1, 28), st.integers(0, 10**10))
def test_a_partial_premium_is_the_nearest_rial_of_the_missing_days(of: JalaliMonth, recorded: int, wage: int) -> None:
    figures = TABLE.of(of)
    minimum = figures.minimum_daily_wage.value
    quote = partial(figures, recorded, Rials(wage))
    daily = sorted([minimum, Fraction(wage, recorded), 7 * minimum])[1]
    assert quote.days + recorded == of.days
    assert -HALF < quote.premium - Fraction(27, 100) * daily * quote.days <= HALF
    assert partial(figures, recorded, Rials(wage + 1_000_000)).premium >= quote.premium


def test_only_months_after_the_request_are_completed() -> None:
    assert rules.first_to_complete(jalali(1404, 9, 1)) == month("1404-10")
    assert rules.first_to_complete(jalali(1404, 12, 29)) == month("1405-01")


def test_the_own_average_is_the_wages_of_a_year_by_its_days() -> None:
    today = jalali(1404, 9, 15)
    year = [compulsory(f"1403-{of:02}", 30, 90_000_000) for of in (9, 10)] + [compulsory("1404-08", 10, 60_000_001)]
    outside = [compulsory("1403-08", 30, 10**9), compulsory("1404-09", 15, 10**9)]
    assert own_average([*outside, *year], today) == 3_428_571  # 240,000,001 ÷ 70
    assert own_average([compulsory("1404-08", 2, 5)], today) == 3  # a half up
    assert own_average([compulsory("1404-08", 60, 120_000_000)], today) == 4_000_000  # two jobs at once
    assert own_average(outside, today) is None
    assert own_average([freelance("1404-08", 30)], today) is None


def test_the_bases_suggested_are_all_allowed() -> None:
    today, mehr = jalali(1404, 7, 1), rates("1404-07")
    for wage, average in ((0, Fraction("4156387.2")), (150_000_000, 5_000_000), (10**10, 24_245_592)):
        suggested = suggested_bases([compulsory("1404-06", 30, wage)], mehr, today)
        assert (suggested.lowest, suggested.highest) == (Fraction("4156387.2"), 24_245_592)
        assert suggested.average == average
    assert suggested_bases([], mehr, today).average is None


def test_a_declared_base_is_told_exactly_and_read_back() -> None:
    assert decimal_text(Fraction("4156387.2")) == "4156387.2"
    assert decimal_text(Fraction(4_156_388)) == "4156388"
    assert decimal_text(Fraction(1_000)) == "1000"
    assert decimal_text(Fraction(52_000_000, 12)) == "4333333.33"
    assert decimal_text(Fraction("0.005")) == "0.01"
    assert decimal_text(Fraction("10.05")) == "10.05"
    for of in MONTHS:
        lowest = rules.bounds(TABLE.of(of)).lowest
        assert Fraction(decimal_text(lowest)) == lowest

"""Jalali days and months against known dates, and as round trips."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.calendar import JalaliDay, JalaliMonth, NotAMonth, SystemClock, today, years_before
from services.persian import persian_digits

months = st.builds(JalaliMonth, st.integers(1300, 1500), st.integers(1, 12))
days = st.dates(date(1921, 3, 21), date(2100, 1, 1))


def test_azar_1399() -> None:
    azar = JalaliMonth.parse("1399-09")
    assert azar == JalaliMonth(1399, 9) == JalaliMonth.of_number(139909)
    assert (azar.first_day, azar.last_day, azar.days) == (date(2020, 11, 21), date(2020, 12, 20), 30)
    assert (str(azar), azar.number) == ("1399-09", 139909)


@pytest.mark.parametrize("year", [1375, 1379, 1383, 1387, 1391, 1395, 1399, 1403, 1408])
def test_esfand_of_a_leap_year_has_30_days(year: int) -> None:
    assert JalaliMonth(year, 12).days == 30
    assert JalaliMonth(year + 1, 12).days == 29


@pytest.mark.parametrize(
    ("gregorian", "jalali"),
    [
        (date(1979, 2, 11), (1357, 11, 22)),
        (date(2021, 3, 20), (1399, 12, 30)),
        (date(2021, 3, 21), (1400, 1, 1)),
        (date(2025, 3, 20), (1403, 12, 30)),
        (date(2025, 3, 21), (1404, 1, 1)),
        (date(2026, 4, 9), (1405, 1, 20)),
    ],
)
def test_known_days(gregorian: date, jalali: tuple[int, int, int]) -> None:
    assert JalaliDay.of(gregorian) == JalaliDay(*jalali)
    assert JalaliDay(*jalali).gregorian == gregorian


@given(months)
def test_a_month_comes_back_from_its_number_and_writing(month: JalaliMonth) -> None:
    assert JalaliMonth.of_number(month.number) == month
    assert JalaliMonth.parse(str(month)) == JalaliMonth.parse(persian_digits(str(month))) == month


@given(months)
def test_a_month_ends_the_day_before_the_next_begins(month: JalaliMonth) -> None:
    assert month.last_day + timedelta(days=1) == month.next().first_day
    assert month.next().previous() == month
    assert {JalaliMonth.of(month.first_day), JalaliMonth.of(month.last_day)} == {month}


@given(months, st.integers(-300, 300), st.integers(-300, 300))
def test_steps_add_up(month: JalaliMonth, first: int, second: int) -> None:
    assert month.plus(first).plus(second) == month.plus(first + second)
    assert (month.plus(first) < month) == (first < 0)


@given(months, st.integers(0, 80))
def test_through_meets_every_month_once(month: JalaliMonth, more: int) -> None:
    assert list(month.through(month.plus(more))) == [month.plus(step) for step in range(more + 1)]


@given(days)
def test_a_day_comes_back_from_jalali(day: date) -> None:
    assert JalaliDay.of(day).gregorian == day


@pytest.mark.parametrize("text", ["1399-13", "1399-00", "1399-9", "1399", "139909", "99-09", "1399-09-01", "", "آذر"])
def test_what_is_no_month_is_refused(text: str) -> None:
    with pytest.raises(NotAMonth):
        JalaliMonth.parse(text)


@pytest.mark.parametrize("number", [139900, 139913, 9, -139909, 99999901])
def test_what_is_no_months_number_is_refused(number: int) -> None:
    with pytest.raises(NotAMonth):
        JalaliMonth.of_number(number)


@pytest.mark.parametrize("day", [(1400, 12, 30), (1399, 7, 31), (1399, 1, 0), (1399, 0, 1)])
def test_what_is_no_day_is_refused(day: tuple[int, int, int]) -> None:
    with pytest.raises(ValueError):
        JalaliDay(*day)


def test_five_years_before_30_esfand_is_29_esfand() -> None:
    assert JalaliDay.of(years_before(JalaliDay(1399, 12, 30).gregorian, 5)) == JalaliDay(1394, 12, 29)


def test_30_esfand_stays_where_both_years_are_leap() -> None:
    assert JalaliDay.of(years_before(JalaliDay(1408, 12, 30).gregorian, 5)) == JalaliDay(1403, 12, 30)


@given(days, st.integers(0, 30))
def test_years_before_keeps_the_jalali_day(day: date, years: int) -> None:
    here, there = JalaliDay.of(day), JalaliDay.of(years_before(day, years))
    assert (there.year, there.month) == (here.year - years, here.month)
    assert there.day == here.day or (here.day, there.day, here.month) == (30, 29, 12)


class StandingStill:
    def __init__(self, moment: datetime) -> None:
        self.moment = moment

    def now(self) -> datetime:
        return self.moment


def test_the_day_turns_at_midnight_in_tehran() -> None:
    assert today(StandingStill(datetime(2026, 1, 1, 20, 29, 59, tzinfo=UTC))) == date(2026, 1, 1)
    assert today(StandingStill(datetime(2026, 1, 1, 20, 30, tzinfo=UTC))) == date(2026, 1, 2)


def test_the_machines_clock_is_aware() -> None:
    assert SystemClock().now().tzinfo is UTC

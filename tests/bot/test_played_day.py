"""The day on which the demo and the tour play is one whose premiums are known."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from bot.played_day import with_figures
from services.calendar import JalaliDay, JalaliMonth, today
from services.premiums.rates import read_table
from tests.clock import FrozenClock

TABLE = read_table(
    [
        "figure,first,last,value,mark,source",
        "rate,1403-01,,0.27,L,by-law",
        "minimum_daily_wage,1403-01,1403-12,2388728,L,شورای عالی کار",
        "minimum_daily_wage,1404-01,1405-12,3463656,L,شورای عالی کار",
    ]
)


def noon(year: int, month: int, day: int) -> FrozenClock:
    there = JalaliDay(year, month, day).gregorian
    return FrozenClock(datetime(there.year, there.month, there.day, 8, 30, tzinfo=UTC))


def played(clock: FrozenClock) -> date:
    return today(with_figures(clock, TABLE))


def test_as_long_as_the_table_reaches_it_is_now() -> None:
    clock = noon(1405, 11, 15)
    assert with_figures(clock, TABLE) is clock


@pytest.mark.parametrize(
    ("now", "then"),
    [
        ((1405, 11, 16), (1404, 11, 16)),  # in two weeks the year that is not known can be paid
        ((1406, 1, 1), (1405, 1, 1)),
        ((1406, 12, 29), (1404, 12, 29)),
        ((1408, 12, 30), (1404, 12, 29)),
        ((1411, 7, 1), (1405, 7, 1)),
    ],
)
def test_afterwards_it_is_the_same_day_of_the_last_year_that_is_known(
    now: tuple[int, int, int], then: tuple[int, int, int]
) -> None:
    assert played(noon(*now)) == JalaliDay(*then).gregorian


def test_a_clock_that_is_set_back_goes_on() -> None:
    clock = noon(1406, 1, 1)
    moved = with_figures(clock, TABLE)
    before = moved.now()
    clock.advance(minutes=90)
    assert moved.now() - before == timedelta(minutes=90)


def test_on_any_day_of_ten_years_every_month_that_can_be_paid_has_figures() -> None:
    for day in range(0, 3650, 5):
        clock = noon(1403, 1, 1)
        clock.advance(days=day)
        here = JalaliMonth.of(played(clock))
        assert TABLE.reaches(here)
        assert TABLE.reaches(here.next())

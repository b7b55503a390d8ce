"""When the desk is open: days, hours and holidays by table, in Tehran's time."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.calendar import TEHRAN, JalaliDay
from services.desk.hours import HOLIDAYS, OFFICE, read_holidays, unlisted_year


def at(day: str, clock: str) -> datetime:
    """A moment of a Jalali day in Tehran, in UTC."""
    year, month, number = map(int, day.split("-"))
    hour, minute = map(int, clock.split(":"))
    gregorian = JalaliDay(year, month, number).gregorian
    return datetime(gregorian.year, gregorian.month, gregorian.day, hour, minute, tzinfo=TEHRAN).astimezone(UTC)


@pytest.mark.parametrize(
    ("day", "clock", "opens"),
    [
        ("1405-09-01", "07:29", ("1405-09-01", "07:30")),  # a Sunday
        ("1405-09-01", "07:30", None),
        ("1405-09-01", "14:29", None),
        ("1405-09-01", "14:30", ("1405-09-02", "07:30")),
        ("1405-09-01", "23:59", ("1405-09-02", "07:30")),
        ("1405-09-02", "00:01", ("1405-09-02", "07:30")),
        ("1405-09-04", "14:30", ("1405-09-07", "07:30")),  # Wednesday afternoon: Saturday
        ("1405-09-05", "10:00", ("1405-09-07", "07:30")),  # Thursday
        ("1405-09-06", "10:00", ("1405-09-07", "07:30")),  # Friday
        ("1404-12-28", "15:00", ("1405-01-05", "07:30")),  # the 29th, a Friday, Nowruz: five days are free
        ("1405-01-12", "10:00", ("1405-01-15", "07:30")),  # two holidays and a Friday
        ("1405-03-13", "15:00", ("1405-03-16", "07:30")),
        ("1405-04-03", "15:00", ("1405-04-06", "07:30")),  # Tasua and Ashura
        ("1405-11-22", "10:00", ("1405-11-24", "07:30")),  # a Thursday as well
        ("1406-11-22", "10:00", ("1406-11-23", "07:30")),  # fixed days hold in years without a list of their own
    ],
)
def test_when_somebody_is_there(day: str, clock: str, opens: tuple[str, str] | None) -> None:
    moment = at(day, clock)
    assert OFFICE.is_open(moment) is (opens is None)
    assert OFFICE.opening(moment) == (at(*opens) if opens else moment)


@pytest.mark.parametrize(
    ("since", "until", "minutes"),
    [
        (("1405-09-01", "10:00"), ("1405-09-01", "10:30"), 30),
        (("1405-09-01", "14:20"), ("1405-09-02", "07:40"), 20),
        (("1405-09-04", "14:00"), ("1405-09-07", "08:00"), 60),
        (("1405-09-05", "00:00"), ("1405-09-06", "23:00"), 0),
        (("1405-09-01", "06:00"), ("1405-09-01", "20:00"), 420),
    ],
)
def test_time_worked_leaves_out_what_is_closed(since: tuple[str, str], until: tuple[str, str], minutes: int) -> None:
    assert OFFICE.worked(at(*since), at(*until)) == timedelta(minutes=minutes)


@given(st.integers(0, 5 * 365 * 24 * 60))
def test_the_next_opening_is_open_and_nothing_between_is(minutes: int) -> None:
    moment = datetime(2025, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
    opening = OFFICE.opening(moment)
    assert OFFICE.is_open(opening)
    assert OFFICE.worked(moment, opening) == timedelta()


def test_lunar_holidays_are_marked_as_reckoned() -> None:
    assert {one.certain for one in HOLIDAYS if one.year is None} == {True}
    assert {one.certain for one in HOLIDAYS if one.year is not None} == {False}


@pytest.mark.parametrize(
    ("day", "year"),
    [((1405, 9, 1), None), ((1406, 10, 20), None), ((1406, 11, 15), 1407), ((1407, 1, 1), 1407), ((1404, 6, 1), 1404)],
)
def test_a_year_without_lunar_holidays_is_named_two_months_ahead(day: tuple[int, int, int], year: int | None) -> None:
    known = [one for one in HOLIDAYS if one.year in (None, 1405, 1406)]
    assert unlisted_year(known, JalaliDay(*day).gregorian) == year


def test_no_day_is_listed_twice_under_one_name() -> None:
    listed = [(one.year, one.month, one.day, one.name) for one in HOLIDAYS]
    assert len(set(listed)) == len(listed)


@pytest.mark.parametrize("day", ["1405-13-01", "1405-07-31", "every year", "*-00-01"])
def test_a_line_that_is_no_day_is_named(day: str) -> None:
    with pytest.raises(ValueError):
        read_holidays(["day,name,source,mark", f"{day},x,y,"])

"""Jalali days and months, and what day it is in Tehran.

The law counts in Jalali months and years, the registry keeps Gregorian dates. Leap years are jdatetime's: the
33-year cycle, which agrees with the official calendar (1399, 1403 and 1408 are leap years).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cache, lru_cache
from typing import Protocol
from zoneinfo import ZoneInfo

import jdatetime  # type: ignore[import-untyped]

from services.persian import latin_digits

TEHRAN = ZoneInfo("Asia/Tehran")
ONE_DAY = timedelta(days=1)
MONTH_NAMES = (
    *("فروردین", "اردیبهشت", "خرداد", "تیر", "مرداد", "شهریور"),
    *("مهر", "آبان", "آذر", "دی", "بهمن", "اسفند"),
)
_MONTH = re.compile(r"(\d{4})-(\d{2})", re.ASCII)


class NotAMonth(ValueError):
    """What was given names no Jalali month."""

    def __init__(self, given: str) -> None:
        super().__init__(f"not a Jalali month: {given!r}")
        self.given = given


@dataclass(frozen=True, order=True, slots=True)
class JalaliDay:
    """A day of the Jalali calendar. Raises `ValueError` when there is no such day."""

    year: int
    month: int
    day: int

    def __post_init__(self) -> None:
        if not 1 <= self.day <= JalaliMonth(self.year, self.month).days:
            raise ValueError(f"no day {self.day} in {self.year}-{self.month:02}")

    @classmethod
    def of(cls, gregorian: date) -> JalaliDay:
        """Raises `ValueError` for a date before the year 622."""
        return _jalali(gregorian)

    @property
    def gregorian(self) -> date:
        return JalaliMonth(self.year, self.month).first_day + timedelta(days=self.day - 1)

    def __str__(self) -> str:
        return f"{self.year:04}/{self.month:02}/{self.day:02}"


@dataclass(frozen=True, order=True, slots=True)
class JalaliMonth:
    """A month of the Jalali calendar: `1399-09` in writing, 139909 in data. Raises `NotAMonth`."""

    year: int
    month: int

    def __post_init__(self) -> None:
        if not (1 <= self.month <= 12 and jdatetime.MINYEAR <= self.year < jdatetime.MAXYEAR):
            raise NotAMonth(f"{self.year}-{self.month:02}")

    @classmethod
    def of(cls, gregorian: date) -> JalaliMonth:
        """The month in which a Gregorian day lies."""
        day = JalaliDay.of(gregorian)
        return cls(day.year, day.month)

    @classmethod
    def of_number(cls, number: int) -> JalaliMonth:
        """139909 is Azar 1399. Raises `NotAMonth`."""
        return _month_of_number(number)

    @classmethod
    def parse(cls, text: str) -> JalaliMonth:
        """`1399-09`, in Persian, Arabic or Latin digits. Raises `NotAMonth`."""
        match = _MONTH.fullmatch(latin_digits(text).strip())
        if match is None:
            raise NotAMonth(text)
        return cls(int(match[1]), int(match[2]))

    @property
    def number(self) -> int:
        return self.year * 100 + self.month

    @property
    def days(self) -> int:
        """The month's length: 31, 30, or 29 for Esfand of a common year."""
        return _length(self.year, self.month)

    @property
    def first_day(self) -> date:
        return _first_day(self.year, self.month)

    @property
    def last_day(self) -> date:
        return _last_day(self.year, self.month)

    def plus(self, months: int) -> JalaliMonth:
        """The month so many later, or earlier when negative."""
        years, month = divmod(self.month - 1 + months, 12)
        return JalaliMonth(self.year + years, month + 1)

    def next(self) -> JalaliMonth:
        return self.plus(1)

    def previous(self) -> JalaliMonth:
        return self.plus(-1)

    def through(self, last: JalaliMonth) -> Iterator[JalaliMonth]:
        """This month and all that follow, up to and with `last`."""
        month = self
        while month <= last:
            yield month
            month = month.next()

    def __str__(self) -> str:
        return f"{self.year:04}-{self.month:02}"


# A month's run asks for the same few days and months a million times.


@lru_cache(maxsize=4096)
def _jalali(gregorian: date) -> JalaliDay:
    day = jdatetime.date.fromgregorian(date=gregorian)
    return JalaliDay(day.year, day.month, day.day)


@cache
def _length(year: int, month: int) -> int:
    if month <= 6:
        return 31
    if month <= 11:
        return 30
    return 30 if jdatetime.date(year, 1, 1).isleap() else 29


@cache
def _first_day(year: int, month: int) -> date:
    first: date = jdatetime.date(year, month, 1).togregorian()
    return first


@cache
def _last_day(year: int, month: int) -> date:
    return _first_day(year, month) + timedelta(days=_length(year, month) - 1)


@cache
def _month_of_number(number: int) -> JalaliMonth:
    return JalaliMonth(*divmod(number, 100))


def years_before(day: date, years: int) -> date:
    """The same Jalali day so many years earlier; 30 Esfand becomes 29 Esfand where that year is a common one."""
    here = JalaliDay.of(day)
    month = JalaliMonth(here.year - years, here.month)
    return month.first_day + timedelta(days=min(here.day, month.days) - 1)


def month_end(day: date) -> date:
    """The last day of the Jalali month in which `day` lies."""
    return JalaliMonth.of(day).last_day


class Clock(Protocol):
    """Where the time comes from; tests hold it still."""

    def now(self) -> datetime:
        """The present moment, aware, in UTC."""
        ...


class SystemClock:
    """The machine's own clock."""

    def now(self) -> datetime:
        return datetime.now(UTC)


def today(clock: Clock) -> date:
    """The civil date in Tehran, where all our days begin and end."""
    return clock.now().astimezone(TEHRAN).date()

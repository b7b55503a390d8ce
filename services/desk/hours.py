"""When the desk is staffed: pure functions of a moment and the holidays, all in Tehran's time.

Saturday to Wednesday, 7:30 to 14:30; Thursday, Friday and official holidays are free. The hours are ours
(docs/decisions/0005), and so is the reckoning of lunar holidays: in holidays.csv these are marked A until the official
calendar of the year confirms them.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

from services.calendar import ONE_DAY, TEHRAN, JalaliDay

THURSDAY, FRIDAY = 3, 4  # as `date.weekday` counts
FURTHEST = 60  # days in which there must be an open one
_DAY = re.compile(r"(\*|\d{4})-(\d{2})-(\d{2})", re.ASCII)


@dataclass(frozen=True)
class Holiday:
    """A free day: every year where `year` is None. `certain` is false for those that are only reckoned."""

    year: int | None
    month: int
    day: int
    name: str
    certain: bool


@dataclass(frozen=True)
class Hours:
    """The hours of every open day, and which days are free."""

    opens: time
    closes: time
    weekend: frozenset[int]
    holidays: frozenset[tuple[int | None, int, int]]

    def is_open_on(self, day: date) -> bool:
        """Whether the desk is staffed on that day at all."""
        jalali = JalaliDay.of(day)
        falls = {(jalali.year, jalali.month, jalali.day), (None, jalali.month, jalali.day)}
        return day.weekday() not in self.weekend and not falls & self.holidays

    def is_open(self, moment: datetime) -> bool:
        """Whether somebody is there now."""
        here = moment.astimezone(TEHRAN)
        return self.is_open_on(here.date()) and self.opens <= here.time() < self.closes

    def opening(self, moment: datetime) -> datetime:
        """When the desk next opens; the moment itself while it is open. In UTC."""
        if self.is_open(moment):
            return moment
        day = moment.astimezone(TEHRAN).date()
        for later in range(FURTHEST):
            opens, _ = self._span(day + timedelta(days=later))
            if opens > moment and self.is_open_on(day + timedelta(days=later)):
                return opens
        raise ValueError("the desk never opens again")

    def closing(self, moment: datetime) -> datetime:
        """When the desk closes on the day of that moment. In UTC."""
        _, closes = self._span(moment.astimezone(TEHRAN).date())
        return closes

    def worked(self, since: datetime, until: datetime) -> timedelta:
        """How much of the time between two moments the desk was open."""
        total = timedelta()
        day = since.astimezone(TEHRAN).date()
        last = until.astimezone(TEHRAN).date()
        while day <= last:
            if self.is_open_on(day):
                opens, closes = self._span(day)
                total += max(min(closes, until) - max(opens, since), timedelta())
            day += ONE_DAY
        return total

    def _span(self, day: date) -> tuple[datetime, datetime]:
        return (
            datetime.combine(day, self.opens, TEHRAN).astimezone(UTC),
            datetime.combine(day, self.closes, TEHRAN).astimezone(UTC),
        )


def read_holidays(lines: Iterable[str]) -> tuple[Holiday, ...]:
    """Holidays from CSV: `*-01-13` is that day of every year. Raises ValueError for a line that is none."""
    return tuple(_holiday(row) for row in csv.DictReader(lines))


def _holiday(row: dict[str, str]) -> Holiday:
    match = _DAY.fullmatch(row["day"])
    if match is None:
        raise ValueError(f"not a day: {row['day']!r}")
    year = None if match[1] == "*" else int(match[1])
    day = JalaliDay(year or 1403, int(match[2]), int(match[3]))  # a leap year holds every day there is
    return Holiday(year, day.month, day.day, row["name"], certain=row["mark"] != "A")


def unlisted_year(holidays: Iterable[Holiday], day: date) -> int | None:
    """The Jalali year of that day, or of the day `FURTHEST` on, where no lunar holidays of it are listed."""
    listed = {one.year for one in holidays}
    years = (JalaliDay.of(day).year, JalaliDay.of(day + timedelta(days=FURTHEST)).year)
    return next((year for year in years if year not in listed), None)


def office(holidays: Iterable[Holiday]) -> Hours:
    """The Organisation's hours with these holidays."""
    free = frozenset((one.year, one.month, one.day) for one in holidays)
    return Hours(time(7, 30), time(14, 30), frozenset({THURSDAY, FRIDAY}), free)


HOLIDAYS = read_holidays((Path(__file__).parent / "holidays.csv").read_text(encoding="utf-8").splitlines())
OFFICE = office(HOLIDAYS)

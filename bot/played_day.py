"""When the demo and the tour play: now, or as many years ago as premiums are not known yet.

The minimum wage of a year is set shortly before it begins, and enters the table later still. What a new user is shown
must not wait for that, and no figure is made up for it: the clock is set back instead, to the same day of a year that
the table knows.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import count

from services.calendar import Clock, JalaliMonth, today, years_before
from services.premiums.rates import RateTable
from services.premiums.rules import MONTHS_AHEAD
from services.premiums.table import TABLE

# How long it may be played from that day on: over midnight, and in the tour until the desk opens after the longest
# holidays. The months that can be paid then are known as well.
ROOM = timedelta(days=15)


@dataclass(frozen=True)
class Moved:
    """A clock that is ahead of another, or behind it."""

    clock: Clock
    ahead: timedelta

    def now(self) -> datetime:
        return self.clock.now() + self.ahead


def with_figures(clock: Clock, table: RateTable = TABLE) -> Clock:
    """The clock itself while the table reaches; else one on the same Jalali day of the last year that it does."""
    now = today(clock)
    days = (years_before(now, years) for years in count())
    day = next(day for day in days if _known(day, table))
    return clock if day == now else Moved(clock, day - now)


def _known(day: date, table: RateTable) -> bool:
    last = JalaliMonth.of(day + ROOM).plus(MONTHS_AHEAD.value)
    return all(map(table.reaches, JalaliMonth.of(day).through(last)))

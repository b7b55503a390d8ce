"""When a courier's line rests, and when only what can wait does: what was refused, trouble, and the night."""

from __future__ import annotations

import time
from collections.abc import Mapping
from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncConnection

from handlers.metrics import SENDING_STOPPED
from handlers.outcomes import Came, Pace, Stop
from services.messages.lines import Carried, Lines
from services.messages.rules import after_quiet_hours
from services.messages.stops import ALL_LINES, Stops


class Rest:
    """What one line is held back by."""

    def __init__(self, channel: str, line: str, lines: Lines | None, pace: Pace, *, quiet_hours: bool) -> None:
        self._channel = channel
        self._line = line
        self._lines = lines
        self._pace = pace
        self._quiet_hours = quiet_hours
        self._stopped: Mapping[str, str] = {}
        self._troubles = 0
        self._until: datetime | None = None
        self._next_look = 0.0

    async def look(self, connection: AsyncConnection, now: datetime) -> None:
        """See what is stopped, now and then."""
        if not self._line or time.monotonic() < self._next_look:
            return
        self._next_look = time.monotonic() + self._pace.look
        self._stopped = await Stops(connection, self._channel).standing(now)
        rests = bool({self._line, ALL_LINES} & set(self._stopped))
        SENDING_STOPPED.labels(self._channel, self._line).set(rests)

    def look_soon(self) -> None:
        """Something may have changed."""
        self._next_look = 0.0

    async def stop(self, connection: AsyncConnection, stop: Stop, now: datetime) -> None:
        """The provider has refused this line, or what can wait on any."""
        await Stops(connection, self._channel).stop(self._line if stop.line else ALL_LINES, stop.why, stop.until, now)
        self.look_soon()

    def of_the_line(self) -> bool:
        """Whether nothing goes at all."""
        return self._line != ALL_LINES and self._line in self._stopped

    def of_what_can_wait(self, now: datetime) -> bool:
        troubled = self._until is not None and now < self._until
        return troubled or ALL_LINES in self._stopped or (self._quiet_hours and after_quiet_hours(now) > now)

    def after(self, of_call: Came, now: datetime) -> None:
        """While a provider takes nothing, what can wait is not held out to it row after row."""
        self._troubles = self._troubles + 1 if of_call.trouble else 0
        rest = timedelta(seconds=self._pace.backoff(self._troubles)) if self._troubles else None
        self._until = now + rest if rest else None

    def carried(self) -> Carried | None:
        """What the line carries while others rest; None where there are no lines to share between."""
        return self._lines.carried(self._line, self._stopped) if self._lines else None

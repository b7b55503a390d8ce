"""A clock that moves when it is told to."""

from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass
class FrozenClock:
    """`now()` is the time it was set to, `advance(hours=2)` moves it on."""

    time: datetime

    def now(self) -> datetime:
        return self.time

    def advance(self, **step: float) -> None:
        """Move on by what `timedelta` takes: seconds, minutes, hours, days."""
        self.time += timedelta(**step)

"""A rate budget: at most so many messages in so many seconds, in all and to each lane, however they bunch.

A window remembers when its last messages were sent, as many as it allows; the next one goes when the oldest of them has
left the window.
"""

from __future__ import annotations

import asyncio
import time
from collections import OrderedDict, deque
from collections.abc import Callable
from dataclasses import dataclass

REMEMBERED = 10_000  # lanes; one not heard of for so long has left its window
MARGIN = 0.05  # seconds; the provider counts arrivals, and a message may overtake another on the way


@dataclass(frozen=True)
class Rate:
    """At most `messages` in any `seconds`."""

    messages: int
    seconds: float


class _Window:
    def __init__(self, rate: Rate) -> None:
        self._seconds = rate.seconds + MARGIN
        self._sent: deque[float] = deque(maxlen=rate.messages)

    def free_at(self, now: float) -> float:
        """The earliest moment for one more."""
        full = len(self._sent) == self._sent.maxlen
        return max(now, self._sent[0] + self._seconds) if full else now

    def count(self, at: float) -> None:
        self._sent.append(at)


class Budget:
    """One budget over all lanes of a line. `None` for a rate lets everything pass."""

    def __init__(self, overall: Rate | None, lane: Rate | None, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._overall = _Window(overall) if overall else None
        self._lane = lane
        self._clock = clock
        self._lanes: OrderedDict[str, _Window] = OrderedDict()
        self._not_before = 0.0

    async def spend(self, lane: str) -> None:
        """Wait until a message to this lane is within budget; it counts from then on."""
        wait = self.reserve(lane)
        if wait > 0:
            await asyncio.sleep(wait)

    def penalise(self, seconds: float) -> None:
        """The provider asks everyone to wait."""
        self._not_before = max(self._not_before, self._clock() + seconds)

    def reserve(self, lane: str) -> float:
        """Count a message to this lane, giving the seconds until it may go."""
        now = self._clock()
        windows = [window for window in (self._overall, self._window(lane)) if window]
        at = max([now, self._not_before, *(window.free_at(now) for window in windows)])
        for window in windows:
            window.count(at)
        return at - now

    def _window(self, lane: str) -> _Window | None:
        if self._lane is None:
            return None
        window = self._lanes.setdefault(lane, _Window(self._lane))
        self._lanes.move_to_end(lane)
        if len(self._lanes) > REMEMBERED:
            self._lanes.popitem(last=False)
        return window

"""A rate budget: at most so many messages in so many seconds, in all and to each lane, however they bunch.

A window remembers when its last messages were sent, as many as it allows; the next one goes when the oldest of them has
left the window. What can wait is never counted ahead: it goes when there is room this very moment, and leaves some of
the window to what cannot. So a reply meets at most what has gone already, and never a queue.
"""

from __future__ import annotations

import asyncio
import time
from collections import OrderedDict, deque
from collections.abc import Callable
from dataclasses import dataclass

REMEMBERED = 10_000  # lanes; one not heard of for so long has left its window
MARGIN = 0.05  # seconds; the provider counts arrivals, and a message may overtake another on the way
BOUNDLESS = 1_000_000  # messages, where nothing is limited


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

    def leaving(self, now: float) -> list[float]:
        """When each message that is in the window, or reserved, leaves it."""
        return sorted(at + self._seconds for at in self._sent if at + self._seconds > now)


class Budget:
    """One budget over all lanes of a line. `None` for a rate lets everything pass.

    Of the overall rate `kept` messages are for what cannot wait.
    """

    def __init__(
        self, overall: Rate | None, lane: Rate | None, *, kept: int = 0, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._overall = _Window(overall) if overall else None
        self._to_wait = max(overall.messages - kept, 1) if overall else BOUNDLESS
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

    def room(self, worth: int = 1) -> tuple[int, float]:
        """How many that can wait may go now, and if none, in how many seconds to look again.

        Fewer than `worth`, or half of all that may, are not worth a call.
        """
        now = self._clock()
        if now < self._not_before:
            return 0, self._not_before - now
        if self._overall is None:
            return BOUNDLESS, 0.0
        leaving = self._overall.leaving(now)
        worth = max(min(worth, self._to_wait // 2), 1)
        room = self._to_wait - len(leaving)
        return (room, 0.0) if room >= worth else (0, leaving[worth - room - 1] - now)

    def _window(self, lane: str) -> _Window | None:
        if self._lane is None:
            return None
        window = self._lanes.setdefault(lane, _Window(self._lane))
        self._lanes.move_to_end(lane)
        if len(self._lanes) > REMEMBERED:
            self._lanes.popitem(last=False)
        return window


UNLIMITED = Budget(None, None)

"""A rate budget: at most so many messages in so many seconds, in all and to each lane, however they bunch.

A window remembers when its last messages were sent, as many as it allows; the next one goes when the oldest of them has
left the window. What can wait is never counted ahead: it goes when there is room this very moment, and leaves to what
cannot as much of the window as that has just used, and more. So a reply meets no queue.
"""

from __future__ import annotations

import asyncio
import time
from collections import OrderedDict, deque
from collections.abc import Callable
from dataclasses import dataclass

REMEMBERED = 10_000  # lanes; one not heard of for so long has left its window
MARGIN = 0.05  # seconds; the provider counts arrivals, and a message may overtake another on the way
BUSY = 0.1  # seconds until it is looked again, while replies take up everything
BOUNDLESS = 1_000_000  # messages, where nothing is limited


@dataclass(frozen=True)
class Rate:
    """At most `messages` in any `seconds`."""

    messages: int
    seconds: float


class _Window:
    def __init__(self, rate: Rate) -> None:
        self._seconds = rate.seconds + MARGIN
        self._sent: deque[tuple[float, bool]] = deque(maxlen=rate.messages)

    def free_at(self, now: float) -> float:
        """The earliest moment for one more."""
        full = len(self._sent) == self._sent.maxlen
        return max(now, self._sent[0][0] + self._seconds) if full else now

    def count(self, at: float, *, yields: bool) -> None:
        self._sent.append((at, yields))

    def leaving(self, now: float, *, yields: bool) -> list[float]:
        """When each message of a kind that is in the window, or reserved, leaves it."""
        return sorted(at + self._seconds for at, kind in self._sent if kind is yields and at + self._seconds > now)


class Budget:
    """One budget over all lanes of a line. `None` for a rate lets everything pass.

    Of the overall rate at least `kept` messages are for what cannot wait.
    """

    def __init__(
        self, overall: Rate | None, lane: Rate | None, *, kept: int = 0, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._overall = _Window(overall) if overall else None
        self._most = overall.messages if overall else BOUNDLESS
        self._kept = min(kept, self._most - 1)
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

    def reserve(self, lane: str, *, yields: bool = False) -> float:
        """Count a message to this lane, giving the seconds until it may go."""
        now = self._clock()
        windows = [window for window in (self._overall, self._window(lane)) if window]
        at = max([now, self._not_before, *(window.free_at(now) for window in windows)])
        for window in windows:
            window.count(at, yields=yields)
        return at - now

    def free_in(self) -> float:
        """In how many seconds one more may go, whatever it is."""
        now = self._clock()
        free = self._overall.free_at(now) if self._overall else now
        return max(free, self._not_before) - now

    def room(self, worth: int = 1) -> tuple[int, float]:
        """How many that can wait may go now, and if none, in how many seconds to look again.

        Fewer than `worth`, or half of all that may, are not worth a call.
        """
        now = self._clock()
        if now < self._not_before:
            return 0, self._not_before - now
        if self._overall is None:
            return BOUNDLESS, 0.0
        others = len(self._overall.leaving(now, yields=False))
        leaving = self._overall.leaving(now, yields=True)
        most = self._most - max(self._kept, others + self._kept // 2)
        worth = max(min(worth, most // 2), 1)
        room = most - len(leaving)
        if room >= worth:
            return room, 0.0
        return 0, (leaving[worth - room - 1] if worth - room <= len(leaving) else now + BUSY) - now

    def _window(self, lane: str) -> _Window | None:
        if self._lane is None:
            return None
        window = self._lanes.setdefault(lane, _Window(self._lane))
        self._lanes.move_to_end(lane)
        if len(self._lanes) > REMEMBERED:
            self._lanes.popitem(last=False)
        return window


UNLIMITED = Budget(None, None)

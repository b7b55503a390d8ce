"""A rate budget: so many messages a second in all, and so many to one lane, short bursts allowed.

Each budget remembers one moment: when its next message would be on time if all had come evenly (GCRA). A message may be
early by the burst; what is earlier waits.
"""

from __future__ import annotations

import asyncio
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

REMEMBERED = 10_000  # lanes; an older one has long had its second of peace


@dataclass(frozen=True)
class Rate:
    """`messages` in `seconds`, all of which may come at once."""

    messages: int
    seconds: float


class Budget:
    """One budget over all lanes of a line. `None` for a rate lets everything pass."""

    def __init__(self, overall: Rate | None, lane: Rate | None, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._overall = overall
        self._lane = lane
        self._clock = clock
        self._next_of_all = 0.0
        self._next: OrderedDict[str, float] = OrderedDict()

    async def spend(self, lane: str) -> None:
        """Wait until a message to this lane is within budget; it counts from then on."""
        wait = self._reserve(lane)
        if wait > 0:
            await asyncio.sleep(wait)

    def penalise(self, seconds: float) -> None:
        """The provider asks everyone to wait."""
        self._next_of_all = max(self._next_of_all, self._clock() + seconds)

    def _reserve(self, lane: str) -> float:
        now = self._clock()
        of_lane, next_of_lane = _reserved(self._lane, self._next.get(lane, 0.0), now)
        of_all, self._next_of_all = _reserved(self._overall, self._next_of_all, now + of_lane)
        if self._lane:
            self._next[lane] = next_of_lane
            self._next.move_to_end(lane)
            while len(self._next) > REMEMBERED:
                self._next.popitem(last=False)
        return of_lane + of_all


def _reserved(rate: Rate | None, next_: float, now: float) -> tuple[float, float]:
    """How long to wait, and the moment of the next message."""
    if rate is None:
        return 0.0, next_
    interval = rate.seconds / rate.messages
    even = max(next_, now)
    return max(0.0, even - now - (rate.seconds - interval)), even + interval

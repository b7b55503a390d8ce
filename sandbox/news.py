"""What happens in the sandbox, in order, for whoever looks on.

A reader that lost its connection goes on from the number it last saw; one that was away for too long begins anew.
"""

import json
from collections import deque
from collections.abc import AsyncIterator
from typing import Any

from sandbox.bell import Bell

KEPT = 2000


class TooLongAway(LookupError):
    """What the reader missed is no longer kept."""


class News:
    def __init__(self) -> None:
        self._kept: deque[tuple[int, str, str]] = deque(maxlen=KEPT)
        self._bell = Bell()
        self._closed = False
        self.last = 0

    def tell(self, kind: str, **facts: Any) -> None:
        self.last += 1
        self._kept.append((self.last, kind, json.dumps(facts, ensure_ascii=False)))
        self._bell.ring()

    def close(self) -> None:
        self._closed = True
        self._bell.ring()

    async def after(self, number: int, idle_seconds: float = 15.0) -> AsyncIterator[tuple[int, str, str] | None]:
        """Number, kind and JSON of each thing after `number`; None when nothing happened for a while.

        Raises TooLongAway.
        """
        while not self._closed:
            if number > self.last or (self._kept and number < self._kept[0][0] - 1):
                raise TooLongAway
            for item in [item for item in self._kept if item[0] > number]:
                number = item[0]
                yield item
            if number == self.last and not await self._bell.wait(idle_seconds):
                yield None

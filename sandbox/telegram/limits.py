"""How fast a bot may write: 30 messages a second in all, one a second in a chat (short bursts pass), 20 a minute in a
group. A refused message does not count."""

import math
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Pace:
    messages: int
    seconds: float


@dataclass(frozen=True)
class Paces:
    overall: Pace = Pace(30, 1)
    chat: Pace = Pace(3, 3)
    group: Pace = Pace(20, 60)


class Limits:
    def __init__(self, clock: Callable[[], float], paces: Paces | None) -> None:
        """`paces` of None lets everything pass; it may be changed at any time."""
        self._clock = clock
        self.paces = paces
        self._written: dict[tuple[int, int, Pace], deque[float]] = {}

    def spend(self, bot_id: int, chat_id: int, messages: int = 1) -> int:
        """Seconds to wait before writing; 0 when it was allowed, which is then counted."""
        if self.paces is None:
            return 0
        now = self._clock()
        overall = (bot_id, 0, self.paces.overall)
        chat = (bot_id, chat_id, self.paces.chat)
        group = [(bot_id, chat_id, self.paces.group)] if chat_id < 0 else []
        windows = [(self._written.setdefault(key, deque()), key[2]) for key in (overall, chat, *group)]
        wait = max(_wait(written, pace, messages, now) for written, pace in windows)
        if wait <= 0:
            for written, _ in windows:
                written.extend([now] * messages)
        return math.ceil(wait)


def _wait(written: deque[float], pace: Pace, messages: int, now: float) -> float:
    while written and written[0] <= now - pace.seconds:
        written.popleft()
    too_many = len(written) + min(messages, pace.messages) - pace.messages
    return 0.0 if too_many <= 0 else written[too_many - 1] + pace.seconds - now

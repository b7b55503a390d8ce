"""A bot's queue of updates, until each is confirmed: by an `offset` beyond it, or by the webhook's 2xx.

Within a *lane* (a chat) order holds. A fault may put an update aside until the next one of its lane has passed; such a
one is handed to a poller even below the offset already confirmed, or the swap would lose it.
"""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass

from sandbox.bell import Bell
from sandbox.faults import OF_DELIVERIES, Fault, Faults, Kind
from sandbox.numbers import first_number
from sandbox.telegram.world import Json

KEPT_SECONDS = 24 * 3600
_ASIDE_SECONDS = 3.0
_NOT_BY_DEFAULT = frozenset({"chat_member", "message_reaction", "message_reaction_count"})


@dataclass(eq=False)
class Update:
    id: int
    kind: str
    body: Json
    lane: str
    since: float
    due: float
    copies: int = 1
    swapped: bool = False
    handed_out: bool = False

    def wire(self) -> Json:
        return {"update_id": self.id, self.kind: self.body}


class Updates:
    def __init__(self, faults: Faults, clock: Callable[[], float]) -> None:
        self._faults = faults
        self._clock = clock
        self._next_id = first_number(clock)
        self._waiting: list[Update] = []
        self._aside: dict[str, list[Update]] = {}
        self._allowed: frozenset[str] = frozenset()
        self.arrived = Bell()

    @property
    def allowed(self) -> list[str]:
        return sorted(self._allowed)

    def allow(self, kinds: list[str] | None) -> None:
        """What is wanted from now on; None keeps the former wish, an empty list is the default."""
        if kinds is not None:
            self._allowed = frozenset(kinds)

    def _wanted(self, kind: str) -> bool:
        return kind in self._allowed if self._allowed else kind not in _NOT_BY_DEFAULT

    def put(self, kind: str, body: Json, lane: str) -> None:
        if not self._wanted(kind):
            return
        now = self._clock()
        update = Update(self._next_id, kind, body, lane, now, now)
        self._next_id += 1
        held = self._aside.pop(lane, [])
        possible = OF_DELIVERIES - {Kind.OUTAGE} - ({Kind.WRONG_ORDER} if held else set())
        fault = self._faults.strike("telegram", "update", lane, possible)
        passes = fault is None or self._let_through(update, fault)
        for one in [update, *held] if passes else held:
            self._queue(one)

    def _let_through(self, update: Update, fault: Fault) -> bool:
        match fault.kind:
            case Kind.LOST:
                return False
            case Kind.WRONG_ORDER:
                update.swapped = True
                self._aside.setdefault(update.lane, []).append(update)
                asyncio.get_running_loop().call_later(_ASIDE_SECONDS, self._give_up_waiting, update)
                return False
            case Kind.DUPLICATE:
                update.copies = 2
            case Kind.DELAY:
                update.due += fault.pause
                asyncio.get_running_loop().call_later(fault.pause, self.arrived.ring)
        return True

    def _give_up_waiting(self, update: Update) -> None:
        held = self._aside.get(update.lane, [])
        if update in held:
            held.remove(update)
            self._queue(update)

    def _queue(self, update: Update) -> None:
        self._waiting.append(update)
        self.arrived.ring()

    def __len__(self) -> int:
        self._drop_the_old()
        return len(self._waiting)

    def due(self, limit: int = 100) -> list[Update]:
        """The first updates waiting, up to one that is late; those behind it wait with it."""
        self._drop_the_old()
        now = self._clock()
        ready: list[Update] = []
        for update in self._waiting[:limit]:
            if update.due > now:
                break
            ready.append(update)
        return ready

    def head(self, lane: str) -> Update | None:
        return next((update for update in self._waiting if update.lane == lane), None)

    def lanes(self) -> list[str]:
        return list(dict.fromkeys(update.lane for update in self._waiting))

    def done(self, update: Update) -> None:
        """Delivered once more; gone with its last copy."""
        update.copies -= 1
        if update.copies <= 0 and update in self._waiting:
            self._waiting.remove(update)

    def confirm(self, offset: int) -> None:
        """Forget all below `offset`; a negative one keeps only that many of the last."""
        if offset < 0:
            self._waiting = self._waiting[offset:]
            return
        for update in [update for update in self._waiting if update.id < offset]:
            if not update.swapped or update.handed_out:
                self.done(update)

    def drop_all(self) -> None:
        self._waiting.clear()
        self._aside.clear()

    def _drop_the_old(self) -> None:
        oldest = self._clock() - KEPT_SECONDS
        if self._waiting and self._waiting[0].since < oldest:
            self._waiting = [update for update in self._waiting if update.since >= oldest]

"""A courier's bag: the rows that it has claimed, and what came of them, until that is kept in the database."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from handlers.outcomes import Stop
from services.messages import Row, Settled


@dataclass
class Finished:
    """What came of sends, and the refusals among it that concern more than one row."""

    settled: list[Settled] = field(default_factory=list)
    stops: list[Stop] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.settled or self.stops)


class Bag:
    """Rows in hand. What can wait is kept apart from what cannot, since each is kept in its own transaction."""

    def __init__(self) -> None:
        self._held: dict[int, Row] = {}
        self._finished = {False: Finished(), True: Finished()}

    @property
    def held(self) -> list[int]:
        """The rows that nobody else has to settle."""
        return list(self._held)

    def take(self, rows: Iterable[Row]) -> None:
        """These have been claimed."""
        self._held.update((row.id, row) for row in rows)

    def lose(self, rows: Iterable[Row]) -> None:
        """Nobody knows what became of these: once their lease has run out they are asked about."""
        for row in rows:
            self._held.pop(row.id, None)

    def came(self, settled: Sequence[Settled], stop: Stop | None = None) -> None:
        """This came of them."""
        for one in settled:
            self._finished[one.row.yields].settled.append(one)
        if stop:
            self._finished[settled[0].row.yields].stops.append(stop)

    def finished(self, *, yields: bool) -> bool:
        """Whether there is anything to keep."""
        return bool(self._finished[yields])

    def out(self, *, yields: bool) -> Finished:
        """What is to be kept now. It is `kept` afterwards, or put `back`."""
        finished, self._finished[yields] = self._finished[yields], Finished()
        return finished

    def back(self, finished: Finished, *, yields: bool) -> None:
        """It could not be kept."""
        since = self._finished[yields]
        self._finished[yields] = Finished(finished.settled + since.settled, finished.stops + since.stops)

    def kept(self, finished: Finished) -> None:
        """It stands in the database."""
        self.lose(one.row for one in finished.settled)

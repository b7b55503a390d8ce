"""What something costs: seconds that pass, and those of processors that it takes, here and in the database server."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from services.store import connect

PARENT, OWN, WAITED_FOR = slice(1, 2), slice(11, 13), slice(11, 15)  # of /proc/…/stat, after the name


@dataclass(frozen=True)
class Cost:
    """`seconds` that pass; `here` and `there` (in all processes of the server) are those of processors."""

    seconds: float
    here: float
    there: float

    @property
    def processors(self) -> float:
        """Of all of them."""
        return self.here + self.there

    def __add__(self, other: Cost) -> Cost:
        return Cost(self.seconds + other.seconds, self.here + other.here, self.there + other.there)


class Meter:
    """Measures what happens in a `with` on the server of that address, which runs on this machine."""

    def __init__(self, url: str) -> None:
        with connect(url) as connection:
            [self._server] = _ticks(connection.info.backend_pid, PARENT)
        self.cost = Cost(0, 0, 0)

    def __enter__(self) -> Self:
        self._began = (time.perf_counter(), time.process_time(), self._there())
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def stop(self, here: float = 0) -> Cost:
        """What it has cost so far, with what other processes of ours say they took."""
        ended = (time.perf_counter(), time.process_time() + here, self._there())
        self.cost = Cost(*(after - before for before, after in zip(self._began, ended, strict=True)))
        return self.cost

    def _there(self) -> float:
        ticks = sum(_ticks(self._server, WAITED_FOR))  # of its own, and of all that have ended
        ticks += sum(sum(_ticks(process, OWN)) for process in _children(self._server))
        return ticks / os.sysconf("SC_CLK_TCK")


def _children(parent: int) -> Iterator[int]:
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit() and _ticks(int(entry.name), PARENT) == [parent]:
            yield int(entry.name)


def _ticks(process: int, which: slice) -> list[int]:
    try:
        stat = Path(f"/proc/{process}/stat").read_text(encoding="utf-8")
    except OSError:  # it has just ended
        return []
    return [int(field) for field in stat.rpartition(")")[2].split()[which]]

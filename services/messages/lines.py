"""The lines of a channel that has several: what each of them carries, and who stands in for one that is refused.

Notices are dealt out by weight, each by its number, so that nothing has to be written when a line stops or starts
again. What answers somebody goes from the line that they wrote to. Whatever has no line of its own, or one that is not
there just now, goes from the main line, or from the first of the others while that one is refused.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass


@dataclass(frozen=True)
class Line:
    """A number that we send from: its weight among the others for notices, and messages a second, if it has a rate."""

    number: str
    share: int = 1
    a_second: int | None = None


@dataclass(frozen=True)
class Carried:
    """What one line carries: of notices, those whose number leaves `first` up to `end` when divided by `total`.

    Of the rest, what belongs to `lines`; with `others`, all but that.
    """

    total: int
    first: int
    end: int
    lines: tuple[str, ...]
    others: bool


@dataclass(frozen=True)
class Lines:
    """All lines, the main one first. `service` is the one on which what was blocked as advertising is tried again."""

    all: tuple[Line, ...]
    service: str | None = None

    @classmethod
    def of(cls, main: str, shared: Collection[Line] = (), service: str | None = None) -> Lines:
        """The lines of the settings. One that is named without a share carries no notices; alone, it carries all."""
        known = {line.number: line for line in shared}
        lone = Line(main) if not shared else Line(main, 0)
        first = known.pop(main, lone)
        others = list(known.values())
        if service and service != main and service not in known:
            others.append(Line(service, 0))
        return cls((first, *others), service)

    @property
    def main(self) -> str:
        """The line for what belongs to none."""
        return self.all[0].number

    @property
    def numbers(self) -> tuple[str, ...]:
        return tuple(line.number for line in self.all)

    def carried(self, number: str, stopped: Collection[str] = ()) -> Carried | None:
        """What a line carries while these are stopped; None when it is one of them."""
        working = [line for line in self.all if line.number not in stopped]
        if not any(line.number == number for line in working):
            return None
        total, first, end = _dealt(working, number)
        leads = working[0].number == number
        others = tuple(line.number for line in working[1:])
        return Carried(total, first, end, others if leads else (number,), leads)

    def settled_by(self, number: str) -> Carried:
        """Whose sends of unknown outcome a line's courier asks about, whatever is stopped."""
        leads = number == self.main
        return Carried(1, 0, 1, self.numbers[1:] if leads else (number,), leads)


def _dealt(working: list[Line], number: str) -> tuple[int, int, int]:
    """A line's part of all notices; where nobody has a share, the first takes them."""
    total = sum(line.share for line in working)
    if not total:
        return 1, 0, int(working[0].number == number)
    first = 0
    for line in working:
        if line.number == number:
            return total, first, first + line.share
        first += line.share
    raise AssertionError(number)

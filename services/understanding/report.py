"""How well a model does, as people read it: shares, and the table of what was taken for what."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from services.understanding.understood import Service

Pair = tuple[Service, Service]  # what it is, what it was taken for


@dataclass(frozen=True)
class Figures:
    """What became of messages whose service is known."""

    pairs: tuple[Pair, ...]

    def share(self, services: Iterable[Service]) -> float:
        """How many of the messages about these services were understood rightly."""
        wanted = set(services)
        mine = [truth is taken for truth, taken in self.pairs if truth in wanted]
        return sum(mine) / len(mine)

    @property
    def in_scope(self) -> float:
        return self.share(set(Service) - {Service.OUT})

    @property
    def out_of_scope(self) -> float:
        return self.share({Service.OUT})

    def lines(self) -> list[str]:
        """The shares, and the confusion table: a row is what messages are, a column what they were taken for."""
        counts = Counter(self.pairs)
        names = list(Service)
        head = f"{'':6}" + "".join(f"{name:>6}" for name in names) + f"{'right':>8}"
        rows = [
            f"{truth:6}"
            + "".join(f"{counts[truth, taken] or '·':>6}" for taken in names)
            + (f"{self.share({truth}):>8.1%}" if any(one is truth for one, _ in self.pairs) else "")
            for truth in names
        ]
        told = f"{len(self.pairs)} messages: in scope {self.in_scope:.1%} right, OUT {self.out_of_scope:.1%} recognised"
        return [told, head, *rows]


def figures(truths: Sequence[Service], taken: Sequence[Service]) -> Figures:
    """Figures of messages, in the same order."""
    return Figures(tuple(zip(truths, taken, strict=True)))

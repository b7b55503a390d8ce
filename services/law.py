"""A figure or a way of counting that the law gives, kept with where it comes from, so that a lawyer can check it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Generic, TypeVar

T = TypeVar("T")


class Mark(StrEnum):
    """How sure we are of it."""

    STATED = "S"  # by the Organisation, in the announcement of the plan
    LAW = "L"  # law, by-law or circular, read in a published copy
    ASSUMED = "A"  # by us, because no text settles it: docs/decisions/0005-assumptions.md


@dataclass(frozen=True)
class Constant(Generic[T]):
    """One such figure, or way of counting. What we assumed says since when."""

    value: T
    mark: Mark
    source: str
    since: date | None = None

    def __post_init__(self) -> None:
        if self.mark is Mark.ASSUMED and self.since is None:
            raise ValueError(f"an assumption needs its date: {self.source}")

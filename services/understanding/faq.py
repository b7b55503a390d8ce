"""Questions with short answers: whose they are, where the answer comes from, and what can be done next.

The words are the locale's `faq-<id>`; every figure in them comes from the rules, through `facts`. This imports those
rules, and they their tables: what only tells which entry is asked for needs none of it (`keywords`, `model`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any, TypeAlias

from services.law import Constant
from services.understanding.understood import Service

Facts: TypeAlias = Mapping[str, Any]


class Then(StrEnum):
    """What somebody can do next."""

    START = "start"  # go on with the service
    PERSON = "person"  # a colleague
    PORTAL = "portal"  # the portal or a branch: no dialog here yet
    ELSEWHERE = "elsewhere"  # what the answer itself names


@dataclass(frozen=True)
class Entry:
    """A question of the FAQ. `facts` are what its answer tells on a day."""

    id: str
    service: Service
    then: Then
    sources: tuple[Constant[Any], ...]
    facts: Callable[[date], Facts]


class NoSuchEntry(LookupError):
    """The FAQ has no entry of that id."""


def by_id(entries: Iterable[Entry]) -> Mapping[str, Entry]:
    """Entries by id. Raises ValueError for one given twice."""
    found: dict[str, Entry] = {}
    for entry in entries:
        if entry.id in found:
            raise ValueError(f"given twice: {entry.id}")
        found[entry.id] = entry
    return found

"""The journal: what a conversation was given, in the order it was given.

Three kinds of entry stand in it. An *answer* is what the person said. *Seen* is a fact pinned so that what is decided
on is what was shown. *Once* is what an action gave; it freezes everything before it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

from services.plain import Json

Sort: TypeAlias = Literal["answer", "seen", "once"]


@dataclass(frozen=True)
class Entry:
    """One line of the journal; no two have the same key and sort."""

    key: str
    sort: Sort
    value: Json


class Journal:
    """Entries by place and by key and sort. Grows at the end and is cut at the end, nothing else.

    A key that an edited dialog uses for another sort of thing finds nothing; what stood there stays, silent.
    """

    def __init__(self, entries: tuple[Entry, ...] = ()) -> None:
        self._entries = list(entries)
        self._places = {(entry.key, entry.sort): place for place, entry in enumerate(self._entries)}

    def __len__(self) -> int:
        return len(self._entries)

    @property
    def entries(self) -> tuple[Entry, ...]:
        return tuple(self._entries)

    @property
    def frozen(self) -> int:
        """How many entries from the start can no longer be taken back: all up to the last `once`."""
        for place in range(len(self._entries) - 1, -1, -1):
            if self._entries[place].sort == "once":
                return place + 1
        return 0

    def place(self, key: str, sort: Sort) -> int | None:
        """Where `key` stands as this sort of entry, or None."""
        return self._places.get((key, sort))

    def value(self, place: int) -> Json:
        return self._entries[place].value

    def add(self, entry: Entry) -> int:
        """Put an entry at the end, giving its place."""
        place = len(self._entries)
        self._entries.append(entry)
        self._places[entry.key, entry.sort] = place
        return place

    def cut(self, place: int) -> None:
        """Drop the entry at `place` and all later ones."""
        for entry in self._entries[place:]:
            del self._places[entry.key, entry.sort]
        del self._entries[place:]

    def has_answers(self) -> bool:
        """Whether the person would lose something if this were thrown away."""
        return any(entry.sort == "answer" for entry in self._entries)

    def dump(self) -> list[list[Any]]:
        return [[entry.key, entry.sort, entry.value] for entry in self._entries]

    @classmethod
    def load(cls, stored: list[list[Any]]) -> Journal:
        return cls(tuple(Entry(key, sort, value) for key, sort, value in stored))

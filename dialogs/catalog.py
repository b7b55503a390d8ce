"""The dialogs there are, what people call them, and the services each one is given."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from dialogs.messages import Started
from dialogs.talk import Dialog, Talk
from services import persian


@dataclass(frozen=True)
class Entry:
    """A dialog by name. `words` start it, among other words too, unless one of `unless` stands there as well.

    `about_in` finds in a text what the dialog is to be about, such as a number behind its name; empty for nothing.
    """

    name: str
    dialog: Callable[..., Any]
    words: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()
    about: str = ""
    about_in: Callable[[str], str] = lambda _: ""

    @property
    def needs(self) -> tuple[str, ...]:
        """The services it takes, by the names of its parameters after the talk."""
        return tuple(inspect.signature(self.dialog).parameters)[1:]


class Catalog:
    """All entries; fixed when the program is wired."""

    def __init__(self, entries: Iterable[Entry]) -> None:
        self.entries = {entry.name: entry for entry in entries}
        self._needs = {entry.name: entry.needs for entry in self.entries.values()}
        self._exact = {persian.fold(word): entry for entry in self.entries.values() for word in entry.words}
        self._among = {persian.words(word): entry for entry in self.entries.values() for word in entry.words}

    @property
    def needs(self) -> frozenset[str]:
        """Every service that some dialog takes."""
        return frozenset(name for names in self._needs.values() for name in names)

    def bind(self, services: Mapping[str, Any]) -> BoundCatalog:
        """The dialogs with this turn's services."""
        return BoundCatalog(self, services)

    def dialog(self, name: str, services: Mapping[str, Any]) -> Dialog | None:
        """A dialog given the services it takes, or None. Raises `KeyError` when one of them is missing."""
        entry = self.entries.get(name)
        if entry is None:
            return None
        taken = [services[need] for need in self._needs[name]]

        def bound(talk: Talk) -> Any:
            return entry.dialog(talk, *taken)

        return bound

    def wanted(self, text: str, *, exactly: bool) -> Started | None:
        """The dialog that typed words ask for, by the longest of the words that name one."""
        entry = self._exact.get(persian.fold(text)) or self._named_with_about(text)
        if entry is None and not exactly:
            entry = self._mentioned(persian.words(text))
        return Started(entry.name, entry.about_in(text) or entry.about) if entry else None

    def _named_with_about(self, text: str) -> Entry | None:
        """The entry whose name stands before what it is to be about, and nothing else."""
        said = persian.spoken(text)
        named = ((entry, entry.about_in(text)) for entry in self.entries.values())
        return next((one for one, about in named if about and self._exact.get(said.removesuffix(about)) is one), None)

    def _mentioned(self, said: tuple[str, ...]) -> Entry | None:
        named = [(len(words), entry) for words, entry in self._among.items() if _holds(said, words)]
        sensible = [(length, entry) for length, entry in named if not any(_mentions(said, no) for no in entry.unless)]
        return max(sensible, key=lambda pair: pair[0])[1] if sensible else None


@dataclass(frozen=True)
class BoundCatalog:
    """A catalog whose dialogs have their services: the `Dialogs` of a conversation."""

    catalog: Catalog
    services: Mapping[str, Any]

    def named(self, name: str) -> Dialog | None:
        return self.catalog.dialog(name, self.services)

    def wanted(self, text: str, *, exactly: bool) -> Started | None:
        return self.catalog.wanted(text, exactly=exactly)


def _mentions(said: tuple[str, ...], word: str) -> bool:
    return _holds(said, persian.words(word))


def _holds(said: tuple[str, ...], words: tuple[str, ...]) -> bool:
    """Whether `words` stand in `said`, side by side."""
    return any(said[place : place + len(words)] == words for place in range(len(said) - len(words) + 1))

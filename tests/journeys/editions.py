"""The program as it may be deployed tomorrow: the same dialogs, with the one about grants edited."""

from __future__ import annotations

from collections.abc import Collection
from functools import partial
from typing import Any

from bot.app import CATALOG
from dialogs.catalog import Catalog, Entry
from dialogs.grant_status import grant_status
from dialogs.messages import Words
from dialogs.reading import YesNo
from dialogs.talk import Go, Talk
from services.grants import Grants
from services.people import People

HOMES = {"contact": "identify", "national-id": "identify", "code": "identify", "next": "grant_status"}


class Edited:
    """A talk as an edited dialog would hold it. Questions are named without their numbers."""

    def __init__(
        self, talk: Talk, *, renamed: Collection[str], removed: Collection[str], added: Collection[str], other: str
    ) -> None:
        self._talk = talk
        self._renamed, self._removed, self._added, self._other = renamed, removed, added, other

    def __getattr__(self, name: str) -> Any:
        return getattr(self._talk, name)

    async def ask(self, key: str, kind: Any, **more: Any) -> Any:
        question = key.partition(".")[0]
        if question in self._removed:
            return kind.load(kind.options[0].value)
        if question in self._added:
            with self._talk.within("grant_status"):
                await self._talk.ask(f"which.9.{len(self._talk.said)}.{key}".replace("-", "."), _yes_no())
        if question == self._other:
            kind = _yes_no()
        if question in self._renamed:
            with self._talk.within(HOMES[question]):
                return await self._talk.ask(key, kind, **more)
        return await self._talk.ask(key, kind, **more)


class Unlucky(Exception):
    """What a dialog with a mistake in it raises."""


def _yes_no() -> YesNo:
    return YesNo(Words("act-continue"), Words("act-drop"))


def edited(
    *, renamed: Collection[str] = (), removed: Collection[str] = (), added: Collection[str] = (), other: str = ""
) -> Catalog:
    """The catalog with that edition of `grant_status`."""

    async def dialog(talk: Talk, people: People, grants: Grants) -> Go | None:
        talk = Edited(talk, renamed=renamed, removed=removed, added=added, other=other)  # type: ignore[assignment]
        return await grant_status(talk, people, grants)

    return _with(dialog)


def broken() -> Catalog:
    """The catalog with a `grant_status` that fails as soon as it knows whom it talks with."""

    async def dialog(talk: Talk, people: People, grants: Grants) -> None:
        await grant_status(talk, people, grants)
        raise Unlucky(f"about {talk.person} at {talk.scene.address}")

    async def fails_at_once(talk: Talk, people: People, grants: Grants) -> None:
        if talk.person:
            raise Unlucky(f"about {talk.person} at {talk.scene.address}")
        await dialog(talk, people, grants)

    return _with(fails_at_once)


def _with(dialog: Any) -> Catalog:
    entries = CATALOG.entries
    old = entries["grant_status"]
    return Catalog([*_others(), Entry(old.name, dialog, old.words, old.unless, old.about)])


def _others() -> list[Entry]:
    return [entry for name, entry in CATALOG.entries.items() if name != "grant_status"]


EDITIONS = {
    "as it is": lambda: CATALOG,
    "a question added": partial(edited, added=("next",)),
    "a question added at the start": partial(edited, added=("contact", "national-id")),
    "a question removed": partial(edited, removed=("next",)),
    "the contact not asked for": partial(edited, removed=("contact",)),
    "questions renamed": partial(edited, renamed=("contact", "national-id", "next")),
    "the code's question renamed": partial(edited, renamed=("code",)),
    "another kind of answer": partial(edited, other="next"),
    "without the dialog": lambda: Catalog(_others()),
    "with a mistake": broken,
}

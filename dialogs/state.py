"""Where a conversation stands between two messages, and how that is kept as JSON."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from dialogs.given import Given
from dialogs.journal import Journal
from dialogs.messages import Shown


@dataclass(frozen=True)
class Running:
    """A dialog in progress: its journal as kept, the question that is open, and what questions to come need not ask."""

    dialog: str
    about: str
    journal: Journal
    shown: Shown | None
    touched: datetime
    given: Given = field(default_factory=dict)

    def is_about(self, dialog: str, about: str) -> bool:
        return (self.dialog, self.about) == (dialog, about)

    def dump(self) -> dict[str, Any]:
        dumped = {
            "dialog": self.dialog,
            "about": self.about,
            "journal": self.journal.dump(),
            "shown": _dump_shown(self.shown),
            "touched": self.touched.isoformat(),
        }
        return {**dumped, "given": dict(self.given)} if self.given else dumped

    @classmethod
    def load(cls, stored: Mapping[str, Any]) -> Running:
        return cls(
            stored["dialog"],
            stored["about"],
            Journal.load(stored["journal"]),
            _load_shown(stored["shown"]),
            datetime.fromisoformat(stored["touched"]),
            stored.get("given", {}),
        )


@dataclass(frozen=True)
class Subject:
    """The service that was talked of last, and when."""

    service: str
    since: datetime


@dataclass(frozen=True)
class Conversation:
    """Which dialogs are under way with one address.

    `misses`: how often in a row we understood nothing. `simple`: words are to be simple ones. `subject`: what a
    question that names nothing is about.
    """

    front: Running | None = None
    parked: Running | None = None
    misses: int = 0
    simple: bool = False
    subject: Subject | None = None

    def dump(self) -> dict[str, Any]:
        held = {"front": self.front, "parked": self.parked}
        dumped: dict[str, Any] = {name: running.dump() for name, running in held.items() if running}
        counted = {"misses": self.misses} if self.misses else {}
        subject = {"subject": [self.subject.service, self.subject.since.isoformat()]} if self.subject else {}
        return {**dumped, **counted, **({"simple": True} if self.simple else {}), **subject}

    @classmethod
    def load(cls, stored: Mapping[str, Any]) -> Conversation:
        front, parked = stored.get("front"), stored.get("parked")
        loaded = (Running.load(front) if front else None, Running.load(parked) if parked else None)
        return cls(*loaded, stored.get("misses", 0), stored.get("simple", False), _load_subject(stored.get("subject")))


def _load_subject(stored: tuple[str, str] | None) -> Subject | None:
    return Subject(stored[0], datetime.fromisoformat(stored[1])) if stored else None


def _dump_shown(open_now: Shown | None) -> dict[str, Any] | None:
    if open_now is None:
        return None
    dumped: dict[str, Any] = {
        "key": open_now.key,
        "nonce": open_now.nonce,
        "options": [list(option) for option in open_now.options],
        "synonyms": [list(words) for words in open_now.synonyms],
    }
    return {**dumped, "wants": open_now.wants} if open_now.wants else dumped


def _load_shown(stored: Mapping[str, Any] | None) -> Shown | None:
    if stored is None:
        return None
    options = tuple((value, label) for value, label in stored["options"])
    synonyms = tuple(tuple(words) for words in stored["synonyms"])
    return Shown(stored["key"], stored["nonce"], options, synonyms, stored.get("wants"))

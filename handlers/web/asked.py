"""What a conversation asks of whoever comes to the page: read from where it stands, with nothing of it changed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import chain
from typing import Any, TypeVar

from dialogs.journal import Entry
from dialogs.messages import Words
from dialogs.state import Conversation
from handlers.floor import ticket_of
from services.objections import Subject
from services.objections.followed import Followed
from services.objections.rules import WANTED_PAPERS
from services.plain import Misread, load

T = TypeVar("T")
OTHER = "other"  # a paper that nobody asked for
LINK, SUBJECT, REASON, STATE = "link", "subject", "reason", "state"  # what dialogs call these in their journals


@dataclass(frozen=True)
class Asked:
    """An open question that wants pictures: about what, the person's reason in their own words, and which papers.

    Without a reason, pictures are added to an objection that has been filed. `papers` are those that fit, the wanted
    ones first.
    """

    matter: str
    subject: Words | None
    reason: str
    wanted: tuple[str, ...]
    papers: tuple[str, ...]


def asked(state: Mapping[str, Any], code: str) -> Asked | None:
    """What is asked where the open question wants pictures and gave the link with this code; else None."""
    if ticket_of(state) is not None:
        return None  # what comes now goes to a colleague
    front = Conversation.load(state).front
    if front is None or front.shown is None or front.shown.wants != "pictures":
        return None
    entries = front.journal.entries
    links = [entry.value for entry in entries if entry.sort == "seen" and _named(entry) == LINK]
    if not links or str(links[-1]).rpartition("/")[2] != code:
        return None
    reason = next((str(entry.value) for entry in entries if entry.sort == "answer" and _named(entry) == REASON), "")
    followed = None if reason else _last(Followed, STATE, entries)
    if followed:
        better = (followed.wanted,) if followed.wanted else ()
        added_to = Words("upload-subject-added-to", {"number": followed.number, "matter": followed.kind})
        return Asked(followed.kind, added_to, "", better, _with_other(better, followed.papers))
    subject = _last(Subject, SUBJECT, entries)
    if subject is None:
        return Asked("", None, reason, WANTED_PAPERS.value, _with_other(WANTED_PAPERS.value))
    told = Words(f"upload-subject-{subject.kind}", {"on": subject.registered_on})
    return Asked(subject.kind, told, reason, subject.wanted, _with_other(subject.wanted))


def _with_other(*papers: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*chain.from_iterable(papers), OTHER)))


def _named(entry: Entry) -> str:
    """A key without what it lies within, and without its number."""
    return [part for part in entry.key.split(".") if not part.isdigit()][-1]


def _last(kind: type[T], name: str, entries: tuple[Entry, ...]) -> T | None:
    """The newest fact of that name, where it reads as this kind."""
    for entry in reversed(entries):
        if entry.sort == "seen" and _named(entry) == name:
            try:
                return load(kind, entry.value)
            except Misread:
                continue
    return None

"""What a conversation asks of whoever comes to the page: read from where it stands, with nothing of it changed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from dialogs.journal import Entry
from dialogs.messages import Words
from dialogs.state import Conversation
from handlers.floor import ticket_of
from services.objections import Subject
from services.plain import Misread, load

LINK, SUBJECT, REASON = "link", "subject", "reason"  # how the dialogs call what stands in their journals


@dataclass(frozen=True)
class Asked:
    """An open question that wants pictures: of which dialog, about what, and the person's reason in their own words."""

    dialog: str
    subject: Words | None
    reason: str


def asked(state: Mapping[str, Any], code: str) -> Asked | None:
    """What is asked where the open question wants pictures and gave the link with this code; else None."""
    if ticket_of(state) is not None:
        return None  # what comes now goes to a colleague
    front = Conversation.load(state).front
    if front is None or front.shown is None or front.shown.wants != "pictures":
        return None
    entries = front.journal.entries
    links = [entry.value for entry in entries if entry.sort == "seen" and entry.key.endswith(LINK)]
    if not any(isinstance(link, str) and link.rpartition("/")[2] == code for link in links):
        return None
    return Asked(front.dialog, _subject(entries), _reason(entries))


def _subject(entries: tuple[Entry, ...]) -> Words | None:
    for entry in entries:
        if entry.key.endswith(SUBJECT):
            try:
                subject = load(Subject, entry.value)
            except Misread:
                continue
            return Words(f"upload-subject-{subject.kind.value}", {"on": subject.registered_on})
    return None


def _reason(entries: tuple[Entry, ...]) -> str:
    reasons = [entry.value for entry in entries if entry.sort == "answer" and entry.key.endswith(REASON)]
    return reasons[-1] if reasons and isinstance(reasons[-1], str) else ""

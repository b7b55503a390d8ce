"""A ticket and what surrounds it, as values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from services.conversations import Place
from services.desk.roles import Role


class Kind(StrEnum):
    """The group of colleagues whom a ticket concerns."""

    INSURED = "insured"
    EMPLOYERS = "employers"
    COMPLAINTS = "complaints"


class State(StrEnum):
    """Where a ticket stands. One that was handed back to the bot can be taken again until it is closed."""

    WAITING = "waiting"
    TAKEN = "taken"
    HANDED_BACK = "handed_back"
    CLOSED = "closed"


class Author(StrEnum):
    """Who a line of a ticket is from. A note never leaves the desk; an event is the desk's own."""

    CITIZEN = "citizen"
    STAFF = "staff"
    NOTE = "note"
    EVENT = "event"


class Silent(StrEnum):
    """What a silence has come to."""

    REMINDED = "reminded"
    ESCALATED = "escalated"


@dataclass(frozen=True)
class Staff:
    """Somebody enrolled at the desk."""

    telegram_id: int
    role: Role
    national_id: str
    name: str
    since: datetime
    removed_at: datetime | None = None


@dataclass(frozen=True)
class Ticket:
    """A citizen's wish for a person. `version` grows with every change that its header shows."""

    number: int
    place: Place
    kind: Kind
    state: State
    service: str
    national_id: str | None
    opened_at: datetime
    in_hours: bool
    taken_by: int | None
    taken_at: datetime | None
    first_answer_at: datetime | None
    closed_at: datetime | None
    mark: int | None
    version: int


@dataclass(frozen=True)
class Opened:
    """A ticket as its citizen hears of it: the place in the queue from 1, 0 when a colleague has it already.

    `expected_minutes` is as long as it lately took, None while there is nothing to go by; `opens_at` is set outside
    working hours, and `may_be_at` where the wait goes beyond them: it may then be that day's opening. `new` is false
    when the ticket was open before.
    """

    number: int
    place_in_queue: int
    expected_minutes: int | None
    opens_at: datetime | None
    may_be_at: datetime | None = None
    new: bool = True


@dataclass(frozen=True)
class Line:
    """One line of a ticket's history. `event` names what happened, with `facts`; `edits` is the line it replaces."""

    seq: int
    author: Author
    staff: int | None
    at: datetime
    text: str
    pictures: tuple[str, ...] = ()
    event: str = ""
    facts: Mapping[str, Any] = field(default_factory=dict)
    edits: int | None = None


@dataclass(frozen=True)
class Exchange:
    """What was said in the conversation before the ticket: by the citizen, or by the bot."""

    by_citizen: bool
    text: str
    at: datetime


@dataclass(frozen=True)
class Topic:
    """Where a ticket is shown. `kind` is the group it was made for, `version` what its header shows."""

    chat_id: int
    topic_id: int
    header_message_id: int
    kind: Kind
    version: int


@dataclass(frozen=True)
class Header:
    """What stands at the head of a ticket. `who` is masked: the national ID as «۰۰۱•••۶۷۹», empty when unknown."""

    ticket: Ticket
    who: str
    taken_by: Staff | None
    place_in_queue: int
    exchanges: tuple[Exchange, ...]
    topic: Topic | None


@dataclass(frozen=True)
class Posting:
    """What is to be shown in a ticket's topic as one post: lines `seqs` of one author.

    `edits` is the key that `posted` gave the post whose text this replaces. For events see `event` and `facts`.
    """

    number: int
    kind: Kind
    channel: str
    author: Author
    text: str
    pictures: tuple[str, ...]
    seqs: tuple[int, ...]
    staff: int | None = None
    event: str = ""
    facts: Mapping[str, Any] = field(default_factory=dict)
    edits: str | None = None
    at: datetime | None = field(default=None, compare=False)


@dataclass(frozen=True)
class Replied:
    """A reply on its way: SMS `parts` (0 on other channels), and whether this key was queued before."""

    seq: int
    parts: int
    again: bool = False


@dataclass(frozen=True)
class Silence:
    """A ticket on which the citizen has heard nothing since `since`."""

    ticket: Ticket
    what: Silent
    since: datetime


@dataclass(frozen=True)
class Figures:
    """Tickets of a day, of a colleague, or of all; times are medians in seconds."""

    tickets: int
    closed: int
    first_answer_seconds: int | None
    resolution_seconds: int | None
    marks: int
    mean_mark: float | None


@dataclass(frozen=True)
class Stats:
    """Figures between two moments: in all, by Tehran's day, and by who had taken the ticket."""

    total: Figures
    by_day: tuple[tuple[str, Figures], ...]
    by_person: tuple[tuple[str, Figures], ...]

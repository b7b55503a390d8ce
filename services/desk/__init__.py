"""The desk: a citizen's wish for a person, until somebody has helped.

A ticket belongs to a conversation; while a colleague has it, the conversation's floor is the ticket's: everything the
citizen sends becomes a line of the ticket, and the bot is silent. Each method is one act inside the caller's
transaction, with its row of the audit. It holds the conversation's row first and the ticket's after it, as turns do,
so that an act and a turn never meet half-way, and of two colleagues who take at once one gets it.

What the desk wants the bot to do, to repeat the open question or to ask for a mark, it notes in the conversation's
inbox; `touched` names the conversations to be looked at once the transaction is committed, and the sweep backs that up.
What a topic has to show is a line that is not posted yet; NOTIFY on `hamyar_desk` says that there is something.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Protocol

from sqlalchemy.ext.asyncio import AsyncConnection

from services.calendar import Clock
from services.conversations import Place
from services.desk.roles import Act, Role, may
from services.desk.ticket import (
    AlreadyTaken,
    Author,
    DeskError,
    Empty,
    Exchange,
    Figures,
    Header,
    Kind,
    Line,
    NoSuchStaff,
    NoSuchTicket,
    NotAllowed,
    NoteMissing,
    NotTaken,
    Opened,
    OwnTicket,
    Posting,
    Replied,
    Silence,
    Silent,
    Staff,
    State,
    Stats,
    Ticket,
    TicketClosed,
    TooLong,
    Topic,
    Unreachable,
)

NEWS = "hamyar_desk"  # the NOTIFY channel that wakes whoever shows the desk; its payload is a ticket's number
ONE_POST = timedelta(seconds=5)  # what a citizen writes within this is one post

__all__ = [
    "NEWS",
    "Act",
    "AlreadyTaken",
    "Author",
    "Desk",
    "DeskError",
    "Empty",
    "Exchange",
    "Figures",
    "Header",
    "Kind",
    "Line",
    "NoSuchStaff",
    "NoSuchTicket",
    "NotAllowed",
    "NotTaken",
    "NoteMissing",
    "Opened",
    "OwnTicket",
    "Posting",
    "Replied",
    "Role",
    "Silence",
    "Silent",
    "Staff",
    "State",
    "Stats",
    "Ticket",
    "TicketClosed",
    "TooLong",
    "Topic",
    "Unreachable",
    "Voice",
    "may",
]


@dataclass(frozen=True)
class Spoken:
    """Words as they go out on a channel: bodies for the outbox, and how many SMS parts they are (0 elsewhere)."""

    bodies: tuple[Mapping[str, Any], ...]
    parts: int


class Voice(Protocol):
    """How the desk's words to a citizen are rendered for their channel."""

    def say(self, channel: str, words: str, **facts: Any) -> Spoken:
        """Words of the locale."""
        ...


class Desk:
    """The desk, inside one transaction. Staff are named by their Telegram id, and must be enrolled."""

    def __init__(
        self,
        connection: AsyncConnection,
        clock: Clock,
        voice: Voice,
        *,
        checkpoint: Callable[[str], None] = lambda _: None,
    ) -> None:
        self._connection = connection
        self._clock = clock
        self._voice = voice
        self._at = checkpoint
        self.touched: set[Place] = set()

    # ---- the citizen's side ---------------------------------------------------------------------------------------

    async def open(self, place: Place, national_id: str | None, service: str) -> Opened:
        """Open a ticket, or find the one that is open."""
        raise NotImplementedError

    # ---- the staff's side: each raises NotAllowed, NoSuchTicket, and TicketClosed where it must be open ------------

    async def take(self, number: int, staff: int) -> Ticket:
        """Take a ticket that waits. Taken by oneself before, it stays so. Raises AlreadyTaken, OwnTicket."""
        raise NotImplementedError

    async def reply(self, number: int, staff: int, text: str, *, key: str | None = None, sms: bool = False) -> Replied:
        """Answer the citizen on their own channel, or by `sms`. A second reply of the same `key` changes nothing.

        With a `key` (of the message in the topic) the line counts as posted. Raises NotTaken, AlreadyTaken, Empty,
        TooLong, Unreachable.
        """
        raise NotImplementedError

    async def edit(self, number: int, staff: int, key: str, text: str) -> Replied:
        """A reply or note was edited in the topic: the citizen is sent the correction of a reply."""
        raise NotImplementedError

    def parts(self, channel: str, text: str) -> int:
        """How many SMS parts a reply would be; 0 on other channels."""
        raise NotImplementedError

    async def note(self, number: int, staff: int, text: str, *, key: str | None = None) -> int:
        """A note between colleagues, in any state of the ticket. Gives its line. Raises Empty."""
        raise NotImplementedError

    async def hand_to(self, number: int, staff: int, colleague: int, note: str) -> Ticket:
        """Hand the ticket to a colleague. Raises NoteMissing, NoSuchStaff, AlreadyTaken."""
        raise NotImplementedError

    async def hand_to_group(self, number: int, staff: int, kind: Kind, note: str) -> Ticket:
        """Hand the ticket to another group, where it waits again. Raises NoteMissing, AlreadyTaken."""
        raise NotImplementedError

    async def hand_back(self, number: int, staff: int) -> Ticket:
        """Give the floor back to the bot, which repeats its open question. Raises NotTaken, AlreadyTaken."""
        raise NotImplementedError

    async def close(self, number: int, staff: int) -> Ticket:
        """Close the ticket; the citizen is asked for a mark in the chat. Raises AlreadyTaken."""
        raise NotImplementedError

    # ---- looking --------------------------------------------------------------------------------------------------

    async def staff(self, telegram_id: int) -> Staff | None:
        """Whoever is enrolled under that Telegram id."""
        raise NotImplementedError

    async def ticket(self, number: int) -> Ticket:
        """Raises NoSuchTicket."""
        raise NotImplementedError

    async def queue(self, kind: Kind | None = None) -> tuple[Ticket, ...]:
        """Tickets that are not closed, the oldest first."""
        raise NotImplementedError

    async def history(self, number: int) -> tuple[Line, ...]:
        """All lines of a ticket, in order. Raises NoSuchTicket."""
        raise NotImplementedError

    async def header(self, number: int) -> Header:
        """What stands at the head of a ticket. Raises NoSuchTicket."""
        raise NotImplementedError

    async def stats(self, since: datetime, until: datetime) -> Stats:
        """Figures of the tickets opened between two moments."""
        raise NotImplementedError

    # ---- what shows it --------------------------------------------------------------------------------------------

    async def silent(self, now: datetime) -> tuple[Silence, ...]:
        """Tickets newly silent for too long; each becomes an event line of its ticket as well, and is told once."""
        raise NotImplementedError

    async def unposted(self, now: datetime, older_than: timedelta = ONE_POST) -> tuple[Posting, ...]:
        """What topics have to show, in order within a ticket; a citizen's lines once the first of them is that old."""
        raise NotImplementedError

    async def posted(self, number: int, seqs: Sequence[int], key: str) -> None:
        """Those lines stand in the topic, as the message of that key."""
        raise NotImplementedError

    async def to_head(self) -> tuple[int, ...]:
        """Tickets that have no topic yet, or whose topic is another group's, or whose header shows an older state."""
        raise NotImplementedError

    async def headed(self, number: int, version: int) -> None:
        """The header now shows the ticket as it was at that version."""
        raise NotImplementedError

    async def topic(self, number: int) -> Topic | None:
        """Where the ticket is shown."""
        raise NotImplementedError

    async def set_topic(self, number: int, chat_id: int, topic_id: int, header_message_id: int) -> None:
        """The ticket is shown there, as it is now, whatever was before (a deleted topic, another group's)."""
        raise NotImplementedError

    async def by_topic(self, chat_id: int, topic_id: int) -> int | None:
        """The ticket of a topic."""
        raise NotImplementedError

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
from math import ceil
from statistics import median
from typing import Any, Protocol

from sqlalchemy.ext.asyncio import AsyncConnection

from services.calendar import Clock
from services.conversations import Conversations, Place
from services.desk import audit, records
from services.desk.board import Board, line_of, ticket_of
from services.desk.hours import OFFICE, Hours
from services.desk.roles import Act, may
from services.desk.ticket import (
    AlreadyTaken,
    Author,
    Empty,
    Kind,
    Line,
    NoSuchStaff,
    NoSuchTicket,
    NotAllowed,
    NoteMissing,
    NotTaken,
    Opened,
    OwnTicket,
    Replied,
    Silence,
    Silent,
    Staff,
    State,
    Ticket,
    TicketClosed,
    TooLong,
    Unreachable,
)
from services.messages import Messages

NEWS = "hamyar_desk"  # the NOTIFY channel that wakes whoever shows the desk; its payload is a ticket's number
POINTS = ("held", "changed", "said", "recorded")
MOST_PARTS = 6  # of a reply by SMS; ours
REMIND, ESCALATE = timedelta(minutes=10), timedelta(minutes=30)  # of open hours without a word; ours
FORGET = timedelta(hours=24)  # handed back to the bot and not a word since: the ticket is closed
RECENT, MOST_RECENT, LEAST_RECENT = timedelta(days=14), 50, 3  # tickets whose waits foretell others
CANNED = ("greeting", "checking", "papers", "branch", "done")


@dataclass(frozen=True)
class Spoken:
    """Words as they go out on a channel: bodies for the outbox, and how many SMS parts they are (0 elsewhere)."""

    bodies: tuple[Mapping[str, Any], ...]
    parts: int


@dataclass(frozen=True)
class Canned:
    """A reply that lies ready, with the person's facts filled in."""

    name: str
    text: str


class Voice(Protocol):
    """How the desk's words to a citizen are rendered for their channel."""

    def say(self, channel: str, words: str, **facts: Any) -> Spoken:
        """Words of the locale, as they go out."""
        ...

    def text(self, words: str, **facts: Any) -> str:
        """Words of the locale, as plain text."""
        ...


class Desk(Board):
    """The desk, inside one transaction. Staff are named by their Telegram id, and must be enrolled."""

    def __init__(
        self,
        connection: AsyncConnection,
        clock: Clock,
        voice: Voice,
        *,
        hours: Hours = OFFICE,
        checkpoint: Callable[[str], None] = lambda _: None,
    ) -> None:
        super().__init__(connection, clock)
        self._voice = voice
        self._hours = hours
        self._at = checkpoint
        self.touched: set[Place] = set()

    # ---- the citizen's side: the turn holds the conversation ------------------------------------------------------

    async def open(self, place: Place, national_id: str | None, service: str) -> Opened:
        """Open a ticket, or find the one that is open; one handed back to the bot waits again."""
        now = self._clock.now()
        keys = _keys(place)
        row = (await self._connection.execute(records.OPEN_ONE, keys)).one_or_none()
        if row is not None and ticket_of(row).state is not State.HANDED_BACK:
            return await self._opened(ticket_of(row), new=False)
        in_hours = self._hours.is_open(now)
        if row is None:
            facts = {"kind": Kind.INSURED.value, "service": service, "national_id": national_id, "in_hours": in_hours}
            opened = ticket_of((await self._connection.execute(records.OPEN, {**keys, "now": now, **facts})).one())
            await self._record(opened, "citizen", "open", {"service": service})
        else:
            opened = await self._changed(ticket_of(row), "wait")
            await self._event(opened, "reopened", None, {})
            await self._record(opened, "citizen", "reopen", {})
        await self._news(opened.number)
        return await self._opened(opened, new=True)

    async def relay(
        self, place: Place, number: int, key: str, text: str, pictures: Sequence[str] = (), *, edits: str = ""
    ) -> None:
        """Something the citizen sent while a colleague has the floor; `edits` is the key of the message it changes."""
        keys = {**_keys(place), "number": number}
        edited = (await self._connection.execute(records.LINE_BY_KEY, {**keys, "key": edits})).one_or_none()
        await self._line(
            place, number, Author.CITIZEN, None, text, pictures=pictures, key=key, edits=edited.seq if edited else None
        )
        await self._connection.execute(records.SPOKE, {**keys, "now": self._clock.now()})
        await self._news(number)

    async def label(self, place: Place, nonce: str, index: int) -> str | None:
        """What stood on a button that was shown before."""
        asked = {**_keys(place), "data": f"q:{nonce}:{index}"}
        found: str | None = (await self._connection.execute(records.LABEL_OF, asked)).scalar_one_or_none()
        return found

    # ---- the staff's side -----------------------------------------------------------------------------------------

    async def take(self, number: int, staff: int) -> Ticket:
        """Take a ticket that waits, or was handed back. Taken by oneself before, it stays so.

        Raises AlreadyTaken, OwnTicket.
        """
        who, held = await self._acting(number, staff, Act.TAKE)
        if held.national_id is not None and held.national_id == who.national_id:
            raise OwnTicket(staff, Act.TAKE, who.role)
        if held.state is State.TAKEN:
            if held.taken_by != staff:
                raise await self._already_taken(held)
            return held
        taken = await self._changed(held, "take", staff=staff)
        await self._connection.execute(records.GIVE_FLOOR, self._of(held))
        await self._say(held, "desk-taken")
        await self._event(taken, "taken", staff, {"by": who.name})
        await self._done(taken, staff, Act.TAKE, {})
        return taken

    async def reply(self, number: int, staff: int, text: str, *, key: str | None = None, sms: bool = False) -> Replied:
        """Answer the citizen on their own channel, or by `sms`. A second reply of the same `key` changes nothing.

        With a `key` (of the message in the topic) the line counts as posted. Raises NotTaken, AlreadyTaken, Empty,
        TooLong, Unreachable.
        """
        _, held = await self._acting(number, staff, Act.REPLY, key=key)
        before = await self._said_before(held, key)
        if before:
            return Replied(before.seq, before.facts.get("parts", 0), again=True)
        if held.state is not State.TAKEN:
            raise NotTaken(number)
        if not text.strip():
            raise Empty
        return await self._sent(held, staff, "desk-reply", text, Act.REPLY, key=key, sms=sms)

    async def edit(self, number: int, staff: int, key: str, text: str) -> Replied | None:
        """A message of the topic was edited: of a reply the citizen is sent the correction, a note is kept anew.

        None for a message that is no line of the ticket. Raises as `reply` does.
        """
        _, held = await self._acting(number, staff, Act.REPLY)
        first = await self._said_before(held, key)
        if first is None:
            return None
        if not text.strip():
            raise Empty
        if first.author is Author.NOTE:
            seq = await self._line(held.place, number, Author.NOTE, staff, text, edits=first.seq, posted=True)
            await self._done(held, staff, Act.NOTE, {"line": seq, "edits": first.seq})
            return Replied(seq, 0)
        sms = bool(first.facts.get("sms"))
        return await self._sent(held, staff, "desk-correction", text, Act.REPLY, key=None, sms=sms, edits=first.seq)

    def parts(self, channel: str, text: str) -> int:
        """How many SMS parts a reply would be; 0 on other channels."""
        return self._voice.say(channel, "desk-reply", text=text).parts

    async def note(self, number: int, staff: int, text: str, *, key: str | None = None) -> int:
        """A note between colleagues, in any state of the ticket. Gives its line. Raises Empty."""
        _, held = await self._acting(number, staff, Act.NOTE)
        before = await self._said_before(held, key)
        if before:
            return before.seq
        if not text.strip():
            raise Empty
        seq = await self._line(held.place, number, Author.NOTE, staff, text, key=key, posted=key is not None)
        await self._done(held, staff, Act.NOTE, {"line": seq})
        return seq

    async def hand_to(self, number: int, staff: int, colleague: int, note: str) -> Ticket:
        """Hand the ticket to a colleague. Raises NoteMissing, NoSuchStaff, NotTaken, AlreadyTaken."""
        who, held = await self._acting(number, staff, Act.HAND_TO)
        if held.state is not State.TAKEN:
            raise NotTaken(number)
        if not note.strip():
            raise NoteMissing
        to = await self.staff(colleague)
        if to is None or not may(to.role, Act.TAKE):
            raise NoSuchStaff(colleague)
        if to.national_id == held.national_id:
            raise OwnTicket(colleague, Act.TAKE, to.role)
        handed = await self._changed(held, "hand-to", staff=colleague)
        await self._event(handed, "handed-to", staff, {"by": who.name, "to": to.name, "note": note})
        await self._done(handed, staff, Act.HAND_TO, {"to": colleague, "note": note})
        return handed

    async def hand_to_group(self, number: int, staff: int, kind: Kind, note: str) -> Ticket:
        """Hand the ticket to another group, where it waits again. Raises NoteMissing, NotTaken, AlreadyTaken."""
        who, held = await self._acting(number, staff, Act.HAND_TO_GROUP)
        if held.state is not State.TAKEN:
            raise NotTaken(number)
        if not note.strip():
            raise NoteMissing
        handed = await self._changed(held, "hand-to-group", kind=kind.value)
        await self._connection.execute(records.TAKE_FLOOR, self._of(held))
        await self._say(held, "desk-moved", place=await self._place_in_queue(handed))
        await self._event(handed, "handed-to-group", staff, {"by": who.name, "kind": kind.value, "note": note})
        await self._done(handed, staff, Act.HAND_TO_GROUP, {"kind": kind.value, "note": note})
        return handed

    async def hand_back(self, number: int, staff: int) -> Ticket:
        """Give the floor back to the bot, which repeats its open question. Raises NotTaken, AlreadyTaken."""
        who, held = await self._acting(number, staff, Act.HAND_BACK)
        if held.state is not State.TAKEN:
            raise NotTaken(number)
        handed = await self._changed(held, "hand-back")
        await self._connection.execute(records.TAKE_FLOOR, self._of(held))
        await self._ask_bot(handed, {"is": "returned"})
        await self._event(handed, "handed-back", staff, {"by": who.name})
        await self._done(handed, staff, Act.HAND_BACK, {})
        return handed

    async def close(self, number: int, staff: int) -> Ticket:
        """Close the ticket; the citizen is asked for a mark in the chat. Raises AlreadyTaken."""
        who, held = await self._acting(number, staff, Act.CLOSE)
        closed = await self._changed(held, "close")
        await self._connection.execute(records.TAKE_FLOOR, self._of(held))
        if held.first_answer_at is not None:
            await self._ask_bot(closed, {"is": "started", "dialog": "marking", "about": str(number)})
        else:
            await self._say(held, "desk-closed")
        await self._event(closed, "closed", staff, {"by": who.name})
        await self._done(closed, staff, Act.CLOSE, {})
        return closed

    async def canned(self, number: int) -> tuple[Canned, ...]:
        """Replies that lie ready, with this ticket's and person's facts. Raises NoSuchTicket."""
        ticket = await self.ticket(number)
        row = (await self._connection.execute(records.NAME_OF, {"national_id": ticket.national_id})).one_or_none()
        name = f"{row.first_name} {row.last_name}" if row else ""
        facts = {"name": name, "named": bool(name), "number": number}
        return tuple(Canned(one, self._voice.text(f"desk-canned-{one}", **facts)) for one in CANNED)

    # ---- from time to time ----------------------------------------------------------------------------------------

    async def silent(self, now: datetime) -> tuple[Silence, ...]:
        """Tickets newly silent for too long; each becomes an event line of its ticket as well, and is told once.

        What was handed back and forgotten is closed on the way.
        """
        await self._close_forgotten(now)
        found: list[Silence] = []
        for row in (await self._connection.execute(records.UNHEARD, {"before": now - REMIND})).all():
            ticket, since = ticket_of(row), row.unheard_since
            unheard = self._hours.worked(since, now)
            if unheard < REMIND:
                continue
            what = Silent.ESCALATED if unheard >= ESCALATE else Silent.REMINDED
            facts = {**self._of(ticket), "what": what.value, "since": since}
            if (await self._connection.execute(records.FALLEN_SILENT, facts)).first() is None:
                continue
            minutes = int(unheard.total_seconds() // 60)
            await self._event(ticket, what.value, None, {"minutes": minutes, "state": ticket.state.value})
            await self._record(ticket, "system", what.value, {"minutes": minutes})
            await self._news(ticket.number)
            found.append(Silence(ticket, what, since))
        return tuple(found)

    async def undelivered(self) -> int:
        """Tell the tickets whose replies did not reach the citizen; how many replies that were."""
        rows = (await self._connection.execute(records.UNDELIVERED)).all()
        for row in rows:
            keys = {"channel": row.channel, "address": row.address, "number": row.number, "seq": row.seq}
            if (await self._connection.execute(records.TOLD_UNDELIVERED, keys)).first() is None:
                continue
            ticket = await self.ticket(row.number)
            by_sms = await self._mobile(ticket) is not None and ticket.place.channel != "sms"
            await self._event(ticket, "not-delivered", None, {"line": row.seq, "fault": row.fault, "sms": by_sms})
            await self._news(row.number)
        return len(rows)

    async def _close_forgotten(self, now: datetime) -> None:
        for number in (await self._connection.execute(records.FORGOTTEN, {"before": now - FORGET})).scalars().all():
            held = await self._held(number)
            if held.state is State.HANDED_BACK:
                closed = await self._changed(held, "close")
                await self._event(closed, "forgotten", None, {})
                await self._record(closed, "system", "close", {"forgotten": True})
                await self._news(number)

    # ---- parts of acts --------------------------------------------------------------------------------------------

    async def _acting(self, number: int, staff: int, act: Act, *, key: str | None = None) -> tuple[Staff, Ticket]:
        """Who acts and the ticket, held. Whether they may, on this ticket, now."""
        who = await self.staff(staff)
        if who is None or not may(who.role, act):
            raise NotAllowed(staff, act, who.role if who else None)
        held = await self._held(number)
        self._at("held")
        if act is Act.NOTE or (act is Act.REPLY and key and await self._said_before(held, key)):
            return who, held
        if held.state is State.CLOSED:
            raise TicketClosed(number, held.closed_at)
        anothers = held.state is State.TAKEN and held.taken_by != staff
        if anothers and act is not Act.TAKE and not may(who.role, Act.ON_ANOTHERS):
            raise await self._already_taken(held)
        return who, held

    async def _held(self, number: int) -> Ticket:
        keys = await self._keys(number)
        await self._connection.execute(records.HOLD, {**keys, "now": self._clock.now()})
        row = (await self._connection.execute(records.HELD, keys)).one_or_none()
        if row is None:
            raise NoSuchTicket(number)
        ticket = ticket_of(row)
        self.touched.add(ticket.place)
        return ticket

    async def _already_taken(self, ticket: Ticket) -> AlreadyTaken:
        return AlreadyTaken(ticket.number, await self.staff(ticket.taken_by) if ticket.taken_by else None)

    async def _changed(self, ticket: Ticket, change: str, **facts: Any) -> Ticket:
        row = (await self._connection.execute(records.CHANGES[change], {**self._of(ticket), **facts})).one()
        self._at("changed")
        return ticket_of(row)

    async def _sent(
        self,
        held: Ticket,
        staff: int,
        words: str,
        text: str,
        act: Act,
        *,
        key: str | None,
        sms: bool,
        edits: int | None = None,
    ) -> Replied:
        place = await self._reached(held, sms=sms)
        spoken = self._voice.say(place.channel, words, text=text)
        if spoken.parts > MOST_PARTS:
            raise TooLong(spoken.parts, MOST_PARTS)
        outbox_id = await self._queue(place, spoken, held.number)
        facts = {"parts": spoken.parts, "sms": sms}
        seq = await self._line(
            held.place,
            held.number,
            Author.STAFF,
            staff,
            text,
            facts=facts,
            key=key,
            edits=edits,
            posted=key is not None or edits is not None,
            outbox=(place, outbox_id),
        )
        await self._connection.execute(records.ANSWERED, self._of(held))
        self._at("said")
        await self._done(held, staff, act, {"line": seq, **({"edits": edits} if edits else {})})
        return Replied(seq, spoken.parts)

    async def _reached(self, ticket: Ticket, *, sms: bool) -> Place:
        """Where a reply goes. Raises Unreachable."""
        blocked = "blocked" in await Messages(self._connection).silenced(*_pair(ticket.place))
        if not sms and not blocked:
            return ticket.place
        mobile = await self._mobile(ticket)
        if not sms or mobile is None:
            raise Unreachable(ticket.number, by_sms=mobile is not None and ticket.place.channel != "sms")
        return Place("sms", mobile)

    async def _mobile(self, ticket: Ticket) -> str | None:
        asked = {"national_id": ticket.national_id}
        mobile: str | None = (await self._connection.execute(records.MOBILE_OF, asked)).scalar_one_or_none()
        return mobile

    async def _say(self, ticket: Ticket, words: str, **facts: Any) -> None:
        await self._queue(ticket.place, self._voice.say(ticket.place.channel, words, **facts), ticket.number)
        self._at("said")

    async def _queue(self, place: Place, spoken: Spoken, number: int) -> int:
        messages, now = Messages(self._connection), self._clock.now()
        ids = [
            await messages.put(place.channel, place.address, "reply", {**body, "ticket": number}, now)
            for body in spoken.bodies
        ]
        await messages.wake(place.channel)
        return ids[-1]

    async def _ask_bot(self, ticket: Ticket, message: Mapping[str, Any]) -> None:
        """What the bot does next in this conversation, as a message that came in."""
        now = self._clock.now()
        key = f"desk {ticket.number} {ticket.version}"
        await Conversations(self._connection).note(ticket.place, key, message, now, now)
        self._at("said")

    async def _said_before(self, ticket: Ticket, key: str | None) -> Line | None:
        if key is None:
            return None
        row = (await self._connection.execute(records.LINE_BY_KEY, {**self._of(ticket), "key": key})).one_or_none()
        return line_of(row) if row else None

    async def _event(self, ticket: Ticket, event: str, staff: int | None, facts: Mapping[str, Any]) -> None:
        await self._line(ticket.place, ticket.number, Author.EVENT, staff, "", event=event, facts=facts)

    async def _line(
        self,
        place: Place,
        number: int,
        author: Author,
        staff: int | None,
        text: str,
        *,
        pictures: Sequence[str] = (),
        event: str = "",
        facts: Mapping[str, Any] | None = None,
        key: str | None = None,
        edits: int | None = None,
        posted: bool = False,
        outbox: tuple[Place, int] | None = None,
    ) -> int:
        sent = {
            "outbox_channel": outbox[0].channel if outbox else None,
            "outbox_address": outbox[0].address if outbox else None,
            "outbox_id": outbox[1] if outbox else None,
        }
        row = {
            **_keys(place),
            "number": number,
            "author": author.value,
            "staff": staff,
            "now": self._clock.now(),
            "text": text,
            "pictures": list(pictures),
            "event": event,
            "facts": dict(facts or {}),
            "key": key,
            "edits": edits,
            "posted": posted,
            "posted_as": key if posted else None,
            **sent,
        }
        seq: int = (await self._connection.execute(records.ADD_LINE, row)).scalar_one()
        return seq

    async def _done(self, ticket: Ticket, staff: int, act: Act, facts: Mapping[str, Any]) -> None:
        await self._record(ticket, f"staff:{staff}", act.value, facts)
        await self._news(ticket.number)

    async def _record(self, ticket: Ticket, actor: str, act: str, facts: Mapping[str, Any]) -> None:
        subject = f"ticket {ticket.number}"
        await audit.record(self._connection, self._clock.now(), actor, act, subject, facts)
        self._at("recorded")

    async def _news(self, number: int) -> None:
        await self._connection.execute(records.NEWS, {"news": NEWS, "number": number})

    async def _opened(self, ticket: Ticket, *, new: bool) -> Opened:
        now = self._clock.now()
        opens_at = None if self._hours.is_open(now) else self._hours.opening(now)
        return Opened(
            ticket.number, await self._place_in_queue(ticket), await self._expected(ticket.kind, now), opens_at, new
        )

    async def _expected(self, kind: Kind, now: datetime) -> int | None:
        asked = {"kind": kind.value, "since": now - RECENT, "most": MOST_RECENT}
        waits = (await self._connection.execute(records.RECENT_WAITS, asked)).scalars().all()
        return max(1, ceil(median(float(wait) for wait in waits) / 60)) if len(waits) >= LEAST_RECENT else None

    def _of(self, ticket: Ticket) -> dict[str, Any]:
        return {**_keys(ticket.place), "number": ticket.number, "now": self._clock.now()}


class Marks:
    """What the citizens of closed tickets think of them, for one conversation."""

    def __init__(self, connection: AsyncConnection, clock: Clock, place: Place) -> None:
        self._connection = connection
        self._clock = clock
        self._place = place

    async def awaited(self, number: int) -> bool:
        """Whether that ticket is this conversation's, closed, and not marked yet."""
        ticket = await self._ticket(number)
        return ticket is not None and ticket.state is State.CLOSED and ticket.mark is None

    async def mark(self, number: int, mark: int) -> bool:
        """Keep the mark, one to five; whether there was anything to mark."""
        if not await self.awaited(number):
            return False
        now = self._clock.now()
        keys = {**_keys(self._place), "number": number}
        await self._connection.execute(records.CHANGES["mark"], {**keys, "mark": mark})
        line = {**NO_LINE, **keys, "author": Author.EVENT.value, "now": now, "event": "marked", "facts": {"mark": mark}}
        await self._connection.execute(records.ADD_LINE, line)
        await audit.record(self._connection, now, "citizen", "mark", f"ticket {number}", {"mark": mark})
        await self._connection.execute(records.NEWS, {"news": NEWS, "number": number})
        return True

    async def _ticket(self, number: int) -> Ticket | None:
        row = (await self._connection.execute(records.HELD, {**_keys(self._place), "number": number})).one_or_none()
        return ticket_of(row) if row else None


NO_LINE: Mapping[str, Any] = {
    "staff": None,
    "text": "",
    "pictures": [],
    "key": None,
    "edits": None,
    "posted": False,
    "posted_as": None,
    "outbox_channel": None,
    "outbox_address": None,
    "outbox_id": None,
}


def _keys(place: Place) -> dict[str, Any]:
    return {"channel": place.channel, "address": place.address}


def _pair(place: Place) -> tuple[str, str]:
    return place.channel, place.address

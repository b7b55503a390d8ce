"""The staff's side of the desk."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from services.conversations import Conversations
from services.desk import records
from services.desk.errors import (
    AlreadyTaken,
    Empty,
    NoSuchStaff,
    NotAllowed,
    NoteMissing,
    NotTaken,
    OwnTicket,
    TicketClosed,
)
from services.desk.replying import Replying
from services.desk.roles import Act, may
from services.desk.ticket import Author, Kind, Replied, Staff, State, Ticket

CANNED = ("greeting", "checking", "papers", "branch", "done")


@dataclass(frozen=True)
class Canned:
    """A reply that lies ready, with the person's facts filled in."""

    name: str
    text: str


class StaffsSide(Replying):
    """What colleagues do, inside one transaction. They are named by their Telegram id, and must be enrolled."""

    async def take(self, number: int, staff: int) -> Ticket:
        """Take a ticket that waits, was handed back, or is left by somebody who works here no more.

        Taken by oneself before, it stays so. Raises AlreadyTaken.
        """
        who, held = await self._acting(number, staff, Act.TAKE)
        left = held.state is State.TAKEN
        if left:
            if held.taken_by == staff:
                return held
            if (already := await self._already_taken(held)).by:
                raise already
        taken = await self._changed(held, "take", staff=staff)
        await self._connection.execute(records.GIVE_FLOOR, self._of(held))
        if not left:
            await self._say(held, "desk-taken")
        await self._event(taken, "taken", staff, {"by": who.name})
        await self._done(taken, staff, Act.TAKE, {})
        return taken

    async def reply(
        self,
        number: int,
        staff: int,
        text: str,
        *,
        key: str | None = None,
        sms: bool = False,
        pictures: Sequence[tuple[str, int]] = (),
        knowing: bool = True,
    ) -> Replied:
        """Answer the citizen on their own channel, or by `sms`. A second reply of the same `key` changes nothing.

        With a `key` (of the message in the topic) the line counts as posted. `pictures` are stored documents and their
        pages. `knowing` is false where nobody has seen yet how many SMS parts it is: then many raise ManyParts.
        Raises NotTaken, AlreadyTaken, Empty, NoteWithin, TooLong, NoPictures, Unreachable.
        """
        _, held = await self._acting(number, staff, Act.REPLY, key=key)
        before = await self._said_before(held, key)
        if before:
            return Replied(before.seq, before.facts.get("parts", 0), again=True)
        if held.state is not State.TAKEN:
            raise NotTaken(number)
        if not text.strip() and not pictures:
            raise Empty
        return await self._sent(
            held,
            staff,
            "desk-reply",
            text,
            Act.REPLY,
            key=key,
            sms=sms,
            pictures=pictures,
            knowing=knowing,
        )

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
        if text.strip() == await self._newest(held.place, number, first.seq):
            return Replied(first.seq, 0, again=True)  # Telegram tells of changes that nobody made, too
        if first.author is Author.NOTE:
            seq = await self._line(held.place, number, Author.NOTE, staff, text, edits=first.seq, posted=True)
            await self._done(held, staff, Act.NOTE, {"line": seq, "edits": first.seq})
            return Replied(seq, 0)
        sms = bool(first.facts.get("sms"))
        return await self._sent(held, staff, "desk-correction", text, Act.REPLY, key=None, sms=sms, edits=first.seq)

    async def author_of(self, number: int, key: str) -> Author | None:
        """Whose line that message of the topic is; None for one that is no line."""
        found = (await self._connection.execute(records.LINE_BY_KEY, {**await self._keys(number), "key": key})).first()
        return Author(found.author) if found else None

    async def may_hand(self, number: int, staff: int, act: Act) -> Ticket:
        """The ticket, where it can be handed over by that colleague. Raises as handing over does."""
        _, held = await self._acting(number, staff, act)
        if held.state is not State.TAKEN:
            raise NotTaken(number)
        return held

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

    async def _acting(self, number: int, staff: int, act: Act, *, key: str | None = None) -> tuple[Staff, Ticket]:
        """Who acts and the ticket, held. Whether they may, on this ticket, now: nobody on one of their own."""
        who = await self.staff(staff)
        if who is None or not may(who.role, act):
            raise NotAllowed(staff, act, who.role if who else None)
        held = await self._held(number)
        self._at("held")
        if held.national_id is not None and held.national_id == who.national_id:
            raise OwnTicket(staff, act, who.role)
        if act is Act.NOTE or (act is Act.REPLY and key and await self._said_before(held, key)):
            return who, held
        if held.state is State.CLOSED:
            raise TicketClosed(number, held.closed_at)
        anothers = held.state is State.TAKEN and held.taken_by != staff
        if anothers and act is not Act.TAKE and not may(who.role, Act.ON_ANOTHERS):
            raise await self._already_taken(held)
        return who, held

    async def _already_taken(self, ticket: Ticket) -> AlreadyTaken:
        return AlreadyTaken(ticket.number, await self.staff(ticket.taken_by) if ticket.taken_by else None)

    async def _ask_bot(self, ticket: Ticket, message: Mapping[str, Any]) -> None:
        """What the bot does next in this conversation, as a message that came in."""
        now = self._clock.now()
        key = f"desk {ticket.number} {ticket.version}"
        await Conversations(self._connection).note(ticket.place, key, message, now, now)
        self._at("said")

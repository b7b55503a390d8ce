"""How a colleague's words reach a citizen: in place where they can be edited, by SMS where the bot is blocked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC
from typing import Any

from services.conversations import Place
from services.desk import records
from services.desk.acting import Acting
from services.desk.board import line_of
from services.desk.errors import ManyParts, NoPictures, NoteWithin, TooLong, Unreachable
from services.desk.notes import has_note
from services.desk.roles import Act
from services.desk.ticket import Author, Line, Replied, Ticket
from services.desk.voice import Spoken
from services.messages import Messages
from services.messages.rules import ANSWER_UNSEEN_AFTER, FIRST, Event

MOST_PARTS = 6  # of a reply by SMS; ours
UNASKED_PARTS = 3  # so many go at once; of more the colleague is told first. Ours
EDITABLE = frozenset({"telegram"})  # channels on which a message can be edited where it stands


class Replying(Acting):
    """Parts of a reply, inside one transaction."""

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
        pictures: Sequence[tuple[str, int]] = (),
        knowing: bool = True,
    ) -> Replied:
        if has_note(text):
            raise NoteWithin
        place = await self._reached(held, sms=sms)
        if pictures and place.channel == "sms":
            raise NoPictures(held.number)
        spoken = self._voice.say(place.channel, words, text=text) if text.strip() else Spoken((), 0)
        if spoken.parts > MOST_PARTS:
            raise TooLong(spoken.parts, MOST_PARTS)
        if spoken.parts > UNASKED_PARTS and not knowing:
            raise ManyParts(held.number, spoken.parts)
        bodies = await self._in_place(held, edits, text) or [
            *spoken.bodies,
            *(self._picture(document, page) for document, pages in pictures for page in range(1, pages + 1)),
        ]
        outbox_id = await self._queue(place, Spoken(tuple(bodies), spoken.parts), held.number)
        facts = {"parts": spoken.parts, "sms": sms, "messages": len(bodies)}
        seq = await self._line(
            held.place,
            held.number,
            Author.STAFF,
            staff,
            text,
            pictures=[document for document, _ in pictures],
            facts=facts,
            key=key,
            edits=edits,
            posted=key is not None or edits is not None,
            outbox=(place, outbox_id),
        )
        await self._connection.execute(records.ANSWERED, self._of(held))
        if edits is None:
            await self._tell_of_answer(held, place)
        self._at("said")
        await self._done(held, staff, act, {"line": seq, **({"edits": edits} if edits else {})})
        return Replied(seq, spoken.parts)

    async def _tell_of_answer(self, ticket: Ticket, place: Place) -> None:
        """By SMS, once for each wait, when the answer comes so late that its reader may be gone from Telegram."""
        if place.channel != FIRST or ticket.national_id is None:
            return
        last = (await self._connection.execute(records.LAST_WORD, self._of(ticket))).scalar_one() or ticket.opened_at
        if self._clock.now() - last > ANSWER_UNSEEN_AFTER.value:
            key = f"{Event.TICKET_ANSWERED} {ticket.number} {last.astimezone(UTC).isoformat()}"
            await self._notices.tell(ticket.national_id, Event.TICKET_ANSWERED, {}, key=key, said_on=place.channel)

    async def _in_place(self, held: Ticket, edits: int | None, text: str) -> list[Mapping[str, Any]] | None:
        """The new text for a message that stands with the citizen already, where its channel lets it be edited.

        None while it is still on its way, for one of several messages, and where nothing can be edited: then a
        correction follows it.
        """
        if edits is None:
            return None
        row = (await self._connection.execute(records.SENT_AS, {**self._of(held), "seq": edits})).one_or_none()
        spoken = self._voice.say(held.place.channel, "desk-reply", text=text)
        if row is None or row.channel not in EDITABLE or row.messages != 1 or len(spoken.bodies) != 1:
            return None
        (correction, *rest) = self._voice.say(held.place.channel, "desk-correction", text=text).bodies
        return None if rest else [{**spoken.bodies[0], "edits": row.provider_id, "otherwise": correction["text"]}]

    def _picture(self, document: str, page: int) -> Mapping[str, Any]:
        """A page of a stored picture, as it lies in the outbox; `text` stands under it."""
        return {"text": self._voice.text("desk-picture"), "picture": document, "page": page}

    async def _reached(self, ticket: Ticket, *, sms: bool) -> Place:
        """Where a reply goes. Raises Unreachable."""
        blocked = "blocked" in await Messages(self._connection).silenced(ticket.place.channel, ticket.place.address)
        if not sms and not blocked:
            return ticket.place
        mobile = await self._mobile(ticket)
        if not sms or mobile is None:
            raise Unreachable(ticket.number, by_sms=mobile is not None and ticket.place.channel != "sms")
        return Place("sms", mobile)

    async def _said_before(self, ticket: Ticket, key: str | None) -> Line | None:
        if key is None:
            return None
        row = (await self._connection.execute(records.LINE_BY_KEY, {**self._of(ticket), "key": key})).one_or_none()
        return line_of(row) if row else None

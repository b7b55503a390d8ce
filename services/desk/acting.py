"""What every act at the desk is made of: the ticket held, changed, told, and put on record."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection

from services.calendar import Clock
from services.conversations import Place
from services.conversations.preferences import is_spoken_to_simply
from services.desk import audit, records
from services.desk.board import Board, ticket_of
from services.desk.errors import NoSuchTicket
from services.desk.hours import OFFICE, Hours
from services.desk.roles import Act
from services.desk.ticket import Author, Ticket
from services.desk.voice import Spoken, Voice
from services.messages import Messages
from services.messages.notices import Notices

NEWS = "hamyar_desk"  # the NOTIFY channel that wakes whoever shows the desk; its payload is a ticket's number
POINTS = ("held", "changed", "said", "recorded")


class Acting(Board):
    """Parts of acts, inside one transaction."""

    def __init__(
        self,
        connection: AsyncConnection,
        clock: Clock,
        voice: Voice,
        notices: Notices,
        *,
        hours: Hours = OFFICE,
        checkpoint: Callable[[str], None] = lambda _: None,
    ) -> None:
        super().__init__(connection, clock)
        self._voice = voice
        self._notices = notices
        self._hours = hours
        self._at = checkpoint
        self.touched: set[Place] = set()

    async def _held(self, number: int) -> Ticket:
        keys = await self._keys(number)
        await self._connection.execute(records.HOLD, {**keys, "now": self._clock.now()})
        row = (await self._connection.execute(records.HELD, keys)).one_or_none()
        if row is None:
            raise NoSuchTicket(number)
        ticket = ticket_of(row)
        self.touched.add(ticket.place)
        return ticket

    async def _changed(self, ticket: Ticket, change: str, **facts: Any) -> Ticket:
        row = (await self._connection.execute(records.CHANGES[change], {**self._of(ticket), **facts})).one()
        self._at("changed")
        return ticket_of(row)

    async def _mobile(self, ticket: Ticket) -> str | None:
        asked = {"national_id": ticket.national_id}
        mobile: str | None = (await self._connection.execute(records.MOBILE_OF, asked)).scalar_one_or_none()
        return mobile

    async def _say(self, ticket: Ticket, words: str, **facts: Any) -> None:
        simple = await is_spoken_to_simply(self._connection, ticket.place)
        spoken = self._voice.say(ticket.place.channel, words, simple=simple, **facts)
        await self._queue(ticket.place, spoken, ticket.number)
        self._at("said")

    async def _queue(self, place: Place, spoken: Spoken, number: int) -> int:
        messages, now = Messages(self._connection), self._clock.now()
        ids = [
            await messages.put(place.channel, place.address, "reply", {**body, "ticket": number}, now)
            for body in spoken.bodies
        ]
        await messages.wake(place.channel)
        return ids[-1]

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
            **keys_of(place),
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

    async def _newest(self, place: Place, number: int, seq: int) -> str:
        """What a line says by now."""
        found = await self._connection.execute(records.NEWEST_TEXT, {**keys_of(place), "number": number, "seq": seq})
        return str(found.scalar_one()).strip()

    async def _news(self, number: int) -> None:
        await self._connection.execute(records.NEWS, {"news": NEWS, "number": number})

    def _of(self, ticket: Ticket) -> dict[str, Any]:
        return {**keys_of(ticket.place), "number": ticket.number, "now": self._clock.now()}


def keys_of(place: Place) -> dict[str, Any]:
    """A conversation as the queries name it."""
    return {"channel": place.channel, "address": place.address}

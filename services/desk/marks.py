"""What citizens think of closed tickets."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection

from services.calendar import Clock
from services.conversations import Place
from services.desk import audit, records
from services.desk.acting import NEWS, keys_of
from services.desk.board import ticket_of
from services.desk.ticket import Author, State, Ticket

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
        keys = {**keys_of(self._place), "number": number}
        await self._connection.execute(records.CHANGES["mark"], {**keys, "mark": mark})
        line = {**NO_LINE, **keys, "author": Author.EVENT.value, "now": now, "event": "marked", "facts": {"mark": mark}}
        await self._connection.execute(records.ADD_LINE, line)
        await audit.record(self._connection, now, "citizen", "mark", f"ticket {number}", {"mark": mark})
        await self._connection.execute(records.NEWS, {"news": NEWS, "number": number})
        return True

    async def _ticket(self, number: int) -> Ticket | None:
        row = (await self._connection.execute(records.HELD, {**keys_of(self._place), "number": number})).one_or_none()
        return ticket_of(row) if row else None

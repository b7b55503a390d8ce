"""The citizen's side of the desk: the turn holds the conversation."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from math import ceil
from statistics import median

from services.conversations import Place
from services.desk import records
from services.desk.acting import Acting, keys_of
from services.desk.board import ticket_of
from services.desk.groups import kind_of
from services.desk.ticket import Author, Kind, Opened, State, Ticket

RECENT, MOST_RECENT, LEAST_RECENT = timedelta(days=14), 50, 3  # tickets whose waits foretell others


class CitizensSide(Acting):
    """What a citizen does, inside one transaction."""

    async def open(self, place: Place, national_id: str | None, service: str) -> Opened:
        """Open a ticket, or find the one that is open; one handed back to the bot waits again."""
        now = self._clock.now()
        keys = keys_of(place)
        row = (await self._connection.execute(records.OPEN_ONE, keys)).one_or_none()
        if row is not None and ticket_of(row).state is not State.HANDED_BACK:
            return await self._opened(ticket_of(row), new=False)
        in_hours = self._hours.is_open(now)
        if row is None:
            kind = kind_of(service).value
            facts = {"kind": kind, "service": service, "national_id": national_id, "in_hours": in_hours}
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
        keys = {**keys_of(place), "number": number}
        edited = (await self._connection.execute(records.LINE_BY_KEY, {**keys, "key": edits})).one_or_none()
        if edited and not edited.pictures and text.strip() == await self._newest(place, number, edited.seq):
            return  # the channel tells of changes that nobody made, too
        await self._line(
            place, number, Author.CITIZEN, None, text, pictures=pictures, key=key, edits=edited.seq if edited else None
        )
        await self._connection.execute(records.SPOKE, {**keys, "now": self._clock.now()})
        await self._news(number)

    async def label(self, place: Place, nonce: str, index: int) -> str | None:
        """What stood on a button that was shown before."""
        asked = {**keys_of(place), "data": f"q:{nonce}:{index}"}
        found: str | None = (await self._connection.execute(records.LABEL_OF, asked)).scalar_one_or_none()
        return found

    async def _opened(self, ticket: Ticket, *, new: bool) -> Opened:
        now = self._clock.now()
        place, minutes = await self._place_in_queue(ticket), await self._expected(ticket.kind, now)
        if not self._hours.is_open(now):
            return Opened(ticket.number, place, minutes, self._hours.opening(now), new=new)
        closing = self._hours.closing(now)
        late = minutes is not None and now + timedelta(minutes=minutes) > closing
        return Opened(ticket.number, place, minutes, None, self._hours.opening(closing) if late else None, new=new)

    async def _expected(self, kind: Kind, now: datetime) -> int | None:
        """Minutes: as long as it lately took, and no less than the longest wait that is not over yet."""
        asked = {"kind": kind.value, "since": now - RECENT, "most": MOST_RECENT}
        waits = (await self._connection.execute(records.RECENT_WAITS, asked)).scalars().all()
        if len(waits) < LEAST_RECENT:
            return None
        oldest = (await self._connection.execute(records.OLDEST_WAITING, {"kind": kind.value})).scalar_one()
        still = self._hours.worked(oldest, now).total_seconds() if oldest else 0.0
        return max(1, ceil(max(median(float(wait) for wait in waits), still) / 60))

"""What the desk does from time to time."""

from __future__ import annotations

from datetime import datetime, timedelta

from services.desk import records
from services.desk.acting import Acting
from services.desk.board import ticket_of
from services.desk.ticket import Silence, Silent, State

REMIND, ESCALATE = timedelta(minutes=10), timedelta(minutes=30)  # of open hours without a word; ours
FORGET = timedelta(hours=24)  # handed back to the bot and not a word since: the ticket is closed


class Watching(Acting):
    """What nobody asks for, inside one transaction."""

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

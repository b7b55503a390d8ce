"""Lines that a provider refuses for the time being, and from which of several lines somebody is answered."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

ALL_LINES = ""  # what can wait rests on all of them; what cannot is tried all the same

_STOP = text(
    """
    INSERT INTO hamyar.sending_stops AS s (channel, line, why, since, until)
    VALUES (:channel, :line, :why, :now, :until)
    ON CONFLICT (channel, line) DO UPDATE SET why = excluded.why, until = excluded.until,
        since = CASE WHEN s.until < excluded.since THEN excluded.since ELSE s.since END
    """
)

_STOPPED = text("SELECT line, why FROM hamyar.sending_stops WHERE channel = :channel AND until > :now")

# What was refused meanwhile and could not wait is due at once.
_GO_ON = text(
    """
    WITH ended AS (
        DELETE FROM hamyar.sending_stops WHERE channel = :channel AND why = :why RETURNING channel
    )
    UPDATE hamyar.outbox o SET due_at = :now
    WHERE o.channel = :channel AND o.state = 'queued' AND o.fault = :why AND o.due_at > :now
      AND EXISTS (SELECT FROM ended)
    """
)

_WROTE_TO = text(
    """
    INSERT INTO hamyar.written_to AS w (channel, address, line, at) VALUES (:channel, :address, :line, :now)
    ON CONFLICT (channel, address) DO UPDATE SET line = excluded.line, at = excluded.at
    WHERE w.line <> excluded.line OR w.at < excluded.at - interval '1 day'
    """
)


class Stops:
    """What is stopped on one channel, inside one transaction."""

    def __init__(self, connection: AsyncConnection, channel: str) -> None:
        self._connection = connection
        self._channel = channel

    async def stop(self, line: str, why: str, until: datetime, now: datetime) -> None:
        """Let a line rest until then, or with ALL_LINES what can wait on any."""
        facts = {"channel": self._channel, "line": line, "why": why, "until": until, "now": now}
        await self._connection.execute(_STOP, facts)

    async def standing(self, now: datetime) -> Mapping[str, str]:
        """What is stopped now, and why."""
        rows = await self._connection.execute(_STOPPED, {"channel": self._channel, "now": now})
        return {row.line: row.why for row in rows}

    async def go_on(self, why: str, now: datetime) -> None:
        """The reason is gone: whatever rested for it goes on."""
        await self._connection.execute(_GO_ON, {"channel": self._channel, "why": why, "now": now})


async def wrote_to(connection: AsyncConnection, channel: str, address: str, line: str, now: datetime) -> None:
    """Somebody has written to that line: from there they are answered."""
    facts = {"channel": channel, "address": address, "line": line, "now": now}
    await connection.execute(_WROTE_TO, facts)

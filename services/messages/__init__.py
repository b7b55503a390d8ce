"""What goes out: every message is a row before it is sent, and its state only moves forward.

A *lane* is one recipient on one channel. Only the oldest open row of a lane can be claimed, so order holds within it;
the claim is a lease, so that what a killed courier held is taken up again.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import bindparam, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.ext.asyncio import AsyncConnection

NEWS = "hamyar_outbox"  # the NOTIFY channel that wakes couriers; its payload is the message channel


@dataclass(frozen=True)
class Row:
    """An outgoing message, claimed."""

    channel: str
    address: str
    id: int
    kind: str
    body: Mapping[str, Any]
    attempts: int


_PUT = text(
    """
    INSERT INTO hamyar.outbox (channel, address, kind, body, created_at, due_at)
    VALUES (:channel, :address, :kind, :body, :now, :now) RETURNING id
    """
).bindparams(bindparam("body", type_=JSONB))

_WAKE = text("SELECT pg_notify(:news, :channel)")

_CLAIM = text(
    """
    WITH heads AS (
        SELECT channel, address, min(id) AS id FROM hamyar.outbox
        WHERE state IN ('queued', 'sending', 'ambiguous') AND channel = ANY(:channels)
          AND (cast(:address AS text) IS NULL OR address = :address)
        GROUP BY channel, address
    ), claimed AS (
        SELECT o.channel, o.address, o.id FROM hamyar.outbox o JOIN heads h USING (channel, address, id)
        WHERE o.due_at <= :now AND (o.state = 'queued' OR (o.state = 'sending' AND o.lease_until < :now))
        ORDER BY o.kind = 'notice', o.id LIMIT :most
        FOR UPDATE OF o SKIP LOCKED
    )
    UPDATE hamyar.outbox o
    SET state = 'sending', attempts = o.attempts + 1, lease_until = :lease_until
    FROM claimed c WHERE (o.channel, o.address, o.id) = (c.channel, c.address, c.id)
    RETURNING o.channel, o.address, o.id, o.kind, o.body, o.attempts
    """
)

_SENT = text(
    """
    UPDATE hamyar.outbox
    SET state = 'sent', sent_at = :now, lease_until = NULL, provider_id = :provider_id,
        body = CASE WHEN kind = 'code' THEN NULL ELSE body END
    WHERE channel = :channel AND address = :address AND id = :id AND state IN ('sending', 'ambiguous')
    """
)


class Messages:
    """The outbox, inside one transaction."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def put(self, channel: str, address: str, kind: str, body: Mapping[str, Any], now: datetime) -> int:
        """Queue a message behind what its recipient still waits for."""
        facts = {"channel": channel, "address": address, "kind": kind, "body": body, "now": now}
        row_id: int = (await self._connection.execute(_PUT, facts)).scalar_one()
        return row_id

    async def wake(self, channel: str) -> None:
        """Tell couriers, once this transaction commits."""
        await self._connection.execute(_WAKE, {"news": NEWS, "channel": channel})

    async def claim(
        self,
        channels: Sequence[str],
        now: datetime,
        *,
        lease: timedelta,
        most: int = 50,
        address: str | None = None,
    ) -> tuple[Row, ...]:
        """Lease the head of each lane that is due, replies before notices."""
        facts = {
            "channels": list(channels),
            "address": address,
            "now": now,
            "lease_until": now + lease,
            "most": most,
        }
        rows = (await self._connection.execute(_CLAIM, facts)).all()
        return tuple(sorted((Row(*row) for row in rows), key=lambda row: (row.kind == "notice", row.id)))

    async def sent(self, row: Row, now: datetime, provider_id: str | None = None) -> None:
        """The provider has taken it."""
        facts = {"channel": row.channel, "address": row.address, "id": row.id, "now": now, "provider_id": provider_id}
        await self._connection.execute(_SENT, facts)

"""Where conversations stand, and what has come in for them.

The inbox is the memory of what people sent: a message is noted under the key its channel gives it, and a second one of
the same key is the same message. Whoever holds a conversation's row plays what waits for it, in order.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.ext.asyncio import AsyncConnection


@dataclass(frozen=True)
class Place:
    """A conversation: a channel, and a private chat's id, a phone number or a terminal's name on it."""

    channel: str
    address: str


@dataclass(frozen=True)
class Waiting:
    """A message that is due and not played yet."""

    key: str
    message: Mapping[str, Any]


@dataclass(frozen=True)
class Played:
    """What became of a message: `state` played or failed; `forget` when it must not be kept."""

    key: str
    state: str
    reference: str | None = None
    forget: bool = False


_NOTE = text(
    """
    INSERT INTO hamyar.inbox (channel, address, key, message, received_at, due_at)
    VALUES (:channel, :address, :key, :message, :now, :due)
    ON CONFLICT (channel, address, key) DO NOTHING RETURNING seq
    """
).bindparams(bindparam("message", type_=JSONB))

_TAKE = text(
    """
    SELECT state FROM hamyar.conversations
    WHERE channel = :channel AND address = :address FOR UPDATE SKIP LOCKED
    """
)

_BEGIN = text(
    """
    INSERT INTO hamyar.conversations (channel, address, updated_at) VALUES (:channel, :address, :now)
    ON CONFLICT DO NOTHING RETURNING state
    """
)

_WAITING = text(
    """
    SELECT key, message FROM hamyar.inbox
    WHERE channel = :channel AND address = :address AND state = 'waiting' AND due_at <= :now
    ORDER BY seq LIMIT :most
    """
)

_PLAYED = text(
    """
    UPDATE hamyar.inbox i
    SET state = p.state, reference = p.reference, message = CASE WHEN p.forget THEN NULL ELSE i.message END
    FROM unnest(cast(:keys AS text[]), cast(:states AS text[]), cast(:references AS text[]), cast(:forgets AS bool[]))
        AS p(key, state, reference, forget)
    WHERE i.channel = :channel AND i.address = :address AND i.key = p.key
    """
)

_SAVE = text(
    """
    UPDATE hamyar.conversations SET state = :state, updated_at = :now
    WHERE channel = :channel AND address = :address
    """
).bindparams(bindparam("state", type_=JSONB))

_LEFT_OVER = text(
    """
    SELECT DISTINCT channel, address FROM hamyar.inbox
    WHERE state = 'waiting' AND due_at <= :now AND channel = ANY(:channels) LIMIT :most
    """
)


class Conversations:
    """Inbox and state of conversations, inside one transaction."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def note(self, place: Place, key: str, message: Mapping[str, Any], now: datetime, due: datetime) -> bool:
        """Note what came in; whether it is new."""
        facts = {**_keys(place), "key": key, "message": message, "now": now, "due": due}
        return (await self._connection.execute(_NOTE, facts)).scalar_one_or_none() is not None

    async def take(self, place: Place, now: datetime) -> Mapping[str, Any] | None:
        """Hold the conversation until the transaction ends, giving its state; None while someone else holds it."""
        taken = (await self._connection.execute(_TAKE, _keys(place))).one_or_none()
        if taken is None:
            taken = (await self._connection.execute(_BEGIN, {**_keys(place), "now": now})).one_or_none()
        return None if taken is None else dict(taken[0])

    async def waiting(self, place: Place, now: datetime, *, most: int = 20) -> tuple[Waiting, ...]:
        """What is due for a held conversation, in the order it came."""
        rows = await self._connection.execute(_WAITING, {**_keys(place), "now": now, "most": most})
        return tuple(Waiting(row.key, row.message) for row in rows)

    async def settle(self, place: Place, played: Sequence[Played], state: Mapping[str, Any], now: datetime) -> None:
        """Keep the state, and what became of the messages."""
        await self._connection.execute(
            _PLAYED,
            {
                **_keys(place),
                "keys": [one.key for one in played],
                "states": [one.state for one in played],
                "references": [one.reference for one in played],
                "forgets": [one.forget for one in played],
            },
        )
        await self._connection.execute(_SAVE, {**_keys(place), "state": state, "now": now})

    async def left_over(self, channels: Sequence[str], now: datetime, *, most: int = 100) -> tuple[Place, ...]:
        """Conversations of these channels with something due that nobody has played."""
        facts = {"channels": list(channels), "now": now, "most": most}
        return tuple(Place(*row) for row in await self._connection.execute(_LEFT_OVER, facts))


def _keys(place: Place) -> dict[str, Any]:
    return {"channel": place.channel, "address": place.address}

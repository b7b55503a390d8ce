"""Where conversations stand, and what has come in for them.

The inbox is the memory of what people sent: a message is noted under the key its channel gives it, and a second one of
the same key is the same message. Whoever holds a conversation's row plays what waits for it, in order.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import TEXT, bindparam, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.ext.asyncio import AsyncConnection

GOES_ON, ENDS = "sms+", "sms."  # parts of a long SMS: one that may go on, and one that may end it
TELL_AGAIN = timedelta(minutes=1)  # how long a person who writes too fast is not told so again


@dataclass(frozen=True)
class Place:
    """A conversation: a channel, and a private chat's id, a phone number or a terminal's name on it."""

    channel: str
    address: str


class Noted(StrEnum):
    """What noting a message came to; `first-slowed` is the one after which the person is told."""

    NEW = "new"
    BEFORE = "before"
    SLOWED = "slowed"
    FIRST_SLOWED = "first-slowed"


@dataclass(frozen=True)
class Waiting:
    """A message that is due and not played yet."""

    key: str
    message: Mapping[str, Any]
    part_of: str | None = None


@dataclass(frozen=True)
class Played:
    """What became of a message: `state` played, failed or slowed; `forget` when it must not be kept."""

    key: str
    state: str
    reference: str | None = None
    forget: bool = False


# Messages beyond `most` that wait already are kept unplayed; a further part of one that waits is no message of its own.
_NOTE = text(
    """
    WITH waiting AS (
        SELECT count(DISTINCT coalesce(part_of, key)) AS messages, bool_or(part_of = :part_of) AS joins
        FROM hamyar.inbox WHERE channel = :channel AND address = :address AND state = 'waiting'
    )
    INSERT INTO hamyar.inbox (channel, address, key, message, received_at, due_at, part_of, state)
    SELECT :channel, :address, :key, :message, :now, :due, :part_of,
           CASE WHEN messages >= :most AND joins IS NOT TRUE THEN 'slowed' ELSE 'waiting' END
    FROM waiting
    ON CONFLICT (channel, address, key) DO NOTHING RETURNING state
    """
).bindparams(bindparam("message", type_=JSONB), bindparam("part_of", type_=TEXT))

_ONE_AT_A_TIME = text("SELECT pg_advisory_xact_lock(hashtextextended(:channel || ' ' || :address, 2))")

_SLOWED_BEFORE = text(
    """
    SELECT count(*) > 1 FROM hamyar.inbox
    WHERE channel = :channel AND address = :address AND state = 'slowed' AND received_at > :since
    """
)

# A part that comes later moves the parts before it: all are due together.
_DUE_TOGETHER = text(
    """
    UPDATE hamyar.inbox SET due_at = :due
    WHERE channel = :channel AND address = :address AND state = 'waiting' AND part_of = :part_of
    """
)

_TAKE = text(
    """
    SELECT state FROM hamyar.conversations
    WHERE channel = :channel AND address = :address FOR UPDATE SKIP LOCKED
    """
)

# An insert would wait for whoever inserts or updates the same key to end. A row that is there is left alone, and of one
# that is coming the lock tells, so that a busy conversation is never waited for, not even a new one.
_BEGIN = text(
    """
    INSERT INTO hamyar.conversations (channel, address, updated_at)
    SELECT cast(:channel AS text), cast(:address AS text), :now
    WHERE NOT EXISTS (SELECT FROM hamyar.conversations WHERE channel = :channel AND address = :address)
      AND pg_try_advisory_xact_lock(hashtext(:channel), hashtext(:address))
    ON CONFLICT DO NOTHING RETURNING state
    """
)

_WAITING = text(
    """
    SELECT key, message, part_of FROM hamyar.inbox
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

_DEPTH = text(
    """
    SELECT channel, count(*) AS messages, min(received_at) AS oldest FROM hamyar.inbox
    WHERE state = 'waiting' GROUP BY channel
    """
)


class Conversations:
    """Inbox and state of conversations, inside one transaction."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def note(
        self,
        place: Place,
        key: str,
        message: Mapping[str, Any],
        now: datetime,
        due: datetime,
        *,
        part_of: str | None = None,
        most: int = 10**6,
    ) -> Noted:
        """Note what came in, unless it is known; beyond `most` waiting messages it is kept unplayed."""
        facts = {**_keys(place), "key": key, "message": message, "now": now, "due": due}
        found = await self._connection.execute(_NOTE, {**facts, "part_of": part_of, "most": most})
        state = found.scalar_one_or_none()
        if state is None:
            return Noted.BEFORE
        if state == "slowed":
            await self._connection.execute(_ONE_AT_A_TIME, _keys(place))
            before = await self._connection.execute(_SLOWED_BEFORE, {**_keys(place), "since": now - TELL_AGAIN})
            return Noted.SLOWED if before.scalar_one() else Noted.FIRST_SLOWED
        if part_of is not None:
            whole = GOES_ON if part_of == ENDS else part_of
            await self._connection.execute(_DUE_TOGETHER, {**_keys(place), "due": due, "part_of": whole})
        return Noted.NEW

    async def take(self, place: Place, now: datetime) -> Mapping[str, Any] | None:
        """Hold the conversation until the transaction ends, giving its state; None while someone else holds it."""
        taken = (await self._connection.execute(_TAKE, _keys(place))).one_or_none()
        if taken is None:
            taken = (await self._connection.execute(_BEGIN, {**_keys(place), "now": now})).one_or_none()
        return None if taken is None else dict(taken[0])

    async def waiting(self, place: Place, now: datetime, *, most: int = 20) -> tuple[Waiting, ...]:
        """What is due for a held conversation, in the order it came."""
        rows = await self._connection.execute(_WAITING, {**_keys(place), "now": now, "most": most})
        return tuple(Waiting(row.key, row.message, row.part_of) for row in rows)

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

    async def depth(self) -> tuple[tuple[str, int, datetime], ...]:
        """(channel, messages, the oldest's time) of what is noted and not played."""
        rows = await self._connection.execute(_DEPTH)
        return tuple((row.channel, row.messages, row.oldest) for row in rows)


def _keys(place: Place) -> dict[str, Any]:
    return {"channel": place.channel, "address": place.address}

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
AT_A_TIME = 20  # messages played in one transaction
NO_FLOOD = 10**6  # waiting messages
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


# The functions, and what is playable, are in the schema: services/store/migrations/versions/0010_fetching.py.
_OF_A_MESSAGE = (
    bindparam("message", type_=JSONB),
    bindparam("part_of", type_=TEXT),
    bindparam("whole", type_=TEXT),
    bindparam("fetch", type_=TEXT),
)

_COME_IN = text(
    """
    SELECT noted, held, waiting
    FROM hamyar.come_in(:channel, :address, :key, :message, :now, :due, :part_of, :whole, :fetch, :flood, :most)
    """
).bindparams(*_OF_A_MESSAGE)

_NOTE = text(
    "SELECT hamyar.note(:channel, :address, :key, :message, :now, :due, :part_of, :whole, :fetch, :flood) AS noted"
).bindparams(*_OF_A_MESSAGE)

_TAKE = text("SELECT held, waiting FROM hamyar.take(:channel, :address, :now, :most)")

_ONE_AT_A_TIME = text("SELECT pg_advisory_xact_lock(hashtextextended(:channel || ' ' || :address, 2))")

_SLOWED_BEFORE = text(
    """
    SELECT count(*) > 1 FROM hamyar.inbox
    WHERE channel = :channel AND address = :address AND state = 'slowed' AND received_at > :since
    """
)

_ANY_DUE = text(
    """
    SELECT EXISTS (
        SELECT FROM hamyar.playable WHERE channel = :channel AND address = :address AND due_at <= :now)
    """
)

_SETTLE = text(
    """
    WITH played AS (
        UPDATE hamyar.inbox i
        SET state = p.state, reference = p.reference, message = CASE WHEN p.forget THEN NULL ELSE i.message END
        FROM unnest(cast(:keys AS text[]), cast(:states AS text[]),
                    cast(:references AS text[]), cast(:forgets AS bool[])) AS p(key, state, reference, forget)
        WHERE i.channel = :channel AND i.address = :address AND i.key = p.key
    )
    UPDATE hamyar.conversations SET state = :state, updated_at = :now
    WHERE channel = :channel AND address = :address
    """
).bindparams(bindparam("state", type_=JSONB))

_LEFT_OVER = text(
    """
    SELECT DISTINCT channel, address FROM hamyar.playable
    WHERE due_at <= :now AND channel = ANY(:channels) LIMIT :most
    """
)

_DEPTH = text(
    """
    SELECT channel, count(*) AS messages, min(received_at) AS oldest FROM hamyar.inbox
    WHERE state = 'waiting' GROUP BY channel
    """
)


@dataclass(frozen=True)
class Held:
    """A conversation that is ours until the transaction ends: its state, and what is due for it, in order."""

    state: Mapping[str, Any]
    waiting: tuple[Waiting, ...]


class Conversations:
    """Inbox and state of conversations, inside one transaction."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def come_in(
        self,
        place: Place,
        key: str,
        message: Mapping[str, Any],
        now: datetime,
        due: datetime,
        *,
        part_of: str | None = None,
        fetch: str | None = None,
        flood: int = NO_FLOOD,
        most: int = AT_A_TIME,
    ) -> tuple[Noted, Held | None]:
        """Note what came in, as `note` does, and hold the conversation if the message is due and nobody else does."""
        facts = _facts(place, key, message, now, due, part_of, fetch)
        row = (await self._connection.execute(_COME_IN, {**facts, "flood": flood, "most": most})).one()
        return await self._noted(place, row.noted, now), _held(row)

    async def note(
        self,
        place: Place,
        key: str,
        message: Mapping[str, Any],
        now: datetime,
        due: datetime,
        *,
        part_of: str | None = None,
        fetch: str | None = None,
        flood: int = NO_FLOOD,
    ) -> Noted:
        """Note what came in, unless it is known; beyond `flood` waiting messages it is kept unplayed.

        With `fetch`, what the channel calls a picture, it and what follows is not played until that is settled: see
        `services.conversations.fetching`.
        """
        facts = _facts(place, key, message, now, due, part_of, fetch)
        noted = (await self._connection.execute(_NOTE, {**facts, "flood": flood})).scalar_one()
        return await self._noted(place, noted, now)

    async def _noted(self, place: Place, state: str | None, now: datetime) -> Noted:
        if state is None:
            return Noted.BEFORE
        if state == "slowed":
            await self._connection.execute(_ONE_AT_A_TIME, _keys(place))
            before = await self._connection.execute(_SLOWED_BEFORE, {**_keys(place), "since": now - TELL_AGAIN})
            return Noted.SLOWED if before.scalar_one() else Noted.FIRST_SLOWED
        return Noted.NEW

    async def any_due(self, place: Place, now: datetime) -> bool:
        """Whether a message is due and can be played."""
        found = await self._connection.execute(_ANY_DUE, {**_keys(place), "now": now})
        return bool(found.scalar_one())

    async def take(self, place: Place, now: datetime, *, most: int = AT_A_TIME) -> Held | None:
        """Hold the conversation until the transaction ends; None while someone else holds it."""
        return _held((await self._connection.execute(_TAKE, {**_keys(place), "now": now, "most": most})).one())

    async def settle(self, place: Place, played: Sequence[Played], state: Mapping[str, Any], now: datetime) -> None:
        """Keep the state, and what became of the messages."""
        await self._connection.execute(
            _SETTLE,
            {
                **_keys(place),
                "keys": [one.key for one in played],
                "states": [one.state for one in played],
                "references": [one.reference for one in played],
                "forgets": [one.forget for one in played],
                "state": state,
                "now": now,
            },
        )

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


def _facts(
    place: Place,
    key: str,
    message: Mapping[str, Any],
    now: datetime,
    due: datetime,
    part_of: str | None,
    fetch: str | None,
) -> dict[str, Any]:
    whole = GOES_ON if part_of == ENDS else part_of
    new = {"key": key, "message": message, "now": now, "due": due, "part_of": part_of, "whole": whole, "fetch": fetch}
    return {**_keys(place), **new}


def _held(row: Any) -> Held | None:
    return None if row.held is None else Held(row.held, tuple(Waiting(*one) for one in row.waiting))

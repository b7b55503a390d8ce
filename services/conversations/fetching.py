"""Pictures in the inbox that are still to be fetched: who has them in hand, and what became of them.

Of a conversation the first message with something to be fetched is handed out, all its parts together, once what came
before it has been played; so where the conversation then stands says whether they are wanted. A lease keeps two
processes from fetching one picture at once. Should they, the first to settle it has the word.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.ext.asyncio import AsyncConnection

from services.conversations import Place

_CLAIM = text(
    """
    WITH first AS (
        SELECT seq, coalesce(part_of, key) AS message, due_at FROM hamyar.inbox
        WHERE channel = :channel AND address = :address AND to_fetch IS NOT NULL ORDER BY seq LIMIT 1
    ), earlier AS (
        SELECT EXISTS (
            SELECT FROM hamyar.inbox i
            WHERE i.channel = :channel AND i.address = :address AND i.state = 'waiting'
              AND i.seq < first.seq AND coalesce(i.part_of, i.key) <> first.message) AS waits
        FROM first
    ), claimed AS (
        UPDATE hamyar.inbox i SET fetching_until = :until FROM first, earlier
        WHERE i.channel = :channel AND i.address = :address AND i.to_fetch IS NOT NULL
          AND coalesce(i.part_of, i.key) = first.message AND i.due_at <= :now AND NOT earlier.waits
          AND (i.fetching_until IS NULL OR i.fetching_until <= :now)
        RETURNING i.seq, i.key, i.to_fetch
    )
    SELECT first.due_at, earlier.waits,
           (SELECT coalesce(jsonb_agg(jsonb_build_array(key, to_fetch) ORDER BY seq), '[]') FROM claimed) AS claimed,
           coalesce((SELECT state FROM hamyar.conversations WHERE channel = :channel AND address = :address), '{}')
               AS state
    FROM first, earlier
    """
)

_RENEW = text(
    """
    UPDATE hamyar.inbox SET fetching_until = :until
    WHERE channel = :channel AND address = :address AND key = ANY(cast(:keys AS text[])) AND to_fetch IS NOT NULL
    """
)

_SETTLE = text(
    """
    UPDATE hamyar.inbox SET message = message || :found, to_fetch = NULL, fetching_until = NULL
    WHERE channel = :channel AND address = :address AND key = ANY(cast(:keys AS text[])) AND to_fetch IS NOT NULL
    """
).bindparams(bindparam("found", type_=JSONB))

_LEFT_OVER = text(
    """
    SELECT address FROM hamyar.inbox WHERE channel = :channel AND to_fetch IS NOT NULL
    GROUP BY address
    HAVING min(due_at) <= :before AND coalesce(max(fetching_until), '-infinity') <= :now
    ORDER BY min(due_at) LIMIT :most
    """
)


@dataclass(frozen=True)
class ToFetch:
    """A picture that is ours to fetch, and what the channel calls it."""

    key: str
    fetch: str


@dataclass(frozen=True)
class Claim:
    """The first message with something to be fetched: what of it is ours now, and where its conversation stands.

    With nothing `claimed`, it is not `due` yet, or something `earlier` waits to be played first, or somebody else has
    it in hand.
    """

    claimed: tuple[ToFetch, ...]
    state: Mapping[str, Any]
    due: datetime
    earlier: bool


class Fetching:
    """What is still to be fetched, inside one transaction."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def claim(self, place: Place, now: datetime, until: datetime) -> Claim | None:
        """Take what is to be fetched first into our hands; None where there is nothing."""
        facts = {**_of(place), "now": now, "until": until}
        row = (await self._connection.execute(_CLAIM, facts)).one_or_none()
        if row is None:
            return None
        return Claim(tuple(ToFetch(*one) for one in row.claimed), row.state, row.due_at, row.waits)

    async def renew(self, place: Place, keys: Sequence[str], until: datetime) -> None:
        """Keep in our hands what is not settled yet; with a time that is past, let go of it."""
        await self._connection.execute(_RENEW, {**_of(place), "keys": list(keys), "until": until})

    async def settle(self, place: Place, keys: Sequence[str], found: Mapping[str, Any]) -> bool:
        """Nothing is to be fetched for these any more, and `found` becomes part of each message.

        Whether it was so; False where somebody else has settled them.
        """
        done = await self._connection.execute(_SETTLE, {**_of(place), "keys": list(keys), "found": dict(found)})
        return bool(done.rowcount)

    async def left_over(self, channel: str, now: datetime, before: datetime, *, most: int = 100) -> tuple[Place, ...]:
        """Conversations with something to be fetched, due `before`, that nobody has in hand."""
        facts = {"channel": channel, "now": now, "before": before, "most": most}
        return tuple(Place(channel, row.address) for row in await self._connection.execute(_LEFT_OVER, facts))


def _of(place: Place) -> dict[str, Any]:
    return {"channel": place.channel, "address": place.address}

"""What a conversation prefers: simple words, or plain ones."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from services.conversations import Place

_SIMPLE = text(
    "INSERT INTO hamyar.preferences (channel, address, since) VALUES (:channel, :address, :now) ON CONFLICT DO NOTHING"
)
_ASKED = text("SELECT EXISTS (SELECT FROM hamyar.preferences WHERE (channel, address) = (:channel, :address))")
_PLAIN = text("DELETE FROM hamyar.preferences WHERE channel = :channel AND address = :address")


async def is_spoken_to_simply(connection: AsyncConnection, place: Place) -> bool:
    """Whether that conversation wants simple words; for whoever speaks to it outside a turn of its own."""
    keys = {"channel": place.channel, "address": place.address}
    return bool((await connection.execute(_ASKED, keys)).scalar_one())


class Preferences:
    """The preferences of one conversation, inside the turn's transaction."""

    def __init__(self, connection: AsyncConnection, place: Place, now: datetime) -> None:
        self._connection = connection
        self._place = place
        self._now = now

    async def speak_simply(self, simple: bool) -> None:
        """From the next reply and notice on."""
        keys = {"channel": self._place.channel, "address": self._place.address}
        if simple:
            await self._connection.execute(_SIMPLE, {**keys, "now": self._now})
        else:
            await self._connection.execute(_PLAIN, keys)

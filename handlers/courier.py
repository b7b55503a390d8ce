"""The courier: what lies in the outbox goes to the provider, once per row, in order within a lane."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Protocol

from sqlalchemy.ext.asyncio import AsyncEngine

from services.calendar import Clock
from services.messages import Messages, Row

LEASE = timedelta(seconds=60)


class Sender(Protocol):
    """How a channel sends; gives the provider's id for the message, if it has one."""

    async def send(self, row: Row) -> str | None: ...


class Courier:
    """Sends for the channels it was given senders for, to one address alone if one is given."""

    def __init__(
        self, engine: AsyncEngine, senders: Mapping[str, Sender], clock: Clock, *, address: str | None = None
    ) -> None:
        self._engine = engine
        self._senders = senders
        self._clock = clock
        self._address = address

    async def deliver(self) -> int:
        """Send everything that is due, lane by lane in order; how many messages went out."""
        delivered = 0
        while True:
            async with self._engine.begin() as connection:
                rows = await Messages(connection).claim(
                    list(self._senders), self._clock.now(), lease=LEASE, address=self._address
                )
            if not rows:
                return delivered
            for row in rows:
                provider_id = await self._senders[row.channel].send(row)
                async with self._engine.begin() as connection:
                    await Messages(connection).sent(row, self._clock.now(), provider_id)
                delivered += 1

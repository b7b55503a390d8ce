"""People to be told: some in the registry, some linked to a chat, some not to be written to."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from services.messages.notices import About
from services.messages.rules import Event

SARA, REZA = "0012345679", "1994825677"
MOBILE = "09121234567"


class PlainVoice:
    """Says which event it is, and where."""

    def notice(
        self, channel: str, event: Event, facts: Mapping[str, Any], about: About | None, *, simple: bool = False
    ) -> Mapping[str, Any]:
        return {"text": f"{channel} {event}{' simply' if simple else ''}", "facts": dict(facts), "about": about}

    def parts(self, channel: str, body: Mapping[str, Any]) -> int | None:
        return 2 if channel == "sms" else None


class Town:
    """What the database knows of people."""

    def __init__(self, engine: AsyncEngine) -> None:
        self.engine = engine

    async def do(self, statement: str, **facts: Any) -> None:
        async with self.engine.begin() as connection:
            await connection.execute(text(statement), facts)

    async def rows(self, statement: str, **facts: Any) -> list[tuple[Any, ...]]:
        async with self.engine.connect() as connection:
            return [tuple(row) for row in await connection.execute(text(statement), facts)]

    async def born(self, national_id: str = SARA, mobile: str | None = MOBILE) -> None:
        await self.do(
            "INSERT INTO registry.people VALUES"
            " (:national_id, 'سارا', 'محمدی', 'F', '1990-01-01', '12345678', :mobile, NULL, 'complete')",
            national_id=national_id,
            mobile=mobile,
        )

    async def linked(self, address: str, since: datetime, national_id: str = SARA) -> None:
        await self.do(
            "INSERT INTO hamyar.links VALUES ('telegram', :address, :national_id, 'code', :since)",
            address=address,
            national_id=national_id,
            since=since,
        )

    async def silenced(self, channel: str, address: str, why: str) -> None:
        await self.do(
            "INSERT INTO hamyar.silences VALUES (:channel, :address, :why, now())",
            channel=channel,
            address=address,
            why=why,
        )

    async def sent(self) -> list[tuple[Any, ...]]:
        """(channel, address, text) of the outbox, in order."""
        return await self.rows("SELECT channel, address, body->>'text' FROM hamyar.outbox ORDER BY id")

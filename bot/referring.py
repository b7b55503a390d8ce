"""What the rules have left to a person, put before reviewers."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from services.calendar import Clock
from services.objections import doubts

Refer = Callable[[AsyncConnection, Clock], Awaitable[int]]


async def refer_doubts(engine: AsyncEngine, clock: Clock) -> None:
    """Ends of dependencies that no reviewer has before them yet."""
    await _all(engine, clock, doubts.refer)


async def refer_grants(engine: AsyncEngine, clock: Clock) -> None:
    """Grants that month-ends have left to review, and at which no reviewer has looked."""
    await _all(engine, clock, doubts.refer_grants)


async def _all(engine: AsyncEngine, clock: Clock, refer: Refer) -> None:
    """Some in a transaction, so that reviewers see the first while others are filed."""
    while True:
        async with engine.begin() as connection:
            if await refer(connection, clock) < doubts.AT_ONCE:
                return

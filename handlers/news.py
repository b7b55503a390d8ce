"""News of the outbox, as the database brings it: what wakes a courier."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from services.messages import CAN_WAIT, NEWS


@asynccontextmanager
async def listening(
    connection: AsyncConnection, channel: str, on_news: Callable[[bool], None]
) -> AsyncIterator[asyncio.Task[None]]:
    """Tell of what has come for a channel, and whether it can wait; the task ends only when the connection does."""
    await connection.execute(text(f"LISTEN {NEWS}"))
    listener = asyncio.create_task(_listen(connection, {channel: False, f"{channel}{CAN_WAIT}": True}, on_news))
    listener.add_done_callback(lambda _: on_news(False))
    try:
        yield listener
    finally:
        listener.cancel()
        with suppress(asyncio.CancelledError, Exception):
            await listener


async def _listen(connection: AsyncConnection, known: dict[str, bool], on_news: Callable[[bool], None]) -> None:
    raw = (await connection.get_raw_connection()).driver_connection
    assert raw is not None
    async for news in raw.notifies():
        if news.payload in known:
            on_news(known[news.payload])

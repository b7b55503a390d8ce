"""One process serves a line: a bot's token or an SMS number, going out or coming in.

The line is held by an advisory lock on a connection of its own. Others try again now and then; they do not wait inside
the database, where a statement that waits for days keeps every dead row of these days from being swept.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

TRY_SECONDS = 1.0
_TRY = text("SELECT pg_try_advisory_lock(hashtextextended(:line, 1))")
_HELD = text("SELECT 1")


@asynccontextmanager
async def held(engine: AsyncEngine, line: str) -> AsyncIterator[AsyncConnection]:
    """The connection that holds the line, once nobody else does; it is closed in the end, and the line with it."""
    async with engine.connect() as connection:
        try:
            await connection.execution_options(isolation_level="AUTOCOMMIT")
            while not (await connection.execute(_TRY, {"line": line})).scalar_one():  # noqa: ASYNC110  it rings no bell
                await asyncio.sleep(TRY_SECONDS)
            yield connection
        finally:
            await connection.invalidate()


async def still_held(connection: AsyncConnection) -> None:
    """Raises DBAPIError when the connection is gone, and the line with it."""
    await connection.execute(_HELD)

"""Updates that we fetch, where there is no public address.

The offset is confirmed only after the updates are committed: the next `getUpdates` does that, so a crash before it gets
them again, and they are known by their numbers. One poller a bot, by an advisory lock.
"""

from __future__ import annotations

import asyncio

import structlog
from sqlalchemy.exc import DBAPIError, TimeoutError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine
from telegram import Bot

from handlers.desk.calls import Later, Trouble, called
from handlers.desk.edge import DeskEdge
from handlers.desk.reading import ALLOWED
from handlers.line import held, still_held

log = structlog.get_logger(__name__)

LONG_POLL = 25  # seconds
PAUSE = 1.0  # seconds after trouble, doubling
LONGEST_PAUSE = 30.0


async def poll(bot: Bot, edge: DeskEdge, engine: AsyncEngine) -> None:
    """Fetch and take updates until cancelled."""
    async with held(engine, "desk poller") as line:
        await _poll(bot, edge, line)


async def _poll(bot: Bot, edge: DeskEdge, line: AsyncConnection) -> None:
    offset, pause = None, PAUSE
    while True:
        await still_held(line)
        try:
            updates = await called(bot.get_updates(offset=offset, timeout=LONG_POLL, allowed_updates=ALLOWED))
            for update in updates:
                await edge.take(update)
                offset = update.update_id + 1
        except Later as trouble:
            await asyncio.sleep(trouble.seconds)
        except (Trouble, DBAPIError, TimeoutError, OSError) as error:
            log.warning("polling paused", seconds=pause, reason=type(error).__name__)
            await asyncio.sleep(pause)
            pause = min(pause * 2, LONGEST_PAUSE)
        else:
            pause = PAUSE

"""Updates that we fetch, where there is no public address.

The offset is confirmed only after the updates are committed: the next `getUpdates` does that, so a crash before it gets
them again, and the inbox knows them by their keys. One poller a bot, by an advisory lock.
"""

from __future__ import annotations

import asyncio
from collections import defaultdict

import structlog
from aiogram import Bot
from aiogram.exceptions import TelegramAPIError, TelegramRetryAfter
from aiogram.types import Update
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError, TimeoutError
from sqlalchemy.ext.asyncio import AsyncEngine

from handlers.telegram.edge import TelegramEdge

log = structlog.get_logger(__name__)

ALLOWED = ["message", "edited_message", "callback_query", "my_chat_member"]
LONG_POLL = 25  # seconds
PAUSE = 1.0  # seconds after trouble, doubling
LONGEST_PAUSE = 30.0


async def poll(bot: Bot, edge: TelegramEdge, engine: AsyncEngine) -> None:
    """Fetch and take updates until cancelled."""
    async with engine.connect() as connection:
        await connection.execution_options(isolation_level="AUTOCOMMIT")
        await connection.execute(text("SELECT pg_advisory_lock(hashtextextended('telegram poller', 1))"))
        try:
            await _poll(bot, edge)
        finally:
            await connection.invalidate()


async def _poll(bot: Bot, edge: TelegramEdge) -> None:
    offset, pause = None, PAUSE
    while True:
        try:
            updates = await bot.get_updates(
                offset=offset, timeout=LONG_POLL, allowed_updates=ALLOWED, request_timeout=LONG_POLL + 10
            )
            await take_all(edge, updates)
        except TelegramRetryAfter as error:
            await asyncio.sleep(error.retry_after)
        except (TelegramAPIError, DBAPIError, TimeoutError, OSError) as error:
            log.warning("polling paused", seconds=pause, reason=type(error).__name__)
            await asyncio.sleep(pause)
            pause = min(pause * 2, LONGEST_PAUSE)
        else:
            pause = PAUSE
            if updates:
                offset = updates[-1].update_id + 1


async def take_all(edge: TelegramEdge, updates: list[Update]) -> None:
    """Take a batch: chats beside one another, one chat's updates in order. All are committed on return."""
    chats: dict[int, list[Update]] = defaultdict(list)
    for update in updates:
        chats[_chat(update)].append(update)
    await asyncio.gather(*(edge.take_in_order(of_chat) for of_chat in chats.values()))


def _chat(update: Update) -> int:
    event = update.event
    user = getattr(event, "from_user", None)
    return int(user.id) if user else 0

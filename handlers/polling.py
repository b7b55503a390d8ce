"""Updates that we fetch from Telegram, where there is no public address: the loop of either bot.

The offset is confirmed only after the updates are committed: the next fetch does that, so a crash before it gets them
again, and they are known by their keys. One poller a bot, by an advisory lock.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import TypeVar

import structlog
from sqlalchemy.exc import DBAPIError, TimeoutError
from sqlalchemy.ext.asyncio import AsyncEngine

from handlers.line import held, still_held

log = structlog.get_logger(__name__)

LONG_POLL = 25  # seconds
PAUSE = 1.0  # seconds after trouble, doubling
LONGEST_PAUSE = 30.0

Update = TypeVar("Update")


class NotFetched(Exception):
    """Updates could not be had; `seconds` is how long Telegram asks us to wait, where it does."""

    def __init__(self, reason: str, *, seconds: float | None = None) -> None:
        super().__init__(reason)
        self.seconds = seconds


async def poll(
    engine: AsyncEngine,
    line: str,
    fetch: Callable[[int | None], Awaitable[Sequence[Update]]],
    take: Callable[[Sequence[Update]], Awaitable[None]],
    number: Callable[[Update], int],
) -> None:
    """Fetch and take updates until cancelled. `fetch` is given the offset and raises NotFetched; `take` commits."""
    async with held(engine, line) as connection:
        offset, pause = None, PAUSE
        while True:
            await still_held(connection)
            try:
                updates = await fetch(offset)
                await take(updates)
            except (NotFetched, DBAPIError, TimeoutError, OSError) as error:
                wait = error.seconds if isinstance(error, NotFetched) else None
                log.warning("polling paused", line=line, seconds=wait or pause, reason=_reason(error))
                await asyncio.sleep(wait or pause)
                pause = pause if wait else min(pause * 2, LONGEST_PAUSE)
            else:
                pause = PAUSE
                offset = max((number(update) + 1 for update in updates), default=offset)


def _reason(error: Exception) -> str:
    return str(error) if isinstance(error, NotFetched) else type(error).__name__

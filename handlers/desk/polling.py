"""Updates of the staff's bot, fetched where there is no public address; known by their numbers when they come again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy.ext.asyncio import AsyncEngine
from telegram import Bot

from handlers import polling
from handlers.desk.calls import SECONDS, Later, Trouble, called
from handlers.desk.edge import DeskEdge
from handlers.desk.reading import ALLOWED, understood
from handlers.polling import LONG_POLL, NotFetched


async def poll(bot: Bot, edge: DeskEdge, engine: AsyncEngine) -> None:
    """Fetch and take updates, in their order, until cancelled."""

    async def fetch(offset: int | None) -> Sequence[Mapping[str, Any]]:
        asked = {"offset": offset, "timeout": LONG_POLL, "allowed_updates": ALLOWED}
        try:
            # The library's own method fails on a batch with one update that it cannot read, and logs the whole batch.
            updates: Sequence[Mapping[str, Any]] = await called(
                bot._post("getUpdates", asked, read_timeout=LONG_POLL + SECONDS)
            )
        except Later as trouble:
            raise NotFetched("Later", seconds=trouble.seconds) from trouble
        except Trouble as trouble:
            raise NotFetched(type(trouble).__name__) from trouble
        return updates

    async def take(updates: Sequence[Mapping[str, Any]]) -> None:
        for raw in updates:
            if (update := understood(raw, bot)) is not None:
                await edge.take(update)

    await polling.poll(engine, "desk poller", fetch, take, lambda raw: int(raw["update_id"]))

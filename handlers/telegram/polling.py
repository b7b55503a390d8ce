"""Updates of the citizens' bot, fetched where there is no public address; the inbox knows them by their keys."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

import structlog
from aiogram import Bot
from aiogram.exceptions import AiogramError, ClientDecodeError, TelegramRetryAfter
from aiogram.types import Update
from pydantic import ValidationError
from sqlalchemy.ext.asyncio import AsyncEngine

from handlers import polling
from handlers.polling import LONG_POLL, NotFetched
from handlers.telegram.edge import TelegramEdge

log = structlog.get_logger(__name__)

ALLOWED = ["message", "edited_message", "callback_query", "my_chat_member"]


async def poll(bot: Bot, edge: TelegramEdge, engine: AsyncEngine) -> None:
    """Fetch and take updates until cancelled."""

    async def fetch(offset: int | None) -> Sequence[Update | Mapping[str, Any]]:
        try:
            return await _fetch(bot, offset)
        except TelegramRetryAfter as error:
            raise NotFetched("TelegramRetryAfter", seconds=error.retry_after) from error
        except AiogramError as error:
            raise NotFetched(type(error).__name__) from error

    async def take(updates: Sequence[Update | Mapping[str, Any]]) -> None:
        await take_all(edge, [update for update in updates if isinstance(update, Update)])

    await polling.poll(engine, "telegram poller", fetch, take, _number)


async def _fetch(bot: Bot, offset: int | None) -> Sequence[Update | Mapping[str, Any]]:
    """Updates; one that the library does not understand as it came, so that it does not hold up the others."""
    try:
        return await bot.get_updates(
            offset=offset, timeout=LONG_POLL, allowed_updates=ALLOWED, request_timeout=LONG_POLL + 10
        )
    except ClientDecodeError as error:
        if not isinstance(error.data, dict) or not isinstance(error.data.get("result"), list):
            raise
        return [_understood(update) for update in error.data["result"]]


def _understood(update: Mapping[str, Any]) -> Update | Mapping[str, Any]:
    try:
        return Update.model_validate(update)
    except ValidationError as error:
        log.warning("update not understood", faults=error.error_count())
        return update


def _number(update: Update | Mapping[str, Any]) -> int:
    return update.update_id if isinstance(update, Update) else int(update["update_id"])


async def take_all(edge: TelegramEdge, updates: list[Update]) -> None:
    """Take a batch: chats beside one another, one chat's updates in order. All are committed on return."""
    chats: dict[int, list[Update]] = defaultdict(list)
    for update in updates:
        chats[_chat(update)].append(update)
    await asyncio.gather(*(edge.take_in_order(of_chat) for of_chat in chats.values()))


def _chat(update: Update) -> int:
    event = update.message or update.edited_message or update.callback_query or update.my_chat_member
    user = event.from_user if event else None
    return user.id if user else 0

"""Getting a file from Telegram: `getFile`, then the file itself, never more of it than a picture may have.

Trouble that passes is tried again, a little later each time, for about a minute. Nothing of a file's address is logged:
it holds the bot's token.
"""

from __future__ import annotations

import asyncio
from contextlib import aclosing
from time import monotonic

import structlog
from aiogram import Bot
from aiogram.exceptions import (
    AiogramError,
    TelegramBadRequest,
    TelegramEntityTooLarge,
    TelegramForbiddenError,
    TelegramRetryAfter,
)
from aiohttp import ClientError, ClientResponseError

from dialogs.messages import NOT_FETCHED
from handlers.telegram.session import PROXY_TROUBLE
from services.pictures import MOST_BYTES, Fault

log = structlog.get_logger(__name__)

GIVE_UP_SECONDS = 60.0
ATTEMPT_SECONDS = 20  # for one try, from the question to the last byte
FIRST_WAIT = 0.5  # seconds, doubling
LONGEST_WAIT = 8.0
CHUNK = 1 << 16
PASSING = (AiogramError, ClientError, TimeoutError, OSError, *PROXY_TROUBLE)


class NotHad(Exception):
    """A file cannot be had: `fault` is what the person is told of it."""

    def __init__(self, fault: str) -> None:
        super().__init__(fault)
        self.fault = fault


async def download(bot: Bot, file_id: str) -> bytes:
    """The file's bytes. Raises NotHad once it is clear that there will be none."""
    give_up = monotonic() + GIVE_UP_SECONDS
    wait = FIRST_WAIT
    while True:
        try:
            async with asyncio.timeout(ATTEMPT_SECONDS):
                return await _downloaded(bot, file_id)
        except NotHad:
            raise
        except (TelegramBadRequest, TelegramForbiddenError, TelegramEntityTooLarge) as error:
            too_large = isinstance(error, TelegramEntityTooLarge) or "too big" in error.message
            raise NotHad(Fault.TOO_LARGE if too_large else NOT_FETCHED) from None
        except PASSING as error:
            pause = max(wait, _asked_to_wait(error))
            log.info("picture not had yet", seconds=pause, reason=type(error).__name__)
        if monotonic() + pause > give_up:
            log.warning("picture given up")
            raise NotHad(NOT_FETCHED)
        await asyncio.sleep(pause)
        wait = min(wait * 2, LONGEST_WAIT)


def _asked_to_wait(error: BaseException) -> float:
    """How long Telegram asks us to wait, in seconds, when it does."""
    if isinstance(error, TelegramRetryAfter):
        return float(error.retry_after)
    asked = error.headers.get("Retry-After", "") if isinstance(error, ClientResponseError) and error.headers else ""
    return float(asked) if asked.isdecimal() else 0.0


async def _downloaded(bot: Bot, file_id: str) -> bytes:
    file = await bot.get_file(file_id)
    if (file.file_size or 0) > MOST_BYTES:
        raise NotHad(Fault.TOO_LARGE)
    if not file.file_path:
        raise NotHad(NOT_FETCHED)
    url = bot.session.api.file_url(bot.token, file.file_path)
    stream = bot.session.stream_content(url, timeout=ATTEMPT_SECONDS, chunk_size=CHUNK, raise_for_status=True)
    data = bytearray()
    async with aclosing(stream) as chunks:
        async for chunk in chunks:
            data += chunk
            if len(data) > MOST_BYTES:
                raise NotHad(Fault.TOO_LARGE)
    return bytes(data)

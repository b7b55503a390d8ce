"""What Telegram is told about our bot when the program starts."""

from __future__ import annotations

import asyncio

import structlog
from aiogram import Bot
from aiogram.client.telegram import TelegramAPIServer
from aiogram.exceptions import AiogramError
from aiogram.types import BotCommand

from dialogs.messages import Words
from handlers.telegram.polling import ALLOWED
from handlers.telegram.session import Session
from handlers.wording import Wording

log = structlog.get_logger(__name__)

PAUSE = 1.0  # seconds until Telegram is told again, doubling
LONGEST_PAUSE = 60.0
SECONDS = 10.0  # a send that takes longer is of unknown outcome
COMMANDS = ("start", "menu", "help", "simple", "plain", "forget")


def make_bot(token: str, api: str, *, proxy: str | None = None) -> Bot:
    """The bot at a Bot API server's base URL."""
    session = Session(proxy=proxy, api=TelegramAPIServer.from_base(api), timeout=SECONDS)
    return Bot(token, session=session)


async def introduce(bot: Bot, wording: Wording, public_url: str, secret: str) -> None:
    """Have updates brought to us, and our commands listed. Telegram is told until it has heard: nobody waits for it."""
    pause = PAUSE
    while True:
        try:
            await set_webhook(bot, public_url, secret)
            await announce(bot, wording)
        except AiogramError as error:
            log.warning("telegram has not heard where we are", seconds=pause, reason=type(error).__name__)
            await asyncio.sleep(pause)
            pause = min(pause * 2, LONGEST_PAUSE)
        else:
            return


async def announce(bot: Bot, wording: Wording) -> None:
    """The list of commands, in Persian."""
    await bot.set_my_commands(
        [BotCommand(command=name, description=wording(Words(f"telegram-command-{name}"))) for name in COMMANDS]
    )


async def set_webhook(bot: Bot, public_url: str, secret: str) -> None:
    """Have updates brought to us. What is unset would keep its former setting, so all is named."""
    await bot.set_webhook(f"{public_url}/telegram", secret_token=secret, allowed_updates=ALLOWED, max_connections=40)


async def delete_webhook(bot: Bot) -> None:
    """Have updates kept for polling."""
    await bot.delete_webhook(drop_pending_updates=False)

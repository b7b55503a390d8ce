"""What Telegram is told about the staff's bot when the program starts."""

from __future__ import annotations

import asyncio

import structlog
from telegram import Bot, BotCommand

from dialogs.messages import Words
from handlers.desk.calls import Trouble, called
from handlers.desk.commands import LISTED
from handlers.desk.reading import ALLOWED
from handlers.wording import Wording

log = structlog.get_logger(__name__)

PAUSE = 1.0  # seconds until Telegram is told again, doubling
LONGEST_PAUSE = 60.0
ONE_AT_A_TIME = 1  # what colleagues write is brought in its order: two connections could overtake one another


async def introduce(bot: Bot, wording: Wording, public_url: str, secret: str) -> None:
    """Have updates brought to us. Telegram is told until it has heard: nobody waits for it."""
    pause = PAUSE
    while True:
        try:
            await set_webhook(bot, public_url, secret)
            await announce(bot, wording)
        except Trouble as trouble:
            log.warning("telegram has not heard where the desk is", seconds=pause, reason=type(trouble).__name__)
            await asyncio.sleep(pause)
            pause = min(pause * 2, LONGEST_PAUSE)
        else:
            return


async def announce(bot: Bot, wording: Wording) -> None:
    """The list of commands, in Persian."""
    commands = [BotCommand(name, wording(Words(f"staff-command-{name}"))) for name in LISTED]
    await called(bot.set_my_commands(commands))


async def set_webhook(bot: Bot, public_url: str, secret: str) -> None:
    """Have updates brought to us. What is unset would keep its former setting, so all is named."""
    await called(
        bot.set_webhook(
            f"{public_url}/desk", secret_token=secret, allowed_updates=ALLOWED, max_connections=ONE_AT_A_TIME
        )
    )


async def delete_webhook(bot: Bot) -> None:
    """Have updates kept for polling."""
    await called(bot.delete_webhook(drop_pending_updates=False))

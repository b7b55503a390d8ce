"""One whole conversation, told message by message, and all that it leaves behind.

Played in the real house: a mobile that is not hers, a code, a wrong try, the right one, the answer, being forgotten.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.app import Hosting
from dialogs.messages import Channel, Command, Contact, Message, Typed
from handlers.turn import Note, Turn
from handlers.wording import Wording
from services.calendar import Clock
from services.conversations import Place
from tests.services.people.phone import CODE, WRONG, somebody

HER = somebody(1)
HERE = Place("telegram", "1001")
MESSAGES: tuple[Message, ...] = (
    Typed("ازدواج"),
    Contact("09129999999", own=True),
    Typed(HER),
    Typed(WRONG),
    Typed(CODE),
    Command("forget"),
)
NOTES = tuple(Note(HERE, f"update-{place}", message) for place, message in enumerate(MESSAGES))

_LEFT = {
    "conversations": "SELECT channel, address, state FROM hamyar.conversations ORDER BY 1, 2",
    "inbox": "SELECT key, message, state, reference FROM hamyar.inbox ORDER BY seq",
    "outbox": "SELECT channel, address, kind, body, state FROM hamyar.outbox ORDER BY id",
    "links": "SELECT channel, address, national_id, proof FROM hamyar.links",
    "codes": "SELECT channel, address, asked_at, national_id, mobile, hash, tries, used FROM hamyar.codes",
    "locks": "SELECT channel, address, strikes, until FROM hamyar.code_locks",
}


def storyteller(engine: AsyncEngine, clock: Clock, checkpoint: Callable[[str], None] = lambda _: None) -> Turn:
    """A turn as a process has it; of two of them, each is a process."""
    hosting = Hosting(clock, b"k" * 32, new_code=lambda: CODE)
    channels = {HERE.channel: Channel(HERE.channel)}
    return Turn(engine, hosting, channels, Wording(), clock, checkpoint=checkpoint, nonce=lambda: "nonce")


async def left_behind(engine: AsyncEngine) -> dict[str, list[tuple[Any, ...]]]:
    """Everything of every conversation, without what differs from run to run."""
    async with engine.connect() as connection:
        return {table: [tuple(row) for row in await connection.execute(text(query))] for table, query in _LEFT.items()}


async def wipe(engine: AsyncEngine) -> None:
    """As if nobody had ever written."""
    async with engine.begin() as connection:
        tables = "conversations, inbox, outbox, links, codes, code_locks"
        await connection.execute(text("TRUNCATE " + ", ".join(f"hamyar.{table}" for table in tables.split(", "))))

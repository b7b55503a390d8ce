"""Somebody sends a photo that a question wants, while processes that should fetch it come and go."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from aiogram import Bot
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.app import Hosting
from dialogs.catalog import Catalog, Entry
from dialogs.messages import Command, Pictures
from dialogs.talk import Talk
from handlers.telegram.fetching import Fetcher
from handlers.turn import Note, Turn
from services.calendar import Clock
from services.conversations import Place
from services.documents.examining import Examiner
from services.documents.files import Files
from services.documents.sealing import Keys
from services.documents.vault import Vault
from tests.handlers.house import CHANNELS, PlainWording

HERE = Place("telegram", "1001")
KEYS = {"k": b"k" * 32}


async def papers(talk: Talk) -> None:
    """Ask for two pictures, then say so."""
    images = await talk.ask_images("papers", wanted=("contract", "booklet"), most=2)
    await talk.say("filed", images=len(images))


PAPERS = Catalog([Entry("menu", papers)])


@asynccontextmanager
async def process(
    engine: AsyncEngine,
    clock: Clock,
    bot: Bot,
    examiner: Examiner,
    files: Path,
    checkpoint: Callable[[str], None] = lambda _: None,
) -> AsyncIterator[tuple[Turn, Fetcher]]:
    """A turn and a fetcher as a process has them."""
    turn = Turn(engine, Hosting(clock, b"k" * 32, PAPERS), CHANNELS, PlainWording(), clock, checkpoint=checkpoint)
    vault = Vault(Files.at(files), Keys(KEYS))
    fetcher = Fetcher(bot, turn.look_again, engine, clock, examiner, vault, checkpoint=checkpoint)
    try:
        yield turn, fetcher
    finally:
        await fetcher.close()


def photo(file_id: str, key: str = "photo") -> Note:
    return Note(HERE, key, Pictures((), "عقدنامه"), fetch=file_id)


OPENED = Note(HERE, "opened", Command("menu"))


async def left(engine: AsyncEngine) -> dict[str, list[Any]]:
    """What the story comes to."""
    queries = {
        "inbox": "SELECT key, state, to_fetch, jsonb_array_length(message->'ids') FROM hamyar.inbox ORDER BY seq",
        "said": "SELECT body->>'text' FROM hamyar.outbox ORDER BY id",
        "answers": "SELECT jsonb_path_query_array(state, '$.front.journal[*][0]') FROM hamyar.conversations",
    }
    async with engine.connect() as connection:
        return {name: [tuple(row) for row in await connection.execute(text(query))] for name, query in queries.items()}


async def answered_by_stored(engine: AsyncEngine) -> bool:
    """Whether the document that answers the question is one that is there."""
    query = text("SELECT message->'ids'->>0 IN (SELECT id FROM hamyar.documents) FROM hamyar.inbox WHERE key = 'photo'")
    async with engine.connect() as connection:
        return bool((await connection.execute(query)).scalar_one())


async def wiped(engine: AsyncEngine) -> None:
    async with engine.begin() as connection:
        await connection.execute(
            text("TRUNCATE hamyar.conversations, hamyar.inbox, hamyar.outbox, hamyar.documents CASCADE")
        )

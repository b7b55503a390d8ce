"""An update from its arrival to its commit, whichever way it came.

The button's clock stops at once, and "typing" shows when a turn takes long: both go straight to Telegram, since they
are worth nothing later. Everything else goes through the turn; pictures are noted, and fetched afterwards.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable
from contextlib import asynccontextmanager, suppress
from time import perf_counter
from typing import Any

import structlog
from aiogram import Bot
from aiogram.exceptions import AiogramError
from aiogram.types import Update
from sqlalchemy.ext.asyncio import AsyncEngine

from handlers.metrics import TURN_SECONDS
from handlers.telegram import NAME
from handlers.telegram.fetching import Fetcher
from handlers.telegram.reading import Arrival, read
from handlers.turn import Note, Turn
from services.calendar import Clock
from services.messages import Messages

log = structlog.get_logger(__name__)

SLOW = 0.7  # seconds after which "typing" shows


class TelegramEdge:
    """Takes updates into turns."""

    def __init__(self, bot: Bot, turn: Turn, fetcher: Fetcher, engine: AsyncEngine, clock: Clock) -> None:
        self._bot = bot
        self._fetcher = fetcher
        self._turn = turn
        self._engine = engine
        self._clock = clock
        self._aside: set[asyncio.Task[None]] = set()

    async def take(self, update: Update) -> None:
        """Take one update; on return it is committed. Database trouble comes through."""
        arrival = read(update)
        self._answer_press(arrival)
        await self._presence(arrival)
        if arrival.note:
            started = perf_counter()
            async with self._typing(arrival.note):
                await self._turn.receive(arrival.note)
            TURN_SECONDS.labels(NAME).observe(perf_counter() - started)
            if arrival.note.fetch:
                self._fetcher.start(arrival.note.place)

    async def take_in_order(self, updates: list[Update]) -> None:
        """Take several updates of one chat: all are noted first, so that a flood is seen as one."""
        arrivals = [read(update) for update in updates]
        for arrival in arrivals:
            self._answer_press(arrival)
            await self._presence(arrival)
            if arrival.note:
                await self._turn.note(arrival.note)
        notes = [arrival.note for arrival in arrivals if arrival.note]
        for place in {note.place for note in notes}:
            await self._turn.look_again(place)
        for place in {note.place for note in notes if note.fetch}:
            self._fetcher.start(place)

    async def close(self) -> None:
        """Let go of what is sent aside."""
        for task in self._aside:
            task.cancel()
        await asyncio.gather(*self._aside, return_exceptions=True)

    def _answer_press(self, arrival: Arrival) -> None:
        if arrival.callback_id:
            self._send_aside(self._bot.answer_callback_query(arrival.callback_id))

    async def _presence(self, arrival: Arrival) -> None:
        if arrival.presence is None:
            return
        address, what = arrival.presence
        async with self._engine.begin() as connection:
            messages = Messages(connection)
            if what == "blocked":
                await messages.silence(NAME, address, "blocked", self._clock.now())
            else:
                await messages.hear_again(NAME, address, "blocked")

    @asynccontextmanager
    async def _typing(self, note: Note) -> AsyncIterator[None]:
        later = asyncio.get_running_loop().call_later(
            SLOW, lambda: self._send_aside(self._bot.send_chat_action(int(note.place.address), "typing"))
        )
        try:
            yield
        finally:
            later.cancel()

    def _send_aside(self, call: Awaitable[Any]) -> None:
        task = asyncio.create_task(_quietly(call))
        self._aside.add(task)
        task.add_done_callback(self._aside.discard)


async def _quietly(call: Awaitable[Any]) -> None:
    """A late "query is too old", or no connection: the person loses nothing by it."""
    with suppress(AiogramError):
        await call

"""Pictures are fetched after they are noted: from Telegram, through the examiner, into the vault, into their message.

    noted ─ earlier messages played ─ wanted? ─ downloaded ─ examined and stored ─ settled ─ played
                                         └─ no: settled without a look

A conversation is worked on by one task of this process, and a few pictures at once by all of them. Other processes keep
off by a lease, which is renewed while the picture is in hand; what a crash leaves is found by the sweep once it ends.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager, suppress
from datetime import timedelta
from typing import Any

import structlog
from aiogram import Bot
from aiogram.exceptions import AiogramError
from sqlalchemy.exc import DBAPIError, TimeoutError
from sqlalchemy.ext.asyncio import AsyncEngine

from dialogs.state import Conversation
from handlers.floor import ticket_of
from handlers.metrics import ALARMS, FETCHES
from handlers.telegram import NAME
from handlers.telegram.downloading import NotHad, download
from services.calendar import Clock
from services.conversations import Place
from services.conversations.fetching import Claim, Fetching, ToFetch
from services.documents import Taken, take
from services.documents.examining import DoesNotStart, Examiner
from services.documents.vault import Vault

log = structlog.get_logger(__name__)

POINTS = ("claimed", "downloaded", "stored", "settled")
AT_ONCE = 4  # pictures in the hands of one process, each up to 20 MB of memory
LEASE = timedelta(seconds=15)
RENEW_SECONDS = 5.0
LATE = timedelta(seconds=3)  # after which what nobody has in hand was left by a crash
SHORTEST_WAIT, LONGEST_WAIT = 0.1, 2.0  # seconds, for earlier messages to be played
BUSY_SECONDS = 1.0  # until a picture is brought again that found the examiner busy
BROKEN = timedelta(seconds=30)  # until pictures are tried again that nothing can look at
TYPING_AFTER, TYPING_LASTS = 0.7, 4.5  # seconds; Telegram shows it for five
LookAgain = Callable[[Place], Awaitable[object]]


class Fetcher:
    """Fetches what conversations on Telegram wait for."""

    def __init__(
        self,
        bot: Bot,
        look_again: LookAgain,
        engine: AsyncEngine,
        clock: Clock,
        examiner: Examiner,
        vault: Vault,
        *,
        checkpoint: Callable[[str], None] = lambda _: None,
    ) -> None:
        self._bot = bot
        self._look_again = look_again
        self._engine = engine
        self._asking = engine.execution_options(isolation_level="AUTOCOMMIT")
        self._clock = clock
        self._examiner = examiner
        self._vault = vault
        self._at = checkpoint
        self._turns = asyncio.Semaphore(AT_ONCE)
        self._tasks: dict[Place, asyncio.Task[None]] = {}
        self._again: set[Place] = set()
        self._broken = False

    def start(self, place: Place) -> None:
        """See to what is to be fetched for a conversation, in the background."""
        self._again.add(place)
        if place not in self._tasks:
            self._tasks[place] = asyncio.create_task(self._see_to(place))

    @property
    def busy(self) -> bool:
        """Whether it is at work."""
        return bool(self._tasks)

    async def sweep(self) -> None:
        """Start on what a crash left."""
        now = self._clock.now()
        async with self._asking.connect() as connection:
            places = await Fetching(connection).left_over(NAME, now, now - LATE)
        for place in places:
            self.start(place)

    async def close(self) -> None:
        """Let go of everything; another process takes it up when the leases end."""
        tasks = list(self._tasks.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def fetch_all(self, place: Place) -> None:
        """Fetch for a conversation until there is nothing, or somebody else is at it; what is fetched is played."""
        wait = SHORTEST_WAIT
        while True:
            await self._look_again(place)
            claim = await self._claim(place)
            if claim is None:
                return
            if claim.claimed:
                if not await self._fetch(place, claim):
                    return
                wait = SHORTEST_WAIT
                continue
            not_due = (claim.due - self._clock.now()).total_seconds()
            if not_due <= 0 and not claim.earlier:
                return
            await asyncio.sleep(max(not_due, wait))
            wait = min(wait * 2, LONGEST_WAIT)

    async def _see_to(self, place: Place) -> None:
        try:
            while place in self._again:
                self._again.discard(place)
                await self.fetch_all(place)
        except Exception as error:
            log.warning("left to the sweep", channel=place.channel, exc_info=error)
        finally:
            self._again.discard(place)
            del self._tasks[place]

    async def _claim(self, place: Place) -> Claim | None:
        now = self._clock.now()
        async with self._asking.connect() as connection:
            claim = await Fetching(connection).claim(place, now, now + LEASE)
        if claim and claim.claimed:
            self._at("claimed")
        return claim

    async def _fetch(self, place: Place, claim: Claim) -> bool:
        """Whether to go on with this conversation."""
        keys = [one.key for one in claim.claimed]
        if not wanted(claim.state):
            await self._settle(place, keys, {})
            FETCHES.labels(place.channel, "unwanted").inc(len(keys))
            return True
        async with self._in_hand(place, keys), self._typing(place), asyncio.TaskGroup() as group:
            tasks = {one.key: group.create_task(self._fetch_one(place, one)) for one in claim.claimed}
        left = [key for key, task in tasks.items() if not task.result()]
        if left:
            await self._renew(place, left, BROKEN)
        return not left

    async def _fetch_one(self, place: Place, one: ToFetch) -> bool:
        """Whether it is settled; it is not while nothing can look at pictures."""
        async with self._turns:
            try:
                found = await self._found(place, one.fetch)
            except DoesNotStart as trouble:
                self._alarm(trouble)
                return False
            await self._settle(place, [one.key], found)
        FETCHES.labels(place.channel, found["faults"][0] if "faults" in found else "taken").inc()
        return True

    async def _found(self, place: Place, file_id: str) -> Mapping[str, Any]:
        """What became of a file, as a part of its message. Raises DoesNotStart."""
        try:
            data = await download(self._bot, file_id)
        except NotHad as error:
            return {"faults": [error.fault]}
        self._at("downloaded")
        while True:
            taken = await take(self._examiner, self._vault, self._engine, self._clock, data, place)
            self._broken = False
            if isinstance(taken, Taken):
                self._at("stored")
                return {"ids": [taken.id]}
            if not taken.may_pass:
                return {"faults": [taken.fault.value]}
            await asyncio.sleep(BUSY_SECONDS)

    async def _settle(self, place: Place, keys: list[str], found: Mapping[str, Any]) -> None:
        async with self._asking.connect() as connection:
            await Fetching(connection).settle(place, keys, found)
        self._at("settled")

    def _alarm(self, trouble: DoesNotStart) -> None:
        """Pictures wait until an operator has put that right, who is told once."""
        if not self._broken:
            self._broken = True
            ALARMS.labels("pictures cannot be looked at").inc()
            log.error("alarm", what="pictures cannot be looked at", channel=NAME, exc_info=trouble)

    async def _renew(self, place: Place, keys: list[str], lease: timedelta) -> None:
        async with self._asking.connect() as connection:
            await Fetching(connection).renew(place, keys, self._clock.now() + lease)

    @asynccontextmanager
    async def _in_hand(self, place: Place, keys: list[str]) -> AsyncIterator[None]:
        """The lease is renewed while the block lasts; a database that is away for a moment ends nothing."""

        async def renew() -> None:
            with suppress(DBAPIError, TimeoutError, OSError):
                await self._renew(place, keys, LEASE)

        async with _meanwhile(RENEW_SECONDS, RENEW_SECONDS, renew):
            yield

    @asynccontextmanager
    async def _typing(self, place: Place) -> AsyncIterator[None]:
        async def show() -> None:
            with suppress(AiogramError):
                await self._bot.send_chat_action(int(place.address), "typing")

        async with _meanwhile(TYPING_AFTER, TYPING_LASTS, show):
            yield


def wanted(state: Mapping[str, Any]) -> bool:
    """Whether a conversation that stands so wants pictures: its open question, or the colleague who has the floor."""
    front = Conversation.load(state).front
    return ticket_of(state) is not None or bool(front and front.shown and front.shown.wants == "pictures")


@asynccontextmanager
async def _meanwhile(after: float, every: float, act: Callable[[], Awaitable[None]]) -> AsyncIterator[None]:
    """Act `after` so many seconds, and then `every` so many, while the block lasts."""

    async def go_on() -> None:
        await asyncio.sleep(after)
        while True:
            await act()
            await asyncio.sleep(every)

    task = asyncio.create_task(go_on())
    try:
        yield
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)

"""The poster: what lies in rows for the staff's groups goes there, within Telegram's limits, and is recorded.

One poster serves one bot and holds it by an advisory lock; on the same connection it listens for news of the desk. Each
group has a loop of its own, so that one that is out of reach holds up no other. Again and again a loop asks what is the
next thing to do in its group, does it at Telegram, and the job itself records that it is done. A post has to wait for
its share of 20 messages a minute; while it does, what costs nothing goes on. Only when its turn has come is it decided
which post that is and what stands in it: the most urgent, with all that has joined it. A crash between a call and its
record repeats that one call.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Protocol

import structlog
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from handlers.budget import Budget, Rate
from handlers.desk.calls import GroupAway, Later, MessageGone, NotReached, Refused, TokenRefused, TopicGone, Unsure
from handlers.line import held
from handlers.metrics import ALARMS
from services.desk import NEWS, ONE_POST

log = structlog.get_logger(__name__)

GROUP = Rate(19, 60)  # Telegram's is 20 a minute; one is kept in hand, for it counts by its own clock
BURST = Rate(3, 3)  # one a second in a chat, and a short burst
POINTS = ("called", "recorded")


@dataclass(frozen=True)
class Pace:
    """How the poster works; in seconds but for `gather`, within which a citizen's lines are one post."""

    gather: timedelta = ONE_POST
    look: float = 1.0  # how often it looks without being woken
    pause: float = 1.0  # after a call that did not get through
    away: float = 30.0  # how long a group that is out of reach is left alone


@dataclass(frozen=True)
class Job:
    """Something to do in a group, in so many messages; 0 for what costs nothing, such as an edit.

    `due` orders jobs: for how long something can wait is added to when it came up. `topic` is where, once there is one.
    `do` is told whether an earlier try may have been done; it raises Trouble. `drop` gives the job up for good.
    """

    key: str
    due: datetime
    messages: int
    do: Callable[[bool], Awaitable[None]]
    drop: Callable[[], Awaitable[None]]
    topic: int | None = None


class Shows(Protocol):
    """One source of what groups have to show: a sort of topic, or slips."""

    async def next(self, chat_id: int, away: frozenset[int]) -> Sequence[Job]:
        """What is to be done there, in order. `away` are groups out of reach."""
        ...

    async def gone(self, connection: AsyncConnection, chat_id: int, topic_id: int) -> None:
        """That topic was deleted by somebody."""
        ...


@dataclass
class _Lane:
    """One group's loop."""

    news: asyncio.Event = field(default_factory=asyncio.Event)
    not_before: float = 0.0
    paid: int = 0  # messages that may go, once `paid_at` has come
    paid_at: float = 0.0
    unsure: set[str] = field(default_factory=set)
    aside: dict[str, float] = field(default_factory=dict)  # jobs that were refused, and until when they are left alone


class Poster:
    """Posts in the groups of one bot."""

    def __init__(
        self,
        engine: AsyncEngine,
        bot: int,
        chats: Sequence[int],
        shows: Sequence[Shows],
        *,
        limited: bool = True,
        pace: Pace | None = None,
        checkpoint: Callable[[str], None] = lambda _: None,
    ) -> None:
        self._engine = engine
        self._bot = bot
        self._shows = shows
        self._pace = pace or Pace()
        self._at = checkpoint
        self._minute = Budget(None, GROUP if limited else None)
        self._burst = Budget(None, BURST if limited else None)
        self._lanes = {chat_id: _Lane() for chat_id in chats}
        self._away: dict[int, float] = {}

    async def run(self) -> None:
        """Post until cancelled. Database trouble comes through."""
        async with held(self._engine, f"desk poster {self._bot}") as connection, asyncio.TaskGroup() as group:
            group.create_task(self._listen(connection))
            for chat_id in self._lanes:
                group.create_task(self._serve(chat_id))

    async def drain(self) -> None:
        """Post what is due now in every group, without holding the line."""
        for chat_id in self._lanes:
            while not await self.step(chat_id):
                pass

    async def _serve(self, chat_id: int) -> None:
        lane = self._lanes[chat_id]
        while True:
            lane.news.clear()
            wait = await self.step(chat_id)
            if wait > 0:
                with suppress(TimeoutError):
                    async with asyncio.timeout(wait):
                        await lane.news.wait()

    async def step(self, chat_id: int) -> float:
        """Do the next thing in a group; 0 when something was done, else how many seconds there is nothing to do."""
        lane, now = self._lanes[chat_id], time.monotonic()
        if lane.not_before > now:
            await asyncio.sleep(lane.not_before - now)
        jobs = await self._next(chat_id)
        free = next((job for job in jobs if not job.messages), None)
        costly = next((job for job in jobs if job.messages), None)
        if free is None and costly is None:
            return self._pace.look
        if costly is not None:
            self._pay(chat_id, min(costly.messages, GROUP.messages))
        if costly is not None and lane.paid_at <= time.monotonic():
            lane.paid = 0
            await self._do(chat_id, costly)
        elif free is not None:
            await self._do(chat_id, free)
        else:
            return max(0.001, min(self._pace.look, lane.paid_at - time.monotonic()))
        return 0

    def _pay(self, chat_id: int, messages: int) -> None:
        """Have so many messages counted, and know when they may go."""
        lane, now = self._lanes[chat_id], time.monotonic()
        while lane.paid < messages:
            wait = self._minute.reserve(str(chat_id))
            if lane.paid < BURST.messages:
                wait = max(wait, self._burst.reserve(str(chat_id)))
            lane.paid_at = max(now + wait, lane.paid_at if lane.paid else 0.0)
            lane.paid += 1

    async def _next(self, chat_id: int) -> list[Job]:
        """What is to be done: sources in their order, so that answers come before posts."""
        now = time.monotonic()
        aside = self._lanes[chat_id].aside
        away = frozenset(chat for chat, until in self._away.items() if until > now)
        found: list[Job] = []
        for source in self._shows:
            jobs = await source.next(chat_id, away)
            found += [job for job in jobs if aside.get(job.key, 0.0) <= now]
        return found

    async def _do(self, chat_id: int, job: Job) -> None:
        lane = self._lanes[chat_id]
        try:
            await job.do(job.key in lane.unsure)
        except TopicGone:
            log.warning("topic is gone", chat=chat_id)
            await self._forget(chat_id, job.topic)
        except GroupAway as trouble:
            self._group_away(chat_id, trouble)
        except Later as trouble:
            lane.not_before = time.monotonic() + trouble.seconds
        except TokenRefused:
            ALARMS.labels("telegram refuses the desk's token").inc()
            log.error("alarm", what="telegram refuses the desk's token")  # noqa: TRY400  its text would hold the token
            lane.not_before = time.monotonic() + self._pace.away
        except NotReached as trouble:
            log.warning("desk not reached", reason=str(trouble))
            lane.not_before = time.monotonic() + self._pace.pause
        except Unsure as trouble:
            log.warning("post of unknown outcome", chat=chat_id, reason=str(trouble))
            lane.unsure.add(job.key)
            lane.not_before = time.monotonic() + self._pace.pause
        except (Refused, MessageGone) as trouble:
            ALARMS.labels("desk post refused").inc()
            log.error("alarm", what="desk post refused", chat=chat_id, reason=str(trouble))  # noqa: TRY400
            lane.aside[job.key] = time.monotonic() + self._pace.away
            await job.drop()
        else:
            lane.unsure.discard(job.key)
            self._at("recorded")

    def _group_away(self, chat_id: int, trouble: GroupAway) -> None:
        """Its tickets wait, and other groups take them."""
        ALARMS.labels("desk group out of reach").inc()
        log.error("alarm", what="desk group out of reach", chat=chat_id, reason=str(trouble))
        self._away[chat_id] = time.monotonic() + self._pace.away * 2
        self._lanes[chat_id].not_before = time.monotonic() + self._pace.away
        for lane in self._lanes.values():
            lane.news.set()

    async def _forget(self, chat_id: int, topic_id: int | None) -> None:
        if topic_id is None:
            return
        async with self._engine.begin() as connection:
            for source in self._shows:
                await source.gone(connection, chat_id, topic_id)

    async def _listen(self, connection: AsyncConnection) -> None:
        """Be woken by what is done at the desk, for as long as the line is held."""
        await connection.execute(text(f"LISTEN {NEWS}"))
        raw = (await connection.get_raw_connection()).driver_connection
        assert raw is not None
        async for _ in raw.notifies():
            for lane in self._lanes.values():
                lane.news.set()
        raise ConnectionError("the line was lost")

"""What groups have to show of tickets: a topic for each, its head, what is said in it, its end."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import structlog
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from handlers.desk.calls import Calls, MessageGone, Unchanged
from handlers.desk.poster import Job, Pace
from handlers.desk.posts import TicketPosts
from handlers.desk.texts import TicketTexts
from handlers.floor import MakeDesk
from services.calendar import Clock
from services.desk import Desk, Enrolment, Topic
from services.desk.groups import Group, choose
from services.desk.slips import Slips
from services.desk.topics import Topics, Unplaced
from services.documents.vault import Vault

log = structlog.get_logger(__name__)

NEW_WAITS = timedelta(seconds=20)  # by so much a new ticket's topic yields to those who are talking with a colleague
LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)


class TicketShows:
    """The tickets, as a source of jobs for the poster."""

    def __init__(
        self,
        engine: AsyncEngine,
        desk: MakeDesk,
        calls: Calls,
        vault: Vault,
        words: TicketTexts,
        groups: Sequence[Group],
        clock: Clock,
        *,
        pace: Pace,
        checkpoint: Callable[[str], None] = lambda _: None,
    ) -> None:
        self._engine = engine
        self._desk = desk
        self._calls = calls
        self._texts = words
        self._groups = groups
        self._clock = clock
        self._posts = TicketPosts(engine, desk, calls, vault, words, clock, gather=pace.gather, checkpoint=checkpoint)
        self._at = checkpoint
        self._placing = asyncio.Lock()
        self._meant: dict[int, int] = {}

    async def next(self, chat_id: int, away: frozenset[int]) -> Sequence[Job]:
        """The most urgent first: a ticket that needs a topic, a topic that needs a head, posts; then what is free."""
        async with self._engine.connect() as connection:
            desk, topics = self._desk(connection), Topics(connection)
            costly: list[Job] = []
            if placing := await self._to_place(topics, chat_id, away):
                costly.append(
                    self._job(f"place {placing.number}", placing.opened_at + NEW_WAITS, self._place(placing, chat_id))
                )
            if headless := await topics.headless(chat_id):
                number, since = headless
                costly.append(await self._in_topic(desk, number, f"head {number}", since + NEW_WAITS, self._head))
            free: list[Job] = []
            for job in await self._posts.next(connection, chat_id):
                (costly if job.messages else free).append(job)
            if (stale := await topics.stale(chat_id)) is not None:
                job = await self._in_topic(desk, stale, f"head again {stale}", LONG_AGO, self._head_again)
                free.append(replace(job, messages=0))
            if (ended := await topics.to_close(chat_id)) is not None:
                job = await self._in_topic(desk, ended, f"close {ended}", LONG_AGO, self._close)
                free.append(replace(job, messages=0))
        return [*sorted(costly, key=lambda job: job.due), *free]

    async def gone(self, connection: AsyncConnection, chat_id: int, topic_id: int) -> None:
        """The ticket gets another topic, if it is still open."""
        await Topics(connection).forget(chat_id, topic_id)

    # ---- where a ticket is shown ----------------------------------------------------------------------------------

    async def _to_place(self, topics: Topics, chat_id: int, away: frozenset[int]) -> Unplaced | None:
        """A ticket that is to get its topic in this group. Each is meant for one group until it has its topic."""
        async with self._placing:
            unplaced = await topics.unplaced(away)
            numbers = {one.number for one in unplaced}
            self._meant = {
                number: chat for number, chat in self._meant.items() if number in numbers and chat not in away
            }
            loads = dict(await topics.loads())
            for chat in self._meant.values():
                loads[chat] = loads.get(chat, 0) + 1
            for one in unplaced:
                if one.number not in self._meant and (group := self._choose(one, loads, away)) is not None:
                    self._meant[one.number] = group
                    loads[group] = loads.get(group, 0) + 1
            return next((one for one in unplaced if self._meant.get(one.number) == chat_id), None)

    def _choose(self, one: Unplaced, loads: dict[int, int], away: frozenset[int]) -> int | None:
        """A group that answers the kind and shows the ticket already keeps it."""
        chosen = choose(self._groups, one.kind, loads, away)
        here = next((group for group in self._groups if group.chat_id == one.chat_id), None)
        if here and here.chat_id not in away and chosen and (one.kind in here.kinds or one.kind not in chosen.kinds):
            return here.chat_id
        return chosen.chat_id if chosen else None

    def _place(self, placing: Unplaced, chat_id: int) -> Callable[[bool], Awaitable[None]]:
        async def place(_: bool) -> None:
            async with self._engine.connect() as connection:
                desk = self._desk(connection)
                header, before = await desk.header(placing.number), await desk.topic(placing.number)
            if before is not None and before.chat_id == chat_id:
                async with self._engine.begin() as connection:
                    await Topics(connection).stay(placing.number, header.ticket.kind)
                return
            topic_id = await self._calls.open_topic(chat_id, self._texts.topic(header))
            self._at("called")
            async with self._engine.begin() as connection:
                await Topics(connection).place(placing.number, chat_id, topic_id)
                if before is not None:
                    moved = self._texts.say(
                        "staff-moved", number=placing.number, kind=self._texts.kind(header.ticket.kind)
                    )
                    body = {"text": moved, "close": True}
                    await Slips(connection).say(before.chat_id, before.topic_id, body, self._clock.now())

        return place

    async def _head(self, number: int, topic: Topic, repeated: bool) -> None:
        async with self._engine.connect() as connection:
            desk = self._desk(connection)
            header, lines = await desk.header(number), await desk.history(number)
            names = {one.telegram_id: one.name for one in await Enrolment(connection).everybody()}
            waiting = {
                seq for one in await desk.unposted(self._clock.now()) for seq in one.seqs if one.number == number
            }
        message_id = await self._calls.text(
            topic.chat_id, topic.topic_id, self._texts.head(header), buttons=self._texts.buttons(header)
        )
        self._at("called")
        so_far = self._texts.so_far([line for line in lines if line.seq not in waiting], names)
        async with self._engine.begin() as connection:
            await Topics(connection).headed(number, topic, message_id, header.ticket.version)
            for said in so_far:
                await Slips(connection).say(topic.chat_id, topic.topic_id, {"text": said}, self._clock.now())

    async def _head_again(self, number: int, topic: Topic, repeated: bool) -> None:
        """The head as the ticket is now, however many changes that were; one that was deleted is posted anew."""
        async with self._engine.connect() as connection:
            header = await self._desk(connection).header(number)
        text, keys = self._texts.head(header), self._texts.buttons(header)
        message_id = topic.header_message_id
        try:
            with suppress(Unchanged):
                await self._calls.edit(topic.chat_id, message_id, text, keys)
        except MessageGone:
            message_id = await self._calls.text(topic.chat_id, topic.topic_id, text, buttons=keys)
        self._at("called")
        async with self._engine.begin() as connection:
            await Topics(connection).headed(number, topic, message_id, header.ticket.version)

    async def _close(self, number: int, topic: Topic, repeated: bool) -> None:
        with suppress(Unchanged):
            await self._calls.close_topic(topic.chat_id, topic.topic_id)
        self._at("called")
        async with self._engine.begin() as connection:
            await Topics(connection).closed(number)

    # ---- jobs -----------------------------------------------------------------------------------------------------

    def _job(self, key: str, due: datetime, do: Callable[[bool], Awaitable[None]]) -> Job:
        async def drop() -> None:
            log.error("given up", job=key)

        return Job(key, due, 1, do, drop)

    async def _in_topic(
        self,
        desk: Desk,
        number: int,
        key: str,
        due: datetime,
        do: Callable[[int, Topic, bool], Awaitable[None]],
    ) -> Job:
        topic = await desk.topic(number)
        assert topic is not None
        job = self._job(key, due, lambda repeated: do(number, topic, repeated))
        return replace(job, topic=topic.topic_id)

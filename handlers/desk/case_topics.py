"""What groups have to show of objections: a topic for each, its head, what happens to it, its end.

Nothing of a picture is ever sent there: the head has a button that leads each reviewer to a link of their own.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from datetime import datetime, timedelta

import structlog
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from handlers.desk.calls import Calls, MessageGone, Unchanged
from handlers.desk.cases import CaseTexts
from handlers.desk.poster import Job
from handlers.markup import as_html
from services.calendar import Clock
from services.desk.groups import Group, choose_for_reviews
from services.reviews import Case, Event, Reviews
from services.reviews.topics import CaseTopics, Unplaced, Unshown

log = structlog.get_logger(__name__)

CASE_WAITS = timedelta(seconds=60)  # by so much a case yields to citizens who are talking with a colleague
MakeReviews = Callable[[AsyncConnection], Reviews]


class CaseShows:
    """Objections, as a source of jobs for the poster."""

    def __init__(
        self,
        engine: AsyncEngine,
        reviews: MakeReviews,
        calls: Calls,
        words: CaseTexts,
        groups: Sequence[Group],
        clock: Clock,
        *,
        checkpoint: Callable[[str], None] = lambda _: None,
    ) -> None:
        self._engine = engine
        self._reviews = reviews
        self._calls = calls
        self._texts = words
        self._groups = groups
        self._clock = clock
        self._at = checkpoint
        self._placing = asyncio.Lock()
        self._meant: dict[str, int] = {}

    async def next(self, chat_id: int, away: frozenset[int]) -> Sequence[Job]:
        """The oldest first: an objection that needs a topic, a topic that needs a head, posts; then what is free."""
        async with self._engine.connect() as connection:
            topics = CaseTopics(connection, self._clock)
            costly: list[Job] = []
            if placing := await self._to_place(topics, chat_id, away):
                key = f"case place {placing.number}"
                costly.append(_job(key, placing.filed_at, True, self._place(placing, chat_id)))
            free: list[Job] = []
            for topic in await topics.unshown(chat_id):
                for job in await self._jobs(connection, topic):
                    (costly if job.messages else free).append(job)
        return [*sorted(costly, key=lambda job: job.due), *free]

    async def gone(self, connection: AsyncConnection, chat_id: int, topic_id: int) -> None:
        """The objection gets another topic, if it is still open."""
        await CaseTopics(connection, self._clock).forget(chat_id, topic_id)

    # ---- where an objection is shown --------------------------------------------------------------------------------

    async def _to_place(self, topics: CaseTopics, chat_id: int, away: frozenset[int]) -> Unplaced | None:
        """One that is to get its topic in this group. Each is meant for one group until it has its topic."""
        async with self._placing:
            unplaced = await topics.unplaced([group.chat_id for group in self._groups])
            numbers = {one.number for one in unplaced}
            self._meant = {
                number: chat for number, chat in self._meant.items() if number in numbers and chat not in away
            }
            loads = dict(await topics.loads())
            for chat in self._meant.values():
                loads[chat] = loads.get(chat, 0) + 1
            for one in unplaced:
                if one.number not in self._meant and (group := choose_for_reviews(self._groups, loads, away)):
                    self._meant[one.number] = group.chat_id
                    loads[group.chat_id] = loads.get(group.chat_id, 0) + 1
            return next((one for one in unplaced if self._meant.get(one.number) == chat_id), None)

    def _place(self, placing: Unplaced, chat_id: int) -> Callable[[bool], Awaitable[None]]:
        async def place(_: bool) -> None:
            case, _events = await self._read(placing.number)
            topic_id = await self._calls.open_topic(chat_id, self._texts.topic(case))
            self._at("called")
            async with self._engine.begin() as connection:
                await CaseTopics(connection, self._clock).place(placing.number, chat_id, topic_id)

        return place

    # ---- what stands there ------------------------------------------------------------------------------------------

    async def _jobs(self, connection: AsyncConnection, topic: Unshown) -> list[Job]:
        """A head first; then what happened, and the head as it is. The last edit of a closed case ends its topic."""
        if not topic.header_message_id:
            return [self._in_topic(topic, "head", True, self._head)]
        jobs = []
        if not topic.posted:
            events = await self._reviews(connection).events(topic.number, after=topic.shown)
            jobs.append(self._in_topic(topic, "post", bool(self._texts.happened(events)), self._post, self._skip))
        if topic.headed < topic.last and (topic.is_open or topic.posted):
            jobs.append(self._in_topic(topic, "head again", False, self._head_again))
        return jobs

    async def _head(self, topic: Unshown, repeated: bool) -> None:
        case, events = await self._read(topic.number)
        keys = self._texts.buttons(case, await self._calls.username())
        message_id = await self._calls.text(topic.chat_id, topic.topic_id, self._texts.head(case, events), buttons=keys)
        self._at("called")
        known = case.last_event if case.objection.is_open else 0  # a closed one is looked at again, to end its topic
        await self._headed(topic, message_id, known)

    async def _head_again(self, topic: Unshown, repeated: bool) -> None:
        """The head as the case is now, however much happened; one that was deleted is posted anew."""
        case, events = await self._read(topic.number)
        text, message_id = self._texts.head(case, events), topic.header_message_id
        keys = self._texts.buttons(case, await self._calls.username())
        try:
            with suppress(Unchanged):
                await self._calls.edit(topic.chat_id, message_id, text, keys)
        except MessageGone:
            message_id = await self._calls.text(topic.chat_id, topic.topic_id, text, buttons=keys)
        if not case.objection.is_open:
            if topic.last < case.last_event:
                return  # what happened meanwhile is posted first
            with suppress(Unchanged):
                await self._calls.close_topic(topic.chat_id, topic.topic_id)
        self._at("called")
        await self._headed(topic, message_id, case.last_event)

    async def _headed(self, topic: Unshown, message_id: int, event: int) -> None:
        async with self._engine.begin() as connection:
            await CaseTopics(connection, self._clock).headed(topic, message_id, event)

    async def _post(self, topic: Unshown, repeated: bool) -> None:
        async with self._engine.connect() as connection:
            events = await self._reviews(connection).events(topic.number, after=topic.shown)
        for said in self._texts.happened(events):
            marked = f"{said}\n{self._texts.say('staff-repeated')}" if repeated else said
            await self._calls.text(topic.chat_id, topic.topic_id, as_html(marked))
        self._at("called")
        await self._shown(topic, events[-1].id)

    async def _skip(self, topic: Unshown) -> None:
        await self._shown(topic, topic.last)

    async def _shown(self, topic: Unshown, event: int) -> None:
        async with self._engine.begin() as connection:
            await CaseTopics(connection, self._clock).shown(topic, event)

    async def _read(self, number: str) -> tuple[Case, tuple[Event, ...]]:
        async with self._engine.connect() as connection:
            reviews = self._reviews(connection)
            return await reviews.case(number), await reviews.events(number)

    # ---- jobs -------------------------------------------------------------------------------------------------------

    def _in_topic(
        self,
        topic: Unshown,
        what: str,
        costs: bool,
        do: Callable[[Unshown, bool], Awaitable[None]],
        drop: Callable[[Unshown], Awaitable[None]] | None = None,
    ) -> Job:
        key = f"case {what} {topic.number} {topic.last}"
        dropped = (lambda: drop(topic)) if drop else None
        return _job(key, topic.since, costs, lambda repeated: do(topic, repeated), dropped, topic.topic_id)


def _job(
    key: str,
    since: datetime,
    costs: bool,
    do: Callable[[bool], Awaitable[None]],
    drop: Callable[[], Awaitable[None]] | None = None,
    topic: int | None = None,
) -> Job:
    async def given_up() -> None:
        log.error("given up", job=key)

    return Job(key, since + CASE_WAITS, int(costs), do, drop or given_up, topic)

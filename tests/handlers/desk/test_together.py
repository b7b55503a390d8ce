"""Tickets and objections in one group: what waits longest comes first, and each sort has groups of its own."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncConnection

from handlers.desk.poster import Job
from handlers.desk.together import Together
from services.desk import Kind
from services.desk.groups import Group, choose, choose_for_reviews

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
TICKETS, REVIEWS = Group(-1, frozenset(Kind), reviews=False), Group(-2, frozenset())


class Source:
    """Has these jobs, each a name and how many minutes it waits; one without minutes costs nothing."""

    def __init__(self, **jobs: int | None) -> None:
        self._jobs = jobs

    async def next(self, chat_id: int, away: frozenset[int]) -> Sequence[Job]:
        return [self._job(name, minutes) for name, minutes in self._jobs.items()]

    async def gone(self, connection: AsyncConnection, chat_id: int, topic_id: int) -> None:
        raise AssertionError

    def _job(self, name: str, minutes: int | None) -> Job:
        async def do(_: bool) -> None:
            raise AssertionError

        async def drop() -> None:
            raise AssertionError

        return Job(name, NOON - timedelta(minutes=minutes or 0), minutes is not None, do, drop)


async def test_a_busy_sort_does_not_starve_another() -> None:
    together = Together(Source(t3=3, head=None, t1=1), Source(c2=2, c9=9, close=None))
    jobs = await together.next(-1, frozenset())
    assert [job.key for job in jobs] == ["c9", "t3", "c2", "t1", "head", "close"]


def test_an_objection_goes_where_objections_are_reviewed() -> None:
    assert choose_for_reviews((TICKETS, REVIEWS), {}) == REVIEWS
    assert choose((TICKETS, REVIEWS), Kind.INSURED, {-1: 9}) == TICKETS
    assert choose_for_reviews((TICKETS,), {}) == TICKETS, "where no group reviews, any does"
    assert choose_for_reviews((TICKETS, REVIEWS), {}, away={-2}) is None
    both = (REVIEWS, Group(-3))
    assert choose_for_reviews(both, {-2: 2, -3: 1}) == both[1]

"""Jobs that a dead worker left `doing`. Death is moved back in the rows; nothing waits for it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any

from croniter import croniter
from procrastinate import App
from procrastinate.jobs import Job, Status
from procrastinate.manager import JobManager
from procrastinate.periodic import MARGIN
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.jobs import VIGIL, Jobs
from bot.stalled import take_up
from tests.bot.test_jobs import states, work_off
from tests.clock import FrozenClock

JUST_DEAD = -VIGIL.dead_after_seconds - 0.1
IN_AN_HOUR = 3600.0  # a sign of life that no pause of this machine makes old


async def left_doing(engine: AsyncEngine, task: str, sign_of_life: float = JUST_DEAD) -> None:
    """A worker is at a job that waits; its last sign of life came so many seconds from now."""
    async with engine.begin() as connection:
        await connection.execute(
            text(
                "WITH worker AS (INSERT INTO hamyar.procrastinate_workers (last_heartbeat)"
                " VALUES (now() + make_interval(secs => :sign_of_life)) RETURNING id)"
                " UPDATE hamyar.procrastinate_jobs SET status = 'doing', worker_id = worker.id FROM worker"
                " WHERE task_name = :task AND status = 'todo'"
            ),
            {"task": task, "sign_of_life": sign_of_life},
        )


async def doing(engine: AsyncEngine) -> list[str]:
    async with engine.connect() as connection:
        jobs = await connection.execute(
            text("SELECT task_name FROM hamyar.procrastinate_jobs WHERE status = 'doing' ORDER BY task_name")
        )
        return list(jobs.scalars())


async def wait_in_line(app: App, *names: str) -> None:
    for name in names:
        await app.tasks[name].defer_async(timestamp=0)


def test_from_death_to_the_look_that_finds_it_less_than_a_minute_passes() -> None:
    start = datetime(2026, 1, 1, tzinfo=UTC)
    looks = croniter(VIGIL.looking, start, second_at_beginning=False)
    hour = [looks.get_next(datetime) for _ in range(240)]
    longest = max(later - earlier for earlier, later in pairwise(hour))
    margin = timedelta(seconds=MARGIN)  # by which looks are late
    assert timedelta(seconds=VIGIL.dead_after_seconds) + longest + margin < timedelta(seconds=45)
    assert VIGIL.dead_after_seconds >= 4 * VIGIL.sign_of_life_seconds, "one that is late is not dead"


async def test_what_a_dead_worker_left_is_taken_up_again(
    database_url: str, engine: AsyncEngine, clock: FrozenClock
) -> None:
    async with Jobs(database_url, engine, clock).opened() as app:
        await wait_in_line(app, "prune")
        await left_doing(engine, "prune")
        await wait_in_line(app, "retry_stalled")
    await work_off(database_url, engine, clock)
    assert (await states(engine))["prune"] == "succeeded"


async def test_what_a_worker_is_at_that_lives_is_left_to_it(
    database_url: str, engine: AsyncEngine, clock: FrozenClock
) -> None:
    async with Jobs(database_url, engine, clock).opened() as app:
        await wait_in_line(app, "prune")
        await left_doing(engine, "prune", IN_AN_HOUR)
        await wait_in_line(app, "retry_stalled")
    await work_off(database_url, engine, clock)
    done = await states(engine)
    assert (done["prune"], done["retry_stalled"]) == ("doing", "succeeded")


async def test_the_look_itself_may_be_what_was_left(database_url: str, engine: AsyncEngine, clock: FrozenClock) -> None:
    async with Jobs(database_url, engine, clock).opened() as app:
        await wait_in_line(app, "prune")
        await left_doing(engine, "prune")
        await wait_in_line(app, "retry_stalled")
        await left_doing(engine, "retry_stalled")
        await wait_in_line(app, "retry_stalled")
    await work_off(database_url, engine, clock)
    assert (await states(engine))["prune"] == "succeeded"
    assert await doing(engine) == []


async def test_one_that_may_wait_only_once_makes_way_for_the_one_that_waits(
    database_url: str, engine: AsyncEngine, clock: FrozenClock
) -> None:
    async with Jobs(database_url, engine, clock).opened() as app:
        await wait_in_line(app, "seal_audit", "prune")
        await left_doing(engine, "seal_audit")
        await left_doing(engine, "prune")
        await wait_in_line(app, "seal_audit", "retry_stalled")
    await work_off(database_url, engine, clock)
    done = await states(engine)
    assert (done["seal_audit"], done["prune"]) == ("succeeded", "succeeded")
    assert await doing(engine) == []


class AMomentAgo(JobManager):
    """Finds what was stalled a moment ago."""

    def __init__(self, app: App, found: Iterable[Job]) -> None:
        super().__init__(app.job_manager.connector)
        self._found = list(found)

    async def get_stalled_jobs(self, *_: Any, **__: Any) -> Iterable[Job]:
        return self._found


async def test_what_was_finished_meanwhile_keeps_nobody_from_the_next(
    database_url: str, engine: AsyncEngine, clock: FrozenClock
) -> None:
    async with Jobs(database_url, engine, clock).opened() as app:
        await wait_in_line(app, "prune", "settle_notices")
        await left_doing(engine, "prune")
        await left_doing(engine, "settle_notices")
        stalled = await app.job_manager.get_stalled_jobs(seconds_since_heartbeat=VIGIL.dead_after_seconds)
        found = sorted(stalled, key=lambda job: job.task_name)
        await app.job_manager.finish_job(found[0], Status.SUCCEEDED, delete_job=True)
        await take_up(AMomentAgo(app, found), VIGIL)
    assert await states(engine) == {"settle_notices": "todo"}

"""Jobs: done once by any of several workers, and taken up again after a worker's death."""

from __future__ import annotations

import asyncio

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.jobs import VIGIL, Jobs
from services.desk import Enrolment, Role
from services.desk.audit import verify
from tests.clock import FrozenClock
from tests.jobs import worked_off


async def states(engine: AsyncEngine) -> dict[str, str]:
    async with engine.connect() as connection:
        rows = await connection.execute(text("SELECT task_name, status::text AS status FROM hamyar.procrastinate_jobs"))
        return {row.task_name: row.status for row in rows}


async def work_off(url: str, engine: AsyncEngine, clock: FrozenClock) -> None:
    async with Jobs(url, engine, clock).opened() as app:
        await worked_off(app)


async def test_what_is_done_from_time_to_time_is_scheduled(
    database_url: str, engine: AsyncEngine, clock: FrozenClock
) -> None:
    app = Jobs(database_url, engine, clock).app()
    crons = {periodic.task.name: periodic.cron for periodic in app.periodic_registry.periodic_tasks.values()}
    assert crons == {
        "prune": "30 21 * * *",
        "month_end": "0 21 * * *",
        "retry_stalled": VIGIL.looking,
        "seal_audit": "* * * * *",
        "watch_desk": "* * * * *",
        "settle_notices": "* * * * *",
        "remind": "40 4 * * *",
        "refer_grants": "40 4 * * *",
        "dependency": "0 5 * * *",
    }


async def test_a_job_is_done(database_url: str, engine: AsyncEngine, clock: FrozenClock) -> None:
    async with Jobs(database_url, engine, clock).opened() as app:
        await app.tasks["prune"].defer_async(timestamp=0)
    await work_off(database_url, engine, clock)
    assert (await states(engine))["prune"] == "succeeded"


async def test_two_workers_do_a_job_once(database_url: str, engine: AsyncEngine, clock: FrozenClock) -> None:
    async with Jobs(database_url, engine, clock).opened() as app:
        await app.tasks["prune"].defer_async(timestamp=0)
    await asyncio.gather(*(work_off(database_url, engine, clock) for _ in range(2)))
    async with engine.connect() as connection:
        started = await connection.execute(
            text("SELECT count(*) FROM hamyar.procrastinate_events WHERE type = 'started'")
        )
        assert started.scalar_one() >= 1
        attempts = await connection.execute(
            text("SELECT attempts FROM hamyar.procrastinate_jobs WHERE task_name = 'prune'")
        )
        assert attempts.scalar_one() == 1


async def test_what_was_done_at_the_desk_is_sealed(database_url: str, engine: AsyncEngine, clock: FrozenClock) -> None:
    async with engine.begin() as connection:
        await Enrolment(connection).add(11, Role.AGENT, "0012345679", "سارا", clock.now())
    async with Jobs(database_url, engine, clock).opened() as app:
        await app.tasks["seal_audit"].defer_async(timestamp=0)
        await app.tasks["watch_desk"].defer_async(timestamp=0)
    await work_off(database_url, engine, clock)
    done = await states(engine)
    assert (done["seal_audit"], done["watch_desk"]) == ("succeeded", "succeeded")
    async with engine.connect() as connection:
        found = await verify(connection)
    assert (found.sealed, found.unsealed, found.broken) == (1, 0, None)

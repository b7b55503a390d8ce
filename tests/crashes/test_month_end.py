"""A month-end that dies anywhere is taken up again: everybody is decided once, told once, and to the same rial."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.jobs import opened
from bot.month_end import CHUNK_JOB, deferring
from services.month_end import POINTS, MonthEnd, Run
from tests.clock import FrozenClock
from tests.crashes.conftest import buried
from tests.crashes.mishaps import MISHAPS, Mishap, once_at
from tests.services.month_end.town import AZAR, DECISIONS, DEY, crowd, do, month_end, noon, rows

ROOT = Path(__file__).parents[2]
PEOPLE = 20
TOLD = "SELECT national_id, key, channel, event, facts FROM hamyar.notices ORDER BY 1, 2, 3"
SENT = "SELECT channel, address, kind, body FROM hamyar.outbox ORDER BY channel, address, body::text"
STORY = (DECISIONS, TOLD, SENT)


@pytest.fixture
def clock() -> FrozenClock:
    """Noon of the first day after Azar."""
    return FrozenClock(noon(DEY.first_day))


@pytest.fixture
async def town(engine: AsyncEngine) -> AsyncEngine:
    """People married in Azar, in three chunks."""
    await crowd(PEOPLE, seed=3).built(engine)
    return engine


async def story(engine: AsyncEngine) -> list[Any]:
    """All that came of it."""
    run = await month_end(engine, FrozenClock(noon(DEY.first_day))).run(AZAR, 1)
    return [run.tallies, run.fingerprint, run.people_done, *[await rows(engine, query) for query in STORY]]


_undisturbed: list[Any] = []  # what comes of the run that nothing befalls: the same in each database


async def _work_off(end: MonthEnd) -> None:
    while await end.take(AZAR, 1):
        pass


@pytest.fixture
async def expected(town: AsyncEngine, clock: FrozenClock) -> list[Any]:
    """What comes of a run that nothing befalls, which is then forgotten."""
    if not _undisturbed:
        end = month_end(town, clock)
        await end.start(AZAR, "operator")
        await _work_off(end)
        _undisturbed.extend(await story(town))
        for table in ("month_runs", "month_chunks", "month_decisions", "notices", "outbox"):
            await do(town, f"DELETE FROM hamyar.{table}")
    return _undisturbed


@pytest.fixture
async def run(town: AsyncEngine, expected: list[Any], clock: FrozenClock) -> Run:
    """A run that has been started."""
    return await month_end(town, clock).start(AZAR, "operator")


async def test_everything_of_a_run_stands_or_nothing_of_it(town: AsyncEngine, clock: FrozenClock) -> None:
    async def dies(*_: object) -> None:
        raise ConnectionError

    with pytest.raises(ConnectionError):
        await month_end(town, clock).start(AZAR, "operator", defer=dies)
    assert await rows(town, "SELECT * FROM hamyar.month_runs UNION ALL SELECT * FROM hamyar.month_runs") == []
    assert await rows(town, "SELECT * FROM hamyar.month_chunks") == []


@MISHAPS
@pytest.mark.parametrize("point", POINTS)
async def test_what_breaks_a_chunk_is_made_good_by_the_next_try(
    town: AsyncEngine, expected: list[Any], run: Run, clock: FrozenClock, point: str, mishap: Mishap
) -> None:
    end = month_end(town, clock, checkpoint=once_at(point, mishap, town))
    broken = await asyncio.gather(_until_it_breaks(end), return_exceptions=True)
    assert isinstance(broken[0], BaseException)
    await _work_off(month_end(town, clock))
    assert await story(town) == expected


async def _until_it_breaks(end: MonthEnd) -> None:
    """In a task of its own, which may be cancelled."""
    await _work_off(end)
    await asyncio.sleep(0)  # where a cancellation that came with the last step is felt
    raise AssertionError("nothing broke")


@pytest.mark.parametrize(("point", "times"), [("written", 1), ("told", 2), ("committed", 0)])
async def test_workers_that_are_killed_leave_a_run_to_the_others(
    town: AsyncEngine, expected: list[Any], run: Run, clock: FrozenClock, point: str, times: int
) -> None:
    url = town.url.render_as_string(hide_password=False)
    command = (sys.executable, "-m", "tests.crashes.month_ends", url, clock.now().isoformat(), point, str(times))
    killed = await asyncio.create_subprocess_exec(*command, cwd=ROOT)
    assert await killed.wait() == -9
    await buried(town)
    await _work_off(month_end(town, clock))
    assert await story(town) == expected


async def test_a_chunk_that_a_dead_worker_left_is_taken_up_as_a_job_again(
    database_url: str, town: AsyncEngine, expected: list[Any], clock: FrozenClock
) -> None:
    async with opened(database_url, town, clock) as app:
        run = await month_end(town, clock).start(AZAR, "operator", defer=deferring(app))
        assert await rows(
            town, "SELECT count(*) FROM hamyar.procrastinate_jobs WHERE task_name = :job", job=CHUNK_JOB
        ) == [(run.chunks,)]
        await do(
            town,
            "WITH gone AS (INSERT INTO hamyar.procrastinate_workers (last_heartbeat)"
            " VALUES (now() - interval '1 hour') RETURNING id)"
            " UPDATE hamyar.procrastinate_jobs SET status = 'doing', worker_id = gone.id FROM gone"
            " WHERE args ->> 'chunk' = '1'",
        )
        await app.tasks["retry_stalled"].defer_async(timestamp=0)
        for _ in range(2):
            await app.run_worker_async(wait=False, install_signal_handlers=False, listen_notify=False)
    told, of_jobs = await story(town), expected
    assert (told[0], told[1], told[3]) == (of_jobs[0], of_jobs[1], of_jobs[3])
    assert await rows(town, "SELECT count(*) FROM hamyar.notices") == [(len(of_jobs[4]),)]

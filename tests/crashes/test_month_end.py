"""A month-end that dies anywhere is taken up again: everybody is decided once, told once, and to the same rial."""

from __future__ import annotations

import asyncio
import os
import signal
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from bot.jobs import Jobs
from bot.month_end_jobs import CHUNK_JOB, deferring
from bot.payment_order import write_orders
from bot.settings import Settings
from services.messages.notices import Notices
from services.month_end import POINTS, MonthEnd, Run, payments_in
from tests.clock import FrozenClock
from tests.crashes.conftest import Job, buried
from tests.crashes.mishaps import MISHAPS, Mishap, once_at, raising
from tests.jobs import worked_off
from tests.services.month_end.town import AZAR, DECISIONS, DEY, PlainVoice, crowd, do, month_end, noon, rows

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


@pytest.mark.parametrize(("point", "times"), [*((point, 0) for point in POINTS), ("written", 1), ("told", 2)])
async def test_workers_that_are_killed_leave_a_run_to_the_others(
    town: AsyncEngine,
    expected: list[Any],
    run: Run,
    clock: FrozenClock,
    parents: tuple[Job, Job],
    point: str,
    times: int,
) -> None:
    url, now = town.url.render_as_string(hide_password=False), clock.now().isoformat()
    assert await parents[0]("decide chunks", url=url, now=now, point=point, times=times) == -signal.SIGKILL
    await buried(town)
    await _work_off(month_end(town, clock))
    assert await story(town) == expected


@pytest.mark.parametrize("point", POINTS)
async def test_a_job_that_breaks_is_tried_again(
    database_url: str, town: AsyncEngine, expected: list[Any], clock: FrozenClock, point: str
) -> None:
    broken = once_at(point, raising, town)
    async with Jobs(database_url, town, clock, checkpoint=broken).opened() as app:
        run = await month_end(town, clock).start(AZAR, "operator", defer=deferring(app))
        await worked_off(app)
        await do(
            town, "UPDATE hamyar.procrastinate_jobs SET scheduled_at = now() WHERE task_name = :job", job=CHUNK_JOB
        )
        await worked_off(app)
    jobs = "SELECT status::text, attempts FROM hamyar.procrastinate_jobs WHERE task_name = :job ORDER BY attempts"
    assert await rows(town, jobs, job=CHUNK_JOB) == [*[("succeeded", 1)] * (run.chunks - 1), ("succeeded", 2)]
    await assert_as_jobs_do_it(town, expected)


async def assert_as_jobs_do_it(town: AsyncEngine, expected: list[Any]) -> None:
    """The same as expected, but that jobs speak with the real words."""
    came = await story(town)
    assert (came[0], came[1], came[3]) == (expected[0], expected[1], expected[3])
    assert [told[:4] for told in came[4]] == [told[:4] for told in expected[4]]
    assert len(came[5]) == len(expected[5])


async def test_a_chunk_that_a_dead_worker_left_is_taken_up_as_a_job_again(
    database_url: str, town: AsyncEngine, expected: list[Any], clock: FrozenClock
) -> None:
    async with Jobs(database_url, town, clock).opened() as app:
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
            await worked_off(app)
    await assert_as_jobs_do_it(town, expected)


ORDERED = "SELECT national_id, marriage_id, amount FROM hamyar.month_decisions WHERE payment = 'ordered' ORDER BY 1"
TOLD_OF_PAYMENT = """
    SELECT count(*), count(DISTINCT national_id) FROM hamyar.notices WHERE event = 'grant-paid' AND channel = 'sms'
"""


async def test_an_order_that_was_not_written_to_its_end_is_not_there(
    database_url: str, town: AsyncEngine, run: Run, clock: FrozenClock, parents: tuple[Job, Job], tmp_path: Path
) -> None:
    await _work_off(month_end(town, clock))
    settings, out = Settings(data_dir=tmp_path), tmp_path / "out"
    await asyncio.to_thread(write_orders, settings, database_url, AZAR, tmp_path / "undisturbed")
    whole = (tmp_path / "undisturbed" / f"payment-order-{run.label}.csv").read_bytes()
    assert whole.count(b"\n") > 4
    assert await parents[0]("write order", url=database_url, folder=str(tmp_path), lines=2) == -signal.SIGKILL
    (left,) = out.iterdir()
    assert left.name.startswith(f".payment-order-{run.label}.csv.")
    await buried(town)
    await asyncio.to_thread(write_orders, settings, database_url, AZAR, out)
    assert (out / f"payment-order-{run.label}.csv").read_bytes() == whole
    assert left.exists(), "somebody may be writing it still"
    os.utime(left, (0, 0))
    await asyncio.to_thread(write_orders, settings, database_url, AZAR, out)
    assert {path.suffix for path in out.iterdir()} == {".csv", ".pdf"}


async def test_what_finance_says_is_taken_part_by_part_and_goes_on_where_it_was_cut_off(
    database_url: str, town: AsyncEngine, run: Run, clock: FrozenClock, parents: tuple[Job, Job]
) -> None:
    def notices(connection: AsyncConnection) -> Notices:
        return Notices(connection, clock, PlainVoice())

    await _work_off(month_end(town, clock))
    ordered, day = await rows(town, ORDERED), DEY.first_day
    lines = [",".join(payments_in.COLUMNS)]
    lines += [f"{run.label},{person},{marriage},{amount},paid,{day}," for person, marriage, amount in ordered]
    a_part, job = 2, {"url": database_url, "now": clock.now().isoformat(), "lines": lines}
    assert len(ordered) > 3 * a_part
    taken = 0
    for parts in (1, 2):
        assert await parents[0]("take in", **job, a_part=a_part, parts=parts) == -signal.SIGKILL
        await buried(town)
        taken += (parts - 1) * a_part
        assert len(await rows(town, ORDERED)) == len(ordered) - taken, "the part that was cut off is not taken"
        assert await rows(town, TOLD_OF_PAYMENT) == [(taken, taken)]
    for new in (len(ordered) - taken, 0):
        found = await payments_in.take_in(town, lines, day, notices, a_part=a_part)
        assert found == payments_in.TakenIn(new, 0, len(ordered) - new)
        assert await rows(town, TOLD_OF_PAYMENT) == [(len(ordered), len(ordered))]

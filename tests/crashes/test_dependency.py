"""A worker of the daughters' lanes that is killed anywhere leaves nobody out and tells nobody twice; nor does whoever
hands over to the pension department what came of it.
"""

from __future__ import annotations

import asyncio
import signal
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.dependency_jobs import start_by_itself
from bot.jobs import Jobs
from bot.pension_order import POINTS as ORDER_POINTS
from bot.pension_order import write_orders
from bot.settings import Settings
from bot.signing import signing_keys
from bot.verifying import verified
from services.calendar import today
from services.dependency import Ground
from services.dependency.matching import POINTS
from services.issued import Verdict
from tests.clock import FrozenClock
from tests.crashes.conftest import Job, buried
from tests.jobs import worked_off
from tests.services.dependency.daughters import HUSBAND, House, dependency, do, matching, rows, states, told

DAUGHTERS = 24  # some in each lane
LEFT_BY_THE_DEAD = "UPDATE hamyar.procrastinate_workers SET last_heartbeat = now() - interval '1 hour'"
LANES_LEFT = """
    SELECT count(*) FROM hamyar.procrastinate_jobs WHERE task_name = 'match_dependency' AND status <> 'succeeded'
"""
SENT = "SELECT count(*), count(DISTINCT (address, body::text)) FROM hamyar.outbox"


async def built(engine: AsyncEngine, clock: FrozenClock) -> list[str]:
    """Daughters of whom the civil registry has told; of the last one the data are in doubt."""
    house = House()
    them = [house.daughter() for _ in range(DAUGHTERS)]
    for she in them:
        house.event(she, "marriage", today(clock) - timedelta(days=9), spouse=HUSBAND)
    house.quarantined(them[-1])
    return await house.built(engine)


async def taken_up_again(engine: AsyncEngine, url: str, clock: FrozenClock) -> None:
    """A living worker does what is left, once the dead are taken for dead."""
    await buried(engine)
    await do(engine, LEFT_BY_THE_DEAD)
    async with Jobs(url, engine, clock).opened() as app:
        await app.tasks["retry_stalled"].defer_async(timestamp=0)
        for _ in range(2):
            await worked_off(app)
    assert await rows(engine, LANES_LEFT) == [(0,)]


async def assert_each_was_told_once(engine: AsyncEngine, them: list[str], *, ended: bool) -> None:
    *certain, doubtful = them
    assert await states(engine) == {**dict.fromkeys(certain, "ended" if ended else "notified"), doubtful: "review"}
    heard = ["dependency-notice", "dependency-ended"] if ended else ["dependency-notice"]
    assert await told(engine) == sorted(
        [*((she, event) for she in certain for event in heard), (doubtful, "dependency-review")],
        key=lambda one: (one[0], [*heard, "dependency-review"].index(one[1])),
    )
    count = len(certain) * len(heard) + 1
    assert await rows(engine, SENT) == [(count, count)]
    assert await rows(engine, "SELECT count(*) FROM hamyar.dependency_steps") == [(count,)]
    changes = "SELECT count(*), count(DISTINCT national_id) FROM hamyar.share_changes"
    assert await rows(engine, changes) == [(len(certain), len(certain)) if ended else (0, 0)]
    assert await rows(engine, "SELECT subject ->> 'kind' FROM hamyar.objections") == [("doubt",)]


@pytest.mark.parametrize("point", POINTS)
async def test_a_worker_killed_in_a_lane_leaves_it_to_another(
    engine: AsyncEngine, database_url: str, clock: FrozenClock, parents: tuple[Job, Job], point: str
) -> None:
    """Once while it gives notice, and once while it ends shares, in the midst of the lanes each time."""
    them = await built(engine, clock)
    for ended in (False, True):
        async with Jobs(database_url, engine, clock).opened() as app:
            await start_by_itself(app)
        job = {"url": database_url, "now": clock.now().isoformat(), "point": point, "times": 5}
        assert await parents[0]("work on lanes", **job) == -signal.SIGKILL
        await taken_up_again(engine, database_url, clock)
        await assert_each_was_told_once(engine, them, ended=ended)
        clock.advance(days=90)


async def test_whoever_else_is_at_work_goes_on_with_the_other_lanes(
    engine: AsyncEngine, database_url: str, clock: FrozenClock, parents: tuple[Job, Job]
) -> None:
    them = await built(engine, clock)
    async with Jobs(database_url, engine, clock).opened() as app:
        await start_by_itself(app)
    job = {"url": database_url, "now": clock.now().isoformat(), "times": 0}
    assert await parents[0]("work on lanes", **job, point="told") == -signal.SIGKILL
    assert await parents[1]("work on lanes", **job, point="") == 0
    assert await rows(engine, LANES_LEFT) == [(1,)]
    await taken_up_again(engine, database_url, clock)
    await assert_each_was_told_once(engine, them, ended=False)


@pytest.mark.parametrize("point", ORDER_POINTS)
async def test_an_order_killed_anywhere_is_the_same_file_when_it_is_written_again(
    engine: AsyncEngine,
    database_url: str,
    clock: FrozenClock,
    parents: tuple[Job, Job],
    point: str,
    tmp_path: Path,
) -> None:
    she, *_ = await built(engine, clock)
    for _ in range(2):
        await matching(engine, clock).match()
        clock.advance(days=90)
    made_at = clock.now()
    settings = Settings(data_dir=tmp_path)
    keys = signing_keys(settings)
    job = {"url": database_url, "now": made_at.isoformat(), "folder": str(tmp_path)}
    assert await parents[0]("hand over", **job, point=point) == -signal.SIGKILL
    await buried(engine)
    out = tmp_path / "out"
    file, finished = out / "pension-order-1.csv", point in ("whole", "kept")
    before = file.read_bytes() if finished else b""
    assert file.exists() == finished

    clock.advance(days=1)
    async with engine.begin() as connection:
        hers = dependency(connection, clock)
        await hers.restore(she, "E1", Ground.OBJECTION, by=HUSBAND, number="88888888")
    said = await asyncio.to_thread(write_orders, settings, database_url, out, clock=clock)
    assert len(said.splitlines()) == (1 if point == "kept" else 2)
    if finished:
        assert file.read_bytes() == before
    found, _ = verified(file, keys.public)
    assert found.verdict is Verdict.GENUINE
    assert found.statement
    assert found.statement.paper.made_at == made_at.replace(microsecond=0)  # type: ignore[union-attr]
    assert _lines(file) == [(she, "ended") for she in sorted(await _ended(engine))]
    assert _lines(out / "pension-order-2.csv") == [(she, "restored")]


def _lines(file: Path) -> list[tuple[str, str]]:
    fields = [line.split(",") for line in file.read_text().splitlines()[1:-1]]
    return [(line[2], line[5]) for line in fields]


async def _ended(engine: AsyncEngine) -> list[str]:
    return [she for (she,) in await rows(engine, "SELECT national_id FROM hamyar.share_changes WHERE what = 'ended'")]

"""A process that takes chunks of the run: `hamyar month-end` has three in flight, `hamyar work` one."""

from __future__ import annotations

import asyncio
import gc
import json
import resource
import subprocess
import sys
import time
from collections.abc import Sequence
from datetime import UTC, datetime

from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from benchmarks.month_end.cost import Cost, Meter
from benchmarks.month_end.registry import MONTH
from bot.app import make_notices
from bot.month_end import AT_ONCE
from handlers.wording import Wording
from services.month_end import MonthEnd
from services.month_end.rules import Decided
from services.store import connect
from services.store.engine import make_engine

NOW = datetime(2025, 12, 22, 9, tzinfo=UTC)
EMPTIED = "TRUNCATE hamyar.month_runs, hamyar.month_chunks, hamyar.month_decisions, hamyar.notices, hamyar.outbox"
DECIDED = """
    SELECT count(*) FROM hamyar.month_decisions d JOIN hamyar.month_runs r USING (month, number)
    WHERE r.finished_at IS NOT NULL
"""


class Clock:
    """It stands on the first day after the month."""

    def now(self) -> datetime:
        return NOW


class Untold(MonthEnd):
    """Month-ends that tell nobody."""

    async def _tell(self, connection: AsyncConnection, all_: Sequence[Decided]) -> None:
        return


def month_end(engine: AsyncEngine, *, telling: bool) -> MonthEnd:
    """Month-ends as they run in production, telling people or not."""
    kind = MonthEnd if telling else Untold
    return kind(engine, Clock(), make_notices(Clock(), Wording()))


def command(url: str, *, telling: bool = False) -> tuple[Cost, float, int]:
    """A whole run by one process that starts it and works it off, as `hamyar month-end` does."""
    return run(url, 1, AT_ONCE, starting=True, telling=telling)


def run(
    url: str, processes: int, in_flight: int, *, starting: bool = False, telling: bool = False
) -> tuple[Cost, float, int]:
    """A whole run from its start to its end, the largest worker's memory in MB, and the people decided.

    The workers find it started, as those of `hamyar work` do, unless the one there is starts it.
    """
    with connect(url, autocommit=True) as connection:
        connection.execute(EMPTIED)
        connection.execute("CHECKPOINT")
    how = [*(["--starting"] if starting else []), *(["--telling"] if telling else [])]
    line = [sys.executable, "-m", "benchmarks.month_end", "--work", url, "--in-flight", str(in_flight), *how]
    pipe = subprocess.PIPE
    workers = [subprocess.Popen(line, stdin=pipe, stdout=pipe, text=True) for _ in range(processes)]
    for worker in workers:
        assert worker.stdout
        worker.stdout.readline()  # it is there, with all its modules
    with Meter(url) as meter:
        if not starting:
            asyncio.run(_start(url))
        for worker in workers:
            assert worker.stdin
            worker.stdin.write("\n")
            worker.stdin.flush()
        did = [json.loads(worker.stdout.readline()) for worker in workers if worker.stdout]
        cost = meter.stop(sum(one["processor"] for one in did))
    for worker in workers:
        worker.communicate()
    with connect(url) as connection:
        [people] = connection.execute(DECIDED).fetchone() or [0]
    assert people
    return cost, max(one["memory"] for one in did), people


async def _start(url: str) -> None:
    engine = make_engine(url)
    await month_end(engine, telling=False).start(MONTH, "benchmark")
    await engine.dispose()


async def work(url: str, in_flight: int, *, starting: bool, telling: bool) -> None:
    """Wait for a line, take chunks until there are none, say what it took, and wait for the end of the input."""
    engine = make_engine(url)
    end = month_end(engine, telling=telling)
    gc.freeze()  # as the command and the workers do
    print("here", flush=True)
    sys.stdin.readline()
    began = time.process_time()
    run = await end.start(MONTH, "benchmark") if starting else await end.unfinished()

    async def takes() -> None:
        while run and await end.take(run.month, run.number):
            pass

    await asyncio.gather(*(takes() for _ in range(in_flight)))
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"processor": time.process_time() - began, "memory": memory}), flush=True)
    sys.stdin.read()
    await engine.dispose()

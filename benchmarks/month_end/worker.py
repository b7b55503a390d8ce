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
from handlers.wording import Wording
from services.month_end import MonthEnd
from services.month_end.rules import Decided
from services.store import connect
from services.store.engine import make_engine

NOW = datetime(2025, 12, 22, 9, tzinfo=UTC)
EMPTIED = "TRUNCATE hamyar.month_runs, hamyar.month_chunks, hamyar.month_decisions, hamyar.notices, hamyar.outbox"


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


def run(url: str, processes: int, in_flight: int, *, telling: bool = False) -> tuple[Cost, float, int]:
    """A whole run from its start to its end; the largest worker's memory in MB; people."""
    with connect(url, autocommit=True) as connection:
        connection.execute(EMPTIED)
        connection.execute("CHECKPOINT")
    command = [sys.executable, "-m", "benchmarks.month_end", "--work", url, "--in-flight", str(in_flight)]
    pipe = subprocess.PIPE
    workers = [
        subprocess.Popen([*command, *(["--telling"] if telling else [])], stdin=pipe, stdout=pipe, text=True)
        for _ in range(processes)
    ]
    for worker in workers:
        assert worker.stdout
        worker.stdout.readline()  # it is there, with all its modules
    with Meter(url) as meter:
        people = asyncio.run(_start(url))
        for worker in workers:
            assert worker.stdin
            worker.stdin.write("\n")
            worker.stdin.flush()
        did = [json.loads(worker.stdout.readline()) for worker in workers if worker.stdout]
        cost = meter.stop(sum(one["processor"] for one in did))
    for worker in workers:
        worker.communicate()
    with connect(url) as connection:
        [done] = connection.execute("SELECT finished_at IS NOT NULL FROM hamyar.month_runs").fetchone() or [False]
    assert done
    return cost, max(one["memory"] for one in did), people


async def _start(url: str) -> int:
    engine = make_engine(url)
    started = await Untold(engine, Clock(), lambda _: NotImplemented).start(MONTH, "benchmark")
    await engine.dispose()
    return started.people


async def work(url: str, in_flight: int, *, telling: bool) -> None:
    """Wait for a line, take chunks until there are none, say what it took, and wait for the end of the input."""
    engine = make_engine(url)
    end = month_end(engine, telling=telling)
    gc.freeze()  # as the command and the workers do
    print("here", flush=True)
    sys.stdin.readline()
    began = time.process_time()
    going_on = await end.unfinished()

    async def takes() -> None:
        while going_on and await end.take(going_on.month, going_on.number):
            pass

    await asyncio.gather(*(takes() for _ in range(in_flight)))
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"processor": time.process_time() - began, "memory": memory}), flush=True)
    sys.stdin.read()
    await engine.dispose()

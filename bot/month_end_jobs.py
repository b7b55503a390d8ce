"""The jobs of a month-end: started in the night after the month, and shared out in chunks."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import structlog
from procrastinate import App
from procrastinate.types import JSONDict
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.retrying import Patiently
from handlers.metrics import MONTH_END
from services.calendar import Clock, JalaliMonth, today
from services.month_end import AlreadyDone, GoingOn, MonthEnd, Run, Taken

log = structlog.get_logger(__name__)

CHUNK_JOB = "decide_chunk"
BEHIND_ALL_ELSE = -10
BY_ITSELF = "schedule"


def add_chunk_job(app: App, ends: MonthEnd) -> None:
    """The job of a chunk. It waits for whoever is at the chunk, so it ends only once the chunk is decided."""

    @app.task(name=CHUNK_JOB, priority=BEHIND_ALL_ELSE, retry=Patiently())
    async def decide_chunk(month: int, number: int, chunk: int) -> None:
        """Decide a chunk of people."""
        decided = JalaliMonth.of_number(month)
        taken = await ends.take(decided, number, chunk)
        if taken:
            run = await ends.run(decided, number)
            counted(taken)
            log.info("month-end", run=run.label, chunk=chunk, done=run.people_done, people=run.people)


async def start_by_itself(ends: MonthEnd, clock: Clock, app: App) -> None:
    """Start the run of the month that is over, unless it was."""
    month = JalaliMonth.of(today(clock)).previous()
    try:
        run = await ends.start(month, BY_ITSELF, defer=deferring(app))
    except AlreadyDone:
        return
    except GoingOn as going_on:
        log.warning("month-end not finished", run=going_on.run.label)
        return
    log.info("month-end started", run=run.label, people=run.people)
    if not run.chunks:
        await ends.take(month, run.number)


def deferring(app: App) -> Callable[[AsyncConnection, Run], Awaitable[None]]:
    """Defers a job for each chunk, in the transaction that starts the run."""

    async def defer(connection: AsyncConnection, run: Run) -> None:
        await connection.execute(text("SET LOCAL search_path TO hamyar"))
        raw = await connection.get_raw_connection()
        jobs = app.tasks[CHUNK_JOB].configure(connection=raw.driver_connection)
        of_run = {"month": run.month.number, "number": run.number}
        chunks: list[JSONDict] = [{**of_run, "chunk": chunk} for chunk in range(run.chunks)]
        await jobs.batch_defer_async(*chunks)
        await connection.execute(text("SET LOCAL search_path TO DEFAULT"))

    return defer


def counted(taken: Taken) -> None:
    """Count what was decided."""
    for one in taken.tallies:
        MONTH_END.labels(one.result).inc(one.people)

"""Jobs that a dead worker left `doing`: within a minute of its death a living one takes them up again.

A worker says every few seconds that it lives; one that has missed several times is taken for dead. It need not be: a
job may then be done by two at once, so each job is such that this does no harm. What a minute is made of: the last sign
of life may have come just before the death, and the look for the dead just before it counts as dead.
"""

from __future__ import annotations

from dataclasses import dataclass

import structlog
from procrastinate.exceptions import ConnectorException, UniqueViolation
from procrastinate.jobs import Job, Status
from procrastinate.manager import JobManager
from psycopg.errors import RaiseException

log = structlog.get_logger(__name__)

BEFORE_ALL_ELSE = 10


@dataclass(frozen=True)
class Vigil:
    """How often a worker says that it lives, when it is taken for dead, and how often somebody looks for the dead."""

    sign_of_life_seconds: float = 5.0
    dead_after_seconds: float = 20.0
    looking: str = "* * * * * */15"  # cron, the last field of it seconds


async def take_up(jobs: JobManager, vigil: Vigil) -> None:
    """Let somebody else do what the dead were doing."""
    for job in await jobs.get_stalled_jobs(seconds_since_heartbeat=vigil.dead_after_seconds):
        try:
            await _take_up(jobs, job)
        except ConnectorException as error:
            if not isinstance(error.__cause__, RaiseException):
                raise
            continue  # it has been finished, or taken up, since we looked
        log.warning("job taken up again", task=job.task_name, job=job.id)


async def _take_up(jobs: JobManager, job: Job) -> None:
    """Of jobs that may wait only once, the one that waits already does this one's work."""
    try:
        await jobs.retry_job(job)
    except UniqueViolation:
        await jobs.finish_job(job, Status.ABORTED, delete_job=True)

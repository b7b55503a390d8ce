"""How long a job that failed waits for its next try, and when a person has to look.

What fails a job of ours is nearly always the database's absence, and it comes back at a time nobody knows: so the waits
grow, but never above a minute, and it is tried for two hours and a half. What still fails then is no absence.
"""

from __future__ import annotations

import structlog
from procrastinate import BaseRetryStrategy, RetryDecision
from procrastinate.jobs import Job

log = structlog.get_logger(__name__)

MOST_TRIES = 150
LONGEST_SECONDS = 60


class Patiently(BaseRetryStrategy):
    """After one second, two, four …, and every minute from then on."""

    def get_retry_decision(self, *, exception: BaseException, job: Job) -> RetryDecision | None:
        """When next; None when it has been tried often enough."""
        if job.attempts + 1 >= MOST_TRIES:
            log.error("job given up", task=job.task_name, job=job.id, tries=job.attempts + 1)
            return None
        # A minute is reached long before the power grows large.
        return RetryDecision(retry_in={"seconds": min(2 ** min(job.attempts, 10), LONGEST_SECONDS)})

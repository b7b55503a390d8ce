"""The jobs of dependency: civil events matched every morning, shared out in lanes."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import structlog
from procrastinate import App
from procrastinate.exceptions import AlreadyEnqueued

from bot.retrying import Patiently
from handlers.metrics import DEPENDENCY
from services.dependency.matching import LANES, Lane, Matching

log = structlog.get_logger(__name__)

LANE_JOB = "match_dependency"
BEHIND_ALL_ELSE = -10


def add_lane_job(app: App, matching: Matching, refer: Callable[[], Awaitable[None]]) -> None:
    """The job of a lane, and what follows a match. One that died is begun anew, and finds what is left."""

    @app.task(name=LANE_JOB, priority=BEHIND_ALL_ELSE, retry=Patiently())
    async def match_dependency(lane: int, lanes: int) -> None:
        """Match a part of the daughters."""
        found = await matching.match(Lane(lane, lanes))
        await refer()
        by_state = {state.value: sum(found[one] for one in found if one[0] is state) for state, _ in found}
        for state, cases in by_state.items():
            DEPENDENCY.labels(state).inc(cases)
        log.info("dependency", lane=lane, lanes=lanes, **by_state)


async def start_by_itself(app: App) -> None:
    """Defer the jobs of all lanes, but for those that wait from before."""
    for lane in range(LANES):
        job = app.tasks[LANE_JOB].configure(queueing_lock=f"{LANE_JOB} {lane}")
        try:
            await job.defer_async(lane=lane, lanes=LANES)
        except AlreadyEnqueued:
            log.warning("dependency not finished", lane=lane)

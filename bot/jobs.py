"""Jobs and their schedule, on Procrastinate in the same PostgreSQL. Cron there is UTC; our days are Tehran's.

Any number of workers share them: a periodic job is deferred once whoever looks first, and one that a killed worker left
`doing` is taken up again.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import asdict, dataclass
from functools import partial

import structlog
from procrastinate import App, PsycopgConnector
from sqlalchemy.ext.asyncio import AsyncEngine

from bot import dependency_jobs, month_end_jobs, premium_figures
from bot.app import make_desk, make_notices
from bot.pruning import prune
from bot.referring import refer_doubts, refer_grants
from bot.stalled import BEFORE_ALL_ELSE, Vigil, take_up
from handlers.notices import MakeNotices, settle
from handlers.wording import Wording
from services.calendar import Clock
from services.contracts.reminding import remind
from services.dependency.matching import Matching
from services.desk import audit
from services.documents.files import Files
from services.documents.retention import prune as prune_documents
from services.month_end import MonthEnd
from services.store.engine import connection_parameters

log = structlog.get_logger(__name__)

AT_ONE_IN_TEHRAN = "30 21 * * *"
AFTER_MIDNIGHT_IN_TEHRAN = "0 21 * * *"
AT_TEN_PAST_EIGHT_IN_TEHRAN = "40 4 * * *"  # once the quiet hours are over
AT_HALF_PAST_EIGHT_IN_TEHRAN = "0 5 * * *"
EVERY_MINUTE = "* * * * *"
VIGIL = Vigil()
POOL = 3
CONNECTION_SECONDS = 5.0  # for a connection out of the pool; where there is no database, none comes
GRACE_SECONDS = 10.0  # for the job at hand when the worker is to stop; afterwards it is taken up again elsewhere


@dataclass(frozen=True)
class Jobs:
    """The jobs there are, and what they need. Without `files` pictures are left alone.

    With `month_ends` they come about by themselves; jobs of one that somebody has started are worked on anyway. With
    `dependency_matched` it is so every morning.
    """

    url: str
    engine: AsyncEngine
    clock: Clock
    files: Files | None = None
    month_ends: bool = False
    dependency_matched: bool = False
    quiet_hours: bool = True
    vigil: Vigil = VIGIL
    checkpoint: Callable[[str], None] = lambda _: None

    def app(self) -> App:
        """All of them, to be opened before deferring or working."""
        parameters = {**connection_parameters(self.url), "options": "-c search_path=hamyar"}
        connector = PsycopgConnector(kwargs=parameters, min_size=1, max_size=POOL, timeout=CONNECTION_SECONDS)
        app = App(connector=connector)
        notices = make_notices(self.clock, Wording(), quiet_hours=self.quiet_hours)
        _add_housekeeping(app, self)
        _add_watches(app, self, notices)
        _add_decisions(app, self, notices)
        return app

    @asynccontextmanager
    async def opened(self) -> AsyncIterator[App]:
        """The jobs, connected."""
        app = self.app()
        async with app.open_async():
            yield app

    async def work(self) -> None:
        """Work on them until cancelled; the one at hand is given a moment to finish, database or no database."""
        async with self.opened() as app:
            working = asyncio.create_task(
                app.run_worker_async(
                    concurrency=1,
                    install_signal_handlers=False,
                    delete_jobs="successful",
                    shutdown_graceful_timeout=GRACE_SECONDS,
                    update_heartbeat_interval=self.vigil.sign_of_life_seconds,
                    stalled_worker_timeout=self.vigil.dead_after_seconds,
                )
            )
            try:
                await asyncio.shield(working)
            finally:
                working.cancel()
                await asyncio.wait([working], timeout=GRACE_SECONDS + CONNECTION_SECONDS)


def _add_housekeeping(app: App, jobs: Jobs) -> None:
    @app.periodic(cron=AT_ONE_IN_TEHRAN)
    @app.task(name="prune", queueing_lock="prune")
    async def prune_daily(timestamp: int) -> None:
        """Remove what is past its time."""
        removed = await prune(jobs.engine, jobs.clock)
        log.info("pruned", rows={past.table: rows for past, rows in removed.items()})
        if jobs.files is not None:
            log.info("pictures pruned", **asdict(await prune_documents(jobs.engine, jobs.files, jobs.clock)))

    @app.periodic(cron=jobs.vigil.looking)
    @app.task(name="retry_stalled", queueing_lock="retry_stalled", priority=BEFORE_ALL_ELSE)
    async def retry_stalled(timestamp: int) -> None:
        """Take up what a killed worker left `doing`."""
        await take_up(app.job_manager, jobs.vigil)

    @app.periodic(cron=EVERY_MINUTE)
    @app.task(name="seal_audit", queueing_lock="seal_audit")
    async def seal_audit(timestamp: int) -> None:
        """Seal what was done since into the chain."""
        async with jobs.engine.begin() as connection:
            await audit.seal(connection)


def _add_watches(app: App, jobs: Jobs, notices: MakeNotices) -> None:
    """What is looked at again and again, for somebody waits."""
    desk = make_desk(jobs.clock, Wording(), quiet_hours=jobs.quiet_hours)

    @app.periodic(cron=EVERY_MINUTE)
    @app.task(name="watch_desk", queueing_lock="watch_desk")
    async def watch_desk(timestamp: int) -> None:
        """Tell tickets that have been silent for too long, and those whose replies did not arrive."""
        async with jobs.engine.begin() as connection:
            await desk(connection).silent(jobs.clock.now())
            await desk(connection).undelivered()

    @app.periodic(cron=EVERY_MINUTE)
    @app.task(name="settle_notices", queueing_lock="settle_notices")
    async def settle_notices(timestamp: int) -> None:
        """Keep what became of notices; what did not get through on Telegram goes by SMS."""
        await settle(jobs.engine, notices)


def _add_decisions(app: App, jobs: Jobs, notices: MakeNotices) -> None:
    """What the calendar brings to people: decisions, reminders, what follows from civil events."""
    engine, clock = jobs.engine, jobs.clock
    ends = MonthEnd(engine, clock, notices, checkpoint=jobs.checkpoint)

    @app.periodic(cron=AFTER_MIDNIGHT_IN_TEHRAN)
    @app.task(name="month_end", queueing_lock="month_end")
    async def month_end_nightly(timestamp: int) -> None:
        """Decide the month that is over, in the first night after it in which somebody works."""
        if jobs.month_ends:
            await month_end_jobs.start_by_itself(ends, clock, app)

    month_end_jobs.add_chunk_job(app, ends)

    @app.periodic(cron=AT_TEN_PAST_EIGHT_IN_TEHRAN)
    @app.task(name="refer_grants", queueing_lock="refer_grants")
    async def refer_grants_daily(timestamp: int) -> None:
        """Put before reviewers what a month-end has left to them."""
        await refer_grants(engine, clock)

    @app.periodic(cron=AT_TEN_PAST_EIGHT_IN_TEHRAN)
    @app.task(name="remind", queueing_lock="remind")
    async def remind_daily(timestamp: int) -> None:
        """Close contracts that have lapsed, remind people of what is due, and operators of figures that are missing."""
        log.info("reminded", **asdict(await remind(engine, clock, notices)))
        premium_figures.look(clock)

    @app.periodic(cron=AT_HALF_PAST_EIGHT_IN_TEHRAN)
    @app.task(name="dependency", queueing_lock="dependency")
    async def dependency_daily(timestamp: int) -> None:
        """Match what the civil registry has told with daughters who draw a share."""
        if jobs.dependency_matched:
            await dependency_jobs.start_by_itself(app)

    refer = partial(refer_doubts, engine, clock)
    dependency_jobs.add_lane_job(app, Matching(engine, clock, notices, checkpoint=jobs.checkpoint), refer)

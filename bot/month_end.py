"""`hamyar month-end`: a month's marriages decided, here and in every worker at once."""

from __future__ import annotations

import asyncio
import gc
import getpass
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.app import make_notices
from bot.errors import OperatorError
from bot.jobs import Jobs
from bot.month_end_jobs import counted, deferring
from bot.notices import foreseen
from bot.referring import refer_grants
from bot.settings import Settings
from bot.together import together
from bot.watching import Watcher, moment, watching
from handlers.wording import Wording
from services.calendar import Clock, JalaliDay, JalaliMonth, SystemClock, today
from services.messages.notices import Foreseen, added, part_price
from services.month_end import AlreadyDone, GoingOn, MonthEnd, MonthNotBegun, MonthNotOver, Result, Run, Tally
from services.store.engine import make_engine

AT_ONCE = 3  # while PostgreSQL counts for two chunks, another is judged
LOOK_SECONDS = 0.2  # while others are at the last chunks

_AT_IT = 0x6D6F6E7468656E64  # the advisory lock of the command that is at a run


class NotBegunYet(OperatorError):
    """The month lies ahead; as a rule it is one of another calendar."""

    def __init__(self, month: JalaliMonth, last: JalaliMonth) -> None:
        super().__init__(f"{month} has not begun\nGive a Jalali month: the last one that is over is {last}.")


class NotOverYet(OperatorError):
    """The month is not over, and nobody has said that this does not matter."""

    def __init__(self, month: JalaliMonth) -> None:
        super().__init__(
            f"{month} is not over: marriages may be registered until {JalaliDay.of(month.last_day)}\n"
            "With --early, those so far are decided now and the others by another run afterwards."
        )


class Done(OperatorError):
    """The month has been decided."""

    def __init__(self, run: Run) -> None:
        super().__init__(
            f"{run.month} is decided already: run {run.label}, started by {run.started_by}, {_finished(run)}\n"
            "Whoever was left open, or is heard of only now, is decided with the next month."
        )


class BeingDone(OperatorError):
    """Somebody is at a run."""

    def __init__(self, run: Run) -> None:
        super().__init__(
            f"the month-end of {run.month} is going on: run {run.label}, started by {run.started_by} at"
            f" {moment(run.started_at)}, {run.people_done:,} of {run.people:,} people decided"
        )


class JustStarted(OperatorError):
    """Somebody is about to be at a run."""

    def __init__(self) -> None:
        super().__init__("another month-end command has just been started: look again in a moment")


class AnotherUnfinished(OperatorError):
    """A run of another month was stopped."""

    def __init__(self, run: Run) -> None:
        super().__init__(
            f"the month-end of {run.month} is not finished: {run.people_done:,} of {run.people:,} people decided\n"
            f"Finish it first: hamyar month-end {run.month}"
        )


def month_end(settings: Settings, url: str, month: JalaliMonth, *, early: bool = False) -> str:
    """Start the run of a month, or take up one that was stopped, and bring it to its end. Raises OperatorError."""
    return asyncio.run(_with_engine(url, lambda engine: _run(settings, url, engine, month, early=early)))


def rehearsed(url: str, month: JalaliMonth) -> str:
    """What a run of the month would come to. Nothing is changed. Raises OperatorError where there could be no run."""

    async def rehearse(engine: AsyncEngine) -> str:
        notices, clock = list[Foreseen](), SystemClock()
        ends = _month_end(engine, clock)
        try:
            over = ends.is_over(month)
            people, tallies = await ends.rehearse(month, told=notices.append)
        except MonthNotBegun:
            raise NotBegunYet(month, _last_over(clock)) from None
        except AlreadyDone as done:
            raise Done(done.run) from None
        except GoingOn as going_on:
            raise AnotherUnfinished(going_on.run) from None
        async with engine.connect() as connection:
            told = foreseen(added(notices), await part_price(connection))
        would = f"A run of {month} would decide {people:,} people; nothing was changed."
        so_far = [] if over else [f"{month} is not over: these are so far, and a run of them now needs --early."]
        return "\n".join([would, *so_far, *table(tallies), *told])

    return asyncio.run(_with_engine(url, rehearse))


def summary(run: Run) -> str:
    """What came of a run."""
    ordered, to_pay = sum(one.ordered for one in run.tallies), sum(one.ordered_amount for one in run.tallies)
    payable = sum(one.people for one in run.tallies if one.result is Result.PAYABLE)
    of_nothing = f"; {payable - ordered:,} payable of amount 0, not ordered" if payable > ordered else ""
    return "\n".join(
        [
            f"Run {run.label}: {run.people:,} people, as of {JalaliDay.of(run.as_of)},"
            f" started by {run.started_by}, {_finished(run)}.",
            *table(run.tallies),
            f"to pay: {ordered:,} people, {to_pay:,} rials{of_nothing}",
            f"fingerprint of what was judged: {run.fingerprint}",
        ]
    )


def table(tallies: tuple[Tally, ...]) -> Iterator[str]:
    """A line for each result and its reasons: people, and the sum of their amounts."""
    for one in tallies:
        reasons = ", ".join(one.reasons) or "-"
        amount = f"{one.amount:,} rials" if one.amount else "-"
        yield f"  {one.result:<12} {one.people:>9,}  {amount:>28}  {reasons}"


async def _with_engine(url: str, work: Callable[[AsyncEngine], Awaitable[str]]) -> str:
    engine = make_engine(url, pool_size=AT_ONCE + 2)
    try:
        return await work(engine)
    finally:
        await engine.dispose()


def _month_end(engine: AsyncEngine, clock: Clock, *, quiet_hours: bool = True) -> MonthEnd:
    return MonthEnd(engine, clock, make_notices(clock, Wording(), quiet_hours=quiet_hours))


async def _run(settings: Settings, url: str, engine: AsyncEngine, month: JalaliMonth, *, early: bool) -> str:
    clock = SystemClock()
    ends = _month_end(engine, clock, quiet_hours=settings.quiet_hours)
    gc.freeze()  # the libraries' types are here for good, and need not be looked through again and again
    async with _alone(engine) as alone:
        going_on = await ends.unfinished()
        if not alone:
            raise BeingDone(going_on) if going_on else JustStarted
        async with Jobs(url, engine, clock).opened() as app:
            try:
                run = await ends.start(month, getpass.getuser(), early=early, defer=deferring(app))
            except MonthNotBegun:
                raise NotBegunYet(month, _last_over(clock)) from None
            except MonthNotOver:
                raise NotOverYet(month) from None
            except AlreadyDone as done:
                raise Done(done.run) from None
            except GoingOn as stopped:
                run = stopped.run
        if run.month != month:
            raise AnotherUnfinished(run)
        with watching(run) as watch:
            await work_off(ends, run, watch)
        await refer_grants(engine, clock)
    return summary(await ends.run(month, run.number))


async def work_off(ends: MonthEnd, run: Run, watch: Watcher) -> None:
    """Take chunks as long as there are any, and wait for those that others are at."""

    async def works() -> None:
        while taken := await ends.take(run.month, run.number):
            now = await ends.run(run.month, run.number)
            counted(taken)
            watch(now.people_done, now.people)

    while True:
        await together(works, AT_ONCE)
        now = await ends.run(run.month, run.number)
        watch(now.people_done, now.people)
        if now.finished_at:
            return
        await asyncio.sleep(LOOK_SECONDS)


@asynccontextmanager
async def _alone(engine: AsyncEngine) -> AsyncIterator[bool]:
    """Whether no other command is at a run; whatever becomes of the process, its lock goes with it."""
    lock = {"lock": _AT_IT}
    async with engine.connect() as connection:
        await connection.execution_options(isolation_level="AUTOCOMMIT")
        alone = bool(await connection.scalar(text("SELECT pg_try_advisory_lock(:lock)"), lock))
        try:
            yield alone
        finally:
            if alone:
                await connection.execute(text("SELECT pg_advisory_unlock(:lock)"), lock)


def _last_over(clock: Clock) -> JalaliMonth:
    return JalaliMonth.of(today(clock)).previous()


def _finished(run: Run) -> str:
    return f"finished at {moment(run.finished_at)}" if run.finished_at else "not finished"

"""The month-end: every marriage registered in a Jalali month is decided, and whoever was left open before, once each.

A run freezes who is to be decided, in chunks. A chunk is one transaction: facts are counted by PostgreSQL for all of
its people at once, judged by the same rules as everywhere, written and told at once. So any number of processes may
share a run, each may die at any moment, and what was decided is what was told. All of a run is judged as of the day on
which it was started, so it comes to the same whenever it is finished.
"""

from __future__ import annotations

import hashlib
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Row
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from services.calendar import ONE_DAY, Clock, JalaliMonth, today
from services.grants import records as grants
from services.grants.decision import AwaitedLists
from services.grants.facts import Figures, Key
from services.grants.figures import figures
from services.grants.rules import decide, provisional
from services.messages.notices import Foreseen, Notices
from services.month_end import records
from services.month_end.rules import Decided, decided, judged, may_be_provisional, tallied
from services.month_end.run import Result, Run, Tally, Why, merged
from services.month_end.telling import foresee, tell

__all__ = [
    "AlreadyDone",
    "GoingOn",
    "MonthEnd",
    "MonthNotBegun",
    "MonthNotOver",
    "Result",
    "Run",
    "Taken",
    "Tally",
    "Why",
    "finished_runs",
    "people_left",
]

CHUNK = 4_000  # people; a second or so
POINTS = ("taken", "judged", "written", "told", "committed", "finished")  # the checkpoints of a chunk, and of a run

Checkpoint = Callable[[str], None]
Defer = Callable[[AsyncConnection, Run], Awaitable[None]]


class MonthNotBegun(Exception):
    """No marriage can be registered in the month as yet."""

    def __init__(self, month: JalaliMonth) -> None:
        super().__init__(f"{month} has not begun")
        self.month = month


class MonthNotOver(Exception):
    """Marriages may still be registered in the month."""

    def __init__(self, month: JalaliMonth) -> None:
        super().__init__(f"{month} is not over")
        self.month = month


class GoingOn(Exception):
    """A run has been started and is not finished; of whatever month, there is one at a time."""

    def __init__(self, run: Run) -> None:
        super().__init__(f"the run {run.label} is not finished")
        self.run = run


class AlreadyDone(Exception):
    """The month has been decided."""

    def __init__(self, run: Run) -> None:
        super().__init__(f"{run.month} was decided by the run {run.label}")
        self.run = run


@dataclass(frozen=True, slots=True)
class Taken:
    """A chunk that this process has decided."""

    chunk: int
    people: int
    tallies: tuple[Tally, ...]


async def _no_jobs(_: AsyncConnection, __: Run) -> None:
    return


class MonthEnd:
    """Runs of month-ends, each step in a transaction of its own."""

    def __init__(
        self,
        engine: AsyncEngine,
        clock: Clock,
        notices: Callable[[AsyncConnection], Notices],
        *,
        chunk: int = CHUNK,
        checkpoint: Checkpoint = lambda _: None,
    ) -> None:
        self._engine = engine
        self._clock = clock
        self._notices = notices
        self._chunk = chunk
        self._checkpoint = checkpoint

    async def start(self, month: JalaliMonth, by: str, *, early: bool = False, defer: Defer = _no_jobs) -> Run:
        """Start the run of a month: who is to be decided in it is settled with that, and the jobs are deferred.

        A run that was early may be followed by another one. Raises MonthNotBegun, MonthNotOver, GoingOn, AlreadyDone.
        """
        as_of = today(self._clock)
        over = _is_over(month, as_of)
        if not over and not early:
            raise MonthNotOver(month)
        async with self._engine.begin() as connection:
            await self._may_start(connection, month)
            await connection.execute(records.SORTED_IN_MEMORY)
            run = {"as_of": as_of, "early": not over, "now": self._clock.now(), "by": by}
            facts = {"month": month.number, **records.span(month), **run}
            number = (await connection.execute(records.START, facts)).scalar_one_or_none()
            if number is None:  # somebody else has just started one
                raise GoingOn(await self._unfinished(connection))
            await connection.execute(records.KEEP_CHUNKS, {**facts, "number": number, "chunk": self._chunk})
            started = await self._one(connection, month, number)
            await defer(connection, started)
        return started

    def is_over(self, month: JalaliMonth) -> bool:
        """Whether its last day has passed. Raises MonthNotBegun where its first has not come."""
        return _is_over(month, today(self._clock))

    async def unfinished(self) -> Run | None:
        """The run that is going on, or was stopped."""
        async with self._engine.connect() as connection:
            row = (await connection.execute(records.UNFINISHED)).one_or_none()
            return None if row is None else records.run(row)

    async def run(self, month: JalaliMonth, number: int) -> Run:
        """A run, and how far it has come."""
        async with self._engine.connect() as connection:
            return await self._one(connection, month, number)

    async def of_month(self, month: JalaliMonth) -> tuple[Run, ...]:
        """The runs of a month."""
        async with self._engine.connect() as connection:
            return tuple(map(records.run, await connection.execute(records.OF_MONTH, {"month": month.number})))

    async def take(self, month: JalaliMonth, number: int, chunk: int | None = None) -> Taken | None:
        """Decide a chunk: the next one that nobody is at, or that one, once nobody is. None when there is none to do.

        The run is finished with its last chunk; by whoever takes the next one, once they find none.
        """
        keys = {"month": month.number, "number": number}
        async with self._engine.begin() as connection:
            if chunk is None:
                row = (await connection.execute(records.NEXT_CHUNK, keys)).one_or_none()
            else:
                row = (await connection.execute(records.THE_CHUNK, {**keys, "chunk": chunk})).one_or_none()
            taken = None if row is None or row.done_at else await self._decide(connection, month, number, row)
        if taken:
            self._checkpoint("committed")
        if taken is None or (chunk is not None and await self._is_last(month, number)):
            await self._finish(month, number)
        return taken

    async def rehearse(
        self, month: JalaliMonth, *, told: Callable[[Foreseen], None] | None = None
    ) -> tuple[int, tuple[Tally, ...]]:
        """How many a run of the month would decide, and what would come of it; nothing is changed or told.

        `told` is given the notices of each chunk that would go out. A month need not be over for it.
        Raises GoingOn, AlreadyDone.
        """
        as_of, found, people = today(self._clock), list[Tally](), 0
        async with self._engine.connect() as connection:
            await connection.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
            await self._may_start(connection, month)
            asked = {**records.span(month), "chunk": self._chunk}
            for row in (await connection.execute(records.CHUNKS, asked)).all():
                all_ = (await self._judged(connection, month, row, as_of))[1]
                found += tallied(all_)
                if told:
                    for notices in await foresee(self._notices(connection), all_):
                        told(notices)
                people += row.size
        return people, merged(found)

    async def _may_start(self, connection: AsyncConnection, month: JalaliMonth) -> None:
        row = (await connection.execute(records.IN_THE_WAY, {"month": month.number})).one_or_none()
        if row is not None:
            run = records.run(row)
            raise AlreadyDone(run) if run.finished_at else GoingOn(run)

    async def _unfinished(self, connection: AsyncConnection) -> Run:
        return records.run((await connection.execute(records.UNFINISHED)).one())

    async def _one(self, connection: AsyncConnection, month: JalaliMonth, number: int) -> Run:
        keys = {"month": month.number, "number": number}
        return records.run((await connection.execute(records.ONE, keys)).one())

    async def _is_last(self, month: JalaliMonth, number: int) -> bool:
        """Whether nothing of the run is left. Asked after a commit: of chunks that end at once one at least sees it."""
        async with self._engine.connect() as connection:
            await connection.execution_options(isolation_level="AUTOCOMMIT")
            return bool(await connection.scalar(records.NOTHING_LEFT, {"month": month.number, "number": number}))

    async def _decide(self, connection: AsyncConnection, month: JalaliMonth, number: int, row: Row[Any]) -> Taken:
        self._checkpoint("taken")
        counted, all_ = await self._judged(connection, month, row, row.as_of)
        self._checkpoint("judged")
        if set(row.whys) - {Why.REGISTERED, Why.LATE}:
            keys = {"people": row.people, "marriages": row.marriages}
            await connection.execute(records.CLOSE_FORMER, keys)
        now = self._clock.now()
        await records.copy(connection, month, number, all_, now)
        self._checkpoint("written")
        await self._tell(connection, all_)
        self._checkpoint("told")
        tallies = tallied(all_)
        done = {"month": month.number, "number": number, "chunk": row.chunk, "now": now}
        sums = {"fingerprint": _fingerprint(counted), "tallies": records.kept(tallies)}
        await connection.execute(records.CHUNK_DONE, {**done, **sums})
        return Taken(row.chunk, len(row.people), tallies)

    async def _tell(self, connection: AsyncConnection, all_: Sequence[Decided]) -> None:
        await tell(self._notices(connection), all_)

    async def _judged(
        self, connection: AsyncConnection, month: JalaliMonth, row: Row[Any], as_of: date
    ) -> tuple[list[Figures], list[Decided]]:
        keys = records.keys(row)
        counted = await figures(connection, keys, expected=_days(month))
        verdicts = judged(counted)
        near = [one for one, verdict in verdicts if may_be_provisional(one, verdict, as_of)]
        awaited = await self._awaited(connection, near, as_of)
        whys = dict(zip(keys, row.whys, strict=True))
        return counted, decided(verdicts, whys, awaited)

    async def _awaited(
        self, connection: AsyncConnection, near: Sequence[Figures], as_of: date
    ) -> dict[Key, AwaitedLists]:
        """The lists that these may wait for, told from their facts month by month."""
        keys = [(one.national_id, one.marriage_id, one.registered_on) for one in near]
        found = {}
        for facts in await grants.facts_of_spouses(connection, keys):
            lists = provisional(decide(facts), as_of)
            if lists:
                found[facts.national_id, facts.marriage_id] = lists
        return found

    async def _finish(self, month: JalaliMonth, number: int) -> None:
        keys = {"month": month.number, "number": number}
        async with self._engine.begin() as connection:
            run = (await connection.execute(records.HOLD, keys)).one()
            if run.finished or run.going_on:
                return
            chunks = (await connection.execute(records.CHUNKS_DONE, keys)).all()
            prints = "".join(chunk.fingerprint for chunk in chunks)
            facts = {
                "now": self._clock.now(),
                "totals": records.kept(merged(one for chunk in chunks for one in records.tallies(chunk))),
                "fingerprint": hashlib.sha256(prints.encode()).hexdigest(),
            }
            await connection.execute(records.FINISH, {**keys, **facts})
        self._checkpoint("finished")


async def finished_runs(connection: AsyncConnection) -> tuple[Run, ...]:
    """Every run that is finished, by month."""
    return tuple(map(records.run, await connection.execute(records.FINISHED)))


async def people_left(connection: AsyncConnection) -> int:
    """How many people of the run that is going on are not decided yet; 0 where none is."""
    row = (await connection.execute(records.UNFINISHED)).one_or_none()
    return 0 if row is None else int(row.people - row.people_done)


def _is_over(month: JalaliMonth, as_of: date) -> bool:
    if as_of < month.first_day:
        raise MonthNotBegun(month)
    return as_of > month.last_day


def _days(month: JalaliMonth) -> list[date]:
    return [month.first_day + day * ONE_DAY for day in range(month.days)]


def _fingerprint(counted: Sequence[Figures]) -> str:
    """Of all that was judged, so that it can be told whether two runs judged the same."""
    columns = ["\t".join(map(str, column)) for column in zip(*counted, strict=True)]
    return hashlib.sha256("\n".join(columns).encode()).hexdigest()

"""The matching of civil events with daughters who draw a share: advance notices first, and on their day the ends.

One statement finds the next lot of daughters of whom something may have to be said; each lot is a transaction of its
own, in which facts are gathered for all of them at once, judged by the rules, written and told. What two find at once
is opened once: the keys of cases and notices see to it. So any number of processes may match, lane by lane, each may
die at any moment, and a lane that is begun anew finds what is left.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, TextClause
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from services.calendar import Clock, today
from services.dependency import records
from services.dependency.case import Case, Facts, Reason, State, Verdict
from services.dependency.rules import judge, on_its_day
from services.dependency.telling import tell
from services.messages.notices import Notices

AT_ONCE = 2_000  # daughters of one lot; a second or so
LANES = 8  # parts of the daughters; a job each, so that as many processes can share them
BY = "match"  # in a case's history, where nobody did it
POINTS = ("found", "judged", "written", "told", "committed")  # the checkpoints of a lot

Checkpoint = Callable[[str], None]
MakeNotices = Callable[[AsyncConnection], Notices]
Matched = Counter[tuple[State, tuple[Reason, ...]]]  # cases by what became of them, and why a person decides
Rows = Sequence[Row[Any]]
Work = Callable[[AsyncConnection, Rows], Awaitable[Matched]]


@dataclass(frozen=True, slots=True)
class Lane:
    """One of so many parts of the daughters."""

    number: int
    of: int


ALL = Lane(0, 1)


class Matching:
    """Matching, each lot in a transaction of its own."""

    def __init__(
        self,
        engine: AsyncEngine,
        clock: Clock,
        notices: MakeNotices,
        *,
        at_once: int = AT_ONCE,
        checkpoint: Checkpoint = lambda _: None,
    ) -> None:
        self._engine = engine
        self._clock = clock
        self._notices = notices
        self._at_once = at_once
        self._checkpoint = checkpoint

    async def match(self, lane: Lane = ALL) -> Matched:
        """Bring every daughter of the lane to where she stands today, and tell her; what became of how many."""
        noticed = await self._lots(records.CANDIDATES, lane, self._notice)
        return noticed + await self._lots(records.DUE, lane, self._end)

    async def rehearse(self) -> Matched:
        """What a match would come to; nothing is changed or told."""
        noticed = await self._lots(records.CANDIDATES, ALL, self._would_notice, read_only=True)
        return noticed + await self._lots(records.DUE_TO_LOOK, ALL, self._would_end, read_only=True)

    async def _lots(self, statement: TextClause, lane: Lane, work: Work, *, read_only: bool = False) -> Matched:
        """Lot after lot of the statement's daughters, each in a transaction."""
        matched, after = Matched(), ""
        asked = {"lane": lane.number, "lanes": lane.of, "today": today(self._clock), "most": self._at_once}
        while True:
            async with self._engine.connect() as connection:
                await connection.execution_options(postgresql_readonly=read_only)
                async with connection.begin():
                    rows = (await connection.execute(statement, {**asked, "after": after})).all()
                    self._checkpoint("found")
                    matched += await work(connection, rows)
            self._checkpoint("committed")
            if len(rows) < self._at_once:
                return matched
            after = rows[-1].national_id

    async def _notice(self, connection: AsyncConnection, rows: Rows) -> Matched:
        verdicts = await self._verdicts(connection, rows)
        self._checkpoint("judged")
        return await self._tell(connection, await records.open_all(connection, verdicts, self._clock.now(), BY))

    async def _end(self, connection: AsyncConnection, rows: Rows) -> Matched:
        cases = await self._on_their_day(connection, rows)
        self._checkpoint("judged")
        await records.change(connection, cases, self._clock.now(), BY)
        return await self._tell(connection, cases)

    async def _would_notice(self, connection: AsyncConnection, rows: Rows) -> Matched:
        verdicts = await self._verdicts(connection, rows)
        return _counted(records.new_case(verdict, self._clock.now()) for verdict in verdicts.values())

    async def _would_end(self, connection: AsyncConnection, rows: Rows) -> Matched:
        return _counted((await self._on_their_day(connection, rows)).values())

    async def _verdicts(self, connection: AsyncConnection, rows: Rows) -> dict[str, Verdict]:
        """What the events of these come to, of whom something comes."""
        day = today(self._clock)
        judged = ((facts.national_id, judge(facts, day)) for facts in await self._facts(connection, rows))
        return {national_id: verdict for national_id, verdict in judged if verdict}

    async def _on_their_day(self, connection: AsyncConnection, rows: Rows) -> dict[str, Case]:
        """What becomes of cases whose effective day has come."""
        facts = await self._facts(connection, rows)
        return {one.national_id: on_its_day(one, records.case(row)) for one, row in zip(facts, rows, strict=True)}

    async def _facts(self, connection: AsyncConnection, rows: Rows) -> list[Facts]:
        return await records.facts(connection, [row.national_id for row in rows], today(self._clock))

    async def _tell(self, connection: AsyncConnection, cases: Mapping[str, Case]) -> Matched:
        self._checkpoint("written")
        await tell(self._notices(connection), cases.items())
        self._checkpoint("told")
        return _counted(cases.values())


def _counted(cases: Iterable[Case]) -> Matched:
    return Counter((case.state, case.reasons) for case in cases)

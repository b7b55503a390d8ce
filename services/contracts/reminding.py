"""The morning's round over all contracts and requests: who lapses, who is to be reminded, whose list has come in.

One statement finds the next lot of people who have not been told yet; each lot is a transaction of its own, and the
rules decide. What two rounds at once find is told once: the notices' keys see to it. A round that was missed is made up
for the day after, as long as there is time to pay.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, TextClause
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from services.calendar import Clock, JalaliMonth, today
from services.contracts import partial_months
from services.contracts import reminding_records as records
from services.contracts.lapsing import close_lapsed
from services.contracts.partials import PARTIAL
from services.contracts.terms import VOLUNTARY, has_figures, premium
from services.messages.notices import Notices, Told
from services.messages.rules import Event
from services.premiums import rules
from services.premiums.facts import RecordedMonth

AT_ONCE = 5000  # people of one lot
LANES = 3  # parts of the people: while the database takes in the words of some, those of the others are made

MakeNotices = Callable[[AsyncConnection], Notices]


@dataclass(frozen=True)
class Reminded:
    """How many contracts were closed, and how many people were found to be told of what."""

    lapsed: int = 0
    due: int = 0
    lapsing: int = 0
    ready: int = 0


async def remind(engine: AsyncEngine, clock: Clock, notices: MakeNotices, *, at_once: int = AT_ONCE) -> Reminded:
    """Go round once. Any number of others may at the same time, and again."""
    going = Round(engine, clock, notices, at_once)
    lapsed = await going.close()
    due, lapsing = await going.remind()
    return Reminded(lapsed, due, lapsing, await going.tell_ready())


class Round:
    """One round."""

    def __init__(self, engine: AsyncEngine, clock: Clock, notices: MakeNotices, at_once: int) -> None:
        self._engine = engine
        self._clock = clock
        self._notices = notices
        self._at_once = at_once
        self._today = today(clock)
        self._due = rules.falls_due(self._today)

    async def close(self) -> int:
        """Close what has lapsed; how many."""
        closed = 0
        overdue = {"month": str(self._due.previous().number), "kind": VOLUNTARY}
        async for connection, rows in self._lots(records.OVERDUE, overdue):
            keys = [(row.national_id, row.number) for row in rows]
            closed += await close_lapsed(connection, self._clock, self._notices(connection), keys)
        return closed

    async def remind(self) -> tuple[int, int]:
        """Remind of the month that is due next, if it is time; how many before its last day, and how many on it."""
        due_day = rules.due(self._due)
        days = rules.reminder(due_day, self._today)
        if days is not None:
            return await self._remind(Event.PREMIUM_DUE, f" {self._due} {days}"), 0
        if self._today == due_day:
            return 0, await self._remind(Event.CONTRACT_LAPSING, f" {self._due}")
        return 0, 0

    async def tell_ready(self) -> int:
        """Tell of lists that have come in for months that can still be completed; how many."""
        here, told = JalaliMonth.of(self._today), 0
        for month in (here.plus(-rules.PARTIAL_DUE_MONTHS.value)).through(here.previous()):
            about = {"month": str(month.number), "kind": PARTIAL, "length": month.days}
            untold = {"event": Event.PARTIAL_READY, "told": f" {month}", "not_in_record": rules.NOT_IN_RECORD.value}
            async for connection, rows in self._lots(records.READY, {**about, **untold}):
                ready = list(self._ready(month, rows))
                await self._notices(connection).tell_all(Event.PARTIAL_READY, ready)
                told += len(ready)
        return told

    async def _remind(self, event: Event, told: str) -> int:
        if not has_figures(self._due):
            return 0
        return sum(await asyncio.gather(*(self._remind_lane(event, told, lane) for lane in range(LANES))))

    async def _remind_lane(self, event: Event, told: str, lane: int) -> int:
        count = 0
        untold = {"event": event, "told": told, "lane": lane, "lanes": LANES}
        facts = {"month": str(self._due.number), "kind": VOLUNTARY, **untold}
        async for connection, rows in self._lots(records.DUE, facts):
            await self._notices(connection).tell_all(event, self._owing(event, told, rows))
            count += len(rows)
        return count

    def _owing(self, event: Event, told: str, rows: Iterable[Row[Any]]) -> Iterator[Told]:
        month, due_day = str(self._due), rules.due(self._due)
        for row in rows:
            facts = {"month": month, "amount": premium(self._due, row.base), "due": due_day}
            yield Told(row.national_id, f"{event} {row.number}{told}", facts, ("premium", row.number))

    def _ready(self, month: JalaliMonth, rows: Iterable[Row[Any]]) -> Iterator[Told]:
        for row in rows:
            recorded = RecordedMonth(month, row.days, row.compulsory_days, row.compulsory_wage, 0)
            seen = partial_months.of_month(month, recorded, (), self._today)
            if seen is not None and seen.state == "payable":
                facts = {"month": str(month), "recorded": seen.recorded, "days": seen.days}
                key = f"{Event.PARTIAL_READY} {row.number} {month}"
                about = ("partial_months", row.number)
                yield Told(row.national_id, key, {**facts, "amount": seen.premium, "due": seen.due}, about)

    async def _lots(
        self, statement: TextClause, facts: Mapping[str, Any]
    ) -> AsyncIterator[tuple[AsyncConnection, Sequence[Row[Any]]]]:
        """Lot after lot of the statement's people, each in a transaction that ends when the next is asked for."""
        after = ""
        while True:
            async with self._engine.begin() as connection:
                asked = {**facts, "after": after, "most": self._at_once}
                rows = (await connection.execute(statement, asked)).all()
                if rows:
                    yield connection, rows
            if len(rows) < self._at_once:
                return
            after = rows[-1].national_id

"""A registry in which every result of a month-end comes about, and runs of it."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from services.calendar import TEHRAN, JalaliMonth
from services.messages.notices import About, Notices
from services.messages.rules import Event
from services.month_end import MonthEnd, Run
from tests.clock import FrozenClock
from tests.services.grants.registry import Registry

AZAR = JalaliMonth(1404, 9)
DEY = AZAR.next()
WAGE = 120_000_000
SHEBA, OTHER_SHEBA = "IR062960000000100324200001", "IR820540102680020817909002"


class PlainVoice:
    """Says which event it is."""

    def notice(
        self, channel: str, event: Event, facts: Mapping[str, Any], about: About | None, *, simple: bool = False
    ) -> Mapping[str, Any]:
        return {"text": f"{channel} {event}{' simply' if simple else ''}", "facts": dict(facts), "about": about}

    def parts(self, channel: str, body: Mapping[str, Any]) -> int | None:
        return 2 if channel == "sms" else None


def noon(day: date) -> datetime:
    """The middle of a day in Tehran."""
    return datetime.combine(day, time(12), TEHRAN).astimezone(UTC)


def month_end(
    engine: AsyncEngine, clock: FrozenClock, *, chunk: int = 7, checkpoint: Callable[[str], None] = lambda _: None
) -> MonthEnd:
    """Month-ends in small chunks."""

    def notices(connection: AsyncConnection) -> Notices:
        return Notices(connection, clock, PlainVoice())

    return MonthEnd(engine, clock, notices, chunk=chunk, checkpoint=checkpoint)


async def whole(end: MonthEnd, month: JalaliMonth = AZAR, **how: Any) -> Run:
    """A run from its start to its end."""
    run = await end.start(month, "operator", **how)
    while await end.take(run.month, run.number):
        pass
    return await end.run(run.month, run.number)


class Street:
    """A registry under construction, of people who are owed the grant but for what is said of them."""

    def __init__(self) -> None:
        self.registry = Registry()
        self._people = 0

    def weds(
        self,
        day: date = AZAR.first_day,
        *,
        months: int = 60,
        last: JalaliMonth | None = None,
        wage: int = WAGE,
        person: str | None = None,
        marriage: str | None = None,
        kind: str = "permanent",
        works: bool = True,
        **of_person: Any,
    ) -> str:
        """Somebody who marries an unknown, with so many full months up to `last`; their national ID."""
        if person is None:
            self._people += 1
            person = f"{self._people:010}"
            self.registry.person(person, **of_person)
            if works:
                self.registry.work(person, date(2015, 1, 1), None)
            end = last or JalaliMonth.of(day)
            for step in range(months):
                month = end.plus(-step)
                self.registry.wage(person, month.number, month.days, wage)
        self.registry.marriage(marriage or f"M{person}", day, None, person, kind)
        return person

    async def built(self, engine: AsyncEngine) -> None:
        async with engine.begin() as connection:
            await self.registry.load(connection)


def crowd(people: int, seed: int = 1) -> Street:
    """So many people married in Azar, all kinds of them mixed."""
    rng, street = random.Random(seed), Street()
    for _ in range(people):
        day = AZAR.first_day + timedelta(days=rng.randrange(30))
        match rng.randrange(8):
            case 0:
                street.weds(day, sheba=None)
            case 1:
                street.weds(
                    max(day, AZAR.last_day - timedelta(days=5)), months=23, last=AZAR.plus(-1)
                )  # 701 days; the list of Azar is not in
            case 2:
                street.weds(day, works=False, months=rng.randrange(20))
            case 3:
                street.weds(day, marriage_history="partial")
            case 4:
                street.weds(day, kind="temporary")
            case _:
                street.weds(day, wage=rng.randrange(10**9))
    return street


async def rows(engine: AsyncEngine, query: str, **facts: Any) -> list[tuple[Any, ...]]:
    async with engine.connect() as connection:
        return [tuple(row) for row in await connection.execute(text(query), facts)]


async def do(engine: AsyncEngine, statement: str, **facts: Any) -> None:
    async with engine.begin() as connection:
        await connection.execute(text(statement), facts)


DECISIONS = (
    "SELECT national_id, marriage_id, why, outcome, reasons, overridden, counted, total, amount, awaited_until,"
    " is_open, account, payment FROM hamyar.month_decisions ORDER BY month, number, national_id, marriage_id"
)

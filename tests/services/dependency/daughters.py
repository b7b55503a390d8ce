"""Daughters of the deceased with what happened to them, in a registry, and the matching of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from services.dependency import Dependency
from services.dependency.matching import Matching
from services.messages.notices import Notices
from services.national_id import check_digit
from tests.clock import FrozenClock
from tests.services.month_end.town import PlainVoice

FATHER, HUSBAND = "0012345679", "0499370899"
SINCE = date(2015, 3, 21)

# Whoever is named has a telephone.
PERSON = """
    INSERT INTO registry.people VALUES (:national_id, 'مینا', 'راد', 'F', '1990-01-01', '12345678',
        '0912' || right(:national_id, 7), NULL, 'complete')
"""
PENSION = """
    INSERT INTO registry.pensions (national_id, pension_id, deceased_id, relation, started, ended)
    VALUES (:national_id, :pension_id, :deceased_id, :relation, :started, :ended)
"""
EVENT = """
    INSERT INTO registry.civil_events (national_id, event_id, role, kind, "on", spouse_id)
    VALUES (:national_id, :event_id, :role, :kind, :on, :spouse_id)
"""
MARRIAGE = """
    INSERT INTO registry.marriages (national_id, marriage_id, role, registered_on, kind, official, spouse_id)
    VALUES (:national_id, :marriage_id, 'wife', :on, :kind, true, :spouse_id)
"""
APART = """
    INSERT INTO registry.quarantine (national_id, file, key, line, fault, raw)
    VALUES (:national_id, 'employment.csv', 'k', 2, 'bad-date', 'raw')
"""


def nobody(number: int) -> str:
    """The national ID of the so-manieth invented person."""
    nine = f"{100_000_000 + number}"
    return f"{nine}{check_digit(nine)}"


class House:
    """A registry under construction."""

    def __init__(self) -> None:
        self._rows: list[tuple[str, dict[str, Any]]] = []
        self._people = self._events = 0

    def daughter(self, *, relation: str = "daughter", started: date = SINCE, ended: date | None = None) -> str:
        """Somebody who draws a share since then; her national ID."""
        self._people += 1
        national_id = nobody(self._people)
        self._add(PERSON, national_id=national_id)
        self.share(national_id, "P1", relation=relation, started=started, ended=ended)
        return national_id

    def share(
        self,
        national_id: str,
        pension_id: str,
        *,
        relation: str = "daughter",
        started: date = SINCE,
        ended: date | None = None,
    ) -> None:
        facts = {"deceased_id": FATHER, "relation": relation, "started": started, "ended": ended}
        self._add(PENSION, national_id=national_id, pension_id=pension_id, **facts)

    def event(self, national_id: str, kind: str, on: date, *, spouse: str | None = None, role: str = "person") -> str:
        """Something happened to her, or with the role of a spouse to hers; the event's id."""
        self._events += 1
        event_id = f"E{self._events}"
        facts = {"event_id": event_id, "role": role, "kind": kind, "on": on, "spouse_id": spouse}
        self._add(EVENT, national_id=national_id, **facts)
        return event_id

    def marriage(self, national_id: str, on: date, *, kind: str, spouse: str | None = None) -> None:
        self._add(MARRIAGE, national_id=national_id, marriage_id=f"M{on}", on=on, kind=kind, spouse_id=spouse)

    def quarantined(self, national_id: str) -> None:
        self._add(APART, national_id=national_id)

    async def built(self, engine: AsyncEngine) -> list[str]:
        """Write it; what is added later is written by another call. All who live in it so far."""
        async with engine.begin() as connection:
            for statement, row in self._rows:
                await connection.execute(text(statement), row)
        self._rows.clear()
        return [nobody(number) for number in range(1, self._people + 1)]

    def _add(self, statement: str, **row: Any) -> None:
        self._rows.append((statement, row))


def matching(engine: AsyncEngine, clock: FrozenClock, **how: Any) -> Matching:
    """Matching in small lots, or as `how` says."""
    return Matching(engine, clock, _notices(clock), **{"at_once": 3, **how})


def dependency(connection: AsyncConnection, clock: FrozenClock) -> Dependency:
    return Dependency(connection, clock, _notices(clock)(connection))


def _notices(clock: FrozenClock) -> Callable[[AsyncConnection], Notices]:
    return lambda connection: Notices(connection, clock, PlainVoice())


async def rows(engine: AsyncEngine, query: str, **facts: Any) -> list[tuple[Any, ...]]:
    async with engine.connect() as connection:
        return [tuple(row) for row in await connection.execute(text(query), facts)]


async def do(engine: AsyncEngine, statement: str, **facts: Any) -> None:
    async with engine.begin() as connection:
        await connection.execute(text(statement), facts)


async def states(engine: AsyncEngine) -> Mapping[str, str]:
    """Cases by person."""
    return dict(await rows(engine, "SELECT national_id, state FROM hamyar.dependency_cases ORDER BY opened_at"))


async def told(engine: AsyncEngine) -> list[tuple[str, str]]:
    """Who was told what by SMS, in order of persons."""
    query = "SELECT national_id, event FROM hamyar.notices WHERE channel = 'sms' ORDER BY national_id, at, event"
    return [(national_id, event) for national_id, event in await rows(engine, query)]

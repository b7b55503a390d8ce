"""A chamber of reviewers, and an objection to a refusal in a registry of its own."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, time
from typing import Any, TypeVar

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from bot.app import make_notices
from handlers.wording import Wording
from services.calendar import TEHRAN
from services.dependency import Dependency
from services.desk import Enrolment, Role
from services.grants import Grants
from services.money import Rials
from services.objections import Image, Objections, Subject, SubjectKind
from services.reviews import Reviews
from services.reviews.topics import CaseTopics
from tests.clock import FrozenClock
from tests.services.grants.cases import REGISTERED, jalali
from tests.services.grants.registry import Registry

T = TypeVar("T")
WORDING = Wording()
HER, HIM = "0012345679", "1994825677"
LIMIT = Rials(100_000_000)
AGENT, REVIEWER, SECOND, SUPERVISOR, BRIDE, GROOM, STRANGER = 11, 13, 14, 15, 16, 17, 99
ROLES = {
    AGENT: (Role.AGENT, "0011111111", "سارا"),
    REVIEWER: (Role.REVIEWER, "0033333333", "مینا"),
    SECOND: (Role.REVIEWER, "0055555555", "کاوه"),
    SUPERVISOR: (Role.SUPERVISOR, "0044444444", "بهرام"),
    BRIDE: (Role.REVIEWER, HER, "مریم"),
    GROOM: (Role.REVIEWER, HIM, "علی"),
}


@dataclass
class Chamber:
    """Where objections are decided; each `act` is a transaction of its own."""

    engine: AsyncEngine
    clock: FrozenClock
    number: str = ""
    wages: list[tuple[int, int]] = field(default_factory=list)

    def objections(self, connection: AsyncConnection) -> Objections:
        return Objections(connection, self.clock, make_notices(self.clock, WORDING)(connection))

    def dependency(self, connection: AsyncConnection) -> Dependency:
        return Dependency(connection, self.clock, make_notices(self.clock, WORDING)(connection))

    async def act(self, act: Callable[[Reviews], Awaitable[T]]) -> T:
        async with self.engine.begin() as connection:
            services = (self.objections(connection), Grants(connection, self.clock), self.dependency(connection))
            return await act(Reviews(connection, self.clock, *services, second_over=LIMIT))

    async def topics(self, act: Callable[[CaseTopics], Awaitable[T]]) -> T:
        async with self.engine.begin() as connection:
            return await act(CaseTopics(connection, self.clock))

    async def file(self, **changes: Any) -> str:
        """Object to what she is told of her marriage."""
        async with self.engine.begin() as connection:
            told = await Grants(connection, self.clock).standing(HER, "M1")
            assert told.decision
            facts: dict[str, Any] = {
                "kind": SubjectKind.DECISION,
                "marriage_id": "M1",
                "outcome": told.decision.outcome,
                "failed": told.decision.failed,
                "amount": told.decision.amount,
                "version": told.version,
            }
            return await self.objections(connection).file(
                HER,
                Subject(registered_on=REGISTERED, **{**facts, **changes}),
                "لیست بیمهٔ من نیامده است",
                [Image("doc-1", "marriage-contract")],
                channel="telegram",
                address="5",
            )

    async def rows(self, query: str) -> list[tuple[Any, ...]]:
        async with self.engine.connect() as connection:
            return [tuple(row) for row in await connection.execute(text(query))]


async def chamber_of(engine: AsyncEngine, wage: int) -> Chamber:
    """A chamber with her objection in it; `wage` is all that she earned in the two years."""
    clock = FrozenClock(datetime.combine(jalali(1404, 10, 1), time(12), TEHRAN).astimezone(UTC))
    rows = Registry()
    rows.person(HER)
    rows.person(HIM, first_name="علی", sex="M", mobile="09127654321")
    rows.marriage("M1", REGISTERED, HIM, HER)
    rows.wage(HER, 140303, 30, wage)
    async with engine.begin() as connection:
        await rows.load(connection)
        for one, (role, national_id, name) in ROLES.items():
            await Enrolment(connection).add(one, role, national_id, name, clock.now())
    chamber = Chamber(engine, clock)
    chamber.number = await chamber.file()
    return chamber


@pytest.fixture
async def chamber(engine: AsyncEngine) -> Chamber:
    """She was refused for want of work and days; what is at stake is below the limit."""
    return await chamber_of(engine, 240_000_000)


@pytest.fixture
async def much_at_stake(engine: AsyncEngine) -> Chamber:
    """The same, with one rial more at stake than one reviewer may decide alone."""
    return await chamber_of(engine, 24 * (LIMIT + 1))

"""The people behind the bot in a rehearsal: invented colleagues, two groups of theirs, and their enrolment.

Their national IDs begin with two zeros, which no person of the sample has: nobody decides their own case.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.rehearsal import add_desk_bot
from sandbox.app import Sandbox
from sandbox.telegram.citizen import GroupMember
from sandbox.telegram.staff import Colleague, StaffGroup
from services.calendar import Clock
from services.desk import Enrolment, Kind, Role
from services.desk.groups import Group
from services.store.engine import make_engine

TICKETS, REVIEWS = -1_001_420_000_001, -1_001_420_000_002
GROUPS = (
    Group(TICKETS, frozenset(Kind), reviews=False),
    Group(REVIEWS, frozenset(), reviews=True),
)
TITLES: Mapping[int, str] = {TICKETS: "میز کارشناسان", REVIEWS: "بازبینی اعتراض‌ها"}


@dataclass(frozen=True)
class Hired:
    """Somebody who works here, and in which groups."""

    telegram_id: int
    name: str
    national_id: str
    role: Role
    groups: tuple[int, ...]


SARA = Hired(880_000_001, "سارا", "0014142015", Role.AGENT, (TICKETS,))
OMID = Hired(880_000_002, "امید", "0025253141", Role.AGENT, (TICKETS,))
MINA = Hired(880_000_003, "مینا", "0036364258", Role.REVIEWER, (REVIEWS,))
KAVEH = Hired(880_000_004, "کاوه", "0047475366", Role.REVIEWER, (REVIEWS,))
BAHRAM = Hired(880_000_005, "بهرام", "0058586474", Role.SUPERVISOR, (TICKETS, REVIEWS))
EVERYBODY = (SARA, OMID, MINA, KAVEH, BAHRAM)
_TITLES: Mapping[Role, str] = {Role.AGENT: "کارشناس", Role.REVIEWER: "بازبین", Role.SUPERVISOR: "سرپرست"}


@dataclass(frozen=True)
class Office:
    """The groups by their number, and everybody in them."""

    groups: Mapping[int, StaffGroup]

    def member(self, who: Hired) -> GroupMember:
        """Somebody in the first of their groups."""
        return self.groups[who.groups[0]].members[who.telegram_id]


def add_office(sandbox: Sandbox) -> Office:
    """The groups, with the staff's bot and those who work there in them."""
    bot, groups = add_desk_bot(sandbox), {}
    for chat, title in TITLES.items():
        here = [one for one in EVERYBODY if chat in one.groups]
        members = [Colleague(one.telegram_id, one.name, title=_TITLES[one.role]) for one in here]
        groups[chat] = sandbox.add_staff_group(chat, title, members, [bot])
    return Office(groups)


async def enrol(url: str, clock: Clock) -> None:
    """Let them act; who is enrolled already stays as they are."""
    engine = make_engine(url, pool_size=1)
    try:
        async with engine.begin() as connection:
            await _enrol(connection, clock)
    finally:
        await engine.dispose()


async def _enrol(connection: AsyncConnection, clock: Clock) -> None:
    enrolment = Enrolment(connection)
    for one in EVERYBODY:
        if await enrolment.find(one.telegram_id) is None:
            await enrolment.add(one.telegram_id, one.role, one.national_id, one.name, clock.now())

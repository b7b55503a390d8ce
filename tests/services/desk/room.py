"""A desk to test: a turn with a small dialog, two citizens' channels, colleagues enrolled, and a clock that stands."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from itertools import count
from typing import Any, TypeVar

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from bot.app import Hosting, make_notices
from dialogs.messages import Channel, Message, Typed
from handlers import sms, telegram
from handlers.floor import DeskActs
from handlers.turn import Note, Turn
from handlers.voice import DeskVoice
from handlers.wording import Wording
from services.conversations import Place
from services.desk import Desk, Enrolment, Role
from tests.clock import FrozenClock

CHANNELS: dict[str, Channel] = {"telegram": telegram.CHANNEL, "sms": sms.CHANNEL}
AGENT, COLLEAGUE, REVIEWER, SUPERVISOR, STRANGER = 11, 12, 13, 14, 99
NAMES = {AGENT: "سارا", COLLEAGUE: "امید", REVIEWER: "مینا", SUPERVISOR: "بهرام"}
IDS = {AGENT: "0011111111", COLLEAGUE: "0022222222", REVIEWER: "0033333333", SUPERVISOR: "0044444444"}
ROLES = {
    AGENT: Role.AGENT,
    COLLEAGUE: Role.AGENT,
    REVIEWER: Role.REVIEWER,
    SUPERVISOR: Role.SUPERVISOR,
}
T = TypeVar("T")


class Room:
    """The desk and the bot on one database."""

    def __init__(
        self, engine: AsyncEngine, clock: FrozenClock, *, checkpoint: Callable[[str], None] = lambda _: None
    ) -> None:
        self.engine = engine
        self.clock = clock
        self.checkpoint = checkpoint
        self.voice = DeskVoice(CHANNELS, Wording())
        self._keys = count(1)
        self.turn = Turn(
            engine, Hosting(clock, b"key"), CHANNELS, Wording(), clock, desk=self.desk, nonce=lambda: "nonce"
        )

    def desk(self, connection: AsyncConnection) -> Desk:
        notices = make_notices(self.clock, Wording())(connection)
        return Desk(connection, self.clock, self.voice, notices, checkpoint=lambda point: self.checkpoint(point))

    async def enrol(self) -> None:
        """The colleagues."""
        async with self.engine.begin() as connection:
            for one, role in ROLES.items():
                await Enrolment(connection).add(one, role, IDS[one], NAMES[one], self.clock.now())

    async def act(self, act: Callable[[Desk], Awaitable[T]]) -> T:
        """One act of the desk, and what the bot does of it."""
        return await DeskActs(self.engine, self.desk, self._look_again).act(act)

    async def _look_again(self, place: Place) -> None:
        self.checkpoint("committed")
        await self.turn.look_again(place)

    async def says(self, place: Place, said: str | Message, key: str = "") -> list[str]:
        """A citizen says something; what they are answered."""
        before = await self.heard(place)
        message = Typed(said) if isinstance(said, str) else said
        await self.turn.receive(Note(place, key or f"m{next(self._keys)}", message))
        return (await self.heard(place))[len(before) :]

    async def heard(self, place: Place) -> list[str]:
        """All that was queued for a citizen."""
        rows = await self.rows(
            "SELECT body->>'text' FROM hamyar.outbox WHERE channel = :channel AND address = :address ORDER BY id",
            channel=place.channel,
            address=place.address,
        )
        return [row[0] for row in rows]

    async def opened(self, place: Place) -> int:
        """A citizen asks for a person; the ticket."""
        await self.says(place, "کارشناس")
        rows = await self.rows(
            "SELECT number FROM hamyar.tickets WHERE channel = :channel AND address = :address AND state <> 'closed'",
            channel=place.channel,
            address=place.address,
        )
        number: int = rows[0][0]
        return number

    async def rows(self, statement: str, **facts: Any) -> list[tuple[Any, ...]]:
        async with self.engine.connect() as connection:
            return [tuple(row) for row in await connection.execute(text(statement), facts)]

    async def audited(self, number: int) -> list[tuple[str, str]]:
        """Who did what to a ticket."""
        rows = await self.rows(
            "SELECT actor, act FROM hamyar.audit WHERE subject = :subject ORDER BY seq", subject=f"ticket {number}"
        )
        return [(actor, act) for actor, act in rows]

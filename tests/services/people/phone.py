"""Somebody with a phone, talking through real turns, and what the database was asked meanwhile."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from sqlalchemy import event, text
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.app import Hosting
from dialogs.messages import Channel, Command, Contact, Message, Typed
from handlers.turn import Note, Turn
from handlers.wording import Wording
from services import national_id
from services.calendar import Clock
from services.conversations import Place
from tests.services.grants.registry import Registry

CODE, WRONG = "246813", "135792"
CHANNELS = {"telegram": Channel("telegram"), "sms": Channel("sms", buttons=False, contact=False, short=True)}
Asked = tuple[str, dict[str, str]]

_keys = count(1)


def somebody(number: int) -> str:
    """A valid national ID, another for each number."""
    first = f"{120_000_000 + number:09}"
    return first + str(national_id.check_digit(first))


@dataclass
class Phone:
    """One conversation. `heard` is all that was answered, oldest first."""

    engine: AsyncEngine
    clock: Clock
    address: str = "1001"
    channel: str = "telegram"
    code: str = CODE
    heard: list[str] = field(default_factory=list)

    async def does(self, message: Message) -> str:
        """Send a message; what is answered."""
        hosting = Hosting(self.clock, b"k" * 32, new_code=lambda: self.code)
        turn = Turn(self.engine, hosting, CHANNELS, Wording(), self.clock, nonce=lambda: "nonce")
        await turn.receive(Note(Place(self.channel, self.address), f"m{next(_keys)}", message))
        self.heard = await column(
            self.engine,
            "SELECT body->>'text' FROM hamyar.outbox WHERE channel = :channel AND address = :address ORDER BY id",
            channel=self.channel,
            address=self.address,
        )
        return self.heard[-1]

    async def says(self, words: str) -> str:
        return await self.does(Typed(words))

    async def comes_to_the_national_id(self) -> str:
        """Ask about the grant, keeping the number to oneself."""
        await self.says("ازدواج")
        return await self.says("شماره‌ام را نمی‌فرستم")

    async def asks_a_code_for(self, person: str) -> str:
        await self.comes_to_the_national_id()
        return await self.says(person)

    async def shares(self, mobile: str) -> str:
        return await self.does(Contact(mobile, own=True))

    async def forgets(self) -> str:
        return await self.does(Command("forget"))

    async def linked(self) -> str | None:
        found = await column(
            self.engine,
            "SELECT national_id FROM hamyar.links WHERE channel = :channel AND address = :address",
            channel=self.channel,
            address=self.address,
        )
        return found[0] if found else None


async def column(engine: AsyncEngine, statement: str, **facts: Any) -> list[Any]:
    """The first column of what a query gives."""
    async with engine.connect() as connection:
        return list((await connection.execute(text(statement), facts)).scalars())


async def codes_sent(engine: AsyncEngine) -> list[str]:
    """The numbers to which a code was queued, in order."""
    return await column(engine, "SELECT address FROM hamyar.outbox WHERE kind = 'code' ORDER BY id")


async def register(engine: AsyncEngine, **people: str | None) -> None:
    """Put people into the registry, by `n` and their number, with a mobile or none."""
    registry = Registry()
    for name, mobile in people.items():
        registry.person(somebody(int(name.removeprefix("n"))), mobile=mobile)
    async with engine.begin() as connection:
        await registry.load(connection)


@contextmanager
def statements(engine: AsyncEngine) -> Iterator[list[Asked]]:
    """What the database is asked: each statement with the names and types of its parameters."""
    asked: list[Asked] = []

    def note(_connection: Any, _cursor: Any, statement: str, parameters: Any, _context: Any, _many: bool) -> None:
        asked.append((statement, {name: _shape(value) for name, value in dict(parameters or {}).items()}))

    event.listen(engine.sync_engine, "before_cursor_execute", note)
    try:
        yield asked
    finally:
        event.remove(engine.sync_engine, "before_cursor_execute", note)


def _shape(value: Any) -> str:
    return (
        f"{type(value).__name__} of {[_shape(item) for item in value]}"
        if isinstance(value, list)
        else type(value).__name__
    )

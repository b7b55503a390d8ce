"""A house of one dialog for tests of turns: it keeps in a ledger what it is told and counts aloud, and can be upset.

«fail» breaks the dialog, «divide» gives the database nonsense, «drop» loses the connection, «gate» waits until whoever
holds the gate lets go of it.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from itertools import count
from typing import Any

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from dialogs.catalog import BoundCatalog, Catalog, Entry
from dialogs.messages import Channel, Command, Typed, Words
from dialogs.reading import Text
from dialogs.talk import Talk
from handlers.turn import Note, Turn
from services.calendar import Clock
from services.conversations import Place

CHANNELS = {"telegram": Channel("telegram")}
GATE = 4417


class Broken(Exception):
    """What the dialog raises when it is told to fail."""


class Ledger:
    """What is done in a play, done in its transaction."""

    def __init__(self, connection: AsyncConnection, place: Place) -> None:
        self._connection = connection
        self._place = place

    async def keep(self, said: str) -> bool:
        facts = {"address": self._place.address, "said": said}
        await self._connection.execute(text("INSERT INTO ledger (address, said) VALUES (:address, :said)"), facts)
        match said:
            case "fail":
                raise Broken("as it was told, about 0012345679")
            case "divide":
                await self._connection.execute(text("SELECT 1/0"))
            case "drop":
                await self._connection.execute(text("SELECT pg_terminate_backend(pg_backend_pid())"))
            case "gate":
                await self._connection.execute(text(f"SELECT pg_advisory_xact_lock({GATE})"))
            case "too long at the gate":
                await self._connection.execute(text("SET LOCAL lock_timeout = '1ms'"))
                await self._connection.execute(text(f"SELECT pg_advisory_xact_lock({GATE})"))
        return True


async def tally(talk: Talk, ledger: Ledger) -> None:
    """Take one text after the other, and count them."""
    for number in count(1):
        said = await talk.ask(f"next.{number}", Text())
        await talk.once(f"kept.{number}", lambda: ledger.keep(said))  # noqa: B023  awaited here
        await talk.say(f"kept.{number}", number=number, said=said)


class Nobody:
    async def linked(self) -> None:
        return None


class House:
    """Hosts of turns: the tally, which is also the menu."""

    _catalog = Catalog([Entry("menu", tally)])

    def dialogs(self, connection: AsyncConnection, place: Place) -> tuple[BoundCatalog, Nobody]:
        return self._catalog.bind({"ledger": Ledger(connection, place)}), Nobody()


class PlainWording:
    """Words as their id and facts."""

    def __call__(self, words: Words, *, short: bool = False, form: str = "sms") -> str:
        return " ".join([words.id, *(str(fact) for fact in words.facts.values())])

    def more(self, _words: Words) -> None:
        return None


def a_turn(engine: AsyncEngine, clock: Clock, **more: Any) -> Turn:
    return Turn(engine, House(), CHANNELS, PlainWording(), clock, nonce=lambda: "nonce", **more)


def place(address: str = "1") -> Place:
    return Place("telegram", address)


def note(said: str, key: str = "", address: str = "1") -> Note:
    """A typed message; its key is its text when none is given. «menu» opens the tally."""
    return Note(place(address), key or said, Command("menu") if said == "menu" else Typed(said))


async def build(engine: AsyncEngine) -> None:
    """The ledger."""
    async with engine.begin() as connection:
        await connection.execute(text("CREATE TABLE ledger (seq serial, address text, said text)"))


async def kept(engine: AsyncEngine, address: str = "1") -> list[str]:
    """What stands in the ledger."""
    return await _column(engine, "SELECT said FROM ledger WHERE address = :address ORDER BY seq", address)


async def answers(engine: AsyncEngine, address: str = "1") -> list[str]:
    """What was answered, without the question that follows each time."""
    found = await _column(
        engine, "SELECT body->>'text' FROM hamyar.outbox WHERE address = :address ORDER BY id", address
    )
    return [said.removesuffix("menu-next").strip() for said in found]


async def inbox(engine: AsyncEngine, address: str = "1") -> list[tuple[str, str]]:
    """Keys and states."""
    found = await _column(
        engine, "SELECT key || ' ' || state FROM hamyar.inbox WHERE address = :address ORDER BY seq", address
    )
    return [(row.rpartition(" ")[0], row.rpartition(" ")[2]) for row in found]


async def _column(engine: AsyncEngine, statement: str, address: str) -> list[Any]:
    async with engine.connect() as connection:
        return list((await connection.execute(text(statement), {"address": address})).scalars())


async def until(holds: Callable[[], Awaitable[Any]]) -> None:
    """Look again and again, for what happens elsewhere and rings no bell."""
    async with asyncio.timeout(60):
        while not await holds():  # noqa: ASYNC110
            await asyncio.sleep(0.01)


async def at_the_gate(engine: AsyncEngine) -> None:
    """Until somebody stands before the closed gate."""
    waits = text("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND objid = :gate AND NOT granted")
    async with engine.connect() as connection:

        async def somebody() -> bool:
            return bool((await connection.execute(waits, {"gate": GATE})).scalar_one())

        await until(somebody)


@asynccontextmanager
async def closed_gate(engine: AsyncEngine) -> AsyncIterator[None]:
    """The gate is closed until the block ends."""
    async with engine.connect() as connection:
        await connection.execute(text(f"SELECT pg_advisory_lock({GATE})"))
        try:
            yield
        finally:
            await connection.execute(text(f"SELECT pg_advisory_unlock({GATE})"))
            await connection.commit()

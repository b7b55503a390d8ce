"""The whole system on a test's database: real libraries, real HTTP both ways, only the far side imitated, in haste."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import asdict
from itertools import count
from pathlib import Path
from typing import Any

from sqlalchemy import make_url, text
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.played_day import with_figures
from bot.rehearsal import CODE_TEMPLATE, CODE_TEXT, KEY, Rehearsal, rehearsed
from bot.sample_registry import SamplePerson, loaded
from bot.settings import Settings
from handlers.courier import Pace
from sandbox.app import Sandbox
from sandbox.kavenegar.core import Travel
from sandbox.telegram.citizen import TelegramPhone
from sandbox.telegram.limits import Paces
from services.calendar import Clock, SystemClock, today
from services.store.engine import connect

CLOCK = with_figures(SystemClock())  # for whoever needs premiums: whatever the day, it is one that knows them
PACE = Pace(lease=1.5, look=0.05, first_wait=0.05, longest_wait=0.2)
PATIENCE = 60.0  # seconds for what must come
QUIET = 0.4  # seconds in which what must not come would have come

_numbers = count(1)


def hasty_sandbox(people: Sequence[SamplePerson] = (), *, paces: Paces | None = None) -> Sandbox:
    """A far side that does not dawdle."""
    return Sandbox(
        people=[asdict(person) for person in people],
        paces=paces,
        pauses=(0.02, 0.05, 0.1),
        sms_key=KEY,
        templates={CODE_TEMPLATE: CODE_TEXT},
        travel=Travel(0.01, 0.01),
    )


@asynccontextmanager
async def rehearsal(url: str, folder: Path, *, sandbox: Sandbox | None = None, **more: Any) -> AsyncIterator[Rehearsal]:
    """The system, up; `more` is for `rehearsed`."""
    settings = Settings(data_dir=folder, **{"rate_limits": False, **more.pop("settings", {})})
    async with rehearsed(settings, url, sandbox=sandbox or hasty_sandbox(), **{"pace": PACE, **more}) as running:
        running.parts.engine.pool._timeout = PATIENCE  # type: ignore[attr-defined]  a hundred at once wait for their turn
        yield running


def sample(url: str, folder: Path, clock: Clock | None = None) -> dict[str, SamplePerson]:
    """The sample registry in that database: its people by the code of their case."""
    return {person.code: person for person in loaded(url, folder / "sample", today(clock or SystemClock()))}


def stranger(running: Rehearsal, name: str = "رهگذر") -> TelegramPhone:
    """Somebody new on Telegram."""
    telegram = running.sandbox.telegram
    user = telegram.world.add_user(name, phone=f"+98919{next(_numbers):07}")
    return TelegramPhone(telegram, user, running.bot)


def number() -> str:
    """A mobile that nobody has used yet."""
    return f"0918{next(_numbers):07}"


async def fetch(engine: AsyncEngine, statement: str, **facts: Any) -> list[tuple[Any, ...]]:
    """Rows of a query."""
    async with engine.connect() as connection:
        return [tuple(row) for row in await connection.execute(text(statement), facts)]


async def outbox(engine: AsyncEngine, address: object) -> list[tuple[Any, ...]]:
    """(text, state, fault, repeated) of what went to an address, in order."""
    return await fetch(
        engine,
        "SELECT body->>'text', state, fault, repeated FROM hamyar.outbox WHERE address = :address ORDER BY id",
        address=str(address),
    )


async def inbox(engine: AsyncEngine, address: object) -> list[tuple[Any, ...]]:
    """(key, state) of what came from an address, in order."""
    return await fetch(
        engine, "SELECT key, state FROM hamyar.inbox WHERE address = :address ORDER BY seq", address=str(address)
    )


@asynccontextmanager
async def arriving(engine: AsyncEngine, address: object, messages: int) -> AsyncIterator[None]:
    """So many more messages come from an address before any is played: parts of one do not wait long for the others."""
    known = len(await inbox(engine, address))
    async with engine.connect() as connection:
        held = "SELECT FROM hamyar.conversations WHERE address = :address FOR UPDATE"
        assert (await connection.execute(text(held), {"address": str(address)})).one_or_none() is not None
        yield

        async def all_came() -> bool:
            return len(await inbox(engine, address)) >= known + messages

        await until(all_came)
        await connection.rollback()


async def until(holds: Callable[[], Awaitable[Any]]) -> None:
    """Look again and again, for what happens elsewhere and rings no bell."""
    async with asyncio.timeout(PATIENCE):
        while not await holds():  # noqa: ASYNC110
            await asyncio.sleep(0.02)


async def settled(engine: AsyncEngine, address: object) -> None:
    """Until everything from and to an address is done with."""

    async def nothing_open() -> bool:
        (row,) = await fetch(
            engine,
            "SELECT (SELECT count(*) FROM hamyar.inbox WHERE address = :address AND state = 'waiting')"
            " + (SELECT count(*) FROM hamyar.outbox"
            "    WHERE address = :address AND state IN ('queued', 'sending', 'ambiguous'))",
            address=str(address),
        )
        return row[0] == 0

    await until(nothing_open)


@contextmanager
def closed_port() -> Iterator[int]:
    """A port at which nobody answers, and nobody else will for as long as the block lasts."""
    with socket.socket() as keeper:
        keeper.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        keeper.bind(("127.0.0.1", 0))
        yield keeper.getsockname()[1]


def cut_off(server: str, url: str, *, allow: bool) -> None:
    """Let nobody into a database, and throw out who is in it; or let them in again."""
    name = make_url(url).database
    with connect(server, autocommit=True) as connection:
        connection.execute(f"ALTER DATABASE {name} ALLOW_CONNECTIONS {allow}")
        if not allow:
            ended = "SELECT pg_terminate_backend(pid, 60000) FROM pg_stat_activity WHERE datname = %s"
            connection.execute(ended, (name,))

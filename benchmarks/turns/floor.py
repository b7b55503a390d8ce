"""The floor: what a turn cannot do without, and nothing of ours.

The same HTTP server and route, aiogram's parse, the statements and commits that a turn of ours was heard to make, and a
courier of thirty lines that runs the same statements around the same aiogram calls. It says what our own turn said,
once, to whomever it is asked to.

There are two: the floor proper reaches PostgreSQL as we do, through SQLAlchemy; the bare one through psycopg alone.
"""

from __future__ import annotations

import asyncio
import logging
import os
import sys
from collections import defaultdict
from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import groupby
from typing import Any, Protocol

import psycopg
import structlog
import uvloop
from aiogram import Bot
from aiogram.types import LinkPreviewOptions, Update
from fastapi import FastAPI
from psycopg_pool import AsyncConnectionPool
from sqlalchemy import event, make_url
from sqlalchemy.dialects import postgresql
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.sql.elements import TextClause

from bot.app import CATALOG, Hosting, wire_turn
from bot.web import server
from dialogs.messages import Command, Message, Typed
from handlers import telegram
from handlers.telegram.reading import read
from handlers.telegram.sending import as_html, keyboard
from handlers.telegram.setup import make_bot
from handlers.telegram.webhook import router
from handlers.turn import Note
from services.calendar import SystemClock
from services.conversations import Place
from services.messages import NEWS, records
from services.store.engine import make_engine

FIRST, STEP = "first", "step"
HERE, KEY = "0", "the key of what came in"
COMMIT = "COMMIT"
MOST = 50  # rows under way at once, as our courier has it
LEASE = timedelta(seconds=30)


@dataclass(frozen=True)
class Heard:
    """A statement as it went to the driver; `alone`: with no transaction around it."""

    statement: str
    parameters: Any
    alone: bool = False


async def heard(url: str) -> dict[str, list[Heard]]:
    """What a turn of ours says to PostgreSQL: the second of its kind, when all that is made once has been made."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING))
    engine, clock = make_engine(url), SystemClock()
    turn = wire_turn(engine, Hosting(clock, b"k" * 32, CATALOG), {telegram.NAME: telegram.CHANNEL}, clock)
    said: dict[str, list[Heard]] = defaultdict(list)
    now: list[Heard] = []

    def hear(connection: Any, _cursor: object, statement: str, parameters: Any, *_: object) -> None:
        alone = connection.get_execution_options().get("isolation_level") == "AUTOCOMMIT"
        now.append(Heard(statement, parameters, alone))

    event.listen(engine.sync_engine, "before_cursor_execute", hear)
    event.listen(engine.sync_engine, "commit", lambda _: now.append(Heard(COMMIT, None)))
    for address in (f"{HERE}{HERE}", HERE):
        kinds: tuple[tuple[str, Message], ...] = ((FIRST, Typed("/start")), (STEP, Command("menu")))
        for kind, message in kinds:
            now.clear()
            await turn.receive(Note(Place(telegram.NAME, address), f"{KEY} {kind}", message))
            said[kind] = list(now)
    await turn.close()
    await engine.dispose()
    return said


class Database(Protocol):
    """A way to PostgreSQL: a transaction is what is executed between two commits."""

    def connection(self, *, alone: bool = False) -> AbstractAsyncContextManager[Connection]: ...


class Connection(Protocol):
    async def execute(self, statement: str, parameters: Any) -> Sequence[Any]: ...

    async def commit(self) -> None: ...


class ThroughSqlalchemy:
    """As we reach it."""

    def __init__(self, url: str) -> None:
        self._engine = make_engine(url)
        self._alone = self._engine.execution_options(isolation_level="AUTOCOMMIT")

    @asynccontextmanager
    async def connection(self, *, alone: bool = False) -> AsyncIterator[Connection]:
        async with (self._alone if alone else self._engine).connect() as connection:
            yield _Sqlalchemy(connection)


class _Sqlalchemy:
    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def execute(self, statement: str, parameters: Any) -> Sequence[Any]:
        result = await self._connection.exec_driver_sql(statement, parameters)
        return result.all() if result.returns_rows else ()

    async def commit(self) -> None:
        await self._connection.commit()


class Bare:
    """By psycopg, and its own pool."""

    def __init__(self, url: str) -> None:
        plain = _plain(url)
        self._pool = AsyncConnectionPool(plain, min_size=10, max_size=20, open=False)
        self._alone = AsyncConnectionPool(plain, kwargs={"autocommit": True}, min_size=5, max_size=20, open=False)

    @asynccontextmanager
    async def connection(self, *, alone: bool = False) -> AsyncIterator[Connection]:
        pool = self._alone if alone else self._pool
        if pool.closed:
            await pool.open()
        async with pool.connection() as connection:
            yield _Psycopg(connection)


class _Psycopg:
    def __init__(self, connection: psycopg.AsyncConnection[Any]) -> None:
        self._connection = connection

    async def execute(self, statement: str, parameters: Any) -> Sequence[Any]:
        cursor = await self._connection.execute(statement.encode(), parameters)
        return await cursor.fetchall() if cursor.description else ()

    async def commit(self) -> None:
        await self._connection.commit()


def _plain(url: str) -> str:
    return make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)


class FloorEdge:
    """Takes updates as our edge does, and says by rote what our turn said."""

    def __init__(self, bot: Bot, database: Database, said: dict[str, list[Heard]]) -> None:
        self._bot = bot
        self._database = database
        self._said = said
        self._aside: set[asyncio.Task[Any]] = set()

    async def take(self, update: Update) -> None:
        arrival = read(update)
        if arrival.callback_id:
            task = asyncio.create_task(self._bot.answer_callback_query(arrival.callback_id))
            self._aside.add(task)
            task.add_done_callback(self._aside.discard)
        note = arrival.note
        assert note
        said = self._said[STEP if arrival.callback_id else FIRST]
        for alone, statements in groupby(said, key=lambda one: one.alone):
            async with self._database.connection(alone=alone) as connection:
                for one in statements:
                    if one.statement == COMMIT:
                        await connection.commit()
                    else:
                        await connection.execute(one.statement, _filled(one.parameters, note.place.address, note.key))


def _filled(parameters: Any, address: str, key: str) -> Any:
    """The parameters of another message: who, its key, and the time are its own."""

    def filled(value: Any) -> Any:
        match value:
            case str() if value == HERE:
                return address
            case str() if value.startswith(KEY):
                return key
            case list():
                return [filled(item) for item in value]
            case datetime():
                return datetime.now(UTC)
            case _:
                return value

    return {name: filled(value) for name, value in parameters.items()} if parameters else None


class FloorCourier:
    """Claims, sends and settles, batch after batch."""

    def __init__(self, bot: Bot, url: str, database: Database) -> None:
        self._bot = bot
        self._url = url
        self._database = database
        self._wake = asyncio.Event()
        self._done: list[tuple[Any, str]] = []
        self._under_way: set[asyncio.Task[None]] = set()

    async def run(self) -> None:
        listening = await psycopg.AsyncConnection.connect(_plain(self._url), autocommit=True)
        await listening.execute(f"LISTEN {NEWS}".encode())
        listener = asyncio.create_task(self._listen(listening))
        while not listener.done():
            self._wake.clear()
            if not await self._step() and not self._done:
                await self._wake.wait()

    async def _listen(self, connection: psycopg.AsyncConnection[Any]) -> None:
        async for _ in connection.notifies():
            self._wake.set()

    async def _step(self) -> int:
        done, self._done = self._done, []
        room, now, rows = MOST - len(self._under_way), datetime.now(UTC), list[Any]()
        if not done and room <= 0:
            return 0
        async with self._database.connection() as connection:
            if done:
                await connection.execute(SETTLE, _settled(done, now))
            facts = {"channel": telegram.NAME, "address": None, "line": None, "now": now, "lease_until": now + LEASE}
            for yields in (False, True) if room > 0 else ():
                rows += await connection.execute(CLAIM, {**facts, "yields": yields, "most": room})
                if rows:
                    break
            await connection.commit()
        for row in rows:
            task = asyncio.create_task(self._send(row))
            self._under_way.add(task)
            task.add_done_callback(self._finished)
        return len(rows)

    def _finished(self, task: asyncio.Task[None]) -> None:
        self._under_way.discard(task)
        self._wake.set()

    async def _send(self, row: Any) -> None:
        body = row[4]
        sent = await self._bot.send_message(
            int(row[1]),
            as_html(body["text"]),
            parse_mode="HTML",
            reply_markup=keyboard(body),
            link_preview_options=LinkPreviewOptions(is_disabled=True),
        )
        self._done.append((row, str(sent.message_id)))


def _compiled(clause: TextClause) -> str:
    return str(clause.compile(dialect=postgresql.psycopg.dialect()))  # type: ignore[no-untyped-call]


SETTLE, CLAIM = _compiled(records.SETTLE), _compiled(records.CLAIM)


def _settled(done: Iterable[tuple[Any, str]], now: datetime) -> dict[str, Any]:
    rows, provider_ids = [row for row, _ in done], [provider_id for _, provider_id in done]
    nothing = [None] * len(rows)
    return {
        "channel": telegram.NAME,
        "now": now,
        "addresses": [row[1] for row in rows],
        "ids": [row[2] for row in rows],
        "states": ["sent"] * len(rows),
        "provider_ids": provider_ids,
        "faults": nothing,
        "costs": nothing,
        "repeats": [False] * len(rows),
        "due": nothing,
    }


async def serve(url: str, database: Database, bot: Bot, secret: str, listen: str) -> None:
    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)
    app.include_router(router(FloorEdge(bot, database, await heard(url)), secret))  # type: ignore[arg-type]
    await server(app, listen).serve()


async def run(what: str, url: str, how: str) -> None:
    environment = os.environ
    bot = make_bot(environment["HAMYAR_TELEGRAM_TOKEN"], environment["HAMYAR_TELEGRAM_API"])
    database = Bare(url) if how == "bare" else ThroughSqlalchemy(url)
    if what == "serve":
        await serve(url, database, bot, environment["HAMYAR_TELEGRAM_SECRET"], environment["HAMYAR_LISTEN"])
    else:
        await FloorCourier(bot, url, database).run()


if __name__ == "__main__":
    uvloop.run(run(*sys.argv[1:]))

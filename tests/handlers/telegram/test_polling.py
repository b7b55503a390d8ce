"""Where there is no public address updates are fetched, and confirmed only once they are committed."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from sqlalchemy import text

from bot.parts import Parts, assembled
from bot.rehearsal import BOT_NAME, TOKEN, USERNAME, Rehearsal
from bot.settings import Settings
from handlers.line import held
from handlers.telegram import polling
from handlers.telegram.edge import TelegramEdge
from sandbox.app import Sandbox, running
from sandbox.faults import Fault, Kind
from sandbox.telegram.core import Bot
from sandbox.telegram.world import Json
from tests.databases import Databases
from tests.rehearsal import PATIENCE, fetch, hasty_sandbox, inbox, outbox, rehearsal, settled, stranger, until

HERE = "database = (SELECT oid FROM pg_database WHERE datname = current_database())"
LINES = f"locktype = 'advisory' AND objsubid = 1 AND {HERE}"  # of one number; a turn's own is of two


@pytest.fixture(scope="module")
async def polled(databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Rehearsal]:
    """The system, polling."""
    with databases.lent() as url:
        async with rehearsal(url, tmp_path_factory.mktemp("data"), webhooks=False) as system:
            yield system


@pytest.fixture(autouse=True)
def in_haste(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("handlers.polling.PAUSE", 0.05)
    monkeypatch.setattr("handlers.polling.LONGEST_PAUSE", 0.1)
    monkeypatch.setattr("handlers.line.TRY_SECONDS", 0.05)


async def test_what_is_polled_is_answered(polled: Rehearsal) -> None:
    phone = stranger(polled)
    phone.opens()
    first = await phone.hears(PATIENCE)
    press = phone.presses(first.buttons[0][0]["text"])
    await phone.hears(PATIENCE)

    async def answered() -> bool:
        return press.answer is not None

    await until(answered)


async def test_a_swap_and_a_repetition_lose_and_double_nothing(polled: Rehearsal) -> None:
    phone = stranger(polled)
    polled.sandbox.faults.switch_on(Fault("telegram", Kind.DUPLICATE, method="update", to=str(phone.user.id), times=3))
    for said in ("سلام", "راهنما", "فهرست"):
        phone.says(said)
        await phone.hears(PATIENCE)
    await settled(polled.parts.engine, phone.user.id)
    assert len(await outbox(polled.parts.engine, phone.user.id)) == 3


async def test_trouble_with_polling_passes(polled: Rehearsal) -> None:
    for kind in (Kind.SERVER_ERROR, Kind.RESET_BEFORE, Kind.RESET_AFTER, Kind.TOO_MANY, Kind.BAD_REQUEST):
        polled.sandbox.faults.switch_on(Fault("telegram", kind, method="getUpdates", times=1, pause=1))
        phone = stranger(polled)
        phone.opens()
        await phone.hears(PATIENCE)
        again = stranger(polled)
        again.opens()
        await again.hears(PATIENCE)


async def test_another_poller_of_the_token_is_survived(polled: Rehearsal) -> None:
    """Somebody polls with our token: 409, a pause, and on we go."""
    assert polled.parts.telegram
    await polled.parts.telegram.bot.get_updates(timeout=0)
    phone = stranger(polled)
    phone.opens()
    await phone.hears(PATIENCE)


async def test_an_update_that_the_library_does_not_know_holds_up_no_other(polled: Rehearsal) -> None:
    phone = stranger(polled)
    odd: Json = {"message_id": "a word", "chat": 5}
    polled.bot.updates.put("message", odd, "odd")
    phone.opens()
    await phone.hears(PATIENCE)


async def test_a_lost_line_is_taken_again(polled: Rehearsal) -> None:
    """The connection that holds the poller's lock is cut: it stops, takes the lock again, and goes on."""
    await fetch(polled.parts.engine, "SELECT pg_terminate_backend(pid, 60000) FROM pg_locks WHERE granted AND " + LINES)
    phone = stranger(polled)
    phone.opens()
    await phone.hears(PATIENCE)


@asynccontextmanager
async def telegram_alone(url: str, folder: Path) -> AsyncIterator[tuple[Sandbox, Bot, Parts]]:
    """The parts without a worker: the test itself polls."""
    sandbox = hasty_sandbox()
    async with running(sandbox) as page:
        bot = sandbox.telegram.add_bot(TOKEN, USERNAME, BOT_NAME)
        settings = Settings(data_dir=folder, telegram_token=TOKEN, telegram_api=page)  # type: ignore[arg-type]
        async with assembled(settings, url) as parts:
            yield sandbox, bot, parts


class Killed(BaseException):
    """A process ends here."""


class Dying(TelegramEdge):
    """An edge whose process dies when it has taken an update, before the offset is confirmed; or before it is taken."""

    after = True

    async def take_in_order(self, updates: list[object]) -> None:  # type: ignore[override]
        if self.after:
            await super().take_in_order(updates)  # type: ignore[arg-type]
        raise Killed


@pytest.mark.parametrize("after", [True, False])
async def test_killed_between_taking_and_confirming_it_gets_them_again(
    database_url: str, tmp_path: Path, after: bool
) -> None:
    async with telegram_alone(database_url, tmp_path) as (sandbox, bot, parts):
        assert parts.telegram
        dying = Dying(parts.telegram.bot, parts.turn, parts.telegram.fetcher, parts.engine, parts.clock)
        dying.after = after
        phone = stranger(Rehearsal(sandbox, parts, bot, "", ""))
        phone.opens()
        with pytest.raises(Killed):
            await polling.poll(parts.telegram.bot, dying, parts.engine)
        assert len(await inbox(parts.engine, phone.user.id)) == after
        alive = asyncio.create_task(polling.poll(parts.telegram.bot, parts.telegram.edge, parts.engine))

        async def confirmed() -> bool:
            return not bot.updates.due(100)

        await until(confirmed)
        alive.cancel()
        await asyncio.gather(alive, return_exceptions=True)
        assert [state for _, state in await inbox(parts.engine, phone.user.id)] == ["played"]
        assert len(await outbox(parts.engine, phone.user.id)) == 1


async def test_a_flood_in_one_batch_is_slowed_and_said_so_once(database_url: str, tmp_path: Path) -> None:
    """With nobody beside who plays what is noted: the rest of a batch waits for as long as it takes to note it."""
    async with telegram_alone(database_url, tmp_path) as (sandbox, bot, parts):
        assert parts.telegram
        phone = stranger(Rehearsal(sandbox, parts, bot, "", ""))
        for number in range(12):
            phone.says(f"پیام {number}")
        alive = asyncio.create_task(polling.poll(parts.telegram.bot, parts.telegram.edge, parts.engine))

        async def confirmed() -> bool:
            return not bot.updates.due(100)

        await until(confirmed)
        alive.cancel()
        await asyncio.gather(alive, return_exceptions=True)
        states = [state for _, state in await inbox(parts.engine, phone.user.id)]
        assert states == ["played"] * 5 + ["slowed"] * 7
        said = [said for said, *_ in await outbox(parts.engine, phone.user.id)]
        assert sum("پشت سر هم" in text for text in said) == 1
        assert len(said) == 6


async def test_the_offset_waits_for_the_database(database_url: str, tmp_path: Path) -> None:
    async with telegram_alone(database_url, tmp_path) as (sandbox, bot, parts):
        assert parts.telegram
        phone = stranger(Rehearsal(sandbox, parts, bot, "", ""))
        async with parts.engine.connect() as connection:
            await connection.execute(text("LOCK TABLE hamyar.inbox IN ACCESS EXCLUSIVE MODE"))
            phone.opens()
            alive = asyncio.create_task(polling.poll(parts.telegram.bot, parts.telegram.edge, parts.engine))

            async def waits() -> bool:
                found = "SELECT count(*) FROM pg_locks WHERE NOT granted AND locktype = 'relation' AND " + HERE
                return bool((await fetch(parts.engine, found))[0][0])

            await until(waits)
            assert len(bot.updates.due(100)) == 1
            await connection.rollback()

        async def confirmed() -> bool:
            return not bot.updates.due(100)

        await until(confirmed)
        alive.cancel()
        await asyncio.gather(alive, return_exceptions=True)


async def test_of_two_pollers_one_works_and_the_other_takes_over(database_url: str, tmp_path: Path) -> None:
    async with telegram_alone(database_url, tmp_path) as (sandbox, bot, parts):
        assert parts.telegram
        edge = parts.telegram.edge
        pollers = [asyncio.create_task(polling.poll(parts.telegram.bot, edge, parts.engine)) for _ in range(2)]
        phone = stranger(Rehearsal(sandbox, parts, bot, "", ""))

        async def played(number: int) -> None:
            async def so_many() -> bool:
                return [state for _, state in await inbox(parts.engine, phone.user.id)] == ["played"] * number

            await until(so_many)

        phone.opens()
        await played(1)
        assert bot.poll > 0
        assert await fetch(parts.engine, "SELECT count(*) FROM pg_locks WHERE granted AND " + LINES) == [(1,)]
        for first in list(pollers):
            first.cancel()
            await asyncio.gather(first, return_exceptions=True)
            break
        phone.says("راهنما")
        await played(2)
        for poller in pollers:
            poller.cancel()
        await asyncio.gather(*pollers, return_exceptions=True)


async def test_a_line_waits_without_a_statement_that_lasts(database_url: str, tmp_path: Path) -> None:
    """A statement that waits for days would keep the dead rows of these days."""
    async with telegram_alone(database_url, tmp_path) as (_, _, parts), held(parts.engine, "a line"):
        second = asyncio.create_task(held(parts.engine, "a line").__aenter__())
        await asyncio.sleep(0.3)
        assert not second.done()
        assert await fetch(parts.engine, "SELECT count(*) FROM pg_locks WHERE NOT granted AND " + LINES) == [(0,)]
        second.cancel()
        await asyncio.gather(second, return_exceptions=True)

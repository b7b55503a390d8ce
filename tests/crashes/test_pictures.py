"""Whatever befalls a process while it fetches a picture: the picture is not lost, and answers its question once."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from aiogram import Bot
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.rehearsal import BOT_NAME, TOKEN, USERNAME
from handlers.telegram.fetching import LEASE, POINTS
from handlers.telegram.setup import make_bot
from handlers.turn import Outcome
from sandbox.app import running
from services.documents.examining import Examiner
from tests.clock import FrozenClock
from tests.crashes.conftest import Job, buried
from tests.crashes.mishaps import MISHAPS, Mishap, once_at
from tests.crashes.pictures import HERE, OPENED, answered_by_stored, left, photo, process, wiped
from tests.handlers.house import note
from tests.rehearsal import hasty_sandbox
from tests.services.documents.hostile import small

OF_THE_TURN = ("looked-again", "taken", "played", "saved", "queued")
SETTLED = {
    "inbox": [("opened", "played", None, None), ("photo", "played", None, 1)],
    "answers": [(["papers.1"],)],
}


@dataclass
class Telegram:
    """The far side, with one photo on it, and how processes reach it. What was asked for is in `asked`."""

    api: str
    bot: Bot
    examiner: Examiner
    file: str
    asked: list[str]


@pytest.fixture(scope="module")
async def examiner() -> AsyncIterator[Examiner]:
    async with Examiner(workers=1) as examiner:
        yield examiner


@pytest.fixture
async def telegram(examiner: Examiner) -> AsyncIterator[Telegram]:
    sandbox = hasty_sandbox()
    async with running(sandbox) as api:
        bot = sandbox.telegram.add_bot(TOKEN, USERNAME, BOT_NAME)
        files = sandbox.telegram.world.files
        asked: list[str] = []
        known = files.by_id

        def by_id(bot_id: int, file_id: str) -> Any:
            asked.append(file_id)
            return known(bot_id, file_id)

        files.by_id = by_id  # type: ignore[method-assign]
        async with make_bot(TOKEN, api) as ours:
            yield Telegram(api, ours, examiner, files.id_for(bot.user.id, files.keep_photo(small("JPEG"))[-1]), asked)


async def noted(engine: AsyncEngine, clock: FrozenClock, telegram: Telegram, files: Path) -> None:
    async with process(engine, clock, telegram.bot, telegram.examiner, files) as (turn, _):
        await turn.receive(OPENED)
        assert await turn.receive(photo(telegram.file)) is Outcome.NOTED


async def revived(engine: AsyncEngine, clock: FrozenClock, telegram: Telegram, files: Path) -> None:
    """Another process, once the lease has ended; Telegram, which may have heard nothing, repeats."""
    clock.time += LEASE
    async with process(engine, clock, telegram.bot, telegram.examiner, files) as (turn, fetcher):
        assert await turn.receive(photo(telegram.file)) is Outcome.SEEN_BEFORE
        await fetcher.fetch_all(HERE)
        await turn.sweep()


async def is_settled(engine: AsyncEngine) -> None:
    found = await left(engine)
    said = [text.split()[0] for (text,) in found.pop("said")]
    assert found == SETTLED
    assert said == ["menu-papers", "menu-papers"]
    assert await answered_by_stored(engine)


@MISHAPS
async def test_a_mishap_at_every_point_of_fetching(
    engine: AsyncEngine, clock: FrozenClock, telegram: Telegram, tmp_path: Path, mishap: Mishap
) -> None:
    for point in (*POINTS, *OF_THE_TURN):
        await noted(engine, clock, telegram, tmp_path)
        passed: list[str] = []
        befalls = once_at(point, mishap, engine)

        def pass_by(here: str) -> None:
            passed.append(here)  # noqa: B023
            befalls(here)  # noqa: B023

        async with process(engine, clock, telegram.bot, telegram.examiner, tmp_path, pass_by) as (_, fetcher):
            dying = asyncio.create_task(fetcher.fetch_all(HERE))
            await asyncio.gather(dying, return_exceptions=True)
        assert point in passed
        await revived(engine, clock, telegram, tmp_path)
        await is_settled(engine)
        await wiped(engine)


@pytest.mark.parametrize("point", POINTS)
async def test_a_process_killed_while_it_fetches(
    engine: AsyncEngine, clock: FrozenClock, telegram: Telegram, parents: tuple[Job, Job], tmp_path: Path, point: str
) -> None:
    await noted(engine, clock, telegram, tmp_path)
    job = {"url": engine.url.render_as_string(hide_password=False), "now": clock.now().isoformat()}
    far = {"api": telegram.api, "token": TOKEN, "files": str(tmp_path)}
    assert await parents[0]("fetch", **job, **far, point=point) == -signal.SIGKILL
    await buried(engine)
    await revived(engine, clock, telegram, tmp_path)
    await is_settled(engine)


async def test_two_processes_fetch_a_picture_once(
    engine: AsyncEngine, clock: FrozenClock, telegram: Telegram, tmp_path: Path
) -> None:
    await noted(engine, clock, telegram, tmp_path)
    facts = (engine, clock, telegram.bot, telegram.examiner, tmp_path)
    async with (
        process(*facts) as (turn, one),
        process(*facts) as (_, other),
    ):
        await turn.note(note("کافی است", address=HERE.address))
        await asyncio.gather(one.fetch_all(HERE), other.fetch_all(HERE), one.fetch_all(HERE))
        await turn.look_again(HERE)
    assert telegram.asked == [telegram.file]
    found = await left(engine)
    assert [row[:2] for row in found["inbox"]] == [("opened", "played"), ("photo", "played"), ("کافی است", "played")]
    assert len(found["said"]) == 3


async def test_what_nobody_has_in_hand_is_found_by_the_sweep(
    engine: AsyncEngine, clock: FrozenClock, telegram: Telegram, tmp_path: Path
) -> None:
    await noted(engine, clock, telegram, tmp_path)
    clock.time += LEASE
    async with process(engine, clock, telegram.bot, telegram.examiner, tmp_path) as (_, fetcher):
        await fetcher.sweep()
        async with asyncio.timeout(60):
            while fetcher.busy:  # noqa: ASYNC110
                await asyncio.sleep(0.01)
    await is_settled(engine)

"""`hamyar pension-order`: the changes of daughters' shares as a file, which can be written again and verified."""

from __future__ import annotations

import asyncio
import json
import os
import stat
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.dependency import of_person
from bot.order_files import NotWritten
from bot.pension_order import NoSuchOrder, write_orders
from bot.settings import Settings
from bot.signing import signing_keys
from bot.verifying import verified
from services.calendar import today
from services.dependency import Ground
from services.issued import Verdict
from tests.clock import FrozenClock
from tests.services.dependency.daughters import HUSBAND, House, dependency, matching

EFFECTIVE = "2025-11-22"


async def ended(engine: AsyncEngine, clock: FrozenClock, people: int = 2) -> list[str]:
    """Daughters whose share has just ended."""
    house = House()
    them = [house.daughter() for _ in range(people)]
    for she in them:
        house.event(she, "marriage", today(clock) - timedelta(days=9), spouse=HUSBAND)
    await house.built(engine)
    await matching(engine, clock).match()
    clock.advance(days=90)
    await matching(engine, clock).match()
    return them


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(data_dir=tmp_path)


async def test_from_the_end_of_shares_to_orders_that_are_genuine(
    engine: AsyncEngine, clock: FrozenClock, database_url: str, settings: Settings, tmp_path: Path
) -> None:
    she, _ = await ended(engine, clock)
    out = tmp_path / "out"
    assert await asyncio.to_thread(write_orders, settings, database_url, out, clock=clock) == (
        f"{out}/pension-order-1.csv: 2 changes (2 ended, 0 restored, 0 reestablished), "
        f"signed with the key {signing_keys(settings).id}; PDF beside it"
    )
    assert await asyncio.to_thread(write_orders, settings, database_url, out) == "nothing is to be handed over"
    async with engine.begin() as connection:
        hers = dependency(connection, clock)
        await hers.restore(she, "E1", Ground.OBJECTION, by=HUSBAND, number="88888888")
    told = await asyncio.to_thread(of_person, database_url, she, as_json=False)
    assert told.splitlines()[-2:] == [
        f"ended: P1, from {EFFECTIVE} (order 1)",
        f"restored: P1, from {EFFECTIVE} (not handed over yet)",
    ]
    assert "1 change (0 ended, 1 restored" in await asyncio.to_thread(write_orders, settings, database_url, out)
    told = await asyncio.to_thread(of_person, database_url, she, as_json=True)
    assert [(one["change"], one["order"]) for one in json.loads(told)["changes"]] == [("ended", 1), ("restored", 2)]
    for name in ("pension-order-1.csv", "pension-order-1.pdf", "pension-order-2.csv", "pension-order-2.pdf"):
        file = out / name
        assert verified(file, signing_keys(settings).public)[0].verdict is Verdict.GENUINE
        assert stat.S_IMODE(file.stat().st_mode) == 0o600


async def test_an_order_is_written_again_as_it_was(
    engine: AsyncEngine, clock: FrozenClock, database_url: str, settings: Settings, tmp_path: Path
) -> None:
    await ended(engine, clock)
    await asyncio.to_thread(write_orders, settings, database_url, tmp_path / "first", clock=clock)
    clock.advance(days=1)
    await asyncio.to_thread(write_orders, settings, database_url, tmp_path / "again", 1, clock=clock)
    for kind in ("csv", "pdf"):
        first, again = (tmp_path / folder / f"pension-order-1.{kind}" for folder in ("first", "again"))
        assert first.read_bytes() == again.read_bytes()
    with pytest.raises(NoSuchOrder, match="no pension order 2"):
        await asyncio.to_thread(write_orders, settings, database_url, tmp_path, 2)


async def test_an_order_that_cannot_be_written_is_kept_for_the_next_time(
    engine: AsyncEngine, clock: FrozenClock, database_url: str, settings: Settings, tmp_path: Path
) -> None:
    await ended(engine, clock)
    for taken in (tmp_path / "one" / "pension-order-1.csv", tmp_path / "other" / "pension-order-1.pdf"):
        taken.mkdir(parents=True)
        with pytest.raises(NotWritten, match=str(taken)):
            await asyncio.to_thread(write_orders, settings, database_url, taken.parent)
        assert not [path.name for path in taken.parent.iterdir() if path.name.startswith(".")]
    assert "2 changes" in await asyncio.to_thread(write_orders, settings, database_url, tmp_path / "free")


async def test_the_command_and_its_verification(
    engine: AsyncEngine, clock: FrozenClock, database_url: str, tmp_path: Path
) -> None:
    await ended(engine, clock)
    environment = {**os.environ, "HAMYAR_DATABASE_URL": database_url, "HAMYAR_DATA_DIR": str(tmp_path)}

    async def hamyar(*arguments: str) -> tuple[int | None, str]:
        program = (sys.executable, "-c", "from bot.cli import main; main()", *arguments)
        process = await asyncio.create_subprocess_exec(*program, env=environment, stdout=asyncio.subprocess.PIPE)
        told, _ = await process.communicate()
        return process.returncode, told.decode()

    file = tmp_path / "pension-order-1.csv"
    code, told = await hamyar("pension-order", str(tmp_path))
    assert (code, told.startswith(f"{file}: 2 changes")) == (0, True)
    code, told = await hamyar("verify", str(file))
    assert (code, told.split(":")[0]) == (0, "genuine")
    assert (await hamyar("verify", str(file.with_suffix(".pdf"))))[1] == told
    assert "  order        1\n  ended        2 shares\n  restored     0 shares\n  again        0 shares\n" in told
    file.write_bytes(file.read_bytes().replace(b"marriage", b"divorce ", 1))
    changed, where = verified(file, signing_keys(Settings(data_dir=tmp_path)).public)
    assert changed.verdict is Verdict.CHANGED
    assert where
    assert where.startswith("line 2 is the first")

"""`hamyar talk` at a terminal, as a person types into it: an answer to every line before the next one is asked for."""

from __future__ import annotations

import os
import pty
import select
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.settings import Settings
from bot.talking import converse
from services.calendar import SystemClock
from services.messages import Messages
from tests.journeys.test_commands import environment
from tests.services.dependency.daughters import PERSON

SECONDS = 180
ENDING_SECONDS = 40  # a second signal while it ends would cut that short
HERS = "0012345679"
WITH_A_PROVIDER = {"kavenegar_key": "akey12345", "sms_line": "10001234"}


@dataclass
class Screen:
    """A terminal with `hamyar talk` in it."""

    keyboard: int
    talking: subprocess.Popen[bytes]

    def types(self, keys: str) -> None:
        os.write(self.keyboard, keys.encode())

    def shows(self, text: str) -> None:
        """Read on until `text` has come."""
        seen, until = b"", time.monotonic() + SECONDS
        while text not in seen.decode(errors="ignore"):
            assert time.monotonic() < until, seen.decode(errors="replace")
            if select.select([self.keyboard], [], [], 0.2)[0]:
                seen += os.read(self.keyboard, 1 << 16)


@pytest.fixture
def screen(database_url: str, tmp_path: Path) -> Iterator[Screen]:
    ours, theirs = pty.openpty()
    settings = environment(tmp_path / "data", HAMYAR_DATABASE_URL=database_url, USER="somebody", TERM="xterm")
    command = [sys.executable, "-m", "bot.cli", "talk"]
    with subprocess.Popen(
        command,
        env=settings,
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        start_new_session=True,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),
    ) as talking:
        os.close(theirs)
        yield Screen(ours, talking)
        talking.kill()
    os.close(ours)


def test_every_line_is_answered_before_the_next(screen: Screen) -> None:
    screen.shows("چه کاری برایتان انجام دهم؟")
    screen.types("ازدواج\n")
    screen.shows("کد ملی خود را بنویسید")
    screen.types("123\n")
    screen.shows("شما ۳ رقم نوشتید")


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_it_ends_at_once_while_it_waits_for_a_line(screen: Screen, number: signal.Signals) -> None:
    screen.shows("› ")
    until = time.monotonic() + SECONDS
    while screen.talking.poll() is None and time.monotonic() < until:
        screen.talking.send_signal(number)  # again: one that comes just before the waiting begins is not noticed there
        with suppress(subprocess.TimeoutExpired):
            screen.talking.wait(ENDING_SECONDS)
    assert screen.talking.returncode == 0


async def test_a_ticket_by_sms_is_of_the_one_person_under_the_number(
    engine: AsyncEngine, database_url: str, tmp_path: Path
) -> None:
    async with engine.begin() as connection:
        await connection.execute(text(PERSON), {"national_id": HERS})
    settings, shown = Settings(data_dir=tmp_path, desk="terminal"), list[str]()
    await converse(settings, database_url, ["کارشناس"], shown.append, sms=True, acting_as=HERS)
    async with engine.connect() as connection:
        assert (await connection.execute(text("SELECT national_id FROM hamyar.tickets"))).scalar_one() == HERS


@pytest.mark.parametrize(("settings", "state"), [({}, "sent"), (WITH_A_PROVIDER, "queued")])
async def test_codes_are_shown_only_where_no_provider_takes_them_to_a_phone(
    settings: dict[str, Any], state: str, engine: AsyncEngine, database_url: str, tmp_path: Path
) -> None:
    async with engine.begin() as connection:
        await Messages(connection).put("sms", "09121234567", "code", {"code": "654321"}, SystemClock().now())
    shown: list[str] = []
    await converse(Settings(data_dir=tmp_path, **settings), database_url, ["سلام"], shown.append)
    async with engine.connect() as connection:
        kept = await connection.execute(text("SELECT state FROM hamyar.outbox WHERE channel = 'sms'"))
        assert kept.scalar_one() == state
    assert any("654321" in one for one in shown) == (state == "sent")

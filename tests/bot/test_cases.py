"""`hamyar desk cases`: objections decided from a terminal."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine
from typer.testing import CliRunner

from bot.cli import app
from tests.services.reviews.conftest import AGENT, BRIDE, REVIEWER, STRANGER, Chamber, chamber_of

Hamyar = Callable[..., Awaitable[str]]


@pytest.fixture
async def chamber(engine: AsyncEngine) -> Chamber:
    return await chamber_of(engine, 240_000_000)


@pytest.fixture
def hamyar(engine: AsyncEngine, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Hamyar:
    """What a command prints, or what an operator's error says."""
    monkeypatch.setenv("HAMYAR_DATABASE_URL", engine.url.render_as_string(hide_password=False))
    monkeypatch.setenv("HAMYAR_DATA_DIR", str(tmp_path))
    monkeypatch.setenv("HAMYAR_PUBLIC_URL", "https://hamyar.example")

    async def hamyar(*words: str, staff: int = REVIEWER) -> str:
        command = ("desk", "cases", *words, "--as", str(staff))
        result = await asyncio.to_thread(CliRunner().invoke, app, command)
        return result.output if result.exit_code == 0 else str(result.exception)

    return hamyar


async def test_a_case_is_listed_shown_and_refused(chamber: Chamber, hamyar: Hamyar) -> None:
    assert (await hamyar("list")).startswith(f"{chamber.number}  filed")
    shown = await hamyar("show", chamber.number)
    assert "سابقه: ۳۰ از ۷۲۰ روز" in shown
    assert "«لیست بیمهٔ من نیامده است»" in shown
    assert "ثبت شد، ۱ تصویر" in shown
    assert "papers-do-not-show-it" in await hamyar("refuse", chamber.number, "--reason", "x")
    assert "says nothing" in await hamyar("refuse", chamber.number, "--reason", "other")
    done = await hamyar("refuse", chamber.number, "--reason", "other", "--line", "نشد")
    assert done == f"{chamber.number} is refused.\n"
    assert await hamyar("list") == "No objection is open.\n"
    assert "cannot become upheld" in await hamyar("uphold", chamber.number, "x")


async def test_a_better_picture_and_then_upheld(chamber: Chamber, hamyar: Hamyar) -> None:
    assert "PAPER: one of identity-page, marriage-contract" in await hamyar("want-better", chamber.number, "x")
    assert "marriage-contract" in await hamyar("want-better", chamber.number, "marriage-contract")
    assert await hamyar("uphold", chamber.number, "لیست رسید") == f"{chamber.number} is upheld.\n"


async def test_the_link_is_for_whoever_may_and_asking_is_on_record(chamber: Chamber, hamyar: Hamyar) -> None:
    assert (await hamyar("pictures", chamber.number)).startswith("https://hamyar.example/papers/")
    assert await hamyar("pictures", chamber.number, staff=AGENT) == f"{AGENT} may not see-pictures"
    assert "named in" in await hamyar("pictures", chamber.number, staff=BRIDE)
    asked = await chamber.rows("SELECT actor FROM hamyar.audit WHERE act = 'ask-pictures'")
    assert asked == [(f"staff:{REVIEWER}",)]


async def test_who_may_not_is_told_why(chamber: Chamber, hamyar: Hamyar) -> None:
    for words in (("list",), ("show", chamber.number), ("uphold", chamber.number, "x"), ("pictures", chamber.number)):
        assert await hamyar(*words, staff=STRANGER) == f"{STRANGER} is not enrolled: hamyar staff add"
    assert "may not decide" in await hamyar("uphold", chamber.number, "x", staff=AGENT)
    assert await hamyar("show", "00000000") == "no objection of that number"

"""Whole conversations in the terminal, through the real turn and a real database, compared with what was read and found
good. `python -m tests.journeys.regenerate` writes them anew."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.settings import Settings
from tests.clock import FrozenClock
from tests.handlers.bank.conftest import till
from tests.handlers.bank.till import Till
from tests.journeys.conversations import GOLDEN, JOURNEYS, SHOWN_CODE, Journey, load_sample, transcript
from tests.journeys.insuring import INSURING, Insuring, insuring
from tests.journeys.objecting import OBJECTING, Objecting, objecting
from tests.services.contracts.office import Office

__all__ = ["till"]

REGENERATES = "REGENERATE_GOLDEN" in os.environ
ALL = (*JOURNEYS, *OBJECTING, *INSURING)


async def played(journey: Journey, url: str, folder: Path) -> str:
    settings = Settings(data_dir=folder, secret_key="a-key-of-the-tests-long-enough-to-be-one")  # type: ignore[arg-type]
    return await transcript(journey, url, settings, load_sample(url, folder / "sample"))


@pytest.mark.parametrize("journey", JOURNEYS, ids=lambda journey: journey.name)
async def test_golden(journey: Journey, database_url: str, tmp_path: Path) -> None:
    said = await played(journey, database_url, tmp_path)
    assert said == kept(journey.name, said)


@pytest.mark.parametrize("journey", OBJECTING, ids=lambda journey: journey.name)
async def test_golden_objection(journey: Objecting, engine: AsyncEngine, database_url: str, tmp_path: Path) -> None:
    said = await objecting(journey, engine, load_sample(database_url, tmp_path / "sample"))
    assert said == kept(journey.name, said)


@pytest.mark.parametrize("journey", INSURING, ids=lambda journey: journey.name)
async def test_golden_insurance(journey: Insuring, engine: AsyncEngine, clock: FrozenClock, till: Till) -> None:
    said = await insuring(journey, Office(engine, clock, till))
    assert said == kept(journey.name, said)


def kept(name: str, said: str) -> str:
    """What was read and found good; that it is what is said now, when all is regenerated."""
    if REGENERATES:
        (GOLDEN / f"{name}.txt").write_text(said, encoding="utf-8")
    return golden(name)


def golden(name: str) -> str:
    return (GOLDEN / f"{name}.txt").read_text(encoding="utf-8")


def test_every_golden_conversation_is_played() -> None:
    assert {path.stem for path in GOLDEN.glob("*.txt")} == {journey.name for journey in ALL}


def test_no_conversation_meets_a_fault() -> None:
    for journey in ALL:
        assert "مشکلی از سوی ما" not in golden(journey.name)


def test_a_refusal_names_the_figures() -> None:
    told = golden("refused-690")
    assert "۶۹۰ روز از ۷۲۰ روز لازم" in told
    assert "۳۰ روز کم است" in told
    assert "از ۱۱ شهریور ۱۴۰۰ تا ۱۰ شهریور ۱۴۰۵" in told
    assert "جمع: ۶۹۰ روز. لازم: ۷۲۰ روز." in told


def test_a_secret_code_is_asked_again_and_found_right() -> None:
    told = golden("by-code")
    assert told.count(f"کد همیار: {SHOWN_CODE}") == 2
    assert told.index("این کد درست نیست. ۴ بار دیگر") < told.index("پرداخت شد")


def test_two_people_of_one_mobile_each_hear_of_their_own() -> None:
    assert golden("one-mobile-for-two").count("تأیید شد") == 2

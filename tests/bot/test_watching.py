"""What whoever started a month-end sees of it: how far it is, what stands in the way, and how to go on."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.month_end import Done, NotBegunYet, month_end, rehearsed, summary
from bot.settings import Settings
from bot.watching import watching, watching_file
from services.calendar import JalaliMonth, SystemClock, today
from services.money import Rials
from services.month_end import Result, Run, Tally
from tests.services.month_end.town import Street, noon

AZAR_1399 = JalaliMonth(1399, 9)
DAY = date(2020, 12, 21)
RUN = Run(AZAR_1399, 1, DAY, False, noon(DAY), "operator", 1_000, 4, 0, 0)
GREGORIAN = JalaliMonth(2026, 11)


@pytest.fixture
def lines(capsys: pytest.CaptureFixture[str]) -> Callable[[], list[str]]:
    """The beginnings of what was said on standard error, up to what the clock has a part in."""
    return lambda: [line.split(" people")[0] for line in capsys.readouterr().err.splitlines()]


def test_where_nobody_watches_each_tenth_is_a_line(lines: Callable[[], list[str]]) -> None:
    with watching(RUN) as watch:
        for done in (0, 50, 99, 100, 350, 399, 1_000):
            watch(done, RUN.people)
    assert lines() == [f"1399-09-1: {done} of 1,000" for done in ("0", "100", "350", "1,000")]


def test_of_a_file_the_same_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    with watching_file("all.csv", "payments") as watch:
        for done in (2_000, 4_000):
            watch(done, 4_000)
    said = [line.split(" payments,")[0] for line in capsys.readouterr().err.splitlines()]
    assert said == ["all.csv: 2,000 of 4,000", "all.csv: 4,000 of 4,000"]


def test_a_run_that_was_stopped_says_where_it_goes_on(lines: Callable[[], list[str]]) -> None:
    with watching(Run(AZAR_1399, 1, DAY, False, noon(DAY), "operator", 1_000, 4, 500, 2)):
        pass
    assert lines() == ["1399-09-1, started by operator at 1399/10/01 12:00: 500 of 1,000"]


def test_who_stops_it_hears_how_to_go_on(lines: Callable[[], list[str]]) -> None:
    with pytest.raises(asyncio.CancelledError), watching(RUN):
        raise asyncio.CancelledError
    assert lines() == [
        "1399-09-1: stopped. What is decided stays decided and told."
        " To go on: hamyar month-end 1399-09; where `hamyar work` runs, it goes on by itself."
    ]


def test_who_is_payable_and_not_paid_is_explained() -> None:
    payable = Tally(Result.PAYABLE, (), 10, Rials(900), 9, Rials(900))
    told = summary(Run(AZAR_1399, 1, DAY, False, noon(DAY), "operator", 10, 1, 10, 1, noon(DAY), "ab", (payable,)))
    assert "to pay: 9 people, 900 rials; 1 payable of amount 0, not ordered" in told.splitlines()


async def test_a_month_ahead_is_refused_and_the_last_one_named(database_url: str, settings: Settings) -> None:
    last = JalaliMonth.of(today(SystemClock())).previous()
    for ask in (
        lambda: rehearsed(database_url, GREGORIAN),
        lambda: month_end(settings, database_url, GREGORIAN, early=True),
    ):
        with pytest.raises(NotBegunYet, match=f"the last one that is over is {last}"):
            await asyncio.to_thread(ask)


async def test_a_rehearsal_says_what_a_run_would(engine: AsyncEngine, database_url: str, settings: Settings) -> None:
    this = JalaliMonth.of(today(SystemClock()))
    assert f"{this} is not over: these are so far, and a run of them now needs --early." in (
        await asyncio.to_thread(rehearsed, database_url, this)
    )
    street = Street()
    street.weds(AZAR_1399.first_day)
    await street.built(engine)
    assert "not over" not in await asyncio.to_thread(rehearsed, database_url, AZAR_1399)
    await asyncio.to_thread(month_end, settings, database_url, AZAR_1399)
    with pytest.raises(Done):
        await asyncio.to_thread(rehearsed, database_url, AZAR_1399)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(data_dir=tmp_path)

"""`hamyar month-end`, `payment-order` and `payments-in`, from a month to what finance says of it."""

from __future__ import annotations

import asyncio
import re
import stat
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.errors import OperatorError
from bot.jobs import Jobs
from bot.month_end import BeingDone, Done, NotOverYet, _alone, month_end, rehearsed
from bot.month_end_jobs import BY_ITSELF, start_by_itself
from bot.payment_order import FileRefused, NothingFinished, take_in, write_orders
from bot.settings import Settings
from bot.verifying import verified
from services.calendar import JalaliMonth, SystemClock, today
from services.issued import SigningKeys, Verdict
from services.issued.keys import parsed
from services.month_end import MonthEnd
from tests.clock import FrozenClock
from tests.jobs import worked_off
from tests.services.month_end import town
from tests.services.month_end.town import AZAR, DEY, WAGE, Street, noon, rows

AZAR_1399 = JalaliMonth(1399, 9)  # over, whatever the machine's clock says


@pytest.fixture
async def settings(engine: AsyncEngine, tmp_path: Path) -> Settings:
    """Settings beside a registry of three people, of whom two are to be paid."""
    street = Street()
    for sheba in (town.SHEBA, town.OTHER_SHEBA, None):
        street.weds(AZAR_1399.first_day, sheba=sheba)
    await street.built(engine)
    return Settings(data_dir=tmp_path)


def public_keys(settings: Settings) -> SigningKeys:
    return SigningKeys(parsed((settings.data_dir / "signing_keys").read_text()))


async def in_thread(work: Callable[..., str], *what: Any) -> str:
    return await asyncio.to_thread(work, *what)


async def test_from_a_month_to_the_word_of_finance(
    engine: AsyncEngine, database_url: str, settings: Settings, tmp_path: Path
) -> None:
    foretold = await in_thread(rehearsed, database_url, AZAR_1399)
    said = await in_thread(month_end, settings, database_url, AZAR_1399)
    decided = re.findall(r"^  .*$", said, re.MULTILINE)
    assert re.findall(r"^  .*$", foretold, re.MULTILINE)[: len(decided)] == decided
    assert f"to pay: 2 people, {2 * WAGE:,} rials" in said
    jobs = await rows(engine, "SELECT count(*) FROM hamyar.procrastinate_jobs WHERE task_name = 'decide_chunk'")
    assert jobs == [(1,)]

    wrote = await in_thread(write_orders, settings, database_url, AZAR_1399, tmp_path / "out")
    assert f"2 payments, {2 * WAGE:,} rials" in wrote
    for kind in ("csv", "pdf"):
        file = tmp_path / "out" / f"payment-order-1399-09-1.{kind}"
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
        found, _ = verified(file, public_keys(settings).public)
        assert found.verdict is Verdict.GENUINE
    before = file.with_suffix(".csv").read_bytes()
    await in_thread(write_orders, settings, database_url, AZAR_1399, tmp_path / "out")
    assert file.with_suffix(".csv").read_bytes() == before

    answer = tmp_path / "in.csv"
    lines = [row.split(",") for row in before.decode().splitlines()[1:3]]
    paid = [f"{row[1]},{row[2]},{row[3]},{row[7]},paid,2021-01-05," for row in lines]
    answer.write_text("\n".join(["order,national_id,marriage_id,amount,state,on,reason", *paid]), encoding="utf-8")
    assert await in_thread(take_in, settings, database_url, answer) == "2 paid, 0 returned, 0 known before"
    answer.write_text(answer.read_text().replace(",paid,", ",lost,"), encoding="utf-8")
    with pytest.raises(FileRefused, match=r"in.csv:2: \[state\]"):
        await in_thread(take_in, settings, database_url, answer)


async def test_a_month_is_decided_once_and_in_its_time(database_url: str, settings: Settings) -> None:
    with pytest.raises(NothingFinished):
        await in_thread(write_orders, settings, database_url, AZAR_1399, settings.data_dir)
    with pytest.raises(NotOverYet):
        await in_thread(month_end, settings, database_url, JalaliMonth.of(today(SystemClock())))
    await in_thread(month_end, settings, database_url, AZAR_1399)
    with pytest.raises(Done):
        await in_thread(month_end, settings, database_url, AZAR_1399)


async def test_whom_it_leaves_to_review_reviewers_have_before_them(
    engine: AsyncEngine, clock: FrozenClock, database_url: str, settings: Settings
) -> None:
    street = Street()
    street.weds(AZAR_1399.first_day, person="0000000009", marriage="M9")
    street.registry.person("0000000009", marriage_history="partial")
    street.registry.work("0000000009", AZAR_1399.plus(-80).first_day, None)
    for step in range(60):
        month = AZAR_1399.plus(-step)
        street.registry.wage("0000000009", month.number, month.days, WAGE)
    await street.built(engine)
    await in_thread(month_end, settings, database_url, AZAR_1399)
    cases = "SELECT national_id, subject ->> 'kind', state FROM hamyar.objections"
    assert await rows(engine, cases) == [("0000000009", "review", "filed")]
    async with Jobs(database_url, engine, clock).opened() as app:
        await app.tasks["refer_grants"].defer_async(timestamp=0)
        await worked_off(app)
    assert len(await rows(engine, cases)) == 1


async def test_a_second_command_says_who_is_at_it(engine: AsyncEngine, database_url: str, settings: Settings) -> None:
    ends = town.month_end(engine, FrozenClock(noon(DEY.first_day)))
    await ends.start(AZAR_1399, "operator")
    async with _alone(engine) as alone:
        assert alone
        with pytest.raises(BeingDone, match="started by operator"):
            await in_thread(month_end, settings, database_url, AZAR_1399)
    assert "3 people" in await in_thread(month_end, settings, database_url, AZAR_1399)


async def test_another_months_run_is_finished_first(engine: AsyncEngine, database_url: str, settings: Settings) -> None:
    await town.month_end(engine, FrozenClock(noon(DEY.first_day))).start(AZAR_1399, "operator")
    with pytest.raises(OperatorError, match="Finish it first: hamyar month-end 1399-09"):
        await in_thread(month_end, settings, database_url, AZAR_1399.next())


@pytest.mark.parametrize("people", [0, 3])
async def test_the_month_that_is_over_is_decided_by_itself_once(
    engine: AsyncEngine, database_url: str, people: int
) -> None:
    street, clock = Street(), FrozenClock(noon(DEY.first_day))
    for _ in range(people):
        street.weds()
    await street.built(engine)
    ends = MonthEnd(engine, clock, lambda connection: town.Notices(connection, clock, town.PlainVoice()))
    async with Jobs(database_url, engine, clock).opened() as app:
        for _ in range(2):
            await start_by_itself(ends, clock, app)
            await worked_off(app)
    [run] = await ends.of_month(AZAR)
    assert (run.started_by, run.people_done, run.finished_at) == (BY_ITSELF, people, clock.now())

"""An operator hears that a new year's figures are missing before people do."""

from __future__ import annotations

import pytest
from prometheus_client import REGISTRY
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.check import premiums
from bot.jobs import Jobs
from bot.premium_figures import ALARM, look, missing
from services.calendar import ONE_DAY, JalaliDay
from services.premiums.rules import due
from tests.clock import FrozenClock
from tests.jobs import worked_off
from tests.services.premiums.cases import UNKNOWN

LAST = UNKNOWN.previous()


def alarms() -> float:
    return REGISTRY.get_sample_value("hamyar_alarms_total", {"what": ALARM}) or 0


def test_a_month_is_missing_from_the_last_month_of_the_table_on() -> None:
    assert missing(LAST.first_day - ONE_DAY) is None
    assert missing(LAST.first_day) == UNKNOWN
    assert missing(UNKNOWN.last_day) == UNKNOWN
    assert missing(UNKNOWN.plus(5).last_day) == UNKNOWN.plus(5)


def test_check_says_which_month_is_missing_until_when_and_what_to_do() -> None:
    assert premiums(LAST.first_day - ONE_DAY) == []
    [finding] = premiums(LAST.first_day)
    assert not finding.wrong, "everything else runs, and as long as nobody has set the wage nobody can put it right"
    assert f"no figures for {UNKNOWN}" in finding.text
    assert f"due on {JalaliDay.of(due(UNKNOWN))}" in finding.text
    assert "docs/operations.md" in finding.text


@pytest.mark.parametrize(("day", "more"), [(LAST.first_day - ONE_DAY, 0), (LAST.first_day, 1), (UNKNOWN.first_day, 1)])
async def test_every_morning_an_alarm_says_so(
    database_url: str, engine: AsyncEngine, clock: FrozenClock, day: object, more: int
) -> None:
    clock.time = clock.time.replace(year=day.year, month=day.month, day=day.day)  # type: ignore[attr-defined]
    before = alarms()
    async with Jobs(database_url, engine, clock).opened() as app:
        await app.tasks["remind"].defer_async(timestamp=0)
        await worked_off(app)
    assert alarms() == before + more


def test_a_table_that_reaches_alarms_nobody(clock: FrozenClock) -> None:
    before = alarms()
    look(clock)
    assert alarms() == before

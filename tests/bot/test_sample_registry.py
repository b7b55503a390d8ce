"""The sample registry in a database: there once, and replaced when it is another one."""

import asyncio
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.dependency import match_now
from bot.sample_registry import MARK, OtherRegistry, loaded
from services.store.engine import connect
from tests.clock import FrozenClock
from tests.services.dependency.daughters import rows
from tests.services.month_end.town import noon

DAY = date(2026, 11, 22)


def test_a_sample_of_the_day_by_another_version_is_replaced(database_url: str, tmp_path: Path) -> None:
    people = loaded(database_url, tmp_path, DAY)
    with connect(database_url) as connection:
        connection.execute("DELETE FROM registry.people WHERE national_id = %s", [people[0].national_id])
        connection.execute(f"COMMENT ON SCHEMA registry IS '{MARK}{DAY}'")
    assert loaded(database_url, tmp_path, DAY) == people


def test_the_sample_that_is_there_stays(database_url: str, tmp_path: Path) -> None:
    people = loaded(database_url, tmp_path, DAY)
    with connect(database_url) as connection:
        connection.execute("UPDATE registry.people SET mobile = '' WHERE national_id = %s", [people[0].national_id])
    assert loaded(database_url, tmp_path, DAY)[0].mobile == ""


def test_a_registry_of_ones_own_is_not_replaced(database_url: str, tmp_path: Path) -> None:
    people = loaded(database_url, tmp_path, DAY)
    with connect(database_url) as connection:
        connection.execute("COMMENT ON SCHEMA registry IS NULL")
    with pytest.raises(OtherRegistry):
        loaded(database_url, tmp_path, DAY)
    with connect(database_url) as connection:
        (count,) = connection.execute("SELECT count(*) FROM registry.people").fetchone() or (0,)
    assert count >= len(people)


async def test_what_is_in_doubt_of_a_sample_goes_with_it_and_that_of_the_new_one_is_told(
    engine: AsyncEngine, database_url: str, tmp_path: Path
) -> None:
    doubts = """
        SELECT subject ->> 'event_id' FROM hamyar.objections o WHERE subject ->> 'kind' = 'doubt' AND EXISTS (
            SELECT FROM hamyar.objection_events e WHERE e.number = o.number) ORDER BY 1
    """
    told = "SELECT national_id, event FROM hamyar.notices WHERE starts_with(event, 'dependency-') ORDER BY 1, 2"
    for day in (DAY, DAY + timedelta(days=1)):
        await asyncio.to_thread(loaded, database_url, tmp_path, day)
        await match_now(engine, FrozenClock(noon(day)))
        in_review = await rows(engine, "SELECT event_id FROM hamyar.dependency_cases WHERE state = 'review' ORDER BY 1")
        assert in_review
        assert await rows(engine, doubts) == in_review
        heard = {event for _, event in await rows(engine, told)}
        assert {"dependency-notice", "dependency-review"} <= heard
        at = "SELECT DISTINCT CAST(at AS date) FROM hamyar.notices WHERE starts_with(event, 'dependency-')"
        assert await rows(engine, at) == [(day,)]
    orphans = "SELECT count(*) FROM hamyar.objection_events WHERE number NOT IN (SELECT number FROM hamyar.objections)"
    assert await rows(engine, orphans) == [(0,)]

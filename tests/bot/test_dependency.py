"""`hamyar dependency`, and the jobs of every morning."""

from __future__ import annotations

import asyncio
import json
from datetime import date, timedelta
from pathlib import Path

import pytest
from prometheus_client import REGISTRY
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.deciding import PersonAbsent
from bot.dependency import counts, matched, of_person, rehearsed
from bot.dependency_jobs import start_by_itself
from bot.jobs import Jobs
from bot.settings import Settings
from services.calendar import SystemClock, today
from services.dependency import Reason, State
from services.dependency.matching import LANES, Matched
from tests.clock import FrozenClock
from tests.jobs import worked_off
from tests.services.dependency.daughters import FATHER, HUSBAND, House, rows, states, told


async def built(engine: AsyncEngine, on: date) -> tuple[str, str, str]:
    """Three daughters: one was married, one as well and is in quarantine, of one nothing is heard."""
    house = House()
    wed, apart, other = (house.daughter() for _ in range(3))
    house.event(wed, "marriage", on, spouse=HUSBAND)
    house.event(apart, "marriage", on)
    house.quarantined(apart)
    await house.built(engine)
    return wed, apart, other


async def test_what_a_match_would_come_to_it_comes_to(engine: AsyncEngine, database_url: str, tmp_path: Path) -> None:
    await built(engine, today(SystemClock()) - timedelta(days=9))
    foretold = await asyncio.to_thread(rehearsed, database_url)
    assert await states(engine) == {}
    found = await asyncio.to_thread(matched, Settings(data_dir=tmp_path), database_url)
    assert found == foretold == {(State.NOTIFIED, ()): 1, (State.REVIEW, (Reason.QUARANTINED,)): 1}
    assert not await asyncio.to_thread(matched, Settings(data_dir=tmp_path), database_url)
    assert await rows(engine, "SELECT subject ->> 'kind' FROM hamyar.objections") == [("doubt",)]


def test_counts_are_told_in_order() -> None:
    found = Matched({(State.REVIEW, (Reason.LATE,)): 2, (State.NOTIFIED, ()): 1_500, (State.ENDED, ()): 7})
    first, *rest = counts(found, dry_run=False, as_json=False).splitlines()
    assert first.endswith(": 1,509 cases matched.")
    assert rest == [
        "  notified       1,500  -",
        "  ended              7  -",
        "  review             2  late",
    ]
    assert "nothing was changed" in counts(found, dry_run=True, as_json=False)
    objects = [json.loads(line) for line in counts(found, dry_run=False, as_json=True).splitlines()]
    assert objects[2] == {"state": "review", "reasons": ["late"], "people": 2}


async def test_one_person_is_told_of_in_full(engine: AsyncEngine, database_url: str, tmp_path: Path) -> None:
    on = today(SystemClock()) - timedelta(days=9)
    wed, apart, other = await built(engine, on)
    await asyncio.to_thread(matched, Settings(data_dir=tmp_path), database_url)
    told_of = json.loads(await asyncio.to_thread(of_person, database_url, wed, as_json=True))
    assert told_of["state"] == "notified"
    assert told_of["cause"] == {"event_id": "E1", "kind": "marriage", "on": on.isoformat(), "spouse_id": HUSBAND}
    assert date.fromisoformat(told_of["effective_on"]) - today(SystemClock()) > timedelta(days=30)
    assert (told_of["can"], told_of["pensions"], told_of["reasons"]) == (["object"], ["P1"], [])
    plain = await asyncio.to_thread(of_person, database_url, apart, as_json=False)
    assert plain.splitlines()[:1] == ["state: review"]
    assert "reasons: quarantined" in plain
    assert await asyncio.to_thread(of_person, database_url, other, as_json=False) == (
        "state: drawing\nshare: P1, since 2015-03-21"
    )


async def test_of_who_draws_nothing_it_is_said_and_of_nobody_it_is_an_error(
    engine: AsyncEngine, database_url: str
) -> None:
    house = House()
    son = house.daughter(relation="son")
    await house.built(engine)
    assert json.loads(await asyncio.to_thread(of_person, database_url, son, as_json=True)) == {
        "national_id": son,
        "state": None,
    }
    assert await asyncio.to_thread(of_person, database_url, son, as_json=False) == "draws no share as a daughter"
    with pytest.raises(PersonAbsent):
        await asyncio.to_thread(of_person, database_url, FATHER, as_json=True)


async def test_by_itself_it_is_jobs_that_two_workers_share(
    engine: AsyncEngine, database_url: str, clock: FrozenClock
) -> None:
    house = House()
    for _ in range(12):
        house.event(house.daughter(), "marriage", today(clock) - timedelta(days=9))
    await house.built(engine)
    before = counted("notified")
    async with Jobs(database_url, engine, clock, dependency_matched=True).opened() as app:
        await app.tasks["dependency"].defer_async(timestamp=0)
    await asyncio.gather(*(work_off(database_url, engine, clock) for _ in range(2)))
    jobs = (
        "SELECT count(*), status::text FROM hamyar.procrastinate_jobs WHERE task_name = 'match_dependency' GROUP BY 2"
    )
    assert await rows(engine, jobs) == [(LANES, "succeeded")]
    assert set((await states(engine)).values()) == {"notified"}
    assert len(await told(engine)) == 12
    assert counted("notified") - before == 12


async def test_nothing_comes_about_by_itself_unless_it_is_wanted(
    engine: AsyncEngine, database_url: str, clock: FrozenClock
) -> None:
    async with Jobs(database_url, engine, clock).opened() as app:
        await app.tasks["dependency"].defer_async(timestamp=0)
    await work_off(database_url, engine, clock, by_itself=False)
    jobs = "SELECT FROM hamyar.procrastinate_jobs WHERE task_name = 'match_dependency'"
    assert await rows(engine, jobs) == []


async def test_lanes_that_still_wait_are_not_deferred_again(
    engine: AsyncEngine, database_url: str, clock: FrozenClock
) -> None:
    async with Jobs(database_url, engine, clock).opened() as app:
        await start_by_itself(app)
        await start_by_itself(app)
    jobs = "SELECT count(*) FROM hamyar.procrastinate_jobs WHERE task_name = 'match_dependency'"
    assert await rows(engine, jobs) == [(LANES,)]


def counted(state: str) -> float:
    return REGISTRY.get_sample_value("hamyar_dependency_cases_total", {"state": state}) or 0


async def work_off(url: str, engine: AsyncEngine, clock: FrozenClock, *, by_itself: bool = True) -> None:
    async with Jobs(url, engine, clock, dependency_matched=by_itself).opened() as app:
        await worked_off(app)

"""Matching: who is noticed, whose shares end, who is left to a person; each once, whoever dies meanwhile."""

from __future__ import annotations

import asyncio
import random
from datetime import date, timedelta

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from services.calendar import today
from services.dependency import records, rules
from services.dependency.case import EventKind, Reason, State
from services.dependency.matching import POINTS, Lane
from tests.clock import FrozenClock
from tests.services.dependency.daughters import FATHER, HUSBAND, House, do, matching, nobody, rows, states, told

LATELY = date(2025, 9, 10)
AZAR = date(2025, 11, 22)  # the first month after thirty days from 1 Mehr 1404


class Killed(Exception):
    """The process died here."""


async def test_a_marriage_is_noticed_and_on_its_day_ends_the_share(engine: AsyncEngine, clock: FrozenClock) -> None:
    house = House()
    she = house.daughter()
    house.event(she, "marriage", LATELY, spouse=HUSBAND)
    await house.built(engine)
    assert await matching(engine, clock).match() == {(State.NOTIFIED, ()): 1}
    assert await rows(engine, 'SELECT event_id, kind, "on", effective_on FROM hamyar.dependency_cases') == [
        ("E1", "marriage", LATELY, AZAR)
    ]
    clock.advance(days=(AZAR - today(clock)).days - 1)
    assert not await matching(engine, clock).match()
    clock.advance(days=1)
    assert await matching(engine, clock).match() == {(State.ENDED, ()): 1}
    assert await told(engine) == [(she, "dependency-notice"), (she, "dependency-ended")]


async def test_whoever_is_no_daughter_with_a_running_share_is_left_alone(
    engine: AsyncEngine, clock: FrozenClock
) -> None:
    house = House()
    for of_person in (
        {"relation": "son"},
        {"relation": "wife"},
        {"ended": LATELY - timedelta(days=1)},
        {"started": LATELY + timedelta(days=1)},
    ):
        house.event(house.daughter(**of_person), "marriage", LATELY)
    house.event(house.daughter(), "marriage", today(clock) + timedelta(days=1))
    house.event(house.daughter(), "divorce", LATELY)
    house.event(house.daughter(), "employment_end", LATELY)
    house.event(nobody(99), "marriage", LATELY)
    await house.built(engine)
    assert not await matching(engine, clock).match()
    assert await rows(engine, "SELECT FROM hamyar.dependency_matches") == []


async def test_an_event_that_lies_ahead_is_matched_on_its_day(engine: AsyncEngine, clock: FrozenClock) -> None:
    house = House()
    house.event(house.daughter(), "employment_start", today(clock) + timedelta(days=1))
    await house.built(engine)
    assert not await matching(engine, clock).match()
    clock.advance(days=1)
    assert await matching(engine, clock).match() == {(State.NOTIFIED, ()): 1}


async def test_a_second_match_tells_nobody_again(engine: AsyncEngine, clock: FrozenClock) -> None:
    await crowd(10).built(engine)
    assert (await matching(engine, clock).match()).total() == 10
    assert not await matching(engine, clock).match()
    assert len(await told(engine)) == 10


async def test_matches_at_once_share_the_daughters_and_tell_each_once(engine: AsyncEngine, clock: FrozenClock) -> None:
    await crowd(40).built(engine)
    found = await asyncio.gather(*(matching(engine, clock).match() for _ in range(3)))
    assert sum(one.total() for one in found) == 40
    clock.advance(days=90)
    found = await asyncio.gather(*(matching(engine, clock).match() for _ in range(3)))
    assert sum(one.total() for one in found) == 40
    assert sorted(event for _, event in await told(engine)) == ["dependency-ended"] * 40 + ["dependency-notice"] * 40


async def test_lanes_are_all_of_the_daughters_and_each_in_one(engine: AsyncEngine, clock: FrozenClock) -> None:
    await crowd(40).built(engine)
    found = [await matching(engine, clock).match(Lane(number, 4)) for number in range(4)]
    assert all(0 < one.total() < 40 for one in found)
    assert sum(one.total() for one in found) == 40


@pytest.mark.parametrize("point", POINTS)
@pytest.mark.parametrize("days", [0, 90], ids=["noticing", "ending"])
async def test_a_match_that_dies_anywhere_leaves_nobody_out_and_tells_nobody_twice(
    engine: AsyncEngine, clock: FrozenClock, point: str, days: int
) -> None:
    await crowd(8).built(engine)
    if days:
        await matching(engine, clock).match()
        clock.advance(days=days)
    reached = []

    def dies(here: str) -> None:
        reached.append(here)
        if reached.count(point) == 2:
            raise Killed

    with pytest.raises(Killed):
        await matching(engine, clock, checkpoint=dies).match()
    await matching(engine, clock).match()
    assert set((await states(engine)).values()) == {"ended" if days else "notified"}
    assert len(await told(engine)) == (16 if days else 8)
    assert await rows(engine, "SELECT count(*) FROM hamyar.dependency_steps") == [(16 if days else 8,)]


async def test_a_rehearsal_counts_the_same_and_changes_nothing(engine: AsyncEngine, clock: FrozenClock) -> None:
    house = crowd(5)
    house.quarantined(nobody(2))
    await house.built(engine)
    foreseen = await matching(engine, clock).rehearse()
    assert await rows(engine, "SELECT FROM hamyar.dependency_cases") == []
    assert foreseen == await matching(engine, clock).match() == {
        (State.NOTIFIED, ()): 4,
        (State.REVIEW, (Reason.QUARANTINED,)): 1,
    }  # fmt: skip
    clock.advance(days=90)
    foreseen = await matching(engine, clock).rehearse()
    assert foreseen == await matching(engine, clock).match() == {(State.ENDED, ()): 4}


async def test_what_the_data_cannot_tell_is_left_to_a_person_and_she_hears_so(
    engine: AsyncEngine, clock: FrozenClock
) -> None:
    house = House()
    temporary, known, undone, late = (house.daughter() for _ in range(4))
    house.event(temporary, "marriage", LATELY, spouse=HUSBAND)
    house.marriage(temporary, LATELY + timedelta(days=3), kind="temporary", spouse=HUSBAND)
    house.event(known, "marriage", LATELY, spouse=HUSBAND)
    house.marriage(known, LATELY, kind="permanent", spouse=HUSBAND)
    house.event(undone, "marriage", LATELY - timedelta(days=20), spouse=HUSBAND)
    house.event(undone, "death", LATELY, spouse=HUSBAND, role="spouse")
    house.event(late, "employment_start", LATELY - timedelta(days=200))
    await house.built(engine)
    assert await matching(engine, clock).match() == {
        (State.NOTIFIED, ()): 1,
        (State.REVIEW, (Reason.TEMPORARY_MARRIAGE,)): 1,
        (State.REVIEW, (Reason.UNDONE,)): 1,
        (State.REVIEW, (Reason.LATE,)): 1,
    }
    assert dict(await told(engine)) == {
        known: "dependency-notice",
        **dict.fromkeys((temporary, undone, late), "dependency-review"),
    }
    clock.advance(days=90)
    assert await matching(engine, clock).match() == {(State.ENDED, ()): 1}


async def test_the_dead_are_left_to_a_person_and_told_nothing(engine: AsyncEngine, clock: FrozenClock) -> None:
    house = House()
    she, later = house.daughter(), house.daughter()
    house.event(she, "death", LATELY)
    house.event(later, "marriage", LATELY)
    await house.built(engine)
    await matching(engine, clock).match()
    house.event(later, "death", LATELY)
    await house.built(engine)
    clock.advance(days=90)
    await matching(engine, clock).match()
    assert await states(engine) == {she: "review", later: "review"}
    assert await told(engine) == [(later, "dependency-notice")]


async def test_an_event_corrected_after_the_notice_ends_nothing_by_itself(
    engine: AsyncEngine, clock: FrozenClock
) -> None:
    house = House()
    moved, gone, same = (house.daughter() for _ in range(3))
    events = {one: house.event(one, "marriage", LATELY) for one in (moved, gone, same)}
    await house.built(engine)
    await matching(engine, clock).match()
    correct = """UPDATE registry.civil_events SET "on" = "on" - 1 WHERE event_id = :event"""
    await do(engine, correct, event=events[moved])
    await do(engine, "DELETE FROM registry.civil_events WHERE event_id = :event", event=events[gone])
    clock.advance(days=90)
    await matching(engine, clock).match()
    assert await states(engine) == {moved: "review", gone: "review", same: "ended"}
    assert await rows(engine, "SELECT DISTINCT reasons, effective_on FROM hamyar.dependency_cases ORDER BY 2") == [
        ([], AZAR),
        (["corrected"], None),
    ]


async def test_the_same_thing_told_twice_is_one_case(engine: AsyncEngine, clock: FrozenClock) -> None:
    house = House()
    she = house.daughter()
    for days in (0, 0, 5):
        house.event(she, "marriage", LATELY + timedelta(days=days), spouse=HUSBAND)
    house.event(she, "employment_start", LATELY + timedelta(days=6))
    await house.built(engine)
    assert (await matching(engine, clock).match()).total() == 1
    assert await rows(engine, "SELECT event_id, case_id, what FROM hamyar.dependency_matches ORDER BY 1") == [
        ("E1", "E1", "cause"),
        ("E2", "E1", "repeated"),
        ("E3", "E1", "repeated"),
    ]
    assert not await matching(engine, clock).match()


async def test_only_shares_that_ran_on_the_day_end(engine: AsyncEngine, clock: FrozenClock) -> None:
    house = House()
    she = house.daughter()
    house.share(she, "P2", started=LATELY + timedelta(days=1))
    house.share(she, "P3", ended=LATELY)
    house.share(she, "P4", started=LATELY)
    house.event(she, "marriage", LATELY)
    await house.built(engine)
    await matching(engine, clock).match()
    assert await rows(engine, "SELECT pensions FROM hamyar.dependency_cases") == [(["P1", "P4"],)]


async def test_a_spouses_death_is_not_her_own(engine: AsyncEngine, clock: FrozenClock) -> None:
    house = House()
    house.event(house.daughter(), "death", LATELY, spouse=FATHER, role="spouse")
    await house.built(engine)
    assert not await matching(engine, clock).match()


def crowd(people: int) -> House:
    """Daughters, every other one married, the others at work."""
    house = House()
    for number in range(people):
        house.event(house.daughter(), "employment_start" if number % 2 else "marriage", LATELY)
    return house


@pytest.mark.parametrize("seed", [1, 2, 3])
async def test_whom_the_database_finds_are_those_of_whom_the_rules_say_something(
    engine: AsyncEngine, clock: FrozenClock, seed: int
) -> None:
    people = await a_random_town(seed).built(engine)
    day = today(clock)
    async with engine.begin() as connection:
        judged = [rules.judge(facts, day) for facts in await records.facts(connection, people, day)]
        asked = {"lane": 0, "lanes": 1, "today": day, "after": "", "most": len(people)}
        found = set((await connection.execute(records.CANDIDATES, asked)).scalars())
    expected = {national_id for national_id, verdict in zip(people, judged, strict=True) if verdict}
    assert found == expected
    assert 10 < len(expected) < len(people) - 10


def a_random_town(seed: int) -> House:
    """People with any shares and any events around today."""
    chance, house = random.Random(seed), House()

    def some_day() -> date:
        return date(2025, 9, 23) + timedelta(days=chance.randint(-60, 10))

    for _ in range(80):
        she = house.daughter(relation=chance.choice(("daughter", "daughter", "son")), started=some_day())
        if chance.random() < 0.5:
            ended = some_day()
            house.share(she, "P2", started=min(ended, some_day()), ended=ended)
        for _ in range(chance.randint(0, 3)):
            kind = chance.choice([kind for kind in EventKind if kind is not EventKind.WIDOWHOOD])
            role = "spouse" if kind is EventKind.DEATH and chance.random() < 0.7 else "person"
            house.event(she, kind, some_day(), role=role)
    return house

"""Her own standing, and what a person's decision makes of it."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from services.calendar import today
from services.dependency import Act, EventKind, Ground, NoSuchCase, NotOpen, Reason, Standing, State, subject_key
from tests.clock import FrozenClock
from tests.services.dependency.daughters import HUSBAND, House, dependency, do, matching, rows, told

LATELY = date(2025, 9, 10)
REVIEWER, NUMBER = "0499370899", "88888888"
FILE = """
    INSERT INTO hamyar.objections
        (national_id, number, subject_key, subject, reason, state, filed_at, answer_by, channel, address)
    VALUES (:national_id, :number, :key, jsonb_build_object('kind', cast(:kind AS text)), 'r', 'filed', now(),
            '2025-12-01', 'sms', '09120000000')
"""


async def standing(engine: AsyncEngine, clock: FrozenClock, national_id: str) -> Standing | None:
    async with engine.connect() as connection:
        return await dependency(connection, clock).standing(national_id)


async def sure(engine: AsyncEngine, clock: FrozenClock, national_id: str) -> Standing:
    found = await standing(engine, clock, national_id)
    assert found
    return found


async def restore(engine: AsyncEngine, clock: FrozenClock, national_id: str, case: str, ground: Ground) -> None:
    async with engine.begin() as connection:
        await dependency(connection, clock).restore(national_id, case, ground, by=REVIEWER, number=NUMBER)


async def stands(engine: AsyncEngine, clock: FrozenClock, national_id: str, case: str) -> None:
    async with engine.begin() as connection:
        await dependency(connection, clock).stands(national_id, case, by=REVIEWER, number=NUMBER)


async def test_whoever_draws_no_share_as_a_daughter_has_no_standing(engine: AsyncEngine, clock: FrozenClock) -> None:
    house = House()
    son, ended = house.daughter(relation="son"), house.daughter(ended=LATELY)
    await house.built(engine)
    assert await standing(engine, clock, son) is None
    assert await standing(engine, clock, ended) is None
    assert await standing(engine, clock, HUSBAND) is None


async def test_who_draws_and_of_whom_nothing_is_heard_can_do_nothing(engine: AsyncEngine, clock: FrozenClock) -> None:
    house = House()
    she = house.daughter()
    await house.built(engine)
    found = await sure(engine, clock, she)
    assert (found.state, found.case, found.can) == (State.DRAWING, None, ())
    assert [share.pension_id for share in found.shares] == ["P1"]


async def test_she_may_object_once_noticed_and_ask_again_once_ended(engine: AsyncEngine, clock: FrozenClock) -> None:
    she, case = await noticed(engine, clock)
    found = await sure(engine, clock, she)
    assert (found.state, found.can, found.married) == (State.NOTIFIED, (Act.OBJECT,), True)
    assert found.case
    assert found.case.cause.event_id == case
    clock.advance(days=90)
    await matching(engine, clock).match()
    found = await sure(engine, clock, she)
    assert (found.state, found.can) == (State.ENDED, (Act.OBJECT, Act.ASK_AGAIN))


async def test_one_question_of_hers_is_open_at_a_time(engine: AsyncEngine, clock: FrozenClock) -> None:
    she, case = await noticed(engine, clock)
    clock.advance(days=90)
    await matching(engine, clock).match()
    asked = {"national_id": she, "number": NUMBER, "key": subject_key(case)}
    await do(engine, FILE, **asked, kind="dependency")
    found = await sure(engine, clock, she)
    assert (found.state, found.asked.objection, found.can) == (State.OBJECTED, NUMBER, ())
    await do(engine, "UPDATE hamyar.objections SET subject = jsonb_build_object('kind', 'reinstatement')")
    found = await sure(engine, clock, she)
    assert (found.state, found.asked.request, found.can) == (State.ENDED, NUMBER, ())
    await do(engine, "UPDATE hamyar.objections SET state = 'refused'")
    assert (await sure(engine, clock, she)).can == (Act.OBJECT, Act.ASK_AGAIN)


async def test_an_objection_upheld_restores_and_the_same_event_ends_nothing_again(
    engine: AsyncEngine, clock: FrozenClock
) -> None:
    she, case = await noticed(engine, clock)
    clock.advance(days=90)
    await matching(engine, clock).match()
    await restore(engine, clock, she, case, Ground.OBJECTION)
    found = await sure(engine, clock, she)
    assert found.case
    assert (found.state, found.case.ground, found.can) == (State.RESTORED, Ground.OBJECTION, ())
    clock.advance(days=90)
    assert not await matching(engine, clock).match()
    assert [event for _, event in await told(engine)] == [
        "dependency-notice",
        "dependency-ended",
        "dependency-restored",
    ]
    with pytest.raises(NotOpen):
        await restore(engine, clock, she, case, Ground.OBJECTION)


async def test_what_else_happened_meanwhile_is_matched_once_she_was_right_about_the_first(
    engine: AsyncEngine, clock: FrozenClock
) -> None:
    house = House()
    she = house.daughter()
    first = house.event(she, "marriage", LATELY)
    await house.built(engine)
    await matching(engine, clock).match()
    second = house.event(she, "employment_start", LATELY + timedelta(days=9))
    await house.built(engine)
    assert not await matching(engine, clock).match()
    await restore(engine, clock, she, first, Ground.OBJECTION)
    assert await matching(engine, clock).match() == {(State.NOTIFIED, ()): 1}
    found = await sure(engine, clock, she)
    assert found.case
    assert found.case.cause.event_id == second


async def test_after_a_request_granted_all_that_had_happened_counts_as_looked_at(
    engine: AsyncEngine, clock: FrozenClock
) -> None:
    house = House()
    she = house.daughter()
    first = house.event(she, "marriage", LATELY, spouse=HUSBAND)
    await house.built(engine)
    await matching(engine, clock).match()
    clock.advance(days=90)
    await matching(engine, clock).match()
    house.event(she, "employment_start", LATELY + timedelta(days=9))
    house.event(she, "divorce", today(clock), spouse=HUSBAND)
    await house.built(engine)
    found = await sure(engine, clock, she)
    assert found.undone
    assert (found.undone.kind, found.married) == (EventKind.DIVORCE, False)
    await restore(engine, clock, she, first, Ground.ASKED_AGAIN)
    assert not await matching(engine, clock).match()
    clock.advance(days=30)
    house.event(she, "marriage", today(clock), spouse=HUSBAND)
    await house.built(engine)
    assert await matching(engine, clock).match() == {(State.NOTIFIED, ()): 1}


async def test_a_doubt_that_a_reviewer_decides_to_end_gives_her_the_notice_first(
    engine: AsyncEngine, clock: FrozenClock
) -> None:
    she, case = await noticed(engine, clock, quarantined=True)
    found = await sure(engine, clock, she)
    assert found.case
    assert (found.state, found.case.reasons, found.can) == (State.REVIEW, (Reason.QUARANTINED,), ())
    clock.advance(days=60)
    await stands(engine, clock, she, case)
    found = await sure(engine, clock, she)
    assert found.case
    assert found.case.effective_on
    assert found.state is State.NOTIFIED
    assert found.case.effective_on - today(clock) > timedelta(days=30)
    clock.advance(days=90)
    assert await matching(engine, clock).match() == {(State.ENDED, (Reason.QUARANTINED,)): 1}
    assert [event for _, event in await told(engine)] == ["dependency-review", "dependency-notice", "dependency-ended"]


async def test_a_doubt_that_a_reviewer_dispels_leaves_her_drawing(engine: AsyncEngine, clock: FrozenClock) -> None:
    she, case = await noticed(engine, clock, quarantined=True)
    await restore(engine, clock, she, case, Ground.REVIEW)
    assert (await sure(engine, clock, she)).state is State.RESTORED
    assert not await matching(engine, clock).match()


async def test_a_death_that_a_reviewer_confirms_ends_the_share_and_tells_nobody(
    engine: AsyncEngine, clock: FrozenClock
) -> None:
    house = House()
    she = house.daughter()
    case = house.event(she, "death", LATELY)
    await house.built(engine)
    await matching(engine, clock).match()
    await stands(engine, clock, she, case)
    assert await rows(engine, "SELECT state, effective_on FROM hamyar.dependency_cases") == [
        ("ended", date(2025, 9, 23))
    ]
    assert await told(engine) == []


async def test_a_refusal_changes_nothing_and_is_kept(engine: AsyncEngine, clock: FrozenClock) -> None:
    she, case = await noticed(engine, clock)
    await stands(engine, clock, she, case)
    assert (await sure(engine, clock, she)).state is State.NOTIFIED
    async with engine.connect() as connection:
        steps = await dependency(connection, clock).steps(she, case)
    assert [(step["what"], step["by"]) for step in steps] == [("notified", "match"), ("stands", REVIEWER)]
    assert steps[1]["detail"] == {"number": NUMBER}


async def test_nobody_reaches_anothers_case(engine: AsyncEngine, clock: FrozenClock) -> None:
    _, case = await noticed(engine, clock)
    async with engine.connect() as connection:
        with pytest.raises(NoSuchCase):
            await dependency(connection, clock).case(HUSBAND, case)


async def noticed(engine: AsyncEngine, clock: FrozenClock, *, quarantined: bool = False) -> tuple[str, str]:
    """A daughter whose marriage was matched, and her case."""
    house = House()
    she = house.daughter()
    case = house.event(she, "marriage", LATELY, spouse=HUSBAND)
    if quarantined:
        house.quarantined(she)
    await house.built(engine)
    await matching(engine, clock).match()
    return she, case

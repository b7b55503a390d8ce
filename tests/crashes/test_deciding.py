"""Whatever befalls a process while a reviewer decides: the objection is decided once, whole, or not at all."""

from __future__ import annotations

import asyncio
import signal

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from services.reviews import POINTS
from tests.crashes.conftest import Job, buried
from tests.crashes.deciding import CHAT, GROUND, TOPIC, answered, edge_of, pressed
from tests.crashes.mishaps import Mishap, cancelled, cut_off, once_at, raising
from tests.services.reviews.conftest import Chamber, chamber_of

UNDECIDED = [("filed", 0, 0, 1, 0)]
UPHELD = [("upheld", 1, 2, 2, 1)]
EVERYTHING = """
    SELECT o.state, (SELECT count(*) FROM hamyar.audit WHERE act = 'uphold'), (SELECT count(*) FROM hamyar.overrides),
           (SELECT count(*) FROM hamyar.decisions),
           (SELECT count(*) FROM hamyar.notices WHERE event = 'objection-upheld')
    FROM hamyar.objections o
"""


async def asked(engine: AsyncEngine) -> tuple[Chamber, int]:
    """An objection in its topic, and the slip that asks the reviewer for a ground."""
    chamber = await chamber_of(engine, 240_000_000)
    await chamber.topics(lambda topics: topics.place(chamber.number, CHAT, TOPIC))
    edge = edge_of(engine, chamber.clock)
    await edge.take(pressed(f"o:uphold:{chamber.number}"))
    await edge.close()
    ((slip,),) = await chamber.rows("SELECT id FROM hamyar.desk_slips WHERE about IS NOT NULL")
    return chamber, slip


@pytest.mark.parametrize("point", POINTS)
@pytest.mark.parametrize("mishap", [cancelled, cut_off])
async def test_a_mishap_between_any_two_steps_and_telegram_repeats(
    engine: AsyncEngine, mishap: Mishap, point: str
) -> None:
    chamber, slip = await asked(engine)
    edge = edge_of(engine, chamber.clock, once_at(point, mishap, engine))
    dying = asyncio.create_task(edge.take(answered(slip)))
    (ended,) = await asyncio.gather(dying, return_exceptions=True)
    assert isinstance(ended, BaseException)
    assert await chamber.rows(EVERYTHING) == UNDECIDED
    for _ in range(2):
        await edge_of(engine, chamber.clock).take(answered(slip))
        assert await chamber.rows(EVERYTHING) == UPHELD


@pytest.mark.parametrize("point", POINTS)
async def test_a_fault_of_ours_is_told_and_nothing_is_half_decided(engine: AsyncEngine, point: str) -> None:
    chamber, slip = await asked(engine)
    await edge_of(engine, chamber.clock, once_at(point, raising, engine)).take(answered(slip))
    assert await chamber.rows(EVERYTHING) == UNDECIDED
    await edge_of(engine, chamber.clock).take(answered(slip, update=3))
    assert await chamber.rows(EVERYTHING) == UPHELD


@pytest.mark.parametrize("point", POINTS)
async def test_a_process_killed_while_it_decides(engine: AsyncEngine, parents: tuple[Job, Job], point: str) -> None:
    chamber, slip = await asked(engine)
    job = {"url": engine.url.render_as_string(hide_password=False), "now": chamber.clock.now().isoformat()}
    assert await parents[0]("decide", **job, slip=slip, point=point) == -signal.SIGKILL
    await buried(engine)
    assert await chamber.rows(EVERYTHING) == UNDECIDED
    await edge_of(engine, chamber.clock).take(answered(slip))
    assert await chamber.rows(EVERYTHING) == UPHELD
    assert await chamber.rows("SELECT DISTINCT ground FROM hamyar.overrides") == [(GROUND,)]


async def test_a_restart_between_question_and_answer_changes_nothing(engine: AsyncEngine) -> None:
    chamber, slip = await asked(engine)
    await edge_of(engine, chamber.clock).take(answered(slip))
    assert await chamber.rows(EVERYTHING) == UPHELD


async def test_two_answers_at_once_decide_once(engine: AsyncEngine) -> None:
    chamber, slip = await asked(engine)
    edges = [edge_of(engine, chamber.clock) for _ in range(2)]
    await asyncio.gather(*(edge.take(answered(slip, update)) for edge, update in zip(edges, (2, 3), strict=True)))
    assert await chamber.rows(EVERYTHING) == UPHELD
    async with engine.connect() as connection:
        told = (await connection.execute(text("SELECT body->>'text' FROM hamyar.desk_slips"))).scalars().all()
    assert sum("وضع اکنون: به سود شهروند تصمیم گرفته شده است" in one for one in told) == 1

"""Two processes serve one conversation, and others beside it."""

from __future__ import annotations

import asyncio

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from tests.clock import FrozenClock
from tests.crashes.conftest import Job
from tests.handlers.house import a_turn, answers, at_the_gate, build, closed_gate, inbox, kept, note, until

BUSY, OTHERS = 25, 4
OTHER_TALK = ["", *(f"menu-kept {n} {said}" for n, said in enumerate(("one", "two", "three", "four"), 1))]


@pytest.fixture
async def job(engine: AsyncEngine, clock: FrozenClock) -> dict[str, object]:
    """What every job is told; the busy conversation is open."""
    await build(engine)
    await a_turn(engine, clock).receive(note("menu", address="busy"))
    return {"url": engine.url.render_as_string(hide_password=False), "now": clock.now().isoformat(), "busy": BUSY}


async def has_talked(engine: AsyncEngine, address: str) -> bool:
    return await answers(engine, address) == OTHER_TALK


async def has_come(engine: AsyncEngine, messages: int) -> bool:
    return len(await inbox(engine, "busy")) == messages


async def test_fifty_messages_at_once_while_others_talk_on(
    engine: AsyncEngine, job: dict[str, object], parents: tuple[Job, Job]
) -> None:
    everyone = [f"{name}-{number}" for name in "ab" for number in range(OTHERS)]
    async with closed_gate(engine):
        first = asyncio.create_task(parents[0]("crowd", **job, name="a", others=OTHERS, hold=True))
        await at_the_gate(engine)
        second = asyncio.create_task(parents[1]("crowd", **job, name="b", others=OTHERS, hold=False))
        assert await second == 0, "the process that does not hold the conversation is done"
        for address in everyone:
            await until(lambda: has_talked(engine, address))  # noqa: B023  awaited here
        await until(lambda: has_come(engine, 1 + 2 * BUSY))
        assert await kept(engine, "busy") == [], "all the while the busy one is being played"
        assert not first.done()
    assert await first == 0
    came = [key for key, _ in await inbox(engine, "busy")]
    assert came[0] == "menu"
    assert sorted(came[1:]) == sorted(["gate", *(f"{name} {number}" for name in "ab" for number in range(BUSY))])
    assert {state for _, state in await inbox(engine, "busy")} == {"played"}
    played = ["gate", *(key for key in came[1:] if key != "gate")]
    assert await kept(engine, "busy") == played
    assert await answers(engine, "busy") == ["", *(f"menu-kept {n} {said}" for n, said in enumerate(played, 1))]


async def test_each_sender_is_answered_in_the_order_they_wrote(
    engine: AsyncEngine, job: dict[str, object], parents: tuple[Job, Job]
) -> None:
    assert await asyncio.gather(
        *(parent("queue", **job, name=name) for parent, name in zip(parents, "ab", strict=True))
    ) == [0, 0]
    played = await kept(engine, "busy")
    for name in "ab":
        assert [said for said in played if said.startswith(name)] == [f"{name} {number}" for number in range(BUSY)]
    assert await answers(engine, "busy") == ["", *(f"menu-kept {n} {said}" for n, said in enumerate(played, 1))]

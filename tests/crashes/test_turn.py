"""Whatever befalls a process at any point of a turn, the provider's repeat and a sweep put it right.

The yardstick is the same conversation undisturbed: not a row more, not a row less.
"""

from __future__ import annotations

import asyncio

import pytest
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine

from handlers.turn import POINTS, Note, Outcome
from tests.clock import FrozenClock
from tests.crashes.mishaps import MISHAPS, Crashed, Mishap, cancelled, once_at, raising
from tests.crashes.story import NOTES, left_behind, storyteller, wipe
from tests.handlers.house import a_turn, answers, at_the_gate, build, closed_gate, inbox, kept, note, place
from tests.services.people.phone import register


async def suffered(work: asyncio.Task[object]) -> bool:
    """Whether it ended badly."""
    (came,) = await asyncio.gather(work, return_exceptions=True)
    assert isinstance(came, Crashed | asyncio.CancelledError | DBAPIError | Outcome | int), came
    return isinstance(came, BaseException)


@pytest.fixture
async def undisturbed(engine: AsyncEngine, clock: FrozenClock) -> dict[str, list[tuple[object, ...]]]:
    await register(engine, n1="09121111111")
    start = clock.time
    for told in NOTES:
        await storyteller(engine, clock).receive(told)
        clock.advance(seconds=1)
    left = await left_behind(engine)
    assert [row[2] for row in left["inbox"]] == ["played"] * len(NOTES)
    await wipe(engine)
    clock.time = start
    return left


@MISHAPS
async def test_a_mishap_at_every_point_of_every_message_changes_nothing(
    engine: AsyncEngine, clock: FrozenClock, undisturbed: dict[str, list[tuple[object, ...]]], mishap: Mishap
) -> None:
    start = clock.time
    for point in POINTS:
        suffering = 0
        for told in NOTES:
            process = storyteller(engine, clock, once_at(point, mishap, engine))
            suffering += await suffered(asyncio.create_task(process.receive(told)))
            await revived(engine, clock, told)
            clock.advance(seconds=1)
        assert await left_behind(engine) == undisturbed, point
        after_all_is_done = point in ("committed", "looked-again")
        assert suffering == len(NOTES) or (after_all_is_done and mishap is not raising), point
        await wipe(engine)
        clock.time = start


async def revived(engine: AsyncEngine, clock: FrozenClock, told: Note) -> None:
    """A new process; the provider, which heard nothing, repeats; the sweep goes round."""
    process = storyteller(engine, clock)
    await process.receive(told)
    await process.sweep()
    assert await process.receive(told) is Outcome.SEEN_BEFORE


@MISHAPS
async def test_a_mishap_in_a_sweep_leaves_it_to_the_next(
    engine: AsyncEngine, clock: FrozenClock, mishap: Mishap
) -> None:
    await build(engine)
    for point in (point for point in POINTS if point not in ("noted", "committed")):
        for said in ("menu", "one", "fail", "two"):
            await a_turn(engine, clock).note(note(said, address=point))
        dying = a_turn(engine, clock, checkpoint=once_at(point, mishap, engine))
        await suffered(asyncio.create_task(dying.sweep()))
        await a_turn(engine, clock).sweep()
        assert await kept(engine, point) == ["one", "two"]
        assert [state for _, state in await inbox(engine, point)] == ["played", "played", "failed", "played"]
        assert len(await answers(engine, point)) == 4


@pytest.mark.parametrize("mishap", [raising, cancelled])
async def test_a_mishap_to_what_came_while_the_conversation_was_busy(
    engine: AsyncEngine, clock: FrozenClock, mishap: Mishap
) -> None:
    await build(engine)
    for point in ("noted", "committed", "looked-again"):
        await a_turn(engine, clock).receive(note("menu", address=point))
        two = note("two", address=point)
        async with closed_gate(engine):
            holder = asyncio.create_task(a_turn(engine, clock).receive(note("gate", address=point)))
            await at_the_gate(engine)
            dying = a_turn(engine, clock, checkpoint=once_at(point, mishap, engine))
            await suffered(asyncio.create_task(dying.receive(two)))
            repeated = await a_turn(engine, clock).receive(two)
            if point != "noted":
                assert repeated is Outcome.SEEN_BEFORE
            elif mishap is raising:  # who is cancelled just before a commit may have committed
                assert repeated is Outcome.NOTED
        await holder
        await a_turn(engine, clock).sweep()
        assert await kept(engine, point) == ["gate", "two"]
        assert await answers(engine, point) == ["", "menu-kept 1 gate", "menu-kept 2 two"]


async def test_a_holder_who_dies_leaves_the_waiting_to_the_sweep(engine: AsyncEngine, clock: FrozenClock) -> None:
    await build(engine)
    await a_turn(engine, clock).receive(note("menu"))
    async with closed_gate(engine):
        holder = asyncio.create_task(a_turn(engine, clock).receive(note("gate")))
        await at_the_gate(engine)
        assert await a_turn(engine, clock).receive(note("two")) is Outcome.NOTED
        holder.cancel()
        await asyncio.gather(holder, return_exceptions=True)
    assert await kept(engine) == []
    again = a_turn(engine, clock)
    assert await again.sweep() == 1
    assert await again.receive(note("gate")) is Outcome.PLAYED
    assert await kept(engine) == ["two", "gate"]
    assert not await again.look_again(place())

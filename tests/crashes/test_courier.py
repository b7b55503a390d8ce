"""Whatever befalls a courier between claiming, sending and keeping what came of it, each message goes out once."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine

from handlers.courier import POINTS, Courier
from services.messages import Kind
from tests.clock import FrozenClock
from tests.crashes.child import Book
from tests.crashes.mishaps import MISHAPS, Crashed, Mishap, once_at
from tests.crashes.test_kill import LEASE, lane, queue_up, states


@MISHAPS
@pytest.mark.parametrize("point", POINTS)
@pytest.mark.parametrize("kind", ["reply", "notice"])
async def test_a_mishap_to_a_courier(
    engine: AsyncEngine, clock: FrozenClock, tmp_path: Path, kind: Kind, point: str, mishap: Mishap
) -> None:
    await queue_up(engine, clock, kind)
    book = Book(tmp_path / "book")
    dying = Courier(engine, book, clock, checkpoint=once_at(point, mishap, engine))
    (came,) = await asyncio.gather(asyncio.create_task(dying.drain()), return_exceptions=True)
    assert isinstance(came, Crashed | asyncio.CancelledError | DBAPIError | int), came
    clock.time += LEASE
    await Courier(engine, book, clock).drain()
    assert [said.removesuffix(" again") for said in lane(book, "A")] == ["one", "two", "three"]
    assert [said.removesuffix(" again") for said in lane(book, "B")] == ["one"]
    assert await states(engine) == ["sent"] * 4


async def test_couriers_at_work_beside_one_another_send_nothing_twice(
    engine: AsyncEngine, clock: FrozenClock, tmp_path: Path
) -> None:
    for _ in range(5):
        await queue_up(engine, clock)
    book = Book(tmp_path / "book")
    await asyncio.gather(*(Courier(engine, book, clock).drain() for _ in range(4)))
    await Courier(engine, book, clock).drain()
    assert lane(book, "A") == ["one", "two", "three"] * 5
    assert lane(book, "B") == ["one"] * 5

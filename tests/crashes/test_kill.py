"""Processes killed by SIGKILL in the midst of a turn or of sending: nothing is lost, nothing is done twice."""

from __future__ import annotations

import signal
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from handlers.courier import POINTS as COURIER_POINTS
from handlers.courier import Courier, Pace
from handlers.turn import POINTS, Outcome
from services.messages import Kind, Messages
from tests.clock import FrozenClock
from tests.crashes.child import Book
from tests.crashes.conftest import Job, buried
from tests.crashes.story import NOTES, left_behind, storyteller, wipe
from tests.services.people.phone import register

SENDING_A_CODE, CODE_RIGHT = 2, 4
LEASE = timedelta(seconds=Pace().lease + 1)


@pytest.fixture
def url(engine: AsyncEngine) -> str:
    return engine.url.render_as_string(hide_password=False)


async def test_a_process_killed_in_a_turn(
    engine: AsyncEngine, url: str, clock: FrozenClock, parents: tuple[Job, Job]
) -> None:
    await register(engine, n1="09121111111")
    start = clock.time
    undisturbed: object = None
    for point in (None, *POINTS):
        for message, told in enumerate(NOTES):
            if point and message in (SENDING_A_CODE, CODE_RIGHT):
                ended = await parents[0]("story", url=url, now=clock.now().isoformat(), message=message, point=point)
                assert ended == -signal.SIGKILL, point
                await buried(engine)
            process = storyteller(engine, clock)
            await process.receive(told)
            await process.sweep()
            assert await process.receive(told) is Outcome.SEEN_BEFORE
            clock.advance(seconds=1)
        left = await left_behind(engine)
        undisturbed = undisturbed or left
        assert left == undisturbed, point
        await wipe(engine)
        clock.time = start


async def queue_up(engine: AsyncEngine, clock: FrozenClock, kind: Kind = "reply") -> None:
    async with engine.begin() as connection:
        for address, said in (("A", "one"), ("B", "one"), ("A", "two"), ("A", "three")):
            await Messages(connection).put("sms", address, kind, {"text": said}, clock.now())


async def states(engine: AsyncEngine) -> list[str]:
    async with engine.connect() as connection:
        return list((await connection.execute(text("SELECT state FROM hamyar.outbox ORDER BY id"))).scalars())


def lane(book: Book, address: str) -> list[str]:
    return [line.removeprefix(f"{address} ") for line in book.lines() if line.startswith(f"{address} ")]


@pytest.mark.parametrize("point", COURIER_POINTS)
async def test_a_courier_killed_at_its_work_sends_each_message_once_and_in_order(
    engine: AsyncEngine, url: str, clock: FrozenClock, parents: tuple[Job, Job], tmp_path: Path, point: str
) -> None:
    await queue_up(engine, clock)
    book = Book(tmp_path / "book")
    ended = await parents[0]("courier", url=url, now=clock.now().isoformat(), book=str(book.path), point=point)
    assert ended == -signal.SIGKILL
    await buried(engine)
    before = book.lines()
    await Courier(engine, book, clock).drain()
    assert book.lines() == before, "a lease is respected while it lasts"
    clock.time += LEASE
    await Courier(engine, book, clock).drain()
    assert [said.removesuffix(" again") for said in lane(book, "A")] == ["one", "two", "three"]
    assert [said.removesuffix(" again") for said in lane(book, "B")] == ["one"]
    assert await states(engine) == ["sent"] * 4


async def test_where_nobody_can_be_asked_it_is_sent_once_more_and_says_so(
    engine: AsyncEngine, url: str, clock: FrozenClock, parents: tuple[Job, Job], tmp_path: Path
) -> None:
    await queue_up(engine, clock)
    book = Book(tmp_path / "book", asks=False)
    await parents[0]("courier", url=url, now=clock.now().isoformat(), book=str(book.path), point="sent")
    await buried(engine)
    clock.time += LEASE
    await Courier(engine, book, clock).drain()
    assert lane(book, "A") == ["one", "one again", "two", "three"]
    assert lane(book, "B") == ["one", "one again"]
    assert await states(engine) == ["sent"] * 4

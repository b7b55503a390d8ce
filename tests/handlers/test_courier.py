"""The courier over anything that can come of a send: order within a lane, replies first, and an end to every row."""

from __future__ import annotations

import asyncio
import random
from collections import defaultdict
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from handlers.budget import UNLIMITED, Budget
from handlers.courier import WORTH, Courier, Pace
from handlers.sending import Answer, Failed, NotThere, Outcome, Sent, Uncertain
from services.messages import Kind, Messages, Row
from tests.clock import FrozenClock
from tests.rehearsal import fetch, until

FINAL = {"sent", "delivered", "failed"}
PACE = Pace(look=0.01, first_wait=1, longest_wait=60)


@dataclass
class Provider:
    """One whose every answer is drawn: it takes a message or not, and says so, something else, or nothing."""

    draw: random.Random
    kindness: float = 0.5
    at_once: int = 3
    channel: str = "sms"
    line: str = ""
    budget: Budget = UNLIMITED
    calls: Budget = UNLIMITED
    taken: list[Row] = field(default_factory=list)
    ids: dict[int, str] = field(default_factory=dict)

    async def send(self, rows: Sequence[Row]) -> Sequence[Outcome]:
        assert len({row.address for row in rows}) == len(rows), "one row of a lane at a time"
        await asyncio.sleep(0)
        return [self._send(row) for row in rows]

    def _take(self, row: Row) -> str:
        if row.id not in self.ids:
            self.ids[row.id] = f"p{row.id}"
            self.taken.append(row)
        return self.ids[row.id]

    def _send(self, row: Row) -> Outcome:
        if self.draw.random() < self.kindness:
            return Sent(self._take(row), cost=1)
        match self.draw.choice(["before", "after", "later", "soon", "never", "blocked", "alarm"]):
            case "before":
                return Uncertain("time-out")
            case "after":
                self._take(row)
                return Uncertain("time-out")
            case "later":
                return Failed("busy", retryable=True)
            case "soon":
                return Failed("429", retryable=True, after=self.draw.uniform(0, 5))
            case "alarm":
                return Failed("no credit", retryable=True, after=300, alarm=True)
            case "blocked" if self.draw.random() < 0.2:
                return Failed("blocked", blocked=True)
            case _:
                return Failed("refused") if self.draw.random() < 0.2 else Failed("busy", retryable=True)

    async def ask(self, rows: Sequence[Row]) -> Sequence[Answer]:
        return [self._ask(row) for row in rows]

    def _ask(self, row: Row) -> Answer:
        if self.draw.random() > self.kindness:
            return Uncertain("no answer")
        if row.kind == "code":
            return Failed("outcome never learnt")
        return Sent(self.ids[row.id]) if row.id in self.ids else NotThere()


async def put(engine: AsyncEngine, clock: FrozenClock, address: str, kind: Kind = "reply", said: str = "") -> int:
    async with engine.begin() as connection:
        messages = Messages(connection)
        body = {"code": "123456"} if kind == "code" else {"text": said}
        row = await messages.put("sms", address, kind, body, clock.now())
        await messages.wake("sms")
        return row


async def rows(engine: AsyncEngine) -> list[tuple[Any, ...]]:
    return await fetch(engine, "SELECT address, id, kind, state, fault FROM hamyar.outbox ORDER BY id")


@pytest.mark.parametrize("seed", range(12))
async def test_lanes_over_random_failures(engine: AsyncEngine, clock: FrozenClock, seed: int) -> None:
    draw = random.Random(seed)
    provider = Provider(draw, kindness=draw.choice([0.1, 0.5, 0.9]))
    courier = Courier(engine, provider, clock, pace=PACE)
    for number in range(25):
        kind: Kind = draw.choices(["reply", "notice", "code"], [6, 3, 1])[0]
        await put(engine, clock, draw.choice("ABCDE"), kind, str(number))
        if draw.random() < 0.3:
            await courier.drain()
            clock.advance(seconds=draw.uniform(0, 40))
    for _ in range(400):
        await courier.drain()
        if all(state in FINAL for _, _, _, state, _ in await rows(engine)):
            break
        clock.advance(seconds=draw.choice([1, 30, 300, 3600]))
    found = await rows(engine)
    assert {state for _, _, _, state, _ in found} <= FINAL
    lanes: dict[tuple[str, bool], list[int]] = defaultdict(list)
    for row in provider.taken:
        lanes[row.address, row.kind == "notice"].append(row.id)
    assert all(ids == sorted(ids) for ids in lanes.values()), "in order within a lane"
    assert {row_id for _, row_id, _, state, _ in found if state == "sent"} <= set(provider.ids)


@pytest.mark.parametrize("seed", range(3))
async def test_a_provider_that_never_answers_ends_every_row(engine: AsyncEngine, clock: FrozenClock, seed: int) -> None:
    provider = Provider(random.Random(seed), kindness=0)
    for kind in ("reply", "notice", "code"):
        await put(engine, clock, kind, kind)  # type: ignore[arg-type]
    courier = Courier(engine, provider, clock, pace=PACE)
    for _ in range(80):
        await courier.drain()
        clock.advance(hours=1)
    assert {state for _, _, _, state, _ in await rows(engine)} == {"failed"}


async def test_asking_about_an_unknown_outcome_grows_rarer(engine: AsyncEngine, clock: FrozenClock) -> None:
    class Silent(Provider):
        asked = 0

        async def send(self, rows: Sequence[Row]) -> Sequence[Outcome]:
            return [Uncertain("time-out") for _ in rows]

        async def ask(self, rows: Sequence[Row]) -> Sequence[Answer]:
            self.asked += len(rows)
            return [Uncertain("no answer") for _ in rows]

    provider = Silent(random.Random(0))
    await put(engine, clock, "A")
    courier = Courier(engine, provider, clock, pace=PACE)
    for _ in range(600):
        await courier.drain()
        clock.advance(seconds=1)
    assert 10 <= provider.asked <= 40


async def test_replies_go_before_notices_even_in_a_lane(engine: AsyncEngine, clock: FrozenClock) -> None:
    for address in "AB":
        await put(engine, clock, address, "notice", "n")
    for address in "AC":
        await put(engine, clock, address, "reply", "r")
    provider = Provider(random.Random(0), kindness=1, at_once=1)
    await Courier(engine, provider, clock, pace=Pace(most=1)).drain()
    assert [(row.address, row.kind) for row in provider.taken] == [
        ("A", "reply"),
        ("C", "reply"),
        ("A", "notice"),
        ("B", "notice"),
    ]


async def test_notices_never_fill_the_room_of_replies(engine: AsyncEngine, clock: FrozenClock) -> None:
    hold, under_way = asyncio.Event(), []

    class Slow(Provider):
        async def send(self, rows: Sequence[Row]) -> Sequence[Outcome]:
            under_way.extend(rows)
            await hold.wait()
            return [Sent(self._take(row)) for row in rows]

    for number in range(20):
        await put(engine, clock, f"n{number}", "notice", "n")
    provider = Slow(random.Random(0), at_once=1)
    async with at_work(Courier(engine, provider, clock, pace=Pace(look=0.01, most=12, notices=10))):
        await until(lambda: is_so(len(under_way) == 10))
        for number in range(2):
            await put(engine, clock, f"r{number}", "reply", "r")
        await until(lambda: is_so(len(under_way) == 12))
        assert [row.kind for row in under_way[10:]] == ["reply", "reply"]
        hold.set()
        await until(lambda: all_sent(engine))


async def is_so(held: bool) -> bool:
    return held


async def all_sent(engine: AsyncEngine) -> bool:
    return {state for _, _, _, state, _ in await rows(engine)} == {"sent"}


@asynccontextmanager
async def at_work(courier: Courier) -> AsyncIterator[asyncio.Task[None]]:
    """A courier that serves its line for as long as the block lasts."""
    task = asyncio.create_task(courier.run())
    try:
        yield task
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("handlers.line.TRY_SECONDS", 0.02)


async def test_one_courier_holds_the_line_and_the_next_takes_over(engine: AsyncEngine, clock: FrozenClock) -> None:
    first, second = (Provider(random.Random(0), kindness=1) for _ in range(2))
    async with at_work(Courier(engine, second, clock, pace=PACE)):
        await put(engine, clock, "A", said="1")
        await until(lambda: is_so(len(second.taken) == 1))
        async with at_work(Courier(engine, first, clock, pace=PACE)):
            await put(engine, clock, "A", said="2")
            await until(lambda: is_so(len(second.taken) == 2))
            assert first.taken == []
    async with at_work(Courier(engine, first, clock, pace=PACE)):
        await put(engine, clock, "A", said="3")
        await until(lambda: is_so(len(first.taken) == 1))
    await until(lambda: all_sent(engine))


async def test_a_courier_whose_connection_is_cut_ends_and_another_takes_over(
    engine: AsyncEngine, clock: FrozenClock
) -> None:
    first, second = (Provider(random.Random(0), kindness=1) for _ in range(2))
    async with at_work(Courier(engine, first, clock, pace=PACE)) as dying:
        await put(engine, clock, "A", said="1")
        await until(lambda: is_so(len(first.taken) == 1))
        async with at_work(Courier(engine, second, clock, pace=PACE)):
            await fetch(
                engine,
                "SELECT pg_terminate_backend(pid, 60000) FROM pg_locks WHERE locktype = 'advisory' AND granted"
                " AND database = (SELECT oid FROM pg_database WHERE datname = current_database())",
            )
            (died,) = await asyncio.gather(dying, return_exceptions=True)
            assert isinstance(died, Exception)
            await put(engine, clock, "A", said="2")
            await until(lambda: is_so(len(second.taken) == 1))
    assert [row.body["text"] for row in second.taken] == ["2"]


async def test_a_lease_that_has_run_out_is_settled_by_asking(engine: AsyncEngine, clock: FrozenClock) -> None:
    provider = Provider(random.Random(0), kindness=1)
    for said in "12":
        await put(engine, clock, "A", said=said)
    async with engine.begin() as connection:
        (row,) = await Messages(connection).claim("sms", clock.now(), lease=timedelta(seconds=30))
    provider._take(row)
    courier = Courier(engine, provider, clock, pace=PACE)
    await courier.drain()
    assert len(provider.taken) == 1
    clock.advance(seconds=31)
    await courier.drain()
    assert [one.body["text"] for one in provider.taken] == ["1", "2"]
    assert await all_sent(engine)


async def test_a_send_longer_than_its_lease_is_not_taken_over_by_its_own_courier(
    engine: AsyncEngine, clock: FrozenClock
) -> None:
    hold, calls = asyncio.Event(), []

    class Slow(Provider):
        async def send(self, rows: Sequence[Row]) -> Sequence[Outcome]:
            calls.extend(rows)
            await hold.wait()
            return [Sent(self._take(row)) for row in rows]

    provider = Slow(random.Random(0), kindness=1)
    await put(engine, clock, "A")
    async with at_work(Courier(engine, provider, clock, pace=PACE)):
        await until(lambda: is_so(len(calls) == 1))
        clock.advance(minutes=5)
        await asyncio.sleep(0.2)
        hold.set()
        await until(lambda: all_sent(engine))
    assert len(calls) == 1


async def test_a_sender_that_raises_loses_nothing(engine: AsyncEngine, clock: FrozenClock) -> None:
    class Broken(Provider):
        async def send(self, rows: Sequence[Row]) -> Sequence[Outcome]:
            raise RuntimeError("a bug")

    await put(engine, clock, "A")
    await Courier(engine, Broken(random.Random(0)), clock, pace=PACE).drain()
    clock.advance(seconds=31)
    provider = Provider(random.Random(0), kindness=1)
    await Courier(engine, provider, clock, pace=PACE).drain()
    assert len(provider.taken) == 1


async def test_what_is_no_longer_worth_sending_is_given_up(engine: AsyncEngine, clock: FrozenClock) -> None:
    for kind in WORTH:
        await put(engine, clock, kind, kind)  # type: ignore[arg-type]
    clock.advance(hours=25)
    provider = Provider(random.Random(0), kindness=1)
    await Courier(engine, provider, clock, pace=PACE).drain()
    assert [row.kind for row in provider.taken] == ["notice"]
    assert sorted((kind, fault) for _, _, kind, _, fault in await rows(engine)) == [
        ("code", "too late"),
        ("notice", None),
        ("reply", "too late"),
    ]
    assert await fetch(engine, "SELECT body FROM hamyar.outbox WHERE kind = 'code'") == [(None,)]


async def test_news_wakes_a_courier(engine: AsyncEngine, clock: FrozenClock) -> None:
    provider = Provider(random.Random(0), kindness=1)
    async with at_work(Courier(engine, provider, clock, pace=Pace(look=3600))):
        await put(engine, clock, "A", said="1")
        await until(lambda: is_so(len(provider.taken) == 1))
        await put(engine, clock, "A", said="2")
        await until(lambda: is_so(len(provider.taken) == 2))
        await until(lambda: all_sent(engine))

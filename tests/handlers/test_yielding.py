"""What can wait: it goes after everything else, never at night, and is not held out to a provider in trouble."""

from __future__ import annotations

import asyncio
import random
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from handlers.budget import Budget
from handlers.courier import Courier, Pace
from handlers.sending import Failed, Outcome, Sent
from handlers.telegram.sending import KEPT, LANE, OVERALL
from services.calendar import TEHRAN
from services.messages import Messages, Row
from services.messages.notices import Notices
from services.messages.rules import Event
from tests.clock import FrozenClock
from tests.handlers.test_courier import PACE, Provider, all_sent, at_work, is_so, put, rows
from tests.rehearsal import fetch, until
from tests.services.messages.people import SARA, PlainVoice, Town


def kind(provider: Provider) -> list[str]:
    return [row.kind for row in provider.taken]


async def has_taken(provider: Provider, many: int) -> bool:
    return len(provider.taken) == many


async def crowd(engine: AsyncEngine, clock: FrozenClock, many: int) -> None:
    """So many notices, to different people."""
    async with engine.begin() as connection:
        await connection.execute(
            text(
                "INSERT INTO hamyar.outbox (channel, address, kind, body, created_at, due_at, yields)"
                " SELECT 'sms', 'n' || n, 'notice', '{}', :now, :now, true FROM generate_series(1, :many) AS n"
            ),
            {"now": clock.now(), "many": many},
        )


async def test_replies_in_the_midst_of_a_flood_find_their_share_of_the_bots_budget_free(
    engine: AsyncEngine, clock: FrozenClock
) -> None:
    """The budget's clock moves when it is told to: what is not free in that very second does not come free in it."""
    second = [1.0]
    budget = Budget(OVERALL, LANE, kept=KEPT, clock=lambda: second[0])
    provider = Provider(random.Random(0), kindness=1, at_once=1, budget=budget)
    await crowd(engine, clock, 3 * OVERALL.messages)
    notices = OVERALL.messages - KEPT
    async with at_work(Courier(engine, provider, clock, pace=Pace(look=0.01))):
        for round_ in range(3):
            before = round_ * OVERALL.messages
            await until(partial(has_taken, provider, before + notices))
            for number in range(KEPT):
                await put(engine, clock, f"r{round_} {number}")
            await until(partial(has_taken, provider, before + OVERALL.messages))
            second[0] += 2
    assert kind(provider)[: 3 * OVERALL.messages] == (["notice"] * notices + ["reply"] * KEPT) * 3


@asynccontextmanager
async def locked(engine: AsyncEngine, kind: str) -> AsyncIterator[None]:
    """Rows of a kind that nobody can change."""
    async with engine.connect() as connection:
        await connection.execute(text("SELECT id FROM hamyar.outbox WHERE kind = :kind FOR UPDATE"), {"kind": kind})
        yield
        await connection.rollback()


@dataclass
class Held(Provider):
    """Answers what can wait only when told to."""

    answers: asyncio.Event = field(default_factory=asyncio.Event)
    called: int = 0

    async def send(self, rows: Sequence[Row]) -> Sequence[Outcome]:
        if rows[0].yields:
            self.called += 1
            await self.answers.wait()
        return [Sent(self._take(row)) for row in rows]


async def test_a_reply_goes_out_while_what_came_of_notices_is_being_kept(
    engine: AsyncEngine, clock: FrozenClock
) -> None:
    provider = Held(random.Random(0), at_once=5)
    await crowd(engine, clock, 5)
    async with at_work(Courier(engine, provider, clock, pace=PACE)):
        await until(lambda: is_so(provider.called == 1))
        async with locked(engine, "notice"):
            provider.answers.set()
            await until(lambda: waits_for_a_lock(engine))
            for number in range(2):
                await put(engine, clock, "r", said=str(number))
            await until(lambda: is_so(kind(provider) == ["notice"] * 5 + ["reply"] * 2))
        await until(lambda: all_sent(engine))


async def test_a_courier_that_ends_in_the_midst_of_keeping_notices_keeps_them_all_the_same(
    engine: AsyncEngine, clock: FrozenClock
) -> None:
    provider = Held(random.Random(0), at_once=5)
    await crowd(engine, clock, 5)
    async with at_work(Courier(engine, provider, clock, pace=PACE)) as courier:
        await until(lambda: is_so(provider.called == 1))
        async with locked(engine, "notice"):
            provider.answers.set()
            await until(lambda: waits_for_a_lock(engine))
            courier.cancel()
            await until(lambda: waits_for_a_lock(engine))
        await asyncio.gather(courier, return_exceptions=True)
    assert await all_sent(engine)


async def waits_for_a_lock(engine: AsyncEngine) -> bool:
    found = await fetch(
        engine,
        "SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'",
    )
    return bool(found)


async def test_a_notice_goes_once_what_it_waited_for_in_its_lane_has_gone(
    engine: AsyncEngine, clock: FrozenClock
) -> None:
    provider = Provider(random.Random(0), kindness=1)
    await put(engine, clock, "A")
    await put(engine, clock, "A", "notice")
    assert await Courier(engine, provider, clock, pace=Pace(look=3600)).drain() == 2
    assert kind(provider) == ["reply", "notice"]


async def test_news_of_a_notice_wakes_a_courier(engine: AsyncEngine, clock: FrozenClock) -> None:
    town, provider = Town(engine), Provider(random.Random(0), kindness=1)
    await town.born()
    async with at_work(Courier(engine, provider, clock, pace=Pace(look=3600))):
        await put(engine, clock, "r")
        await until(lambda: all_sent(engine))
        async with engine.begin() as connection:
            await Notices(connection, clock, PlainVoice()).tell(SARA, Event.OBJECTION_UPHELD, {}, key="k")
        await until(lambda: is_so(kind(provider) == ["reply", "notice"]))


async def test_news_of_a_notice_that_comes_while_a_courier_looks_is_not_missed(
    engine: AsyncEngine, clock: FrozenClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    town, provider, heard = Town(engine), Provider(random.Random(0), kindness=1), asyncio.Event()
    await town.born()
    really = Messages.claim

    async def claim(messages: Messages, *args: Any, **more: Any) -> tuple[Row, ...]:
        rows = await really(messages, *args, **more)
        if more.get("yields") and not heard.is_set():
            async with engine.begin() as connection:
                await Notices(connection, clock, PlainVoice()).tell(SARA, Event.OBJECTION_UPHELD, {}, key="k")
            await heard.wait()
        return rows

    class Hearing(Courier):
        def _on_news(self, can_wait: bool) -> None:
            super()._on_news(can_wait)
            if can_wait:
                heard.set()

    monkeypatch.setattr(Messages, "claim", claim)
    async with at_work(Hearing(engine, provider, clock, pace=Pace(look=3600))):
        await until(lambda: is_so(kind(provider) == ["notice"]))


async def test_notices_that_are_under_way_hold_no_reply_up(engine: AsyncEngine, clock: FrozenClock) -> None:
    hold = asyncio.Event()

    class Slow(Provider):
        async def send(self, rows: Sequence[Row]) -> Sequence[Outcome]:
            if rows[0].yields:
                await hold.wait()
            return [Sent(self._take(row)) for row in rows]

    provider = Slow(random.Random(0), at_once=5)
    await crowd(engine, clock, 40)
    async with at_work(Courier(engine, provider, clock, pace=Pace(look=0.01, most=6, notices=4))):
        await put(engine, clock, "r")
        await until(lambda: is_so(kind(provider) == ["reply"]))
        hold.set()
        await until(lambda: is_so(len(provider.taken) == 41))


async def test_what_answers_somebody_does_not_wait_behind_a_month_end(engine: AsyncEngine, clock: FrozenClock) -> None:
    town, provider = Town(engine), Provider(random.Random(0), kindness=1, at_once=1)
    await town.born()
    await crowd(engine, clock, 3)
    async with engine.begin() as connection:
        await Notices(connection, clock, PlainVoice()).tell(SARA, Event.PREMIUM_PAID, {}, key="k")
    await Courier(engine, provider, clock, pace=PACE).drain()
    assert [row.body.get("text") for row in provider.taken] == ["sms premium-paid", None, None, None]


async def test_at_night_what_can_wait_rests_though_it_was_due_by_day(engine: AsyncEngine, clock: FrozenClock) -> None:
    clock.time = datetime(2026, 11, 22, 20, 59, tzinfo=TEHRAN)
    provider = Provider(random.Random(0), kindness=1)
    await crowd(engine, clock, 2)
    await put(engine, clock, "r")
    clock.advance(minutes=2)
    courier = Courier(engine, provider, clock, pace=PACE, quiet_hours=True)
    await courier.drain()
    assert kind(provider) == ["reply"]
    clock.time = datetime(2026, 11, 23, 8, tzinfo=TEHRAN)
    await courier.drain()
    assert kind(provider) == ["reply", "notice", "notice"]


async def test_a_provider_that_is_away_is_not_offered_row_after_row(engine: AsyncEngine, clock: FrozenClock) -> None:
    class Away(Provider):
        offered = 0
        away = True

        async def send(self, rows: Sequence[Row]) -> Sequence[Outcome]:
            self.offered += len(rows)
            if self.away:
                return [Failed("no connection", retryable=True) for _ in rows]
            return [Sent(self._take(row)) for row in rows]

    provider = Away(random.Random(0), at_once=10)
    await crowd(engine, clock, 200)
    courier = Courier(engine, provider, clock, pace=Pace(look=0.01, notices=2, first_wait=1, longest_wait=60))
    for _ in range(20):
        await courier.drain()
        clock.advance(seconds=3)
    assert provider.offered <= 200, "a minute of outage is some ten calls, not as many as there are looks"
    assert {state for _, _, _, state, _ in await rows(engine)} == {"queued"}
    provider.away = False
    clock.advance(minutes=2)
    await courier.drain()
    assert len(provider.taken) == 200

"""What can wait: it goes after everything else, never at night, and is not held out to a provider in trouble."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from handlers.budget import Budget
from handlers.courier import Courier, Pace
from handlers.sending import Failed, Outcome, Sent
from handlers.telegram.sending import KEPT, OVERALL
from services.calendar import TEHRAN
from services.messages import Row
from services.messages.notices import Notices
from services.messages.rules import Event
from tests.clock import FrozenClock
from tests.handlers.test_courier import PACE, Provider, at_work, is_so, put, rows
from tests.rehearsal import until
from tests.services.messages.people import SARA, PlainVoice, Town


def kind(provider: Provider) -> list[str]:
    return [row.kind for row in provider.taken]


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


async def test_notices_share_the_bots_budget_and_leave_room_to_replies(engine: AsyncEngine, clock: FrozenClock) -> None:
    """The budget's clock stands: what is not free in this very second never comes free."""
    budget = Budget(OVERALL, None, kept=KEPT, clock=lambda: 1.0)
    provider = Provider(random.Random(0), kindness=1, at_once=1, budget=budget)
    await crowd(engine, clock, 60)
    async with at_work(Courier(engine, provider, clock, pace=Pace(look=0.01))):
        await until(lambda: is_so(len(provider.taken) == OVERALL.messages - KEPT))
        for number in range(KEPT):
            await put(engine, clock, f"r{number}")
        await until(lambda: is_so(len(provider.taken) == OVERALL.messages))
    assert kind(provider) == ["notice"] * (OVERALL.messages - KEPT) + ["reply"] * KEPT


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

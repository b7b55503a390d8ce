"""What `hamyar notices` counts, and what a month-end's rehearsal says of its notices."""

from __future__ import annotations

import asyncio
import json

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.notices import foreseen, notices
from services.calendar import JalaliMonth
from services.messages.notices import Foreseen, Notices, Told
from services.messages.rules import Event, Outcome
from services.month_end import MonthEnd
from tests.clock import FrozenClock
from tests.services.messages.people import REZA, SARA, PlainVoice, Town

MEHR = JalaliMonth(1404, 7)  # in which the clock stands
TELL = [Told(SARA, "k"), Told(REZA, "k")]


@pytest.fixture
async def town(engine: AsyncEngine, clock: FrozenClock) -> Town:
    """Sara has a mobile and a chat, Reza a mobile; a part costs 1,200 rials."""
    town = Town(engine)
    await town.born()
    await town.born(REZA, "09127654321")
    await town.linked("7", clock.now())
    return town


async def tell(town: Town, clock: FrozenClock) -> None:
    async with town.engine.begin() as connection:
        await Notices(connection, clock, PlainVoice()).tell_all(Event.GRANT_REFUSED, TELL)


async def said(url: str, month: JalaliMonth = MEHR) -> list[dict[str, object]]:
    lines = (await asyncio.to_thread(notices, url, month, as_json=True)).splitlines()
    return [json.loads(line) for line in lines]


async def sms(url: str) -> list[tuple[object, ...]]:
    return [
        (one["outcome"], one["people"], one["parts"], one["cost"]) for one in await said(url) if one["channel"] == "sms"
    ]


async def test_parts_and_costs_are_counted_while_they_are_sent_and_afterwards(
    town: Town, clock: FrozenClock, database_url: str
) -> None:
    await tell(town, clock)
    assert await sms(database_url) == [("queued", 2, 4, 0)]
    await town.do(
        "UPDATE hamyar.outbox SET state = 'delivered', sent_at = :now, cost = 2400 WHERE channel = 'sms'"
        " AND address = '09127654321'",
        now=clock.now(),
    )
    delivered, queued = ("delivered", 1, 2, 2400), ("queued", 1, 2, 0)
    assert await sms(database_url) == [delivered, queued]
    async with town.engine.begin() as connection:
        await Notices(connection, clock, PlainVoice()).settle()
    await town.do("DELETE FROM hamyar.outbox WHERE state = 'delivered'")
    assert await sms(database_url) == [delivered, queued], "the outbox forgets sooner"


async def test_what_was_never_handed_over_takes_no_parts(town: Town, clock: FrozenClock, database_url: str) -> None:
    await tell(town, clock)
    await town.do("UPDATE hamyar.outbox SET state = 'failed', fault = 'too late'")
    async with town.engine.begin() as connection:
        await Notices(connection, clock, PlainVoice()).settle()
    assert await sms(database_url) == [("failed", 2, 0, 0)]


async def test_a_month_is_one_of_tehran(town: Town, clock: FrozenClock, database_url: str) -> None:
    await tell(town, clock)
    assert await said(database_url, MEHR.next()) == await said(database_url, MEHR.previous()) == []
    assert len(await said(database_url)) == 2
    table = await asyncio.to_thread(notices, database_url, MEHR)
    assert "grant-refused        sms       queued             2         2 people        4 parts" in table
    assert table.splitlines()[-1] == "in all: 3 notices, 4 parts of SMS, 0 rials"


async def test_who_asks_for_the_month_of_a_run_is_sent_to_the_month_it_told_people_in(
    town: Town, clock: FrozenClock, database_url: str
) -> None:
    run = MonthEnd(town.engine, clock, lambda connection: Notices(connection, clock, PlainVoice()))
    await run.start(MEHR.previous(), "somebody")
    while await run.take(MEHR.previous(), 1):
        pass
    told = await asyncio.to_thread(notices, database_url, MEHR.previous())
    assert told.splitlines() == [
        "Nobody was told anything in 1404-06.",
        "The run 1404-06-1 told people in 1404-07: hamyar notices 1404-07",
    ]
    assert "The run" not in await asyncio.to_thread(notices, database_url, MEHR)


async def test_what_would_be_told_is_foreseen_without_those_who_were(town: Town, clock: FrozenClock) -> None:
    await tell(town, clock)
    async with town.engine.connect() as connection:
        told = [*TELL, Told(SARA, "another"), Told("0000000000", "k")]
        found = await Notices(connection, clock, PlainVoice()).foresee(Event.GRANT_REFUSED, told)
    assert {(one.channel, one.outcome, one.notices, one.parts) for one in found} == {
        ("telegram", Outcome.QUEUED, 1, 0),
        ("sms", Outcome.QUEUED, 1, 2),
        ("sms", Outcome.NO_MOBILE, 1, 0),
    }
    assert (await town.rows("SELECT count(*) FROM hamyar.notices")) == [(3,)]


def test_the_cost_is_told_where_a_price_is_known() -> None:
    told = [Foreseen(Event.GRANT_REFUSED, "sms", Outcome.QUEUED, 10, 25)]
    assert list(foreseen(told, 1200.0))[-1] == "notices: 10; 10 by SMS in 25 parts, some 30,000 rials"
    assert list(foreseen(told, None))[-1].endswith("what a part costs is not known yet")

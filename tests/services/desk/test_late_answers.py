"""A late answer on Telegram is told of by SMS: once for each wait, and never what it says."""

from __future__ import annotations

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from services.conversations import Place
from tests.clock import FrozenClock
from tests.services.desk.room import AGENT, Room
from tests.services.messages.people import MOBILE, Town

CHAT, PHONE = Place("telegram", "7"), Place("sms", MOBILE)
ANSWER = "پاسخ محرمانه"


@pytest.fixture
async def town(engine: AsyncEngine, clock: FrozenClock) -> Town:
    town = Town(engine)
    await town.born()
    return town


async def taken(room: Room, place: Place) -> int:
    number = await room.opened(place)
    await room.act(lambda desk: desk.take(number, AGENT))
    return number


async def answers(room: Room, number: int) -> None:
    await room.act(lambda desk: desk.reply(number, AGENT, ANSWER))


async def notices(town: Town) -> list[str]:
    rows = await town.rows("SELECT body->>'text' FROM hamyar.outbox WHERE kind = 'notice' AND channel = 'sms'")
    return [row[0] for row in rows]


async def test_an_answer_within_half_an_hour_is_not_told_of(room: Room, town: Town, clock: FrozenClock) -> None:
    await town.linked("7", clock.now())
    number = await taken(room, CHAT)
    clock.advance(minutes=20)
    await room.says(CHAT, "هنوز منتظرم")
    clock.advance(minutes=30)
    await answers(room, number)
    assert await notices(town) == []


async def test_a_later_one_is_told_of_once_and_without_its_text(room: Room, town: Town, clock: FrozenClock) -> None:
    await town.linked("7", clock.now())
    number = await taken(room, CHAT)
    clock.advance(minutes=30, seconds=1)
    await answers(room, number)
    await answers(room, number)
    [told] = await notices(town)
    assert "کارشناس" in told
    assert ANSWER not in told


async def test_another_wait_is_another_notice(room: Room, town: Town, clock: FrozenClock) -> None:
    await town.linked("7", clock.now())
    number = await taken(room, CHAT)
    for _ in range(2):
        clock.advance(minutes=31)
        await answers(room, number)
        await room.says(CHAT, "و یک پرسش دیگر")
    assert len(await notices(town)) == 2


@pytest.mark.parametrize("place", [CHAT, PHONE])
async def test_strangers_and_people_on_sms_are_told_nothing_more(
    room: Room, town: Town, clock: FrozenClock, place: Place
) -> None:
    number = await taken(room, place)
    clock.advance(hours=2)
    await answers(room, number)
    assert await notices(town) == []

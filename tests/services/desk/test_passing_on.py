"""A conversation goes from one colleague to another, and none of it is lost on the way."""

from __future__ import annotations

import pytest

from services.conversations import Place
from services.desk import AlreadyTaken, Enrolment, Kind, State, Topic
from services.desk.topics import Topics
from tests.services.desk.room import AGENT, COLLEAGUE, Room

HER = Place("telegram", "5")


async def test_what_a_colleague_who_left_had_taken_can_be_taken(room: Room) -> None:
    number = await room.opened(HER)
    await room.act(lambda desk: desk.take(number, AGENT))
    async with room.engine.begin() as connection:
        await Enrolment(connection).remove(AGENT, room.clock.now())
    before = await room.heard(HER)
    assert await room.says(HER, "هستید؟") == []
    with pytest.raises(AlreadyTaken) as refused:
        await room.act(lambda desk: desk.reply(number, COLLEAGUE, "بله"))
    assert refused.value.by is None
    taken = await room.act(lambda desk: desk.take(number, COLLEAGUE))
    assert (taken.state, taken.taken_by) == (State.TAKEN, COLLEAGUE)
    await room.act(lambda desk: desk.reply(number, COLLEAGUE, "بله"))
    (answer,) = (await room.heard(HER))[len(before) :]
    assert "بله" in answer


async def test_what_was_said_to_the_bot_between_two_colleagues_is_not_lost(room: Room) -> None:
    number = await room.opened(HER)
    await room.act(lambda desk: desk.take(number, AGENT))
    await room.says(HER, "این را سارا می‌خواند")
    await room.act(lambda desk: desk.reply(number, AGENT, "این را سارا نوشت"))
    room.clock.advance(minutes=1)
    await room.act(lambda desk: desk.hand_to_group(number, AGENT, Kind.COMPLAINTS, "کار شماست"))
    room.clock.advance(minutes=1)
    await room.says(HER, "سلام")
    room.clock.advance(minutes=1)
    await room.act(lambda desk: desk.take(number, COLLEAGUE))
    room.clock.advance(minutes=1)
    await room.says(HER, "این را امید می‌خواند")
    async with room.engine.connect() as connection:
        header = await room.desk(connection).header(number)
    assert [one.text for one in header.exchanges if one.by_citizen] == ["کارشناس", "سلام"]
    assert not any("سارا" in one.text or "امید" in one.text for one in header.exchanges)


async def test_what_is_posted_where_the_ticket_is_no_more_is_posted_where_it_is(room: Room) -> None:
    number = await room.opened(HER)
    await room.act(lambda desk: desk.take(number, AGENT))
    former, now = await placed(room, number, -100), await placed(room, number, -200)
    await room.act(lambda desk: desk.hand_to_group(number, AGENT, Kind.COMPLAINTS, "کار شماست"))
    due = await room.act(lambda desk: desk.unposted(room.clock.now()))
    for posting in due:
        await room.act(lambda desk, seqs=posting.seqs: desk.posted(number, seqs, "-100.9", former))
    assert await room.act(lambda desk: desk.unposted(room.clock.now())) == due
    for posting in due:
        await room.act(lambda desk, seqs=posting.seqs: desk.posted(number, seqs, "-200.9", now))
    assert await room.act(lambda desk: desk.unposted(room.clock.now())) == ()


async def test_a_head_of_the_former_topic_is_no_head_of_the_new_one(room: Room) -> None:
    number = await room.opened(HER)
    former, now = await placed(room, number, -100), await placed(room, number, -200)
    for topic, head in ((former, 0), (now, 8)):
        async with room.engine.begin() as connection:
            await Topics(connection).headed(number, topic, 8, 1)
        known = await room.act(lambda desk: desk.topic(number))
        assert known
        assert known.header_message_id == head


async def placed(room: Room, number: int, chat_id: int) -> Topic:
    """Its topic in that group, which has the same number in all of them."""
    async with room.engine.begin() as connection:
        await Topics(connection).place(number, chat_id, 7)
    topic = await room.act(lambda desk: desk.topic(number))
    assert topic
    return topic

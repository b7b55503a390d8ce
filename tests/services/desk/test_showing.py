"""What shows a ticket to colleagues: posts, topics, silence told, figures."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import TypeVar

from sqlalchemy import text

from dialogs.messages import Edited, Typed
from handlers.turn import Note
from services.conversations import Place
from services.desk import Kind, Posting, Silent, State
from services.desk.topics import Topics
from tests.services.desk.room import AGENT, Room

T = TypeVar("T")
HER = Place("telegram", "5")
HIM = Place("sms", "09120000001")


async def test_what_is_written_within_five_seconds_is_one_post(room: Room) -> None:
    number = await room.opened(HER)
    await room.act(lambda desk: desk.take(number, AGENT))
    for said, key in (("یک", "m101"), ("دو", "m102")):
        await room.says(HER, said, key)
        room.clock.advance(seconds=2)
    await room.says(HER, Edited("یکم", "m101"), "e101.1")
    assert [post.event for post in await posts(room)] == ["taken"]
    room.clock.advance(seconds=1)
    taken, post = await posts(room)
    assert (taken.event, taken.facts, post.text, post.edits) == ("taken", {"by": "سارا"}, "یکم\nدو", None)
    async with room.engine.begin() as connection:
        await room.desk(connection).posted(number, taken.seqs, "7")
        await room.desk(connection).posted(number, post.seqs, "8")
    assert await posts(room) == ()
    await room.says(HER, Edited("دوم", "m102"), "e102.1")
    room.clock.advance(seconds=6)
    (edit,) = await posts(room)
    assert (edit.text, edit.edits) == ("یکم\nدوم", "8")


async def posts(room: Room) -> tuple[Posting, ...]:
    async with room.engine.connect() as connection:
        return await room.desk(connection).unposted(room.clock.now())


async def test_a_topic_is_made_headed_anew_and_moved(room: Room) -> None:
    number = await room.opened(HER)

    async def unplaced(topics: Topics) -> list[int]:
        return [one.number for one in await topics.unplaced(frozenset())]

    assert await of_topics(room, unplaced) == [number]
    await of_topics(room, lambda topics: topics.place(number, -100, 7))
    assert await of_topics(room, unplaced) == []
    there = await room.act(lambda desk: desk.topic(number))
    assert there
    assert await room.act(lambda desk: desk.by_topic(-100, 7)) == number
    assert await room.act(lambda desk: desk.by_topic(-100, 8)) is None
    assert await of_topics(room, lambda topics: topics.headless(-100))
    await of_topics(room, lambda topics: topics.headed(number, there, 8, 1))
    assert await of_topics(room, lambda topics: topics.headless(-100)) is None
    taken = await room.act(lambda desk: desk.take(number, AGENT))
    assert await of_topics(room, lambda topics: topics.stale(-100)) == number
    await of_topics(room, lambda topics: topics.headed(number, there, 8, taken.version))
    assert await of_topics(room, lambda topics: topics.stale(-100)) is None
    await room.act(lambda desk: desk.hand_to_group(number, AGENT, Kind.COMPLAINTS, "شکایت"))
    assert await of_topics(room, unplaced) == [number]


async def of_topics(room: Room, ask: Callable[[Topics], Awaitable[T]]) -> T:
    async with room.engine.begin() as connection:
        return await ask(Topics(connection))


async def test_the_header_shows_the_last_exchanges_and_nobody_in_clear(room: Room) -> None:
    await room.says(HIM, "سلام")
    number = await room.opened(HIM)
    async with room.engine.connect() as connection:
        header = await room.desk(connection).header(number)
    assert header.place_in_queue == 1
    assert "•" in header.who
    assert [exchange.text for exchange in header.exchanges if exchange.by_citizen] == ["سلام", "کارشناس"]


async def test_a_silent_ticket_is_told_once_and_then_once_more(room: Room) -> None:
    number = await room.opened(HER)

    async def silent() -> list[Silent]:
        return [one.what for one in await room.act(lambda desk: desk.silent(room.clock.now()))]

    assert await silent() == []
    room.clock.advance(minutes=11)
    assert [await silent(), await silent()] == [[Silent.REMINDED], []]
    room.clock.advance(minutes=20)
    assert [await silent(), await silent()] == [[Silent.ESCALATED], []]
    await room.act(lambda desk: desk.take(number, AGENT))
    await room.act(lambda desk: desk.reply(number, AGENT, "پاسخ"))
    room.clock.advance(days=1)
    assert await silent() == []
    await room.says(HER, "یک چیز دیگر")
    room.clock.advance(minutes=12)
    assert await silent() == [Silent.REMINDED]


async def test_nights_do_not_count_as_silence(room: Room) -> None:
    room.clock.advance(hours=9)
    await room.opened(HER)
    room.clock.advance(hours=8)
    assert await room.act(lambda desk: desk.silent(room.clock.now())) == ()


async def test_what_was_handed_back_and_forgotten_is_closed(room: Room) -> None:
    number = await room.opened(HER)
    await room.act(lambda desk: desk.take(number, AGENT))
    await room.act(lambda desk: desk.hand_back(number, AGENT))
    room.clock.advance(hours=25)
    await room.act(lambda desk: desk.silent(room.clock.now()))
    async with room.engine.connect() as connection:
        assert (await room.desk(connection).ticket(number)).state is State.CLOSED
    assert ("system", "close") in await room.audited(number)


async def test_a_reply_that_did_not_arrive_is_told_once(room: Room) -> None:
    number = await room.opened(HER)
    await room.act(lambda desk: desk.take(number, AGENT))
    await room.act(lambda desk: desk.reply(number, AGENT, "پاسخ"))
    async with room.engine.begin() as connection:
        await connection.execute(text("UPDATE hamyar.outbox SET state = 'failed', fault = 'blocked'"))
    assert await room.act(lambda desk: desk.undelivered()) == 1
    assert await room.act(lambda desk: desk.undelivered()) == 0
    assert (await posts(room))[-1].event == "not-delivered"


async def test_figures(room: Room) -> None:
    since = room.clock.now()
    for address, marked in (("1", "۵"), ("2", "۲"), ("3", None)):
        place = Place("telegram", address)
        number = await room.opened(place)
        room.clock.advance(minutes=2)
        await room.act(lambda desk, number=number: desk.take(number, AGENT))
        await room.act(lambda desk, number=number: desk.reply(number, AGENT, "پاسخ"))
        room.clock.advance(minutes=3)
        if marked:
            await room.act(lambda desk, number=number: desk.close(number, AGENT))
            await room.says(place, marked)
    async with room.engine.connect() as connection:
        stats = await room.desk(connection).stats(since, room.clock.now() + timedelta(seconds=1))
    total = stats.total
    assert (total.tickets, total.closed, total.marks, total.mean_mark) == (3, 2, 2, 3.5)
    assert (total.first_answer_seconds, total.resolution_seconds) == (120, 300)
    assert stats.by_day == (("2025-09-23", total),)
    assert stats.by_person == (("سارا", total),)


async def test_canned_replies_carry_the_persons_facts(room: Room) -> None:
    number = await room.opened(HER)
    canned = {one.name: one.text for one in await room.act(lambda desk: desk.canned(number))}
    assert str(number) in canned["done"]
    assert canned["greeting"].startswith("سلام. ")


async def test_nothing_is_kept_from_a_colleague_who_has_the_floor(room: Room) -> None:
    number = await room.opened(HER)
    await room.act(lambda desk: desk.take(number, AGENT))
    hasty = [Note(HER, f"fast{place}", Typed(f"تند {place}")) for place in range(12)]
    for note in hasty:
        await room.turn.note(note)
    await room.turn.look_again(HER)
    async with room.engine.connect() as connection:
        said = [line.text for line in await room.desk(connection).history(number)]
    assert [one for one in said if one.startswith("تند")] == [f"تند {place}" for place in range(12)]


async def test_what_is_told_between_turns_is_in_the_words_that_were_asked_for(room: Room) -> None:
    number = await room.opened(HER)
    await room.says(HER, "ساده")
    await room.act(lambda desk: desk.take(number, AGENT))
    await room.act(lambda desk: desk.hand_back(number, AGENT))
    for place in range(7):
        await room.turn.note(Note(HER, f"fast{place}", Typed("سلام")))
    heard = await room.heard(HER)
    for told in (
        "کارشناس سازمان به این گفت‌وگو آمد.\nاز این پس پیام‌های شما را او می‌خواند و پاسخ می‌دهد.",
        "پیام‌ها پشت سر هم رسید.\nچند پیام آخر را نخواندم.\nلطفاً کمی صبر کنید و دوباره بنویسید.",
    ):
        assert any(text.startswith(told) for text in heard), heard

"""The desk: who gets a ticket, what reaches whom, and what nobody may do."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import TypeVar

import pytest
from sqlalchemy import text

from dialogs.messages import Contact, Edited, Other, Pictures, Pressed, Started, Typed
from handlers.turn import Note
from services.conversations import Place
from services.desk import (
    Act,
    AlreadyTaken,
    Author,
    Empty,
    Kind,
    NoSuchStaff,
    NoSuchTicket,
    NotAllowed,
    NoteMissing,
    NotTaken,
    OwnTicket,
    Posting,
    Role,
    Silent,
    State,
    TicketClosed,
    TooLong,
    Unreachable,
    may,
)
from services.desk.topics import Topics
from services.messages import Messages
from tests.services.desk.room import AGENT, COLLEAGUE, IDS, REVIEWER, STRANGER, SUPERVISOR, Room

T = TypeVar("T")
HER = Place("telegram", "5")
HIM = Place("sms", "09120000001")


@pytest.mark.parametrize(
    ("role", "acts"),
    [
        (Role.AGENT, "show take reply note hand-to hand-to-group hand-back close"),
        (Role.REVIEWER, "show note decide confirm see-pictures"),
        (
            Role.SUPERVISOR,
            "show take reply note hand-to hand-to-group hand-back close on-anothers stats confirm see-pictures refund",
        ),
    ],
)
def test_who_may_do_what(role: Role, acts: str) -> None:
    assert {act.value for act in Act if may(role, act)} == set(acts.split())


# ---- asking for a person ------------------------------------------------------------------------------------------


async def test_asking_tells_the_place_in_the_queue_and_no_wait_that_nobody_knows(room: Room) -> None:
    await room.opened(Place("telegram", "4"))
    (told,) = await room.says(HER, "کارشناس")
    assert "نفر دوم صف هستید" in told
    assert "هنوز نمی‌توانم بگویم" in told
    assert "تا آن وقت هم می‌توانید از من بپرسید" in told


async def test_asking_again_opens_no_second_ticket(room: Room) -> None:
    number = await room.opened(HER)
    (told,) = await room.says(HER, "کارشناس")
    assert "هنوز در صف است" in told
    assert str(number) in told
    assert len(await room.rows("SELECT number FROM hamyar.tickets")) == 1


async def test_outside_hours_it_is_told_when_somebody_answers(room: Room) -> None:
    room.clock.advance(hours=9)
    (told,) = await room.says(HER, "کارشناس")
    assert "۲ مهر ۱۴۰۴، ساعت ۰۷:۳۰" in told


async def test_a_person_is_offered_after_two_misunderstandings_in_a_row(room: Room) -> None:
    (first,) = await room.says(HER, "چرت و پرت")
    (second,) = await room.says(HER, "پرت و پلا")
    assert "«کارشناس»" not in first
    assert "«کارشناس» را بفرستید" in second
    rows = await room.rows("SELECT body->'footer' FROM hamyar.outbox ORDER BY id DESC LIMIT 1")
    assert ["کارشناس", "c:person"] in rows[0][0]


async def test_what_is_understood_in_between_starts_the_count_anew(room: Room) -> None:
    for said in ("چرت و پرت", "سلام", "پرت و پلا"):
        told = await room.says(HER, said)
        assert "«کارشناس» را بفرستید" not in told[-1]


async def test_the_menu_leads_to_a_person_too(room: Room) -> None:
    await room.says(HER, "سلام")
    rows = await room.rows("SELECT body->'buttons' FROM hamyar.outbox ORDER BY id DESC LIMIT 1")
    place = [label for label, _ in rows[0][0]].index("کارشناس")
    (told,) = await room.says(HER, Pressed("nonce", place))
    assert "درخواست شما برای گفت‌وگو با کارشناس ثبت شد" in told


async def test_while_a_ticket_waits_the_bot_serves(room: Room) -> None:
    await room.opened(HER)
    assert await room.says(HER, "سلام")


# ---- the floor ----------------------------------------------------------------------------------------------------


async def test_while_a_colleague_has_the_floor_everything_is_relayed_and_nothing_answered(room: Room) -> None:
    await room.says(HER, "سلام")
    number = await room.opened(HER)
    await room.act(lambda desk: desk.take(number, AGENT))
    said = [
        ("متن", "متن"),
        (Pressed("nonce", 0), "کمک‌هزینهٔ ازدواج"),
        (Pressed("gone", 7), "(دکمه‌ای از یک پیام قبلی را زد)"),
        (Contact("09121234567", own=True), "شمارهٔ همراه: 09121234567"),
        (Pictures(("file-1", "file-2"), "عقدنامه"), "عقدنامه"),
        (Started("grant_status", "M1"), "(دکمه‌ای از یک پیام قبلی را زد)"),
        ("برگشت", "برگشت"),
        ("کارشناس", "کارشناس"),
        (Other("voice"), "(چیزی فرستاد که اینجا نمی‌آید: پیام صوتی)"),
    ]
    for message, _ in said:
        assert await room.says(HER, message) == []
    async with room.engine.connect() as connection:
        lines = await room.desk(connection).history(number)
    citizen = [line for line in lines if line.author is Author.CITIZEN]
    assert [line.text for line in citizen] == [text for _, text in said]
    assert citizen[4].pictures == ("file-1", "file-2")


async def test_whoever_wants_fewer_notices_is_heard_all_the_same(room: Room) -> None:
    number = await room.opened(HIM)
    await room.act(lambda desk: desk.take(number, AGENT))
    assert await room.says(HIM, Started("opt_out"))
    assert await room.says(HIM, "هنوز با شما هستم") == []


async def test_handing_back_repeats_the_open_question(room: Room) -> None:
    await room.says(HER, "سلام")
    await room.says(HER, Pressed("nonce", 0))
    (question,) = (await room.heard(HER))[-1:]
    number = await room.opened(HER)
    await room.act(lambda desk: desk.take(number, AGENT))
    await room.act(lambda desk: desk.hand_back(number, AGENT))
    told = (await room.heard(HER))[-1]
    assert told.startswith("کارشناس گفت‌وگو را به من سپرد.")
    assert question.split("\n")[-1] in told
    assert await room.says(HER, "انصراف")


async def test_what_was_handed_back_waits_again_when_the_citizen_asks_again(room: Room) -> None:
    number = await room.opened(HER)
    await room.act(lambda desk: desk.take(number, AGENT))
    await room.act(lambda desk: desk.hand_back(number, AGENT))
    assert await room.opened(HER) == number
    taken = await room.act(lambda desk: desk.take(number, COLLEAGUE))
    assert taken.taken_by == COLLEAGUE


async def test_with_the_desk_switched_off_nothing_is_relayed(room: Room) -> None:
    number = await room.opened(HER)
    await room.act(lambda desk: desk.take(number, AGENT))
    room.turn._player._desk = None
    assert await room.says(HER, "سلام")


# ---- taking, answering, closing -----------------------------------------------------------------------------------


async def test_two_who_take_at_once_one_gets_it(room: Room) -> None:
    number = await room.opened(HER)
    results = await asyncio.gather(
        *(room.act(lambda desk, one=one: desk.take(number, one)) for one in (AGENT, COLLEAGUE, SUPERVISOR)),
        return_exceptions=True,
    )
    errors = [result for result in results if isinstance(result, AlreadyTaken)]
    (taken,) = [result for result in results if not isinstance(result, BaseException)]
    assert len(errors) == 2
    assert {error.by.telegram_id for error in errors if error.by} == {taken.taken_by}
    assert [act for _, act in await room.audited(number)] == ["open", "take"]


async def test_taking_twice_oneself_changes_nothing(room: Room) -> None:
    number = await room.opened(HER)
    first = await room.act(lambda desk: desk.take(number, AGENT))
    assert await room.act(lambda desk: desk.take(number, AGENT)) == first
    assert sum("به این گفت‌وگو آمد" in said for said in await room.heard(HER)) == 1


async def test_an_answer_goes_out_on_the_citizens_own_channel(room: Room) -> None:
    for place, parts in ((HER, 0), (HIM, 1)):
        number = await room.opened(place)
        await room.act(lambda desk, number=number: desk.take(number, AGENT))
        replied = await room.act(lambda desk, number=number: desk.reply(number, AGENT, "درست <b>شد</b> & تمام"))
        assert replied.parts == parts
        told = (await room.heard(place))[-1]
        assert "درست <b>شد</b> & تمام" in told


async def test_a_long_answer_is_several_telegram_messages_and_no_sms(room: Room) -> None:
    for place in (HER, HIM):
        number = await room.opened(place)
        await room.act(lambda desk, number=number: desk.take(number, AGENT))
    long = "بند بلند\n" * 700
    before = len(await room.heard(HER))
    (her,) = await room.rows("SELECT number FROM hamyar.tickets WHERE channel = 'telegram'")
    (him,) = await room.rows("SELECT number FROM hamyar.tickets WHERE channel = 'sms'")
    await room.act(lambda desk: desk.reply(her[0], AGENT, long))
    assert len(await room.heard(HER)) - before == 2
    with pytest.raises(TooLong) as refused:
        await room.act(lambda desk: desk.reply(him[0], AGENT, long))
    assert refused.value.parts > refused.value.most


async def test_the_same_message_of_the_topic_is_sent_once(room: Room) -> None:
    number = await room.opened(HER)
    await room.act(lambda desk: desk.take(number, AGENT))
    first = await room.act(lambda desk: desk.reply(number, AGENT, "پاسخ", key="-100:7"))
    again = await room.act(lambda desk: desk.reply(number, AGENT, "پاسخ", key="-100:7"))
    await room.act(lambda desk: desk.close(number, AGENT))
    after = await room.act(lambda desk: desk.reply(number, AGENT, "پاسخ", key="-100:7"))
    assert (first.again, again.again, after.again) == (False, True, True)
    assert sum("پاسخ" in said and "کارشناس:" in said for said in await room.heard(HER)) == 1


async def test_a_correction_follows_and_a_note_never_leaves(room: Room) -> None:
    number = await room.opened(HER)
    await room.act(lambda desk: desk.take(number, AGENT))
    await room.act(lambda desk: desk.reply(number, AGENT, "فردا بیاید", key="1"))
    await room.act(lambda desk: desk.note(number, COLLEAGUE, "محرمانه", key="2"))
    await room.act(lambda desk: desk.edit(number, AGENT, "1", "پس‌فردا بیایید"))
    await room.act(lambda desk: desk.edit(number, AGENT, "2", "خیلی محرمانه"))
    assert await room.act(lambda desk: desk.edit(number, AGENT, "3", "چیز دیگر")) is None
    told = await room.heard(HER)
    assert "اصلاح پیام قبلی" in told[-1]
    assert "پس‌فردا بیایید" in told[-1]
    assert not any("محرمانه" in said for said in told)


async def test_handing_over_carries_a_note_and_the_floor_stays(room: Room) -> None:
    number = await room.opened(HER)
    await room.act(lambda desk: desk.take(number, AGENT))
    with pytest.raises(NoteMissing):
        await room.act(lambda desk: desk.hand_to(number, AGENT, COLLEAGUE, " "))
    for nobody in (STRANGER, REVIEWER):
        with pytest.raises(NoSuchStaff):
            await room.act(lambda desk, nobody=nobody: desk.hand_to(number, AGENT, nobody, "یادداشت"))
    await room.act(lambda desk: desk.hand_to(number, AGENT, COLLEAGUE, "سابقه را ببین"))
    assert await room.says(HER, "هستید؟") == []
    with pytest.raises(AlreadyTaken):
        await room.act(lambda desk: desk.reply(number, AGENT, "نه"))
    await room.act(lambda desk: desk.reply(number, COLLEAGUE, "بله"))
    async with room.engine.connect() as connection:
        lines = await room.desk(connection).history(number)
    (handed,) = [line for line in lines if line.event == "handed-to"]
    assert handed.facts == {"by": "سارا", "to": "امید", "note": "سابقه را ببین"}


async def test_handed_to_another_group_it_waits_there(room: Room) -> None:
    number = await room.opened(HER)
    await room.act(lambda desk: desk.take(number, AGENT))
    moved = await room.act(lambda desk: desk.hand_to_group(number, AGENT, Kind.EMPLOYERS, "کارفرماست"))
    assert (moved.state, moved.kind, moved.taken_by) == (State.WAITING, Kind.EMPLOYERS, None)
    assert "نفر اول صف" in (await room.heard(HER))[-1]
    assert await room.says(HER, "سلام")


async def test_closing_asks_for_a_mark_once(room: Room) -> None:
    for place in (HER, HIM):
        number = await room.opened(place)
        await room.act(lambda desk, number=number: desk.take(number, AGENT))
        await room.act(lambda desk, number=number: desk.reply(number, AGENT, "پاسخ"))
        await room.act(lambda desk, number=number: desk.close(number, AGENT))
        assert "به کارتان آمد؟" in (await room.heard(place))[-1]
        (thanks,) = await room.says(place, "۴")
        assert "نظر شما ثبت شد" in thanks
        (again,) = await room.says(place, Started("marking", str(number)))
        assert "باز نیست" in again
        async with room.engine.connect() as connection:
            assert (await room.desk(connection).ticket(number)).mark == 4


async def test_a_ticket_is_marked_by_its_own_citizen_alone(room: Room) -> None:
    number = await room.opened(HER)
    await room.act(lambda desk: desk.take(number, AGENT))
    await room.act(lambda desk: desk.reply(number, AGENT, "پاسخ"))
    await room.act(lambda desk: desk.close(number, AGENT))
    for about in (str(number), "", "M1", "9" * 30, "-1", "۱"):
        (told,) = await room.says(Place("telegram", "6"), Started("marking", about))
        assert "باز نیست" in told


async def test_closed_unanswered_nobody_is_asked_for_a_mark(room: Room) -> None:
    number = await room.opened(HER)
    await room.act(lambda desk: desk.close(number, AGENT))
    assert "بسته شد" in (await room.heard(HER))[-1]
    with pytest.raises(TicketClosed):
        await room.act(lambda desk: desk.take(number, AGENT))


async def test_what_nobody_may(room: Room) -> None:
    number = await room.opened(HER)
    with pytest.raises(NoSuchTicket):
        await room.act(lambda desk: desk.take(1, AGENT))
    for one in (REVIEWER, STRANGER):
        with pytest.raises(NotAllowed):
            await room.act(lambda desk, one=one: desk.take(number, one))
    with pytest.raises(NotTaken):
        await room.act(lambda desk: desk.reply(number, AGENT, "زود"))
    await room.act(lambda desk: desk.take(number, AGENT))
    with pytest.raises(Empty):
        await room.act(lambda desk: desk.reply(number, AGENT, " \n"))
    for act in ("hand_back", "close"):
        with pytest.raises(AlreadyTaken):
            await room.act(lambda desk, act=act: getattr(desk, act)(number, COLLEAGUE))
    await room.act(lambda desk: desk.reply(number, SUPERVISOR, "سرپرست هستم"))
    await room.act(lambda desk: desk.close(number, SUPERVISOR))
    with pytest.raises(TicketClosed):
        await room.act(lambda desk: desk.reply(number, AGENT, "دیر"))
    assert await room.act(lambda desk: desk.note(number, REVIEWER, "پس از بستن هم"))


async def test_nobody_serves_their_own_ticket(room: Room) -> None:
    number = await room.opened(HER)
    async with room.engine.begin() as connection:
        await connection.execute(text("UPDATE hamyar.tickets SET national_id = :id"), {"id": IDS[AGENT]})
    with pytest.raises(OwnTicket):
        await room.act(lambda desk: desk.take(number, AGENT))
    await room.act(lambda desk: desk.take(number, COLLEAGUE))
    with pytest.raises(OwnTicket):
        await room.act(lambda desk: desk.hand_to(number, COLLEAGUE, AGENT, "بگیر"))


async def test_somebody_who_has_blocked_the_bot_is_not_written_to(room: Room) -> None:
    number = await room.opened(HER)
    await room.act(lambda desk: desk.take(number, AGENT))
    async with room.engine.begin() as connection:
        await Messages(connection).silence(HER.channel, HER.address, "blocked", room.clock.now())
    with pytest.raises(Unreachable) as refused:
        await room.act(lambda desk: desk.reply(number, AGENT, "پاسخ"))
    assert not refused.value.by_sms


# ---- what shows it ------------------------------------------------------------------------------------------------


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

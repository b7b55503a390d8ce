"""The desk: who gets a ticket, what reaches whom, and what nobody may do."""

from __future__ import annotations

import asyncio

import pytest
from sqlalchemy import text

from dialogs.messages import Started
from services.conversations import Place
from services.desk import (
    Act,
    AlreadyTaken,
    Empty,
    Kind,
    NoSuchStaff,
    NoSuchTicket,
    NotAllowed,
    NoteMissing,
    NotTaken,
    OwnTicket,
    Role,
    State,
    TicketClosed,
    TooLong,
    Unreachable,
    may,
)
from services.messages import Messages
from tests.services.desk.room import AGENT, COLLEAGUE, IDS, REVIEWER, STRANGER, SUPERVISOR, Room

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

"""While a colleague has the floor, everything is relayed and nothing answered."""

from __future__ import annotations

from dialogs.messages import Contact, Other, Pictures, Pressed, Started
from services.conversations import Place
from services.desk import Author
from tests.services.desk.room import AGENT, COLLEAGUE, Room

HER = Place("telegram", "5")
HIM = Place("sms", "09120000001")


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

"""Asking for a person: a ticket, its place in the queue, and when somebody answers."""

from __future__ import annotations

from dialogs.messages import Pressed
from services.conversations import Place
from tests.services.desk.room import Room

HER = Place("telegram", "5")


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

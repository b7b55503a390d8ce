"""What colleagues write to each other never leaves: as a line, under a picture, in an album, by an edit."""

from __future__ import annotations

from sandbox.telegram.citizen import TelegramPhone
from tests.handlers.desk.office import Office
from tests.rehearsal import fetch, outbox, until
from tests.sandbox.conftest import png

SECRET = "مشکوک"


async def nothing_left(at: Office, phone: TelegramPhone) -> bool:
    """Whether no word and no picture of it has gone to the citizen, once all that was written has been taken in."""
    at.sara.says("پایان یادداشت‌ها", at.topics()[max(at.topics())])
    await phone.sees(lambda message: message.text.endswith("پایان یادداشت‌ها"))
    heard = [message for message in phone.chat.shown() if message.sender is not phone.user]
    told = [row[0] for row in await outbox(at.engine, phone.user.id)]
    return not any(SECRET in text for text in told) and not any(message.photo for message in heard)


async def noted(at: Office, number: int) -> list[str]:
    rows = await fetch(
        at.engine,
        "SELECT text FROM hamyar.ticket_lines WHERE number = :number AND author = 'note' ORDER BY seq",
        number=number,
    )
    return [row[0] for row in rows]


async def test_a_line_that_is_a_note_stays(at: Office, phone: TelegramPhone) -> None:
    number, topic = await at.taken(phone)
    at.sara.says(f"// {SECRET} است", topic)
    at.sara.says(f"\u200f//{SECRET}", topic)
    at.sara.says(f"سلام\n// {SECRET} است", topic)
    await at.stands(topic, "یادداشت را در پیامی جدا بنویسید")
    assert await nothing_left(at, phone)
    assert await noted(at, number) == [f"{SECRET} است", SECRET]


async def test_a_picture_under_which_a_note_stands_stays(at: Office, phone: TelegramPhone) -> None:
    number, topic = await at.taken(phone)
    at.sara.sends_photo(png(), f"// {SECRET}", topic)
    for size in (300, 320):
        at.sara.sends_photo(png(size, size), f"// {SECRET} هر دو" if size == 300 else "", topic, album="of a note")
    at.sara.sends_photo(png(340, 340), f"ببینید\n// {SECRET}", topic)
    await at.stands(topic, "یادداشت را در پیامی جدا بنویسید")
    assert await nothing_left(at, phone)
    assert await noted(at, number) == [SECRET, f"{SECRET} هر دو"]


async def test_an_edit_makes_no_note_leave_and_no_reply_a_note(at: Office, phone: TelegramPhone) -> None:
    number, topic = await at.taken(phone)
    note = at.sara.says("// یادداشت", topic)
    answer = at.sara.says("می‌آیم", topic)
    await until(lambda: is_sent(at, phone, "می‌آیم"))
    at.sara.edits(note, f"{SECRET} است")
    at.sara.edits(answer, f"بله\n// {SECRET}")
    await at.stands(topic, "پیش‌تر برای شهروند رفته است")
    assert await nothing_left(at, phone)
    assert await noted(at, number) == ["یادداشت", f"{SECRET} است"]


async def test_an_edit_of_what_never_left_says_so_once(at: Office, phone: TelegramPhone) -> None:
    _, topic = await at.opened(phone)
    early = at.sara.says("سلام", topic)
    await at.stands(topic, "اول درخواست را بردارید")
    await at.answered(at.sara.presses("برداشتن", at.head(topic)))
    at.sara.edits(early, "سلام، وقت بخیر")
    await at.stands(topic, "ویرایش اثری نداشت")
    at.sara.edits(early, "سلام، روز بخیر")
    at.sara.says("بفرمایید", topic)
    await phone.sees(lambda message: message.text.endswith("بفرمایید"))
    await at.quiet()
    assert sum("ویرایش اثری نداشت" in one.text for one in at.shown(topic)) == 1
    assert not any("بخیر" in row[0] for row in await outbox(at.engine, phone.user.id))


async def is_sent(at: Office, phone: TelegramPhone, words: str) -> bool:
    return any(words in row[0] and row[1] == "sent" for row in await outbox(at.engine, phone.user.id))

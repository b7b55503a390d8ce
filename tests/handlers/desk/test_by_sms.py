"""Citizens with plain phones at the desk, and those who have blocked the bot and are reached by SMS instead."""

from __future__ import annotations

from itertools import count

import pytest

from bot.rehearsal import LINE
from sandbox.kavenegar.core import Handset
from sandbox.telegram.citizen import TelegramPhone
from sandbox.telegram.world import Topic
from services.desk import Kind
from services.national_id import check_digit
from tests.handlers.desk.office import Office
from tests.rehearsal import fetch, number, outbox, until
from tests.sandbox.conftest import png
from tests.services.messages.people import Town

_people = count(1)


@pytest.fixture
def handset(at: Office) -> Handset:
    return at.running.sandbox.kavenegar.handset(number())


def national_id() -> str:
    head = f"28{next(_people):07}"
    return f"{head}{check_digit(head)}"


async def taken(at: Office, handset: Handset, words: str = "کارشناس") -> tuple[int, Topic]:
    """Somebody asks for a person by SMS, and Sara takes it."""
    handset.texts(words, LINE)
    ticket = await ticket_of(at, handset)
    topic = await at.topic_of(ticket)
    at.sara.presses("برداشتن", at.head(topic))
    await at.stands(topic, "پیش سارا")
    return ticket, topic


async def ticket_of(at: Office, handset: Handset) -> int:
    query = "SELECT number FROM hamyar.tickets WHERE address = :address"

    async def found() -> list[tuple[int]]:
        return await fetch(at.engine, query, address=handset.phone.number)  # type: ignore[return-value]

    await until(found)
    return (await found())[0][0]


async def hears(at: Office, handset: Handset, words: str) -> None:
    async def heard() -> bool:
        return any(words in one.text for one in handset.inbox)

    await until(heard)


async def test_words_go_both_ways_and_the_parts_are_told(at: Office, handset: Handset) -> None:
    _, topic = await taken(at, handset)
    head = at.head(topic).text
    assert "پیامک، هر پاسخ حداکثر ۶ بخش" in head
    assert handset.phone.number not in head
    handset.texts("بیمه‌ام <قطع> شده & نمی‌دانم چرا", LINE)
    await at.stands(topic, "بیمه‌ام <قطع> شده & نمی‌دانم چرا")
    at.sara.says("بررسی می‌کنم", topic)
    await at.stands(topic, "پیامک در ۱ بخش می‌رود")
    await hears(at, handset, "بررسی می‌کنم")
    at.sara.says("کلمه " * 30, topic)
    await at.stands(topic, "پیامک در ۳ بخش می‌رود")


async def test_a_reply_of_too_many_parts_is_refused_with_their_number(at: Office, handset: Handset) -> None:
    _, topic = await taken(at, handset)
    at.sara.says("بلند " * 100, topic)
    await at.stands(topic, "۸ بخش پیامک می‌شود، حداکثر ۶")
    assert not any("بلند" in row[0] for row in await outbox(at.engine, handset.phone.number))


async def test_a_long_reply_goes_once_its_writer_knows_its_parts(at: Office, handset: Handset) -> None:
    _, topic = await taken(at, handset)
    at.sara.says("سطر " * 60, topic)
    asked = await at.stands(topic, "هنوز نرفته: پیامک در ۴ بخش می‌رود")
    assert not any("سطر" in row[0] for row in await outbox(at.engine, handset.phone.number))
    for _ in range(2):
        press = at.sara.presses("فرستادن با پیامک (۴ بخش)", asked)
        assert "پیامک در ۴ بخش می‌رود" in await at.answered(press)
    await hears(at, handset, "سطر")
    assert sum("سطر" in row[0] for row in await outbox(at.engine, handset.phone.number)) == 1


async def test_a_picture_does_not_go_by_sms_and_that_is_said(at: Office, handset: Handset) -> None:
    _, topic = await taken(at, handset)
    at.sara.sends_photo(png(), "نمونهٔ مدرک", topic)
    await at.stands(topic, "تصویر با پیامک نمی‌رود")
    assert not any("نمونهٔ مدرک" in row[0] for row in await outbox(at.engine, handset.phone.number))


async def test_an_edited_reply_is_corrected_by_another_sms(at: Office, handset: Handset) -> None:
    _, topic = await taken(at, handset)
    answer = at.sara.says("فردا بیایید", topic)
    await hears(at, handset, "فردا بیایید")
    at.sara.edits(answer, "پس‌فردا بیایید")
    await hears(at, handset, "اصلاح پیام قبلی: پس‌فردا بیایید")


async def test_a_complaint_by_sms_is_for_other_colleagues(at: Office, handset: Handset) -> None:
    ticket, topic = await taken(at, handset, "شکایت")
    assert await at.one("SELECT kind FROM hamyar.tickets WHERE number = :n", n=ticket) == Kind.COMPLAINTS
    assert topic.name.endswith("شکایت")
    assert "گروه: شکایت‌ها" in at.head(topic).text


async def test_a_complaint_on_telegram_is_for_other_colleagues(at: Office, phone: TelegramPhone) -> None:
    phone.says("شکایت دارم")
    await phone.sees(lambda message: "شمارهٔ درخواست" in message.text)
    ticket = await at.ticket_of(phone)
    assert await at.one("SELECT kind FROM hamyar.tickets WHERE number = :n", n=ticket) == Kind.COMPLAINTS


# ---- who has blocked the bot ----------------------------------------------------------------------------------------


async def known(at: Office, phone: TelegramPhone, handset: Handset) -> None:
    """The citizen is somebody of the registry, who has a mobile there."""
    town, who = Town(at.engine), national_id()
    await town.born(who, handset.phone.number)
    await town.linked(str(phone.user.id), at.running.parts.clock.now(), who)


async def test_to_whom_has_blocked_the_bot_a_reply_goes_by_sms_when_a_colleague_wishes(
    at: Office, phone: TelegramPhone, handset: Handset
) -> None:
    await known(at, phone, handset)
    _, topic = await at.taken(phone)
    phone.blocks()

    async def silenced() -> bool:
        return bool(await at.one("SELECT 1 FROM hamyar.silences WHERE address = :who", who=str(phone.user.id)))

    await until(silenced)
    at.sara.says("پاسخ شما آماده است", topic)
    refused = await at.stands(topic, "فرستاده نشد: شهروند ربات را بسته است")
    assert handset.inbox == []
    press = at.sara.presses("فرستادن با پیامک (۱ بخش)", refused)
    assert "پیامک در ۱ بخش می‌رود" in await at.answered(press)
    await hears(at, handset, "پاسخ شما آماده است")
    at.sara.presses("فرستادن با پیامک (۱ بخش)", refused)
    await at.quiet()
    assert sum("پاسخ شما آماده است" in row[0] for row in await outbox(at.engine, handset.phone.number)) == 1


async def test_a_reply_that_found_the_bot_blocked_goes_by_sms_when_a_colleague_wishes(
    at: Office, phone: TelegramPhone, handset: Handset
) -> None:
    await known(at, phone, handset)
    _, topic = await at.taken(phone)
    at.running.bot.blocked_by.add(phone.user.id)  # and Telegram has not told us yet
    at.sara.says("پروندهٔ شما کامل است", topic)

    async def failed() -> bool:
        return any(row[1] == "failed" for row in await outbox(at.engine, phone.user.id))

    await until(failed)
    assert at.running.parts.desk
    await at.running.parts.desk.act(lambda desk: desk.undelivered())  # a job of every minute
    told = await at.stands(topic, "پاسخ نرسید: شهروند ربات را بسته است")
    at.sara.presses("فرستادن با پیامک", told)
    await hears(at, handset, "پروندهٔ شما کامل است")

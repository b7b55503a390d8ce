"""What goes wrong in staff's groups: nothing leaves that should not, nothing is lost, and somebody is told."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta

from sandbox.telegram.citizen import TelegramPhone
from sandbox.telegram.world import Topic
from services.calendar import SystemClock
from services.desk import Enrolment, Role
from services.desk.hours import OFFICE
from tests.handlers.desk.office import BAHRAM, MINA, PASSER_BY, Office
from tests.rehearsal import outbox, until
from tests.sandbox.conftest import png
from tests.services.documents.hostile import archive, document


async def sent(at: Office, phone: TelegramPhone, words: str) -> bool:
    return any(words in row[0] for row in await outbox(at.engine, phone.user.id))


async def test_a_deleted_topic_is_made_anew_and_nothing_is_lost(at: Office, phone: TelegramPhone) -> None:
    number, topic = await at.taken(phone)
    phone.says("سابقه‌ام کم آمده")
    await at.stands(topic, "سابقه‌ام کم آمده")
    at.sara.says("نگاه می‌کنم", topic)
    await phone.sees(lambda message: "نگاه می‌کنم" in message.text)
    at.sara.deletes_topic(topic)
    phone.says("هنوز هستید؟")
    anew = await at.topic_of(number, but=topic)
    so_far = await at.stands(anew, "تا اینجا")
    assert "شهروند: سابقه‌ام کم آمده" in so_far.text
    assert "سارا: نگاه می‌کنم" in so_far.text
    await at.stands(anew, "هنوز هستید؟")
    at.sara.says("بله", anew)
    await phone.sees(lambda message: message.text.endswith("بله"))


async def test_a_citizen_who_blocked_the_bot_is_told_to_staff(at: Office, phone: TelegramPhone) -> None:
    _, topic = await at.taken(phone)
    at.running.bot.blocked_by.add(phone.user.id)  # and Telegram has not told us yet
    at.sara.says("پاسخ شما آماده است", topic)
    await until(lambda: has_failed(at, phone))
    assert at.running.parts.desk
    await at.running.parts.desk.act(lambda desk: desk.undelivered())  # a job of every minute
    await at.stands(topic, "شهروند ربات را بسته است")
    at.sara.says("دوباره", topic)
    await at.stands(topic, "فرستاده نشد: شهروند ربات را بسته است")


async def has_failed(at: Office, phone: TelegramPhone) -> bool:
    return any(row[1] == "failed" for row in await outbox(at.engine, phone.user.id))


async def test_of_two_who_press_take_at_once_one_gets_it(at: Office, phone: TelegramPhone) -> None:
    _, topic = await at.opened(phone)
    head = at.head(topic)
    presses = [at.sara.presses("برداشتن", head), at.omid.presses("برداشتن", head)]
    answers = await asyncio.gather(*(at.answered(press) for press in presses))
    assert sorted("برداشتید" in answer for answer in answers) == [False, True]
    assert any(f"پیش {name} است" in answer for answer in answers for name in ("سارا", "امید"))


async def test_a_reply_after_the_close_does_not_leave(at: Office, phone: TelegramPhone) -> None:
    _, topic = await at.taken(phone)
    at.sara.presses("بستن", at.head(topic))
    await at.stands(topic, "بسته:")
    at.sara.says("راستی یک نکته", topic)
    await at.stands(topic, "بسته شده است")
    assert not await sent(at, phone, "راستی یک نکته")


async def test_a_reply_before_taking_does_not_leave_and_offers_the_button(at: Office, phone: TelegramPhone) -> None:
    number, topic = await at.opened(phone)
    at.sara.says("سلام وقت بخیر", topic)
    told = await at.stands(topic, "اول درخواست را بردارید")
    assert not await sent(at, phone, "سلام وقت بخیر")
    at.sara.presses("برداشتن", told)
    await until(lambda: at.state_is(number, "taken"))


async def test_a_reply_on_a_colleagues_ticket_names_who_has_it(at: Office, phone: TelegramPhone) -> None:
    _, topic = await at.taken(phone)
    at.omid.says("من هم هستم", topic)
    await at.stands(topic, "درخواست پیش سارا است")
    assert not await sent(at, phone, "من هم هستم")


async def test_whoever_is_not_enrolled_reaches_nobody_and_is_told_once(at: Office, phone: TelegramPhone) -> None:
    number, topic = await at.taken(phone)
    passer_by = at.colleague(PASSER_BY)
    passer_by.says("من مدیر گروهم", topic)
    told = await at.stands(topic, "ثبت نشده‌اید")
    passer_by.says("باز هم", topic)
    press = passer_by.presses("بستن", at.head(topic))
    assert "ثبت نشده‌اید" in await at.answered(press)
    assert await at.state_is(number, "taken")
    await at.quiet()
    assert [one for one in at.shown(topic) if "ثبت نشده‌اید" in one.text] == [told]
    assert not await sent(at, phone, "من مدیر گروهم")


async def test_a_role_that_takes_no_tickets_presses_in_vain(at: Office, phone: TelegramPhone) -> None:
    number, topic = await at.opened(phone)
    press = at.colleague(MINA).presses("برداشتن", at.head(topic))
    assert "نقش شما" in await at.answered(press)
    assert await at.state_is(number, "waiting")


async def test_a_long_reply_comes_whole_and_in_order(at: Office, phone: TelegramPhone) -> None:
    _, topic = await at.taken(phone)
    at.sara.says("آغاز " + "کلمه " * 1_200 + " پایان", topic)
    await phone.sees(lambda message: "پایان" in message.text)
    heard = [one.text for one in phone.chat.shown() if one.sender is not phone.user and "کلمه" in one.text]
    assert len(heard) > 1
    assert "آغاز" in heard[0]
    assert heard[-1].endswith("پایان")
    assert sum(one.count("کلمه") for one in heard) == 1_200


async def test_a_long_message_of_a_citizen_is_posted_whole(at: Office, phone: TelegramPhone) -> None:
    _, topic = await at.taken(phone)
    phone.says("آغاز " + "<&b> " * 700 + "پایان")
    await at.stands(topic, "پایان")
    assert sum(one.text.count("<&b>") for one in at.shown(topic)) == 700


async def test_emoji_of_several_messages_are_posted_whole(at: Office, phone: TelegramPhone) -> None:
    """Each is two of the units in which Telegram counts."""
    _, topic = await at.taken(phone)
    for _ in range(2):
        phone.says("🙏" * 2_000)

    async def whole() -> bool:
        return sum(one.text.count("🙏") for one in at.shown(topic)) == 4_000

    await until(whole)
    at.sara.says("🙂" * 2_048, topic)
    await phone.sees(lambda message: "🙂" in message.text)


async def test_writing_in_the_general_topic_reaches_nobody(at: Office, phone: TelegramPhone) -> None:
    await at.taken(phone)
    at.sara.says("سلام به همه")
    chat = at.sara.chat

    async def told() -> bool:
        return any("در موضوع خودش پاسخ دهید" in one.text for one in chat.shown() if one.topic is None)

    await until(told)
    assert not await sent(at, phone, "سلام به همه")


async def test_a_topic_that_is_nobodys_reaches_nobody(at: Office) -> None:
    topic = at.sara.opens_topic("گپ")
    at.sara.says("کسی هست؟", topic)
    await at.stands(topic, "به درخواستی وابسته نیست")


async def test_silence_is_told_and_then_supervisors_are_named(at: Office, phone: TelegramPhone) -> None:
    number, topic = await at.opened(phone)
    since: datetime = await at.one("SELECT unheard_since FROM hamyar.tickets WHERE number = :number", number=number)
    desk = at.running.parts.desk
    assert desk
    for minutes in (12, 31, 40):
        later = after(since, minutes)
        await desk.act(lambda one, later=later: one.silent(later))  # a job of every minute
    await at.stands(topic, "۱۲ دقیقهٔ کاری بی‌پاسخ")
    escalated = await at.stands(topic, "۳۱ دقیقهٔ کاری بی‌پاسخ")
    assert "بهرام" in escalated.text
    await at.quiet()
    assert sum("کاری بی‌پاسخ" in one.text for one in at.shown(topic)) == 2


def after(since: datetime, minutes: int) -> datetime:
    """When the desk has been open for so many minutes since then."""
    opens = OFFICE.opening(since)
    later = opens + timedelta(minutes=minutes)
    if (worked := OFFICE.worked(since, later)) < timedelta(minutes=minutes):
        later = OFFICE.opening(later) + timedelta(minutes=minutes) - worked
    return later


async def test_pictures_go_both_ways(at: Office, phone: TelegramPhone) -> None:
    _, topic = await at.taken(phone)
    phone.sends_photo(png(), "این هم عکسش")
    await until(lambda: has_photo(at, topic))
    at.sara.sends_photo(png(300, 300), "نمونه", topic)
    await phone.sees(lambda message: bool(message.photo))
    await phone.sees(lambda message: "نمونه" in message.text)


async def test_an_album_and_a_document_of_staff_come_whole(at: Office, phone: TelegramPhone) -> None:
    _, topic = await at.taken(phone)
    for size in (300, 320):
        at.sara.sends_photo(png(size, size), "نمونه‌ها" if size == 300 else "", topic, album="samples")
    at.sara.sends_document(document(2), "form.pdf", "application/pdf", topic, caption="فرم دو صفحه دارد")

    async def arrived() -> bool:
        return sum(bool(one.photo) for one in phone.chat.shown()) == 4

    await until(arrived)
    said = [one.text for one in phone.chat.shown()]
    assert sum("نمونه‌ها" in text for text in said) == 1
    assert sum("فرم دو صفحه دارد" in text for text in said) == 1


async def test_a_file_that_is_no_picture_does_not_leave(at: Office, phone: TelegramPhone) -> None:
    _, topic = await at.taken(phone)
    at.sara.sends_document(archive(), "form.jpg", "image/jpeg", topic, caption="فرم فشرده")
    await at.stands(topic, "این فایل تصویر سالم نیست")
    assert not await sent(at, phone, "فرم فشرده")


async def test_a_long_message_that_is_edited_is_posted_anew(at: Office, phone: TelegramPhone) -> None:
    _, topic = await at.taken(phone)
    written = phone.says("کهنه " * 750)
    await at.stands(topic, "کهنه")
    await at.quiet()
    phone.edits(written, "تازه " * 750)
    await at.stands(topic, "ویرایش‌شده")
    await at.quiet()
    assert sum(one.text.count("تازه") for one in at.shown(topic)) == 750


async def has_photo(at: Office, topic: Topic) -> bool:
    return any(one.photo and "این هم عکسش" in one.text for one in at.shown(topic) if one.sender.is_bot)


async def test_edits_follow_both_ways(at: Office, phone: TelegramPhone) -> None:
    _, topic = await at.taken(phone)
    written = phone.says("سابقه‌ام ۶۹ روز است")
    post = await at.stands(topic, "۶۹ روز")
    phone.edits(written, "سابقه‌ام ۶۹۰ روز است")
    await at.stands(topic, "۶۹۰ روز")
    assert "ویرایش‌شده" in post.text
    answer = at.sara.says("فردا بیایید", topic)
    heard = await phone.sees(lambda message: "فردا بیایید" in message.text)
    await until(lambda: is_sent(at, phone, "فردا بیایید"))
    at.sara.edits(answer, "پس‌فردا بیایید")
    await phone.sees(lambda message: "پس‌فردا بیایید" in message.text)
    assert "پس‌فردا بیایید" in heard.text, "the message itself was edited"


async def is_sent(at: Office, phone: TelegramPhone, words: str) -> bool:
    return any(words in row[0] and row[1] == "sent" for row in await outbox(at.engine, phone.user.id))


async def test_what_left_cannot_be_made_a_note(at: Office, phone: TelegramPhone) -> None:
    _, topic = await at.taken(phone)
    answer = at.sara.says("می‌آیم", topic)
    await until(lambda: is_sent(at, phone, "می‌آیم"))
    at.sara.edits(answer, "// اشتباه شد")
    await at.stands(topic, "پیش‌تر برای شهروند رفته است")
    assert not await sent(at, phone, "اشتباه شد")


async def test_canned_replies_are_buttons_and_names(at: Office, phone: TelegramPhone) -> None:
    _, topic = await at.taken(phone)
    at.sara.says("/r", topic)
    listed = await at.stands(topic, "پاسخ آماده")
    presses = [at.sara.presses("بررسی می‌کنم", listed) for _ in range(2)]
    assert [await at.answered(press) for press in presses] == ["فرستاده شد."] * 2
    await phone.sees(lambda message: "بررسی می‌کنم" in message.text)
    assert sum("بررسی می‌کنم" in row[0] for row in await outbox(at.engine, phone.user.id)) == 1
    at.sara.says("/r branch", topic)
    await phone.sees(lambda message: "نزدیک‌ترین شعبه" in message.text)
    at.sara.says("/r هیچ", topic)
    await at.stands(topic, "پاسخ آماده‌ای به نام «هیچ» نیست")


async def test_a_colleague_gets_the_ticket_with_a_note(at: Office, phone: TelegramPhone) -> None:
    number, topic = await at.taken(phone)
    at.sara.presses("سپردن به همکار", at.head(topic))
    at.sara.presses("امید", await at.stands(topic, "به که سپرده شود"))
    asked = await at.stands(topic, "یادداشت سپردن")
    at.sara.says("سابقه‌اش را ببین", reply_to=asked)
    await at.stands(topic, "سارا سپرد به امید: سابقه‌اش را ببین")
    assert not await sent(at, phone, "سابقه‌اش را ببین")
    at.omid.says("من امیدم", topic)
    await phone.sees(lambda message: "من امیدم" in message.text)
    at.omid.says("/give سارا برگشت", topic)
    await at.stands(topic, "امید سپرد به سارا: برگشت")
    at.sara.says("دوباره", reply_to=asked)
    await until(lambda: at.state_is(number, "taken"))


async def test_of_two_colleagues_of_one_name_the_right_one_is_chosen(at: Office, phone: TelegramPhone) -> None:
    async with at.engine.begin() as connection:
        await Enrolment(connection).add(PASSER_BY, Role.AGENT, "0055555555", "امید", SystemClock().now())
    try:
        number, topic = await at.taken(phone)
        at.sara.says("/give امید ببین", topic)
        await at.stands(topic, "چند همکار این نام را دارند")
        at.sara.presses("سپردن به همکار", at.head(topic))
        at.sara.presses(f"امید ({at.omid.user.id})", await at.stands(topic, "به که سپرده شود"))
        at.sara.says("ببین", reply_to=await at.stands(topic, "یادداشت سپردن"))
        await at.stands(topic, "سارا سپرد به امید: ببین")
        holder = await at.one("SELECT taken_by FROM hamyar.tickets WHERE number = :number", number=number)
        assert holder == at.omid.user.id
    finally:
        async with at.engine.begin() as connection:
            await Enrolment(connection).remove(PASSER_BY, SystemClock().now())


async def test_figures_are_for_supervisors_and_come_with_a_picture(at: Office, phone: TelegramPhone) -> None:
    _, topic = await at.taken(phone)
    at.sara.says("/stats", topic)
    await at.stands(topic, "نقش شما")
    at.colleague(BAHRAM).says("/stats", topic)
    await at.stands(topic, "همه: ")
    await until(lambda: any_photo(at, topic))
    at.sara.says("/queue", topic)
    await at.stands(topic, "درخواست باز")


async def any_photo(at: Office, topic: Topic) -> bool:
    return any(one.photo for one in at.shown(topic))


async def test_handed_back_to_the_bot_it_serves_again(at: Office, phone: TelegramPhone) -> None:
    _, topic = await at.taken(phone)
    at.sara.presses("پس دادن به ربات", at.head(topic))
    await at.stands(topic, "پیش ربات")
    phone.says("سلام")
    await phone.sees(lambda message: "دستیار سازمان" in message.text)

"""Objections at the staff's bot, over real HTTP: shown, decided by who may, heard of by the citizen."""

from __future__ import annotations

import re

import httpx
import pytest
from sqlalchemy import text

from tests.handlers.desk.bench import BRIDE, GROOM, MUCH, REASON, Bench, labels, url_of
from tests.handlers.desk.office import BAHRAM, MINA, PASSER_BY, SARA, Office
from tests.rehearsal import PATIENCE, fetch, outbox, until


@pytest.fixture(scope="module")
async def bench(at: Office) -> Bench:
    """Two reviewers, and the rest of the office."""
    bench = Bench(at)
    await bench.enrol(bench.kaveh.user.id, "0055555555")
    return bench


async def test_an_objection_comes_up_as_a_topic_with_its_figures(bench: Bench) -> None:
    case = await bench.filed()
    topic = await bench.shown(case)
    assert re.fullmatch(r"اعتراض [۰-۹]{8} · مریم ا\.", topic.name)
    head = bench.at.head(topic)
    for words in (
        "در انتظار بازبین",
        "مریم احمدی",
        "عقد دائم: بله",
        "شاغل در روز عقد: نه",
        "سابقه: ۳۰ از ۷۲۰ روز",
        "در گرو: ۱۰٬۰۰۰٬۰۰۰ ریال، یک بازبین کافی است",
        f"«{REASON}»",
        "عقدنامه: ۱، صفحهٔ ازدواج شناسنامه: ۱",
    ):
        assert words in head.text, words
    assert case.national_id not in head.text
    assert labels(head) == ["تصاویر", "تصویر بهتر", "تأیید", "رد"]
    assert [message.text for message in bench.at.shown(topic)] == [head.text]


async def test_a_marriage_that_the_registry_lacks_is_told_as_the_person_named_it(bench: Bench) -> None:
    head = bench.at.head(await bench.shown(await bench.filed(unlisted=True)))
    assert "ازدواجی که پایگاه ندارد. گفتهٔ شهروند: عقد ۱۵ آذر ۱۴۰۴، همسر \u2068۲۷۰•••" in head.text
    assert "سابقه:" not in head.text


async def test_what_the_registry_gives_by_now_stands_beside_what_was_told(bench: Bench) -> None:
    case = await bench.filed()
    topic = await bench.shown(case)
    assert "اکنون از پایگاه" not in bench.at.head(topic).text
    await done(bench, "UPDATE registry.wage_months SET days = 29 WHERE national_id = :id", id=case.national_id)
    await bench.adds(case, "other")
    await bench.shown(case)
    assert "اکنون از پایگاه: رد" in bench.at.head(topic).text
    assert "سابقه: ۲۹ از ۷۲۰ روز" in bench.at.head(topic).text


async def test_upheld_on_a_ground_she_hears_on_both_channels_and_the_topic_closes(bench: Bench) -> None:
    case = await bench.filed()
    topic = await bench.shown(case)
    await bench.upholds(bench.mina, topic)
    assert "پذیرفته شد" in (await case.phone.sees(lambda message: "پذیرفته شد" in message.text)).text
    await until(lambda: heard(bench, case.handset.phone.number, "پذیرفته شد"))
    await bench.shown(case)
    assert topic.closed
    assert "تأیید شد: مینا" in bench.at.head(topic).text
    assert labels(bench.at.head(topic)) == []
    assert "مینا تأیید کرد. مبنا: «لیست مهر رسید»" in bench.at.shown(topic)[-1].text
    decided = await fetch(
        bench.engine,
        "SELECT decision->>'outcome' FROM hamyar.decisions WHERE national_id = :id ORDER BY version",
        id=case.national_id,
    )
    assert decided == [("refused",), ("payable",)]
    assert await bench.audited(case) == ["uphold"]


async def test_over_the_limit_a_second_reviewer_confirms(bench: Bench) -> None:
    case = await bench.filed(MUCH)
    topic = await bench.shown(case)
    assert "بیش از ۱٬۰۰۰٬۰۰۰٬۰۰۰ ریال: تأیید دوم لازم است" in bench.at.head(topic).text
    await bench.upholds(bench.mina, topic, "مبنای یکم")
    await bench.becomes(case, "to-confirm")
    await bench.shown(case)
    assert "تأیید اول: مینا" in bench.at.head(topic).text
    assert labels(bench.at.head(topic)) == ["تصاویر", "تأیید دوم", "رد"]
    assert "تأیید اول با شما بود" in await bench.press(bench.mina, "تأیید دوم", bench.at.head(topic))
    question = await bench.asked(bench.kaveh, "تأیید دوم", topic, "کاوه: مبنای تأیید")
    bench.kaveh.says("مبنای دوم", topic, question)
    await bench.becomes(case, "upheld")
    await case.phone.sees(lambda message: "پذیرفته شد" in message.text)


async def test_a_supervisor_confirms_and_does_no_more(bench: Bench) -> None:
    case = await bench.filed(MUCH)
    topic = await bench.shown(case)
    assert "نقش شما" in await bench.press(bench.bahram, "تأیید", bench.at.head(topic))
    await bench.upholds(bench.mina, topic)
    await bench.becomes(case, "to-confirm")
    await bench.shown(case)
    question = await bench.asked(bench.bahram, "تأیید دوم", topic, "بهرام: مبنای تأیید")
    bench.bahram.says("درست است", topic, question)
    await bench.becomes(case, "upheld")


async def test_refused_with_a_reason_and_a_line_she_reads_both(bench: Bench) -> None:
    case = await bench.filed()
    topic = await bench.shown(case)
    await bench.refuses(bench.mina, topic, "سابقه درست است", "لیست <مهر> پیش‌تر آمده بود")
    told = await case.phone.sees(lambda message: "پذیرفته نشد" in message.text)
    assert "لیست <مهر> پیش‌تر آمده بود" in told.text
    await until(lambda: heard(bench, case.handset.phone.number, "پذیرفته نشد"))
    await bench.shown(case)
    assert topic.closed
    assert "رد شد: مینا، سابقه درست است، «لیست <مهر> پیش‌تر آمده بود»" in bench.at.head(topic).text


async def test_a_question_asks_whoever_pressed_and_nobody_else(bench: Bench) -> None:
    topic = await bench.shown(await bench.filed())
    question = await bench.asked(bench.kaveh, "تأیید", topic, "کاوه: مبنای تأیید")
    assert (question.keyboard or {})["selective"]
    assert [one["url"] for one in question.entities if "url" in one] == [f"tg://user?id={bench.kaveh.user.id}"]


async def test_a_dash_refuses_without_a_line_but_not_for_another_reason(bench: Bench) -> None:
    case = await bench.filed()
    topic = await bench.shown(case)
    await bench.refuses(bench.mina, topic, "دلیل دیگر", "-")
    await bench.at.stands(topic, "متن خالی است")
    assert await bench.state(case) == "filed"
    bench.mina.presses("به نام دیگری است", await bench.at.stands(topic, "به چه دلیل"))
    question = await bench.at.stands(topic, "به نام دیگری است. یک خط")
    bench.mina.says("-", topic, question)
    await bench.becomes(case, "refused")
    assert await bench.at.one("SELECT note FROM hamyar.objections WHERE number = :number", number=case.number) is None


async def test_a_line_for_the_citizen_that_is_a_note_is_not_sent(bench: Bench) -> None:
    case = await bench.filed()
    topic = await bench.shown(case)
    await bench.refuses(bench.mina, topic, "سابقه درست است", "لیست پیش‌تر آمده بود\n// همسایهٔ من است")
    await bench.at.stands(topic, "به شهروند نمی‌رسد. بی‌آن")
    assert await bench.state(case) == "filed"
    bench.mina.says("لیست پیش‌تر آمده بود", topic, await bench.at.stands(topic, "یک خط برای شهروند"))
    await bench.becomes(case, "refused")
    assert not any("همسایه" in row[0] for row in await outbox(bench.engine, case.phone.user.id))


async def test_a_better_picture_is_wanted_comes_and_the_head_follows(bench: Bench) -> None:
    case = await bench.filed()
    topic = await bench.shown(case)
    papers = await bench.asked(bench.mina, "تصویر بهتر", topic, "از کدام مدرک")
    assert labels(papers) == ["عقدنامه", "صفحهٔ ازدواج شناسنامه"]
    assert "خواسته شد: عقدنامه" in await bench.press(bench.mina, "عقدنامه", papers)
    await case.phone.sees(lambda message: "تصویر بهتری از عقدنامه" in message.text)
    await until(lambda: heard(bench, case.handset.phone.number, "تصویر بهتری از عقدنامه"))
    await bench.shown(case)
    assert "تصویر بهتر خواسته شد: عقدنامه" in bench.at.head(topic).text
    assert labels(bench.at.head(topic)) == ["تصاویر", "تأیید", "رد"]
    await bench.adds(case, "marriage-contract")
    await bench.shown(case)
    assert "در انتظار بازبین" in bench.at.head(topic).text
    assert "عقدنامه: ۲" in bench.at.head(topic).text
    assert bench.at.shown(topic)[-1].text == "شهروند ۱ تصویر افزود"


async def test_what_came_after_the_question_has_to_be_seen_first(bench: Bench) -> None:
    case = await bench.filed()
    topic = await bench.shown(case)
    question = await bench.asked(bench.mina, "رد", topic, "به چه دلیل")
    bench.mina.presses("سابقه درست است", question)
    line = await bench.at.stands(topic, "یک خط برای شهروند")
    await bench.adds(case, "other")
    bench.mina.says("سابقه همان است", topic, line)
    await bench.at.stands(topic, "پس از پرسش، پرونده عوض شد")
    assert await bench.state(case) == "filed"


async def test_withdrawn_its_topic_closes(bench: Bench) -> None:
    case = await bench.filed()
    topic = await bench.shown(case)
    await bench.withdraws(case)
    await bench.shown(case)
    assert topic.closed
    assert "شهروند پس گرفت" in bench.at.head(topic).text


async def test_nobody_decides_their_own_or_their_spouse_s_case(bench: Bench) -> None:
    spouse = "0066666666"
    case = await bench.filed(spouse=spouse)
    await bench.enrol(BRIDE, case.national_id)
    await bench.enrol(GROOM, spouse)
    head = bench.at.head(await bench.shown(case))
    for who in (BRIDE, GROOM):
        for label in ("تأیید", "رد", "تصویر بهتر"):
            assert "پروندهٔ شما یا همسرتان" in await bench.press(bench.members[who], label, head)
        chat = bench.private(who)
        chat.opens(f"papers-{case.number}")
        await chat.sees(lambda message: "پروندهٔ شما یا همسرتان" in message.text)
    assert await bench.audited(case) == []


async def test_agents_and_strangers_decide_nothing(bench: Bench) -> None:
    case = await bench.filed()
    topic = await bench.shown(case)
    question = await bench.asked(bench.mina, "تأیید", topic, "مبنای تأیید")
    for who, words in ((SARA, "نقش شما"), (PASSER_BY, "ثبت نشده‌اید")):
        member = bench.members[who]
        for label in ("تأیید", "رد", "تصویر بهتر"):
            assert words in await bench.press(member, label, bench.at.head(topic))
        member.says("قبول", topic, question)
        await bench.at.stands(topic, words)
        chat = bench.private(who)
        chat.opens(f"papers-{case.number}")
        await chat.sees(lambda message, words=words: words in message.text)  # type: ignore[misc]
    assert await bench.state(case) == "filed"
    assert await bench.audited(case) == []


async def test_the_link_goes_to_the_reviewer_s_own_chat_opens_once_and_is_on_record(bench: Bench) -> None:
    case = await bench.filed()
    topic = await bench.shown(case)
    url = url_of(bench.at.head(topic), "تصاویر")
    assert url == f"https://t.me/{bench.bot.user.username}?start=papers-{case.number}"
    chat = bench.private(MINA)
    chat.opens(url.partition("start=")[2])
    told = await chat.sees(lambda message: "/papers/" in message.text)
    found = re.search(r"http\S+/papers/[\w-]+", told.text)
    assert found
    async with httpx.AsyncClient(timeout=PATIENCE) as browser, httpx.AsyncClient(timeout=PATIENCE) as other:
        assert "دیدن مدارک" in (await browser.get(found[0])).text
        opened = await browser.post(found[0], follow_redirects=True)
        assert opened.status_code == 200
        assert (await browser.get(f"{found[0]}/1/1")).headers["content-type"] == "image/jpeg"
        assert (await other.get(found[0])).status_code == 410
        assert (await other.post(found[0])).status_code == 410
    assert "/papers/" not in "".join(message.text for message in bench.at.shown(topic))
    assert (await bench.audited(case))[:2] == ["ask-pictures", "see-pictures"]
    kept = await fetch(bench.engine, "SELECT body::text FROM hamyar.desk_slips")
    assert not any("/papers/" in row[0] for row in kept)


async def test_the_bot_says_in_private_what_it_is_for_and_nothing_to_strangers(bench: Bench) -> None:
    chat, stranger = bench.private(BAHRAM), bench.private(PASSER_BY)
    known = set(stranger.chat.messages)
    said = stranger.says("سلام")
    chat.says("سلام")
    await chat.sees(lambda message: "فقط پیوند تصاویر" in message.text)
    assert set(stranger.chat.messages) - known == {said.id}


async def test_repeated_updates_decide_nothing_twice(bench: Bench) -> None:
    case = await bench.filed()
    topic = await bench.shown(case)
    question = await bench.asked(bench.mina, "تأیید", topic, "مبنای تأیید")
    answer = bench.mina.says("لیست رسید", topic, question)
    await bench.becomes(case, "upheld")
    await bench.shown(case)
    bench.mina.edits(answer, "لیست رسیده است")
    bench.mina.says("لیست رسید", topic, question)
    await bench.at.stands(topic, "انجام نشد. وضع اکنون: به سود شهروند تصمیم گرفته شده است")
    assert await bench.audited(case) == ["uphold", "note"]
    notices = await outbox(bench.engine, case.phone.user.id)
    assert sum("پذیرفته شد" in row[0] for row in notices) == 1


async def test_of_two_who_decide_at_once_one_does_and_the_other_is_told(bench: Bench) -> None:
    case = await bench.filed()
    topic = await bench.shown(case)
    ground = await bench.asked(bench.mina, "تأیید", topic, "مینا: مبنای تأیید")
    reasons = await bench.asked(bench.kaveh, "رد", topic, "به چه دلیل")
    bench.kaveh.presses("سابقه درست است", reasons)
    line = await bench.at.stands(topic, "کاوه: رد پروندهٔ")
    bench.mina.says("لیست رسید", topic, ground)
    bench.kaveh.says("-", topic, line)
    await bench.at.stands(topic, "وضع اکنون")
    await bench.shown(case)
    done = [act for act in await bench.audited(case) if act in ("uphold", "refuse")]
    assert done == [{"upheld": "uphold", "refused": "refuse"}[await bench.state(case)]]


async def test_a_late_press_is_told_what_is_so(bench: Bench) -> None:
    case = await bench.filed()
    topic = await bench.shown(case)
    papers = await bench.asked(bench.mina, "تصویر بهتر", topic, "از کدام مدرک")
    reasons = await bench.asked(bench.mina, "رد", topic, "به چه دلیل")
    await bench.withdraws(case)
    for question, label in ((papers, "عقدنامه"), (reasons, "سابقه درست است")):
        assert "شهروند پس گرفته است" in await bench.press(bench.mina, label, question)


async def test_a_deleted_topic_comes_again_with_all_that_happened(bench: Bench) -> None:
    case = await bench.filed()
    topic = await bench.shown(case)
    papers = await bench.asked(bench.mina, "تصویر بهتر", topic, "از کدام مدرک")
    bench.mina.presses("عقدنامه", papers)
    await bench.becomes(case, "more-wanted")
    await bench.shown(case)
    bench.mina.deletes_topic(topic)
    await bench.adds(case, "marriage-contract")
    again = await bench.topic(case, but=topic)
    await bench.shown(case)
    assert "در انتظار بازبین" in bench.at.head(again).text
    told = bench.at.shown(again)[-1].text
    for words in ("تا اینجا:", "ثبت شد، ۲ تصویر", "مینا تصویر بهتر خواست: عقدنامه", "شهروند ۱ تصویر افزود"):
        assert words in told
    await bench.upholds(bench.mina, again)
    await bench.becomes(case, "upheld")


async def test_what_colleagues_write_stays_between_them_and_that_is_said_once(bench: Bench) -> None:
    case = await bench.filed()
    topic = await bench.shown(case)
    bench.sara.says("این مهر مشکوک است", topic)
    await bench.at.stands(topic, "به شهروند نمی‌رسد")
    bench.mina.says("دیدم، درست است", topic)

    async def noted() -> bool:
        return await bench.audited(case) == ["note", "note"]

    await until(noted)
    assert sum("به شهروند نمی‌رسد" in message.text for message in bench.at.shown(topic)) == 1
    assert not any("مشکوک" in row[0] for row in await outbox(bench.engine, case.phone.user.id))


async def test_no_picture_lies_in_the_group(bench: Bench) -> None:
    """Whatever was shown by the tests before: no file has ever gone to the group or a private chat of the bot."""
    case = await bench.filed()
    await bench.shown(case)
    chats = [group.chat for group in bench.at.groups.values()]
    chats += [bench.private(who).chat for who in (MINA, BAHRAM)]
    by_bot = [message for chat in chats for message in chat.messages.values() if message.sender.is_bot]
    assert by_bot
    assert not any(message.photo or message.document for message in by_bot)


async def heard(bench: Bench, mobile: str, words: str) -> bool:
    """Whether an SMS with these words has gone out."""
    return any(words in row[0] and row[1] in ("sent", "delivered") for row in await outbox(bench.engine, mobile))


async def done(bench: Bench, statement: str, **facts: str) -> None:
    async with bench.engine.begin() as connection:
        await connection.execute(text(statement), facts)

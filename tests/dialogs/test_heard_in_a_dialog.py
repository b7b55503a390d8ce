"""Free text inside a dialog: answers first, then other wishes, then remarks."""

from __future__ import annotations

import pytest

from dialogs.hearing import aside_in
from dialogs.menu import menu
from dialogs.reading import Choice
from dialogs.talk import Talk
from tests.dialogs.wishes import ASIDE, HERS, UNSURE, WITH_ID, Desk, ready

# ---- inside a dialog ------------------------------------------------------------------------------------------------


async def test_a_real_answer_wins_over_any_guess() -> None:
    phone = ready()
    await phone.starts("notes")
    await phone.says("عقد من")
    phone.hears("notes-second")


async def test_what_is_no_answer_and_is_a_question_is_answered_and_the_open_one_asked_again() -> None:
    phone = ready()
    await phone.starts("contract")
    await phone.says("شماره تلفن سازمان")
    phone.hears("faq-ask-1420", "faq-then-elsewhere", "contract-base")
    await phone.says("۳۰ میلیون تومان")
    phone.hears("contract-sure")


async def test_another_service_is_gone_to_and_come_back_from() -> None:
    phone = ready()
    await phone.starts("contract")
    await phone.says("۳۰ میلیون تومان")
    await phone.says(WITH_ID)
    phone.hears("conversation-parked", "grant-status-hello", "given-national-id", "grant-status-sure")
    await phone.presses("yes")
    phone.hears("grant-status-done", "resume-continue")


async def test_what_is_about_the_open_dialog_is_an_answer_that_failed() -> None:
    phone = ready()
    await phone.starts("contract")
    await phone.says("خودم بیمه کنم")
    phone.hears("answer-amount", "contract-base")


async def test_who_wishes_for_what_is_open_already_is_told_it_again_where_it_is_a_choice() -> None:
    async def decided(talk: Talk) -> None:
        await talk.say("decided")
        await talk.ask("what", Choice("reason", "enough"))

    phone = ready()
    phone.knows(grant_status=decided)
    await phone.starts("grant_status")
    for text in ("عقد من", "ازدواج"):
        await phone.says(text)
        phone.hears("grant-status-decided", "grant-status-what")


async def test_what_is_not_sure_leaves_no_dialog() -> None:
    phone = ready()
    await phone.starts("contract")
    await phone.says("۳۰ میلیون تومان")
    for text in (UNSURE, "نمی‌دانم چه بگویم", "هوا چطور است", "چه کاری از شما برمی‌آید"):
        await phone.says(text)
        phone.hears("answer-choose", "contract-sure")


async def test_something_else_asked_first_leaves_and_comes_back() -> None:
    phone = ready()
    await phone.starts("notes")
    await phone.says("یک")
    await phone.says(ASIDE)
    phone.hears("conversation-parked", "hearing-what")
    assert phone.under_way == {"parked": "notes"}
    await phone.says("شماره تلفن سازمان")
    phone.hears("faq-ask-1420", "faq-then-elsewhere", "resume-continue")
    await phone.presses(True)
    phone.hears("notes-second")
    await phone.says("دو")
    phone.hears("notes-done")


async def test_something_else_may_be_asked_in_the_same_breath() -> None:
    phone = ready()
    await phone.starts("notes")
    await phone.says(f"{ASIDE}: شماره تلفن سازمان")
    assert "faq-ask-1420" in phone.heard
    phone.hears("faq-ask-1420", "faq-then-elsewhere", "resume-continue")


@pytest.mark.parametrize("text", ["نه", "باشه", "متوجه شدم"])
async def test_who_says_yes_or_no_to_what_asks_for_something_else_hears_how_to_close_it(text: str) -> None:
    phone = ready()
    await phone.starts("contract")
    await phone.says(text)
    phone.hears("remark-still-open", "contract-base")


@pytest.mark.parametrize(("text", "told"), [("نه", "remark-no"), ("باشه", "remark-all-right")])
async def test_after_an_answer_yes_and_no_end_the_matter(text: str, told: str) -> None:
    phone = ready()
    await phone.says("شماره تلفن سازمان")
    await phone.says(text)
    phone.hears(told)
    assert phone.under_way == {}


async def test_a_national_id_alone_waits_for_what_it_is_for() -> None:
    phone = ready(menu=menu)
    await phone.says(HERS)
    phone.hears("hearing-national-id", "menu-what")
    await phone.presses("grant-status")
    phone.hears("grant-status-hello", "given-national-id", "grant-status-sure")


async def test_a_national_id_that_is_none_waits_for_nothing() -> None:
    phone = ready(menu=menu)
    await phone.says("0012345678")
    phone.hears("conversation-not-understood", "menu-what")


async def test_with_something_set_aside_already_what_is_open_stays() -> None:
    phone = ready()
    await phone.starts("notes")
    await phone.says(ASIDE)
    await phone.starts("contract")
    await phone.says(ASIDE)
    phone.hears("hearing-first-this", "contract-base")
    await phone.says(f"{ASIDE}: شماره تلفن سازمان")
    phone.hears("faq-ask-1420", "faq-then-elsewhere", "contract-base")
    assert phone.under_way == {"front": "contract", "parked": "notes"}


async def test_something_else_asked_at_the_menu_leaves_the_menu() -> None:
    phone = ready()
    await phone.commands("menu")
    await phone.says(ASIDE)
    phone.hears("hearing-what")
    assert phone.under_way == {}


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("صبر کن", ""),
        ("صبر کنید.", ""),
        ("یک سؤال دیگر هم دارم", ""),
        ("يه سوال دارم", ""),
        ("قبلش یه سؤال دارم: مهلت کی است", "مهلت کی است"),
        ("یه سؤال دیگه، حق بیمه چقدره؟", "حق بیمه چقدره"),
    ],
)
def test_something_else_is_asked_first_in_many_words(text: str, asked: str) -> None:
    assert aside_in(text) == asked


@pytest.mark.parametrize("text", ["", "سلام", "راستی حق بیمه چنده", "یه سوال دارم چرا رد شدم", "صبر کنم تا کی؟", "۱"])
def test_other_words_leave_nothing(text: str) -> None:
    assert aside_in(text) is None


# ---- remarks --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "words"),
    [("ممنون از شما", "remark-thanks"), ("خونه آتیش گرفته", "remark-emergency"), ("خفه شو", "remark-insult")],
)
async def test_a_remark_is_answered_and_the_open_question_asked_again(text: str, words: str) -> None:
    phone = ready()
    await phone.says(text)
    phone.hears(words)
    await phone.starts("contract")
    await phone.says(text)
    phone.hears(words, "contract-base")


async def test_a_wish_in_an_insult_is_granted() -> None:
    phone = ready(desk=Desk())
    await phone.says("خجالت بکشید عقد من")
    phone.hears("remark-insult-and-wish", "grant-status-hello", "grant-status-who")


async def test_an_insult_alone_calls_nobody_and_offers_a_person() -> None:
    desk = Desk()
    phone = ready(desk=desk)
    await phone.says("احمق")
    phone.hears("remark-insult")
    assert phone.reply.person
    assert desk.services == []


async def test_the_menu_stays_open_under_what_was_asked_at_it() -> None:
    phone = ready()
    await phone.commands("menu")
    menu = phone.shown
    await phone.says("شماره تلفن سازمان")
    phone.hears("faq-ask-1420", "faq-then-elsewhere")
    assert phone.reply.menu
    await phone.presses("grants", of=menu)
    phone.hears("conversation-no-such")
    await phone.commands("menu")
    await phone.says("ممنون")
    phone.hears("remark-thanks")
    assert phone.reply.menu

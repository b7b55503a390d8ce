"""What is sure in free text is done, and whoever listens is told of it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from dialogs.hearing import Came
from dialogs.menu import menu
from dialogs.reading import Choice, NationalId
from dialogs.talk import Talk
from tests.dialogs.ears import TestEar, model
from tests.dialogs.wishes import HERS, HIS, UNSURE, WITH_ID, Desk, notes, ready, told_nobody

# ---- what is sure ---------------------------------------------------------------------------------------------------


async def test_what_is_sure_starts_the_dialog_of_its_service() -> None:
    phone = ready()
    await phone.says("عقد من")
    phone.hears("grant-status-hello", "grant-status-who")
    assert phone.turned
    assert phone.turned.outcome == "started"


async def test_a_keyword_alone_is_never_guessed_at() -> None:
    ear = TestEar()
    phone = ready(ear)
    await phone.says("ازدواج")
    phone.hears("grant-status-hello", "grant-status-who")
    assert ear.heard_ == []


async def test_a_national_id_in_the_sentence_is_not_asked_again() -> None:
    phone = ready()
    await phone.says(WITH_ID)
    phone.hears("grant-status-hello", "given-national-id", "grant-status-sure")
    assert phone.fact("value") == HERS
    assert ["who", "answer", HERS] in phone.journal
    await phone.presses("yes")
    phone.hears("grant-status-done")


async def test_back_asks_for_what_was_given_and_does_not_take_it_again() -> None:
    phone = ready()
    await phone.says(WITH_ID)
    await phone.commands("back")
    phone.hears("grant-status-hello", "grant-status-who")
    await phone.says(HIS)
    phone.hears("grant-status-sure")
    assert ["who", "answer", HIS] in phone.journal


async def test_a_month_in_the_sentence_answers_the_question_for_one() -> None:
    phone = ready()
    await phone.says("روزهای کم اردیبهشت ماه")
    phone.hears("given-month", "partial-months-done")


async def test_an_amount_in_the_sentence_answers_the_question_for_one() -> None:
    phone = ready()
    await phone.says("با ۳۰ میلیون تومان خودم بیمه کنم")
    phone.hears("given-amount", "contract-sure")
    assert phone.fact("value") == 300_000_000


async def test_an_amount_in_words_is_one_too_in_the_sentence_and_as_an_answer() -> None:
    ear = TestEar()
    sure = ear.understand("خودم بیمه کنم")
    ear.understand = lambda _: sure  # type: ignore[method-assign]
    ear.heard = told_nobody  # type: ignore[assignment]
    phone = ready(ear)
    await phone.says("با بیست و پنج میلیون تومن خودم بیمه کنم")
    phone.hears("given-amount", "contract-sure")
    assert phone.fact("value") == 250_000_000
    await phone.commands("back")
    await phone.says("سی میلیون تومن")
    phone.hears("contract-sure")
    assert ["base", "answer", 300_000_000] in phone.journal


async def test_what_no_question_wants_waits_for_one_that_does() -> None:
    async def asks_twice(talk: Talk) -> None:
        await talk.ask("first", Choice("yes"))
        await talk.ask("who", NationalId())
        await talk.ask("sure", Choice("yes"))

    phone = ready()
    phone.knows(grant_status=asks_twice)
    await phone.says(WITH_ID)
    phone.hears("grant-status-first")
    await phone.presses("yes")
    phone.hears("given-national-id", "grant-status-sure")


async def test_a_question_of_the_faq_is_answered_with_what_can_be_done_next() -> None:
    phone = ready()
    await phone.says("چند روز سابقه لازم است برای عقد")
    phone.hears("faq-mar-days", "onward-what")
    assert [label for _, label in phone.shown.options] == ["dialog-grant-status", "act-menu"]
    await phone.says("۱")
    phone.hears("grant-status-hello", "grant-status-who")
    assert (phone.turned.began, phone.turned.chose) == ("grant_status", "MAR")  # type: ignore[union-attr]


async def test_what_an_answer_offers_may_be_the_menu_or_give_way_to_what_is_said_next() -> None:
    phone = ready()
    await phone.says("چند روز سابقه لازم است برای عقد")
    await phone.says("۲")
    phone.hears("menu-what")
    await phone.says("چند روز سابقه لازم است برای عقد")
    await phone.says("خودم بیمه کنم")
    phone.hears("contract-base")
    await phone.commands("cancel")
    await phone.says("چند روز سابقه لازم است برای عقد")
    await phone.says("شماره تلفن سازمان")
    phone.hears("faq-ask-1420", "faq-then-elsewhere")
    await phone.says("چند روز سابقه لازم است برای عقد")
    await phone.says("۹")
    phone.hears("conversation-not-understood", "menu-what")


async def test_what_the_question_gave_is_not_asked_again_by_what_its_answer_offers() -> None:
    ear = TestEar()
    asked = ear.understand("چند روز سابقه لازم است برای عقد")
    ear.understand = lambda _: asked  # type: ignore[method-assign]
    ear.heard = told_nobody  # type: ignore[assignment]
    phone = ready(ear)
    await phone.says(f"چند روز سابقه لازم است برای عقد من {HERS}")
    await phone.says("۱")
    phone.hears("grant-status-hello", "given-national-id", "grant-status-sure")


async def test_in_a_dialog_an_answer_names_what_it_leads_to_and_asks_one_thing_only() -> None:
    phone = ready()
    await phone.starts("contract")
    await phone.says("چند روز سابقه لازم است برای عقد")
    phone.hears("faq-mar-days", "hearing-go-on", "contract-base")


async def test_an_answer_about_objecting_leads_to_the_objection() -> None:
    ear = TestEar()
    asked = replace(ear.understand("چند روز سابقه لازم است برای عقد"), faq="mar-papers")
    ear.understand = lambda _: asked  # type: ignore[method-assign]
    ear.heard = told_nobody  # type: ignore[assignment]
    phone = ready(ear)
    await phone.says("برای اعتراض چه مدرکی لازم است")
    assert [label for _, label in phone.shown.options] == ["dialog-grant-status", "act-menu"]
    phone.knows(objection=notes)
    await phone.says("برای اعتراض چه مدرکی لازم است")
    assert [label for _, label in phone.shown.options] == ["dialog-objection", "act-menu"]


async def test_a_service_without_a_dialog_is_named_with_where_it_is_and_a_person_offered() -> None:
    phone = ready(desk=Desk())
    await phone.says("مفاصا برای پیمان من")
    phone.hears("not-here-clr", "onward-person")
    assert phone.fact("portal") == "es.tamin.ir"
    assert [label for _, label in phone.shown.options] == ["meant-human", "act-menu"]
    await phone.says("۱")
    phone.hears("desk-opened")
    assert phone.under_way == {}


async def test_a_service_whose_dialog_is_not_there_is_not_understood() -> None:
    phone = ready()
    await phone.says("سهم دختر من")
    phone.hears("conversation-not-understood", "menu-what")
    phone.knows(dependency=notes)
    await phone.says("سهم دختر من")
    phone.hears("dependency-first")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("وام برای خانه", "elsewhere-loan"),
        ("بیمهٔ ثالث ماشین", "elsewhere-car"),
        ("تسویه با کارفرما", "faq-out-labour"),
        ("هوا چطور است", "hearing-elsewhere"),
        ("شعبه کجاست", "elsewhere-branch"),
        ("موبایلم عوض شده است", "elsewhere-mobile"),
        ("شبای خود را کجا بدهم", "elsewhere-account"),
        ("رمز سامانه یادم نیست", "elsewhere-site"),
        ("چه کاری از شما برمی‌آید", "hearing-ask"),
    ],
)
async def test_what_is_not_ours_is_told_where_to_go(text: str, words: str) -> None:
    phone = ready()
    await phone.says(text)
    phone.hears(words)


async def test_who_asks_for_a_person_gets_one_and_who_complains_those_for_complaints() -> None:
    desk = Desk()
    phone = ready(desk=desk)
    await phone.says("یک نفر جواب بدهد")
    phone.hears("desk-opened")
    await phone.says("شکایت از کارمند دارم")
    assert desk.services == ["menu", "complaint"]
    assert phone.fact("complaint") is True


async def test_who_calls_a_person_from_the_menu_is_not_told_the_menu_again_and_may_still_choose() -> None:
    phone = ready(desk=Desk(), menu=menu)
    await phone.commands("menu")
    await phone.says("کارشناس")
    phone.hears("desk-opened")
    await phone.says("۱")
    phone.hears("grant-status-hello", "grant-status-who")


async def test_who_calls_a_person_instead_of_choosing_is_not_asked_again() -> None:
    phone = ready(desk=Desk())
    await phone.says(UNSURE)
    await phone.says("کارشناس")
    phone.hears("desk-opened")
    assert phone.under_way == {}


# ---- what whoever listens is told -----------------------------------------------------------------------------------


async def test_whoever_listens_is_told_once_what_came_of_each_text() -> None:
    ear = TestEar()
    phone = ready(ear)
    for text in ("عقد من", "شماره تلفن سازمان", "نمی‌دانم چه بگویم"):
        await phone.says(text)
    await phone.commands("cancel")
    for text in ("مفاصا برای پیمان من", "هوا چطور است", UNSURE, "نمی‌دانم چه بگویم"):
        await phone.says(text)
    assert [came for _, came in ear.heard_] == [
        *(Came.STARTED, Came.ANSWERED, Came.REFUSED),
        *(Came.NOT_HERE, Came.ELSEWHERE, Came.ASKED_BACK, Came.LOST),
    ]


async def test_a_secret_is_told_to_nobody() -> None:
    ear = TestEar()
    phone = ready(ear)
    await phone.starts("codes")
    await phone.says("کدم ۱۲۳۴۵ است نه")
    phone.hears("answer-code", "codes-code")
    assert ear.heard_ == []


async def test_the_model_that_ships_hears_a_whole_conversation() -> None:
    assert model().understand("پول ازدواج بیمه رو نریختن").service == "MAR"
    phone = ready()
    await phone.says("پول عقدمون رو نریختن هنوز")
    phone.hears("grant-status-hello", "grant-status-who")

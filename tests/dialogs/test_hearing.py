"""Free text in a conversation: what is done with what was understood, and with what was not."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from dialogs.hearing import Came, aside_in, halves_in
from dialogs.messages import Option, Started, Words
from dialogs.reading import RIGHT, Amount, Choice, NationalId, OneTimeCode, Text
from dialogs.talk import Dialog, Talk
from services.desk import Opened
from tests.dialogs.ears import TestEar, model
from tests.dialogs.phone import Phone

HERS, HIS = "0012345679", "0499370899"
WITH_ID = "عقد من، کد ملی 0012345679"
UNSURE = "حکم بدهی یا قسط"
ASIDE = "صبر کن، یه سؤال دیگه"


class Desk:
    """Whoever is asked for; `services` are what they were asked for about."""

    def __init__(self) -> None:
        self.services: list[str] = []

    async def open(self, service: str) -> Opened:
        self.services.append(service)
        return Opened(1001, 1, None, None)


async def grant_status(talk: Talk) -> None:
    await talk.say("hello")
    await talk.ask("who", NationalId())
    await talk.ask("sure", Choice("yes"))
    await talk.say("done")


async def contract(talk: Talk) -> None:
    await talk.ask("base", Amount())
    await talk.ask("sure", Choice("yes"))
    await talk.say("done")


async def partial_months(talk: Talk) -> None:
    await talk.ask("which", Choice(Option("1405-02", Words("a")), Option("1405-03", Words("b"))))
    await talk.say("done")


async def notes(talk: Talk) -> None:
    await talk.ask("first", Text())
    await talk.ask("second", Text())
    await talk.say("done")


async def codes(talk: Talk) -> None:
    assert await talk.ask("code", OneTimeCode()) == RIGHT


def ready(ear: TestEar | None = None, desk: Desk | None = None, **more: Dialog) -> Phone:
    """A phone that knows some of our services."""
    keywords = {"ازدواج": Started("grant_status"), "یادداشت": Started("notes")}
    services: dict[str, Any] = {"grant_status": grant_status, "contract": contract, "partial_months": partial_months}
    return Phone(ear=ear or TestEar(), desk=desk, keywords=keywords, notes=notes, codes=codes, **services, **more)


def fronts(phone: Phone) -> dict[str, str]:
    return {place: running["dialog"] for place, running in json.loads(phone.kept).items() if place != "misses"}


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
    ear.heard = _told_nobody  # type: ignore[assignment]
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
    ear.heard = _told_nobody  # type: ignore[assignment]
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
    ear.heard = _told_nobody  # type: ignore[assignment]
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
    assert fronts(phone) == {}


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


# ---- what is not ----------------------------------------------------------------------------------------------------


async def test_between_two_it_is_asked_which() -> None:
    phone = ready()
    await phone.says(UNSURE)
    phone.hears("which-agr-clm")
    assert [label for _, label in phone.shown.options] == ["meant-clm", "meant-agr", "which-neither"]
    await phone.says("۲")
    phone.hears("not-here-agr", "onward-person")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("دخترم", "which-dau-dep"),
        ("تسویه", "which-clr-settlement"),
        ("گواهی کسر", "which-instalments-pmc"),
        ("بدهی؟", "which-agr-clm"),
    ],
)
async def test_a_word_that_means_two_things_is_never_guessed_at(text: str, words: str) -> None:
    phone = ready(dependency=notes)
    await phone.says(text)
    phone.hears(words)
    await phone.says(text)
    phone.hears("conversation-not-understood", "menu-what")


async def test_of_two_wishes_in_one_sentence_it_is_asked_which_comes_first() -> None:
    ear = TestEar()
    phone = ready(ear)
    await phone.says("هم عقد من هم خودم بیمه کنم")
    phone.hears("which-first")
    assert [label for _, label in phone.shown.options] == ["dialog-grant-status", "dialog-contract", "which-neither"]
    assert [came for _, came in ear.heard_] == [Came.ASKED_BACK]
    await phone.says("۲")
    phone.hears("contract-base")


@pytest.mark.parametrize(
    ("text", "halves"),
    [
        ("هم پول ازدواجم رو نریختین هم میخوام بیمه بشم", ("پول ازدواجم رو نریختین", "میخوام بیمه بشم")),
        ("سلام، هم رسید می‌خوام و هم قرارداد", ("رسید می خوام", "قرارداد")),
        ("رسیدم رو بفرستید، همچنین حق بیمه را بگویید", ("رسیدم رو بفرستید", "حق بیمه را بگویید")),
        ("همسرم هم بیمه است", ()),
        ("بیمه اختیاری میخوام", ()),
    ],
)
def test_two_wishes_are_told_apart_by_what_joins_them(text: str, halves: tuple[str, ...]) -> None:
    assert halves_in(text) == halves


async def test_what_the_sentence_gave_is_kept_while_it_is_asked_back() -> None:
    ear = TestEar()
    phone = ready(ear)
    await phone.says("شاید عقد")
    phone.hears("which-one")
    await phone.commands("menu")
    text = "شاید عقد"
    unsure = ear.understand(text)
    ear.understand = lambda _: unsure  # type: ignore[method-assign]
    ear.heard = _told_nobody  # type: ignore[assignment]
    phone = ready(ear)
    await phone.says(f"{text} {HERS}")
    phone.hears("which-one")
    await phone.says("۱")
    phone.hears("grant-status-hello", "given-national-id", "grant-status-sure")
    assert phone.turned
    assert (phone.turned.began, phone.turned.chose) == ("grant_status", "MAR")


async def _told_nobody(*_: object) -> None:
    return None


async def test_neither_of_them_shows_the_menu_and_offers_a_person() -> None:
    phone = ready(desk=Desk())
    await phone.says(UNSURE)
    assert not phone.reply.person
    await phone.presses("neither")
    phone.hears("conversation-not-understood", "desk-offer", "menu-what")
    assert phone.reply.person


async def test_unsure_twice_in_a_row_shows_the_menu_and_offers_a_person() -> None:
    phone = ready(desk=Desk())
    await phone.says(UNSURE)
    await phone.says(UNSURE)
    phone.hears("conversation-not-understood", "desk-offer", "menu-what")
    await phone.says("عقد من")
    phone.hears("grant-status-hello", "grant-status-who")


async def test_who_writes_on_instead_of_choosing_is_heard() -> None:
    phone = ready()
    await phone.says(UNSURE)
    await phone.says("عقد من")
    phone.hears("grant-status-hello", "grant-status-who")
    assert fronts(phone) == {"front": "grant_status"}


async def test_what_is_lost_shows_the_menu() -> None:
    phone = ready()
    await phone.says("نمی‌دانم چه بگویم")
    phone.hears("conversation-not-understood", "menu-what")


async def test_a_keyword_among_words_that_are_not_understood_still_counts() -> None:
    phone = ready()
    phone.repertoire.keywords["رسیدی"] = Started("notes")
    await phone.says("رسیدی که نمی‌دانم")
    phone.hears("notes-first")


@pytest.mark.parametrize("text", ["🙂 ؟!", "۱۲", "0012345679"])
async def test_signs_and_numbers_alone_are_not_guessed_at(text: str) -> None:
    ear = TestEar()
    phone = ready(ear)
    await phone.says(text)
    phone.hears("conversation-not-understood", "menu-what")
    assert ear.heard_ == []


async def test_nobody_starts_from_outside_what_only_the_conversation_asks() -> None:
    phone = ready()
    for inner in ("which", "resume"):
        await phone.starts(inner, "MAR:grant_status:")
        phone.hears("conversation-no-such")


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
    assert fronts(phone) == {"parked": "notes"}
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
    phone.hears("conversation-parked", "faq-ask-1420", "faq-then-elsewhere", "resume-continue")


async def test_with_something_set_aside_already_what_is_open_stays() -> None:
    phone = ready()
    await phone.starts("notes")
    await phone.says(ASIDE)
    await phone.starts("contract")
    await phone.says(ASIDE)
    phone.hears("hearing-first-this", "contract-base")
    await phone.says(f"{ASIDE}: شماره تلفن سازمان")
    phone.hears("faq-ask-1420", "faq-then-elsewhere", "contract-base")
    assert fronts(phone) == {"front": "contract", "parked": "notes"}


async def test_something_else_asked_at_the_menu_leaves_the_menu() -> None:
    phone = ready()
    await phone.commands("menu")
    await phone.says(ASIDE)
    phone.hears("hearing-what")
    assert fronts(phone) == {}


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

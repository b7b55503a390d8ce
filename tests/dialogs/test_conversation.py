"""A conversation between messages: what works everywhere, parking, expiry, keywords, and starting by address."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest

from dialogs.commands import ARRIVED, command_in
from dialogs.messages import Command, Contact, Other, Pictures, Pressed, Started
from dialogs.names import RESUME
from dialogs.reading import Choice, NationalId, Text
from dialogs.stage import LIFE
from dialogs.talk import Dialog, Go, Talk
from tests.dialogs.phone import Phone


def asking(*keys: str) -> Dialog:
    """A dialog of plain questions, that ends with `done`."""

    async def ask(talk: Talk) -> None:
        await talk.say("hello")
        for key in keys:
            await talk.ask(key, Text())
        await talk.say("done")

    return ask


def ready(**more: Dialog) -> Phone:
    """A phone that knows `grants` and `papers`, each with keywords."""
    keywords = {"ازدواج": Started("grants"), "مدارک": Started("papers")}
    return Phone(grants=asking("one", "two"), papers=asking("left", "right"), keywords=keywords, **more)


async def half_way(**more: Dialog) -> Phone:
    """In the middle of `grants`, one question answered."""
    phone = ready(**more)
    await phone.starts("grants")
    await phone.says("1")
    phone.hears("grants-two")
    return phone


def fronts(phone: Phone) -> dict[str, str]:
    """Which dialog is in front and which is parked."""
    return {place: running["dialog"] for place, running in json.loads(phone.kept).items()}


# ---- commands -------------------------------------------------------------------------------------------------------

SPELLINGS = {
    "back": ["/back", "/BACK", "/back@hamyar_bot", "برگشت", "بازگشت", " برگشت ", "برگشت.", "«برگشت»", "بر‌گشت", "قبلي"],
    "cancel": ["/cancel", "انصراف", "إنصراف", "منصرف شدم", "بی‌خیال", "بيخيال", "بی خیال", "انصراف!"],
    "help": ["/help", "راهنما", "راهنمایی", "راهنمايي", "Help", "?", "؟"],
    "person": ["/person", "کارشناس", "كارشناس", "پشتيبان", "کارشناس؟"],
    "complaint": ["/complaint", "شکایت", "شكايت", "شکایت دارم", "ثبت شکایت."],
    "menu": ["/menu", "فهرست", "منو", "منوي اصلي"],
    "more": ["/more", "بیشتر", "بيشتر", "بیش‌تر"],
    "forget": ["/forget", "فراموشم كن", "فراموشم‌کن"],
}


@pytest.mark.parametrize(("name", "typed"), [(name, typed) for name, all_ in SPELLINGS.items() for typed in all_])
def test_commands_are_known_in_every_spelling(name: Any, typed: str) -> None:
    assert command_in(typed) == Command(name)


@pytest.mark.parametrize(
    "typed", ["", " ", "/", "/unknown", "برگشت پول", "start", "کارشناس کجاست", "😀", "\u200c", "."]
)
def test_other_words_are_no_command(typed: str) -> None:
    assert command_in(typed) is None


@pytest.mark.parametrize(
    ("typed", "started"),
    [
        ("/start grants-17", Started("grants", "17")),
        ("/start grants", Started("grants")),
        ("/start grant_status-a-b", Started("grant_status", "a-b")),
        ("/START@hamyar_bot  grants-17 ", Started("grants", "17")),
        ("/start\ngrants-17", Started("grants", "17")),
        *[(typed, ARRIVED) for typed in ("/start", "/start@hamyar_bot", "/start -17")],
    ],
)
def test_start_carries_a_dialog_and_what_it_is_about(typed: str, started: object) -> None:
    assert command_in(typed) == started


async def test_commands_work_typed_in_a_question() -> None:
    phone = await half_way()
    await phone.says("برگشت")
    phone.hears("grants-hello", "grants-one")
    await phone.says("انصراف")
    phone.hears("conversation-cancelled")


async def test_cancel_closes_the_dialog() -> None:
    phone = await half_way()
    assert phone.reply.cancel
    await phone.commands("cancel")
    phone.hears("conversation-cancelled")
    assert phone.fact("dialog").id == "dialog-grants"
    assert phone.reply.menu
    assert fronts(phone) == {}


@pytest.mark.parametrize("name", ["back", "cancel"])
async def test_with_nothing_open_back_and_cancel_say_so_and_show_the_menu(name: str) -> None:
    phone = ready()
    await phone.commands(name)
    phone.hears("conversation-nothing-open", "menu-what")


async def test_the_menu_is_not_something_to_cancel() -> None:
    phone = ready()
    await phone.commands("menu")
    assert not phone.reply.cancel
    await phone.commands("cancel")
    phone.hears("conversation-nothing-open", "menu-what")


async def test_help_explains_the_question_at_hand_and_repeats_it() -> None:
    phone = await half_way()
    await phone.commands("help")
    phone.hears("grants-two.help", "grants-two")
    assert phone.reply.said[0].otherwise == "help-text"
    await phone.says("2")
    phone.hears("grants-done")


async def test_help_outside_a_dialog_is_general() -> None:
    phone = ready()
    await phone.commands("help")
    phone.hears("help")


async def test_a_person_is_told_of_and_the_question_repeated() -> None:
    phone = await half_way()
    await phone.commands("person")
    phone.hears("conversation-person", "grants-two")
    phone = ready()
    await phone.says("كارشناس")
    phone.hears("conversation-person")


async def test_more_with_nothing_more_says_so() -> None:
    phone = await half_way()
    await phone.says("بیشتر")
    phone.hears("conversation-no-more", "grants-two")


async def test_the_menu_from_within_a_dialog_keeps_the_dialog() -> None:
    phone = await half_way()
    await phone.commands("menu")
    phone.hears("conversation-parked", "menu-what")
    assert fronts(phone) == {"front": "menu", "parked": "grants"}


async def test_forget_closes_everything_and_runs_its_dialog() -> None:
    async def forget(talk: Talk) -> None:
        await talk.say("done")

    phone = await half_way(forget=forget)
    await phone.starts("papers")
    await phone.commands("forget")
    phone.hears("forget-done")
    assert fronts(phone) == {}


# ---- outside a dialog -----------------------------------------------------------------------------------------------


async def test_what_is_not_understood_shows_the_menu() -> None:
    phone = ready()
    await phone.says("abc")
    phone.hears("conversation-not-understood", "menu-what")
    await phone.says("abc")
    phone.hears("answer-choose", "menu-what")


async def test_a_button_of_an_ended_dialog_is_over() -> None:
    phone = ready()
    await phone.sends(Pressed("n1", 0))
    phone.hears("conversation-button-over", "menu-what")


@pytest.mark.parametrize("message", [Contact("09121234567", own=True), Pictures(("a",)), Other("sticker")])
async def test_other_things_are_not_wanted_now(message: Any) -> None:
    phone = ready()
    await phone.sends(message)
    phone.hears("conversation-not-now", "menu-what")


async def test_a_keyword_among_other_words_starts_its_dialog() -> None:
    phone = ready()
    await phone.says("وام ازدواج من چه شد")
    phone.hears("grants-hello", "grants-one")


async def test_a_keyword_in_the_menu_starts_its_dialog() -> None:
    phone = ready()
    await phone.commands("menu")
    await phone.says("ازدواج")
    phone.hears("grants-hello", "grants-one")
    assert fronts(phone) == {"front": "grants"}


async def test_the_menu_leads_to_a_dialog() -> None:
    phone = ready()
    await phone.commands("menu")
    await phone.presses("papers")
    phone.hears("papers-hello", "papers-left")


async def test_the_menu_may_lead_to_what_is_not_there_yet() -> None:
    phone = ready()
    phone.forgets("papers")
    await phone.commands("menu")
    await phone.presses("papers")
    phone.hears("conversation-no-such")


# ---- inside a dialog ------------------------------------------------------------------------------------------------


async def numbers_only(talk: Talk) -> None:
    await talk.ask("one", Text())
    await talk.ask("two", NationalId())
    await talk.say("done")


async def test_a_keyword_in_a_dialog_starts_another_only_alone_and_only_when_it_is_no_answer() -> None:
    phone = ready(numbers=numbers_only)
    await phone.starts("numbers")
    await phone.says("ازدواج")
    phone.hears("numbers-two")
    await phone.says("برای ازدواج است")
    phone.hears("answer-national-id-letters", "numbers-two")
    await phone.says("ازدواج")
    phone.hears("conversation-parked", "grants-hello", "grants-one")
    assert fronts(phone) == {"front": "grants", "parked": "numbers"}


async def test_what_a_refused_message_led_to_is_kept_when_another_dialog_starts() -> None:
    """An edit put an action before the open question; the keyword that is no answer leads elsewhere."""
    done: list[int] = []

    async def act() -> int:
        done.append(1)
        return 1

    async def edited(talk: Talk) -> None:
        await talk.ask("one", Text())
        await talk.once("acted", act)
        await talk.ask("two", NationalId())

    phone = ready(numbers=numbers_only)
    await phone.starts("numbers")
    await phone.says("1")
    phone.knows(numbers=edited)
    await phone.says("ازدواج")
    await phone.commands("cancel")
    await phone.presses(True)
    phone.hears("numbers-two")
    assert done == [1]


# ---- starting by address, and parking -------------------------------------------------------------------------------


async def test_a_notice_starts_a_dialog_about_something() -> None:
    async def about(talk: Talk) -> None:
        await talk.say("about", about=talk.about)

    phone = ready(about=about)
    await phone.starts("about", "17")
    assert phone.fact("about") == "17"


async def test_an_unknown_dialog_is_said_to_be_missing_and_the_question_repeated() -> None:
    phone = await half_way()
    await phone.starts("nothing")
    phone.hears("conversation-no-such", "grants-two")
    phone = ready()
    await phone.starts("nothing")
    phone.hears("conversation-no-such")


async def test_the_offer_to_come_back_cannot_be_started_from_outside() -> None:
    phone = ready()
    await phone.starts(RESUME, "anything")
    phone.hears("conversation-no-such")


async def test_the_open_dialog_is_parked_and_offered_again_afterwards() -> None:
    phone = await half_way()
    await phone.starts("papers")
    phone.hears("conversation-parked", "papers-hello", "papers-left")
    assert phone.fact("dialog").id == "dialog-grants"
    await phone.says("l")
    await phone.says("r")
    phone.hears("papers-done", "resume-continue")
    assert phone.fact("dialog").id == "dialog-grants"


async def test_continuing_repeats_the_open_question_with_all_answers_kept() -> None:
    phone = await half_way()
    await phone.starts("papers")
    await phone.commands("cancel")
    phone.hears("conversation-cancelled", "resume-continue")
    await phone.presses(True)
    phone.hears("grants-two")
    assert [key for key, _, _ in phone.journal] == ["one"]
    await phone.says("2")
    phone.hears("grants-done")


async def test_the_buttons_of_a_parked_question_work_again_when_it_is_back() -> None:
    async def shelf(talk: Talk) -> None:
        await talk.ask("name", Text())
        await talk.say("took", chosen=await talk.ask("which", Choice("a", "b")))

    phone = ready(shelf=shelf)
    await phone.starts("shelf")
    await phone.says("me")
    old = phone.shown
    await phone.starts("papers")
    await phone.commands("cancel")
    await phone.presses(True)
    await phone.presses("b", of=old)
    assert phone.fact("chosen") == "b"


@pytest.mark.parametrize("how", ["drop", "cancel"])
async def test_dropping_the_offer_closes_what_was_parked(how: str) -> None:
    phone = await half_way()
    await phone.starts("papers")
    await phone.commands("cancel")
    if how == "drop":
        await phone.presses(False)
        phone.hears("resume-dropped")
    else:
        await phone.commands("cancel")
        phone.hears("conversation-cancelled")
    assert phone.fact("dialog").id == "dialog-grants"
    assert fronts(phone) == {}


async def test_the_offer_is_taken_by_its_words_too() -> None:
    phone = await half_way()
    phone._label = lambda words: {"act-continue": "ادامه می‌دهم"}.get(words.id, words.id)
    await phone.starts("papers")
    await phone.commands("cancel")
    await phone.says("ادامه")
    phone.hears("grants-two")


async def test_with_one_parked_already_the_front_one_is_closed_and_said_so() -> None:
    phone = await half_way(third=asking("x"))
    await phone.starts("papers")
    await phone.says("l")
    await phone.starts("third")
    phone.hears("conversation-closed", "third-hello", "third-x")
    assert phone.fact("dialog").id == "dialog-papers"
    assert fronts(phone) == {"front": "third", "parked": "grants"}


async def test_a_dialog_without_answers_is_left_without_a_word() -> None:
    phone = ready()
    await phone.starts("grants")
    await phone.starts("papers")
    phone.hears("papers-hello", "papers-left")
    assert fronts(phone) == {"front": "papers"}


async def test_another_dialog_during_the_offer_leaves_the_parked_one_parked() -> None:
    phone = await half_way(third=asking("x"))
    await phone.starts("papers")
    await phone.commands("cancel")
    await phone.starts("third")
    phone.hears("third-hello", "third-x")
    await phone.says("x")
    phone.hears("third-done", "resume-continue")


async def test_the_same_dialog_again_goes_on_where_it_is() -> None:
    phone = await half_way()
    await phone.starts("grants")
    phone.hears("conversation-resumed", "grants-two")


async def test_the_same_dialog_again_starts_over_where_nothing_was_answered() -> None:
    phone = ready()
    await phone.starts("grants")
    await phone.starts("grants")
    phone.hears("grants-hello", "grants-one")


async def test_the_same_dialog_about_something_else_is_another() -> None:
    phone = await half_way()
    await phone.starts("grants", "other")
    phone.hears("conversation-parked", "grants-hello", "grants-one")


async def test_a_parked_dialog_asked_for_goes_on() -> None:
    phone = await half_way()
    await phone.starts("papers")
    await phone.says("l")
    await phone.starts("grants")
    phone.hears("conversation-parked", "conversation-resumed", "grants-two")
    assert fronts(phone) == {"front": "grants", "parked": "papers"}


async def test_a_parked_dialog_chosen_from_the_menu_goes_on() -> None:
    phone = await half_way()
    await phone.commands("menu")
    await phone.presses("grants")
    phone.hears("conversation-resumed", "grants-two")
    assert fronts(phone) == {"front": "grants"}


async def test_a_dialog_may_be_followed_by_another_and_the_parked_one_is_offered_after_both() -> None:
    async def leading(talk: Talk) -> Go:
        await talk.ask("on", Text())
        await talk.say("go")
        return Go("last", "x")

    phone = await half_way(leading=leading, last=asking("end"))
    await phone.starts("leading")
    await phone.says("go")
    phone.hears("leading-go", "last-hello", "last-end")
    await phone.says("end")
    phone.hears("last-done", "resume-continue")


# ---- expiry ---------------------------------------------------------------------------------------------------------


async def test_a_question_stays_open_for_its_life() -> None:
    phone = await half_way()
    phone.waits(LIFE)
    await phone.says("2")
    phone.hears("grants-done")


async def test_every_message_gives_it_a_new_life() -> None:
    phone = await half_way()
    for _ in range(3):
        phone.waits(LIFE - timedelta(minutes=1))
        await phone.commands("help")
    assert fronts(phone) == {"front": "grants"}


async def test_an_expired_dialog_is_told_when_the_person_next_writes() -> None:
    phone = await half_way()
    phone.waits()
    await phone.says("2")
    phone.hears("conversation-expired", "conversation-not-understood", "menu-what")
    assert phone.fact("dialog").id == "dialog-grants"
    await phone.says("2")
    assert "conversation-expired" not in phone.heard


async def test_one_without_answers_is_told_too() -> None:
    phone = ready()
    await phone.starts("grants")
    phone.waits()
    await phone.says("my answer")
    phone.hears("conversation-expired", "conversation-not-understood", "menu-what")


async def test_an_old_menu_goes_without_a_word() -> None:
    phone = ready()
    await phone.commands("menu")
    phone.waits()
    await phone.starts("grants")
    phone.hears("grants-hello", "grants-one")


async def test_a_parked_dialog_expires_and_is_told() -> None:
    phone = await half_way()
    phone.waits(LIFE / 2)
    await phone.starts("papers")
    phone.waits(LIFE / 2 + timedelta(minutes=1))
    await phone.says("l")
    phone.hears("conversation-expired", "papers-right")
    assert phone.fact("dialog").id == "dialog-grants"
    await phone.says("r")
    phone.hears("papers-done")


async def test_both_expire() -> None:
    phone = await half_way()
    await phone.starts("papers")
    await phone.says("l")
    phone.waits()
    await phone.says("r")
    assert phone.heard[:2] == ["conversation-expired", "conversation-expired"]
    assert fronts(phone) == {"front": "menu"}


async def test_the_offer_of_an_expired_dialog_is_closed_with_it() -> None:
    phone = await half_way()
    phone.waits(LIFE / 2)
    await phone.starts("papers")
    await phone.commands("cancel")
    phone.waits(LIFE / 2 + timedelta(minutes=1))
    await phone.presses(True)
    phone.hears("conversation-expired", "conversation-button-over", "menu-what")


# ---- dialogs that are no more ---------------------------------------------------------------------------------------


async def test_a_dialog_that_is_no_more_is_closed_and_does_not_lock_the_conversation() -> None:
    phone = await half_way()
    phone.forgets("grants")
    await phone.says("2")
    phone.hears("conversation-no-such", "conversation-not-understood", "menu-what")


async def test_a_parked_dialog_that_is_no_more_is_closed_too() -> None:
    phone = await half_way()
    await phone.starts("papers")
    phone.forgets("grants")
    await phone.says("l")
    phone.hears("conversation-no-such", "papers-right")
    assert fronts(phone) == {"front": "papers"}


async def test_an_open_offer_of_a_dialog_that_is_no_more_is_closed() -> None:
    phone = await half_way()
    await phone.starts("papers")
    await phone.commands("cancel")
    phone.forgets("grants")
    await phone.says("1")
    phone.hears("conversation-no-such", "conversation-not-understood", "menu-what")

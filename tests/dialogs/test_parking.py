"""A dialog is started by address, parked behind another, and come back to."""

from __future__ import annotations

import pytest

from dialogs.names import RESUME
from dialogs.reading import Choice, Text
from dialogs.talk import Go, Talk
from tests.dialogs.half_way import asking, half_way, ready


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


async def test_what_is_offered_again_at_once_is_not_said_to_be_kept_besides() -> None:
    phone = await half_way(quick=asking())
    await phone.starts("quick")
    phone.hears("quick-hello", "quick-done", "resume-continue")


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
    assert phone.under_way == {}


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
    assert phone.under_way == {"front": "third", "parked": "grants"}


async def test_a_dialog_without_answers_is_left_without_a_word() -> None:
    phone = ready()
    await phone.starts("grants")
    await phone.starts("papers")
    phone.hears("papers-hello", "papers-left")
    assert phone.under_way == {"front": "papers"}


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
    assert phone.under_way == {"front": "grants", "parked": "papers"}


async def test_a_parked_dialog_chosen_from_the_menu_goes_on() -> None:
    phone = await half_way()
    await phone.commands("menu")
    await phone.presses("grants")
    phone.hears("conversation-resumed", "grants-two")
    assert phone.under_way == {"front": "grants"}


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

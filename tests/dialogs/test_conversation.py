"""A conversation between messages: what is said outside a dialog and inside one."""

from __future__ import annotations

from typing import Any

import pytest

from dialogs.messages import Contact, Other, Pictures, Pressed
from dialogs.reading import NationalId, Text
from dialogs.talk import Talk
from tests.dialogs.half_way import ready

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
    assert phone.under_way == {"front": "grants"}


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
    assert phone.under_way == {"front": "grants", "parked": "numbers"}


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

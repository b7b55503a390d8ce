"""What works everywhere, typed or pressed."""

from __future__ import annotations

from typing import Any

import pytest

from dialogs.commands import ARRIVED, command_in
from dialogs.messages import Command, Started
from dialogs.talk import Talk
from tests.dialogs.half_way import half_way, ready

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
    assert phone.under_way == {}


@pytest.mark.parametrize("name", ["back", "cancel"])
async def test_with_nothing_open_back_and_cancel_say_so_and_show_the_menu(name: str) -> None:
    phone = ready()
    await phone.commands(name)
    phone.hears("conversation-nothing-open", "menu-what")


@pytest.mark.parametrize("name", ["back", "cancel"])
async def test_the_menu_is_not_something_to_leave(name: str) -> None:
    phone = ready()
    await phone.commands("menu")
    assert not phone.reply.cancel
    await phone.commands(name)
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
    assert phone.under_way == {"front": "menu", "parked": "grants"}


async def test_forget_closes_everything_and_runs_its_dialog() -> None:
    async def forget(talk: Talk) -> None:
        await talk.say("done")

    phone = await half_way(forget=forget)
    await phone.starts("papers")
    await phone.commands("forget")
    phone.hears("forget-done")
    assert phone.under_way == {}

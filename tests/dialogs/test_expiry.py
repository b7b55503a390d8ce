"""What is left for too long, or is no more, is closed, and told when the person next writes."""

from __future__ import annotations

from datetime import timedelta

from dialogs.stage import LIFE
from tests.dialogs.half_way import half_way, ready

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
    assert phone.under_way == {"front": "grants"}


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
    assert phone.under_way == {"front": "menu"}


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
    assert phone.under_way == {"front": "papers"}


async def test_an_open_offer_of_a_dialog_that_is_no_more_is_closed() -> None:
    phone = await half_way()
    await phone.starts("papers")
    await phone.commands("cancel")
    phone.forgets("grants")
    await phone.says("1")
    phone.hears("conversation-no-such", "conversation-not-understood", "menu-what")

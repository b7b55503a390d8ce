"""What people do in a chat with the bot, and what they see of it."""

from __future__ import annotations

import asyncio

import pytest
from sqlalchemy import text

from bot.rehearsal import Rehearsal
from handlers.telegram import edge
from handlers.telegram.sending import NARROW
from handlers.telegram.setup import announce
from sandbox.faults import Fault, Kind
from sandbox.telegram.citizen import GroupMember, TelegramPhone
from sandbox.telegram.commands import offered
from services.messages import Messages
from tests.handlers.telegram.conftest import Hook, message
from tests.rehearsal import PATIENCE, arriving, fetch, inbox, outbox, settled, stranger, until
from tests.sandbox.conftest import png

SHARE = "📱 شماره‌ام را می‌فرستم"


async def silences(running: Rehearsal, phone: TelegramPhone) -> list[str]:
    async with running.parts.engine.connect() as connection:
        return sorted(await Messages(connection).silenced("telegram", str(phone.user.id)))


async def test_start_without_a_payload_welcomes(phone: TelegramPhone) -> None:
    phone.opens()
    assert "همیار" in (await phone.hears(PATIENCE)).text


async def test_start_with_a_dialog_opens_it(phone: TelegramPhone) -> None:
    phone.opens("grant_status-")
    await phone.hears(PATIENCE)
    assert any(button["text"] == SHARE for row in (phone.chat.keyboard or {}).get("rows", []) for button in row)


@pytest.mark.parametrize(
    "payload", ["nothing-12", "resume", "menu-0012345679", "-", "---", "x" * 64, "grant_status-1-2"]
)
async def test_start_with_any_payload_is_answered(running: Rehearsal, phone: TelegramPhone, payload: str) -> None:
    """Nobody learns from a payload whether there is such a case; and none of them upsets anything."""
    phone.opens(payload)
    await phone.hears(PATIENCE)
    await settled(running.parts.engine, phone.user.id)
    assert {state for _, state in await inbox(running.parts.engine, phone.user.id)} == {"played"}


async def test_a_press_is_answered_at_once_and_played(running: Rehearsal, phone: TelegramPhone) -> None:
    phone.opens()
    first = await phone.hears(PATIENCE)
    press = phone.presses(first.buttons[0][0]["text"])
    await phone.hears(PATIENCE)

    async def answered() -> bool:
        return press.answer is not None

    await until(answered)


async def test_a_press_that_telegram_thinks_too_old_is_played_all_the_same(
    running: Rehearsal, phone: TelegramPhone
) -> None:
    phone.opens()
    first = await phone.hears(PATIENCE)
    assert running.parts.telegram
    sent_aside = running.parts.telegram.edge._aside

    async def nothing_aside() -> bool:
        return not sent_aside

    running.sandbox.telegram.callback_seconds = -1
    try:
        press = phone.presses(first.buttons[0][0]["text"])
        await phone.hears(PATIENCE)
        await until(nothing_aside)
    finally:
        running.sandbox.telegram.callback_seconds = 60
    assert press.answer is None


@pytest.mark.parametrize("kind", [Kind.SERVER_ERROR, Kind.RESET_BEFORE, Kind.TOO_MANY, Kind.FORBIDDEN])
async def test_no_trouble_with_answering_a_press_reaches_the_person(
    running: Rehearsal, phone: TelegramPhone, kind: Kind
) -> None:
    phone.opens()
    first = await phone.hears(PATIENCE)
    running.sandbox.faults.switch_on(Fault("telegram", kind, method="answerCallbackQuery", times=1))
    phone.presses(first.buttons[0][0]["text"])
    await phone.hears(PATIENCE)
    running.sandbox.faults.clear()


async def test_simple_words_are_a_command_among_the_others_and_change_how_everything_is_said(
    running: Rehearsal, phone: TelegramPhone
) -> None:
    assert running.parts.telegram
    await announce(running.parts.telegram.bot, running.parts.wording)
    listed = [command["command"] for command in offered(running.bot, phone.chat, phone.user)]
    assert listed == ["start", "menu", "help", "simple", "plain", "forget"]
    phone.says("/forget")
    assert (await phone.hears(PATIENCE)).text == "این گفت‌وگو به کسی پیوند نداشت."
    phone.says("/simple")
    assert (await phone.hears(PATIENCE)).text.startswith("از این پس ساده می‌نویسم.\n")
    phone.says("/forget")
    assert (await phone.hears(PATIENCE)).text == "این گفت‌وگو به نام کسی نبود."
    phone.says("/plain")
    await phone.hears(PATIENCE)
    phone.says("/forget")
    assert (await phone.hears(PATIENCE)).text == "این گفت‌وگو به کسی پیوند نداشت."


async def test_an_edit_is_told_to_change_nothing(phone: TelegramPhone) -> None:
    written = phone.says("سلام")
    await phone.hears(PATIENCE)
    phone.edits(written, "خداحافظ")
    assert "همان‌طور که بود" in (await phone.hears(PATIENCE)).text


async def test_a_contact_counts_when_it_is_ones_own(running: Rehearsal, phone: TelegramPhone) -> None:
    phone.opens("grant_status")
    await phone.hears(PATIENCE)
    phone.shares_contact(of=stranger(running).user)
    assert "شخص دیگری" in (await phone.hears(PATIENCE)).text
    phone.shares_number("+989121234567", "نام")
    assert "شخص دیگری" in (await phone.hears(PATIENCE)).text
    phone.shares_contact()
    assert "کد ملی" in (await phone.hears(PATIENCE)).text


async def test_who_blocks_the_bot_is_given_up_and_written_to_again_later(
    running: Rehearsal, phone: TelegramPhone
) -> None:
    engine = running.parts.engine
    phone.opens()
    await phone.hears(PATIENCE)
    outage = running.sandbox.faults.switch_on(
        Fault("telegram", Kind.OUTAGE, method="sendMessage", to=str(phone.user.id))
    )
    phone.says("راهنما")

    async def waits() -> bool:
        return any(fault for _, _, fault, _ in await outbox(engine, phone.user.id))

    await until(waits)
    phone.blocks()

    async def known() -> bool:
        return await silences(running, phone) == ["blocked"]

    await until(known)
    running.sandbox.faults.switch_off(outage)
    await settled(engine, phone.user.id)
    assert [state for _, state, *_ in await outbox(engine, phone.user.id)] == ["sent", "failed"]
    phone.unblocks()
    phone.says("سلام")
    await phone.hears(PATIENCE)
    assert await silences(running, phone) == []


async def test_a_chat_that_blocks_the_bot_in_mid_turn(running: Rehearsal, telegram: Hook, phone: TelegramPhone) -> None:
    """The turn is kept, its reply is given up at the first 403, and nothing is tried again."""
    engine = running.parts.engine
    running.bot.blocked_by.add(phone.user.id)
    assert await telegram.brings(message(phone, "/start", 1)) == 200
    await settled(engine, phone.user.id)
    assert [(state, fault) for _, state, fault, _ in await outbox(engine, phone.user.id)] == [("failed", "blocked")]
    assert await silences(running, phone) == ["blocked"]
    (attempts,) = await fetch(
        engine, "SELECT attempts FROM hamyar.outbox WHERE address = :address", address=str(phone.user.id)
    )
    assert attempts == (1,)


async def test_an_album_is_one_message(running: Rehearsal, phone: TelegramPhone) -> None:
    phone.opens()
    await phone.hears(PATIENCE)
    async with arriving(running.parts.engine, phone.user.id, 3):
        phone.sends_album([png(), png(), png()])
    await phone.hears(PATIENCE)
    await settled(running.parts.engine, phone.user.id)
    assert [state for _, state in await inbox(running.parts.engine, phone.user.id)] == ["played"] * 4
    assert len(await outbox(running.parts.engine, phone.user.id)) == 2


async def test_a_straggler_of_an_album_is_answered_by_itself(running: Rehearsal, phone: TelegramPhone) -> None:
    phone.opens()
    await phone.hears(PATIENCE)
    async with arriving(running.parts.engine, phone.user.id, 2):
        sent = phone.sends_album([png(), png()])
    await phone.hears(PATIENCE)
    phone.sends_photo(png(), album=sent[0].album)
    await phone.hears(PATIENCE)
    await settled(running.parts.engine, phone.user.id)
    assert len(await outbox(running.parts.engine, phone.user.id)) == 3


async def test_a_group_hears_nothing(running: Rehearsal) -> None:
    telegram = running.sandbox.telegram
    group = telegram.world.add_group("گروه")
    member = GroupMember(telegram, telegram.world.add_user("کسی"), group)
    member.adds_bot(running.bot)
    member.says("سلام")
    phone = stranger(running)
    phone.opens()
    await phone.hears(PATIENCE)
    assert await inbox(running.parts.engine, group.id) == []


async def test_typing_shows_while_a_turn_takes_long(
    running: Rehearsal, phone: TelegramPhone, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(edge, "SLOW", 0.01)
    shown: list[object] = []
    assert running.parts.telegram
    bot = running.parts.telegram.bot
    really = bot.send_chat_action

    async def send_chat_action(*args: object, **more: object) -> bool:
        shown.append(args)
        return bool(await really(*args, **more))  # type: ignore[arg-type]

    monkeypatch.setattr(type(bot), "send_chat_action", lambda _, *args, **more: send_chat_action(*args, **more))
    async with running.parts.engine.connect() as connection:
        await connection.execute(text("LOCK TABLE hamyar.outbox IN ACCESS EXCLUSIVE MODE"))
        phone.opens()

        async def typing() -> bool:
            return bool(shown)

        await until(typing)
        await connection.rollback()
    await phone.hears(PATIENCE)
    assert shown == [(phone.user.id, "typing")]


async def test_buttons_are_laid_out_for_a_narrow_phone(phone: TelegramPhone) -> None:
    phone.opens()
    first = await phone.hears(PATIENCE)
    for row in first.buttons:
        assert len(row) <= 2
        assert len(row) == 1 or max(len(button["text"]) for button in row) <= NARROW
        assert all(len(button.get("callback_data", "").encode()) <= 64 for button in row)


async def test_a_flood_from_one_chat_is_slowed_and_said_so_once_and_others_are_unharmed(
    running: Rehearsal, telegram: Hook, phone: TelegramPhone
) -> None:
    engine, other = running.parts.engine, stranger(running)
    phone.opens()
    await phone.hears(PATIENCE)
    async with engine.connect() as connection:
        await connection.execute(
            text("SELECT FROM hamyar.conversations WHERE address = :address FOR UPDATE"),
            {"address": str(phone.user.id)},
        )
        for number in range(20):
            assert await telegram.brings(message(phone, f"پیام {number}", 1000 + number)) == 200
        other.opens()
        await other.hears(PATIENCE)
        await connection.rollback()
    assert await telegram.brings(message(phone, "فهرست", 2000)) == 200
    await settled(engine, phone.user.id)
    states = [state for _, state in await inbox(engine, phone.user.id)]
    assert states == ["played"] * 6 + ["slowed"] * 15 + [states[-1]]
    too_fast = [said for said, *_ in await outbox(engine, phone.user.id) if "پشت سر هم" in said]
    assert len(too_fast) == 1


async def test_many_people_at_once_are_each_answered(running: Rehearsal) -> None:
    phones = [stranger(running, f"نفر {number}") for number in range(20)]
    for phone in phones:
        phone.opens()
    heard = await asyncio.gather(*(phone.hears(PATIENCE) for phone in phones))
    assert all("همیار" in message.text for message in heard)

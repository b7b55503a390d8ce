"""How updates reach a bot: by polling with offsets, by webhook with repetition, each chat in order."""

import asyncio
import json
from collections.abc import AsyncIterator

import httpx
import pytest
import telegram as ptb
from aiogram import Bot as AiogramBot
from aiogram import exceptions, types

from sandbox.app import Sandbox, running
from sandbox.faults import Fault, Kind
from sandbox.telegram.citizen import GroupMember, NotPossible, TelegramPhone
from sandbox.telegram.core import Bot
from sandbox.telegram.formatting import found_entities
from tests.sandbox.conftest import TOKEN, World, png
from tests.sandbox.receiver import PATIENCE, Answer, Received, Receiver, receiving


@pytest.fixture
async def receiver() -> AsyncIterator[Receiver]:
    async with receiving() as receiver:
        yield receiver


async def waits(bot: Bot) -> None:
    """Until somebody polls."""
    async with asyncio.timeout(PATIENCE):
        while not bot.poll:  # noqa: ASYNC110  it rings no bell
            await asyncio.sleep(0.01)


def texts(updates: list[types.Update]) -> list[str | None]:
    return [update.message.text if update.message else None for update in updates]


async def test_updates_stay_until_an_offset_beyond_them(world: World, aiogram_bot: AiogramBot) -> None:
    phone = world.phone
    for text in ("یک", "دو", "سه"):
        phone.says(text)
    first = await aiogram_bot.get_updates()
    assert texts(first) == ["یک", "دو", "سه"]
    assert texts(await aiogram_bot.get_updates(limit=2)) == ["یک", "دو"]
    assert texts(await aiogram_bot.get_updates(offset=first[1].update_id)) == ["دو", "سه"]
    assert texts(await aiogram_bot.get_updates(offset=-1)) == ["سه"]
    assert await aiogram_bot.get_updates(offset=first[2].update_id + 1) == []


async def test_a_long_poll_ends_when_something_arrives(world: World, ptb_bot: ptb.Bot) -> None:
    poll = asyncio.create_task(ptb_bot.get_updates(timeout=50))
    await waits(world.bot)
    world.phone.says("سلام")
    updates = await poll
    assert [update.message.text for update in updates if update.message] == ["سلام"]


async def test_a_waiting_poller_does_not_hold_the_sandbox_up() -> None:
    sandbox = Sandbox()
    bot = sandbox.telegram.add_bot(TOKEN, "hamyar_bot", "همیار")
    async with httpx.AsyncClient(trust_env=False) as http:
        async with running(sandbox) as url:
            poll = asyncio.create_task(http.get(f"{url}/bot{TOKEN}/getUpdates?timeout=30", timeout=60))
            await waits(bot)
        assert (await poll).json()["result"] == []


async def test_a_second_poller_ends_the_first(world: World, aiogram_bot: AiogramBot) -> None:
    first = asyncio.create_task(aiogram_bot.get_updates(timeout=50))
    await waits(world.bot)
    second = asyncio.create_task(aiogram_bot.get_updates(timeout=1))
    with pytest.raises(exceptions.TelegramConflictError, match="terminated by other getUpdates request"):
        await first
    assert await second == []


async def test_no_polling_beside_a_webhook(world: World, aiogram_bot: AiogramBot, receiver: Receiver) -> None:
    await aiogram_bot.set_webhook(receiver.url, secret_token="s-1")
    with pytest.raises(exceptions.TelegramConflictError, match="can't use getUpdates method while webhook is active"):
        await aiogram_bot.get_updates()
    assert (await aiogram_bot.get_webhook_info()).url == receiver.url
    await aiogram_bot.delete_webhook()
    assert await aiogram_bot.get_updates() == []


async def test_the_wish_for_kinds_of_updates_is_remembered(world: World, aiogram_bot: AiogramBot) -> None:
    await aiogram_bot.get_updates(allowed_updates=["callback_query"])
    phone = world.phone
    phone.says("unheard")
    assert await aiogram_bot.get_updates() == []
    await aiogram_bot.get_updates(allowed_updates=["message", "edited_message"])
    phone.edits(phone.says("heard"), "edited")
    updates = await aiogram_bot.get_updates()
    assert [update.event_type for update in updates] == ["message", "edited_message"]
    assert updates[1].edited_message is not None
    assert isinstance(updates[1].edited_message.edit_date, int)


async def test_what_people_send_reads_in_both_libraries(
    world: World, aiogram_bot: AiogramBot, ptb_bot: ptb.Bot
) -> None:
    phone = world.phone
    phone.opens("grant-12")
    phone.shares_contact()
    phone.shares_number("09350000000", "دیگری")
    phone.sends_document(b"%PDF", "a.pdf", "application/pdf", "مدرک")
    album = phone.sends_album([png(), png()], "عقدنامه")
    assert album[0].album == album[1].album != ""
    updates = await aiogram_bot.get_updates()
    messages = [update.message for update in updates]
    assert all(messages)
    start, own, others, document, first, second = (message for message in messages if message)
    assert start.text == "/start grant-12"
    assert start.entities is not None
    assert (start.entities[0].type, start.entities[0].length) == ("bot_command", 6)
    assert own.contact is not None
    assert others.contact is not None
    assert own.from_user is not None
    assert own.contact.user_id == own.from_user.id
    assert others.contact.user_id is None
    assert document.caption == "مدرک"
    assert first.media_group_id == second.media_group_id
    assert (first.caption, second.caption) == ("عقدنامه", None)
    assert len({update.message.chat.id for update in await ptb_bot.get_updates() if update.message}) == 1


@pytest.mark.parametrize(("text", "marked"), [("برو /stats", 1), ("<b>مهم</b>", 0), ("۱/۲ و http/1", 0), ("/r/x", 0)])
def test_what_is_no_command_is_not_marked_as_one(text: str, marked: int) -> None:
    assert [entity["type"] for entity in found_entities(text)] == ["bot_command"] * marked


async def test_a_press_is_answered_once_and_in_time(world: World, aiogram_bot: AiogramBot) -> None:
    phone = world.phone
    phone.opens()
    markup = types.InlineKeyboardMarkup(inline_keyboard=[[types.InlineKeyboardButton(text="بله", callback_data="q:1")]])
    await aiogram_bot.send_message(world.sara.id, "؟", reply_markup=markup)
    press = phone.presses("بله")
    query = (await aiogram_bot.get_updates())[-1].callback_query
    assert query is not None
    assert (query.data, query.from_user.id) == ("q:1", world.sara.id)
    assert query.chat_instance
    assert isinstance(query.message, types.Message)
    assert await aiogram_bot.answer_callback_query(query.id, "ثبت شد")
    assert press.answer == {"text": "ثبت شد", "alert": False, "url": ""}
    late = phone.presses("بله")
    world.clock.moves(61)
    for stale in (late.id, query.id, "1"):
        with pytest.raises(exceptions.TelegramBadRequest, match="query is too old and response timeout expired"):
            await aiogram_bot.answer_callback_query(stale)
    with pytest.raises(NotPossible):
        phone.presses("نه")


async def test_blocking_is_told(world: World, aiogram_bot: AiogramBot) -> None:
    phone = world.phone
    phone.opens()
    phone.blocks()
    with pytest.raises(NotPossible):
        phone.says("x")
    phone.unblocks()
    changes = [update.my_chat_member for update in await aiogram_bot.get_updates() if update.my_chat_member]
    assert [change.new_chat_member.status for change in changes] == ["kicked", "member"]


async def test_a_webhook_carries_the_secret(world: World, aiogram_bot: AiogramBot, receiver: Receiver) -> None:
    await aiogram_bot.set_webhook(receiver.url, secret_token="s-1")
    world.phone.says("سلام")
    call = (await receiver.got(1))[0]
    assert call.headers["x-telegram-bot-api-secret-token"] == "s-1"
    assert types.Update.model_validate(call.body).message is not None
    assert isinstance(call.body["message"]["date"], int)


async def test_a_failed_delivery_is_repeated_and_its_chat_waits(
    world: World, aiogram_bot: AiogramBot, receiver: Receiver
) -> None:
    other = world.sandbox.telegram.world.add_user("رضا")

    def fails_thrice_for_sara(call: Received) -> Answer:
        of_sara = [c for c in receiver.calls if c.body["message"]["from"]["id"] == world.sara.id]
        fails = call.body["message"]["from"]["id"] == world.sara.id and len(of_sara) <= 3
        return (500 if fails else 200), {}, b""

    receiver.answers = fails_thrice_for_sara
    await aiogram_bot.set_webhook(receiver.url)
    phone = world.phone
    phone.says("یک")
    phone.says("دو")
    TelegramPhone(world.sandbox.telegram, other, world.bot).says("از رضا")
    calls = await receiver.got(6)
    assert [c.body["message"]["text"] for c in calls if c.body["message"]["from"]["id"] == world.sara.id] == [
        *["یک"] * 4,
        "دو",
    ]
    assert "از رضا" in [c.body["message"]["text"] for c in calls[:3]]
    async with asyncio.timeout(PATIENCE):
        while len(world.bot.updates):  # noqa: ASYNC110  until the far side has read the last answer, too
            await asyncio.sleep(0.01)
    info = await aiogram_bot.get_webhook_info()
    assert info.last_error_message == "Wrong response from the webhook: 500 Told"
    assert info.pending_update_count == 0


async def test_retry_after_is_obeyed(world: World, aiogram_bot: AiogramBot, receiver: Receiver) -> None:
    receiver.answers = lambda _: (503, {"Retry-After": "1"}, b"") if len(receiver.calls) == 1 else (200, {}, b"")
    await aiogram_bot.set_webhook(receiver.url)
    world.phone.says("x")
    first, second = await receiver.got(2)
    assert second.at - first.at > 0.9, "and not at once, as after other answers"


async def test_different_chats_are_delivered_side_by_side(
    world: World, aiogram_bot: AiogramBot, receiver: Receiver
) -> None:
    receiver.together = 5
    await aiogram_bot.set_webhook(receiver.url, max_connections=5)
    for number in range(10):
        user = world.sandbox.telegram.world.add_user(f"n{number}")
        TelegramPhone(world.sandbox.telegram, user, world.bot).says("x")
    await receiver.got(10)
    assert receiver.busiest == 5


async def test_a_webhook_may_answer_with_a_call(world: World, aiogram_bot: AiogramBot, receiver: Receiver) -> None:
    answer = {"method": "sendMessage", "chat_id": world.sara.id, "text": "همین جا"}
    receiver.answers = lambda _: (200, {"Content-Type": "application/json"}, json.dumps(answer).encode())
    await aiogram_bot.set_webhook(receiver.url)
    phone = world.phone
    phone.says("x")
    assert (await phone.hears()).text == "همین جا"


async def test_only_this_machine_is_called_back(world: World, aiogram_bot: AiogramBot) -> None:
    with pytest.raises(exceptions.TelegramBadRequest, match="bad webhook"):
        await aiogram_bot.set_webhook("https://hamyar.example/telegram")


async def test_a_delivery_can_be_repeated_swapped_and_lost(
    world: World, aiogram_bot: AiogramBot, receiver: Receiver
) -> None:
    faults = world.sandbox.faults
    await aiogram_bot.set_webhook(receiver.url)
    phone = world.phone
    faults.switch_on(Fault("telegram", Kind.DUPLICATE, times=1))
    phone.says("twice")
    faults.switch_on(Fault("telegram", Kind.WRONG_ORDER, times=1))
    phone.says("second")
    phone.says("first")
    faults.switch_on(Fault("telegram", Kind.LOST, times=1))
    phone.says("never")
    phone.says("last")
    calls = await receiver.got(5)
    await asyncio.sleep(0.1)
    assert [call.body["message"]["text"] for call in calls] == ["twice", "twice", "first", "second", "last"]
    assert calls[0].body == calls[1].body
    assert calls[3].body["update_id"] < calls[2].body["update_id"]


async def test_a_poller_meets_repetition_and_swaps_too(world: World, aiogram_bot: AiogramBot) -> None:
    faults = world.sandbox.faults
    phone = world.phone
    faults.switch_on(Fault("telegram", Kind.WRONG_ORDER, times=1))
    phone.says("second")
    faults.switch_on(Fault("telegram", Kind.DUPLICATE, times=1))
    phone.says("first")
    updates = await aiogram_bot.get_updates()
    assert texts(updates) == ["first", "second"]
    again = await aiogram_bot.get_updates(offset=updates[0].update_id + 1)
    assert texts(again) == ["first"]
    assert await aiogram_bot.get_updates(offset=updates[0].update_id + 1) == []


async def test_a_lasting_swap_swaps_pair_by_pair(world: World, aiogram_bot: AiogramBot) -> None:
    world.sandbox.faults.switch_on(Fault("telegram", Kind.WRONG_ORDER))
    for text in ("2", "1", "4", "3"):
        world.phone.says(text)
    assert texts(await aiogram_bot.get_updates()) == ["1", "2", "3", "4"]


async def test_updates_wait_out_an_outage(world: World, aiogram_bot: AiogramBot, receiver: Receiver) -> None:
    await aiogram_bot.set_webhook(receiver.url)
    outage = world.sandbox.faults.switch_on(Fault("telegram", Kind.OUTAGE))
    phone = world.phone
    phone.says("یک")
    phone.says("دو")
    with pytest.raises(exceptions.TelegramNetworkError):
        await aiogram_bot.get_me()
    assert receiver.calls == []
    world.sandbox.faults.switch_off(outage)
    assert [call.body["message"]["text"] for call in await receiver.got(2)] == ["یک", "دو"]


async def test_what_is_on_the_wire(world: World) -> None:
    """Models of the libraries forgive much; these are the fields as Telegram spells them."""
    said = world.phone.says("سلام")
    async with httpx.AsyncClient(trust_env=False, base_url=world.url, timeout=60) as http:
        update = (await http.get(f"/bot{world.bot.token}/getUpdates")).json()["result"][0]
    assert update["message"] == {
        "message_id": said.id,
        "from": {
            "id": world.sara.id,
            "is_bot": False,
            "first_name": "سارا",
            "last_name": "رضایی",
            "language_code": "fa",
        },
        "chat": {"id": world.sara.id, "first_name": "سارا", "last_name": "رضایی", "type": "private"},
        "date": update["message"]["date"],
        "text": "سلام",
    }


async def test_a_plain_member_bot_hears_only_what_concerns_it(world: World, aiogram_bot: AiogramBot) -> None:
    telegram = world.sandbox.telegram
    group = telegram.world.add_group("گروه")
    reza = GroupMember(telegram, telegram.world.add_user("رضا"), group, "creator")
    reza.adds_bot(world.bot, administrator=False)
    reza.says("گفت‌وگوی خودمان")
    reza.says("/help")
    updates = await aiogram_bot.get_updates()
    assert [update.event_type for update in updates] == ["my_chat_member", "message"]

"""What a bot of the staff does in a forum, with the real python-telegram-bot."""

from collections.abc import AsyncIterator
from dataclasses import dataclass

import pytest
import telegram as ptb
from telegram.error import BadRequest, RetryAfter
from telegram.request import HTTPXRequest

from sandbox.telegram.citizen import GroupMember, NotPossible
from sandbox.telegram.commands import offered
from sandbox.telegram.limits import Paces
from sandbox.telegram.staff import Colleague
from sandbox.telegram.world import Chat, Topic
from tests.sandbox.conftest import DESK_TOKEN, World, png

GROUP = -1_001_111_111_111


@dataclass
class Desk:
    """A bot, its group, an open topic in it, somebody who may do everything there and somebody who may just write."""

    bot: ptb.Bot
    chat: Chat
    topic: Topic
    head: GroupMember
    clerk: GroupMember

    async def says(self, text: str, **more: object) -> ptb.Message:
        return await self.bot.send_message(self.chat.id, text, message_thread_id=self.topic.id, **more)  # type: ignore[arg-type]

    async def hears(self) -> list[ptb.Update]:
        """What came since the last time."""
        updates = await self.bot.get_updates(allowed_updates=["message", "edited_message", "callback_query"])
        if updates:
            await self.bot.get_updates(offset=updates[-1].update_id + 1)
        return list(updates)


@pytest.fixture
async def desk(world: World) -> AsyncIterator[Desk]:
    staff = [Colleague(51, "رضا", "نوری", "مسئول", "creator"), Colleague(52, "مریم", "کریمی", "کارشناس", "member")]
    group = world.sandbox.add_staff_group(GROUP, "میز همیار", staff, [world.desk])
    topic = group.members[51].opens_topic("سارا ر.")
    request = HTTPXRequest(read_timeout=60)
    files = world.url + "/file/bot"
    async with ptb.Bot(DESK_TOKEN, base_url=world.url + "/bot", base_file_url=files, request=request) as bot:
        found = Desk(bot, group.chat, topic, group.members[51], group.members[52])
        await found.hears()
        yield found


async def test_a_question_with_a_forced_reply_is_answered_as_one(desk: Desk) -> None:
    wanted = ptb.ForceReply(selective=True, input_field_placeholder="یادداشت برای همکار")
    asked = await desk.says("به چه کسی و چرا؟", reply_markup=wanted)
    question = desk.chat.messages[asked.message_id]
    assert question.keyboard == {"force_reply": True, "selective": True, "placeholder": "یادداشت برای همکار"}
    desk.clerk.says("سابقه را دیدم", reply_to=question)
    (update,) = await desk.hears()
    assert update.message is not None
    assert update.message.reply_to_message is not None
    assert update.message.reply_to_message.message_id == asked.message_id
    assert (update.message.is_topic_message, update.message.message_thread_id) == (True, desk.topic.id)
    with pytest.raises(BadRequest, match="placeholder is too long"):
        await desk.says("؟", reply_markup=ptb.ForceReply(input_field_placeholder="x" * 65))


async def test_a_press_in_a_topic_says_where_and_its_answer_is_kept_for_the_presser(desk: Desk) -> None:
    button = ptb.InlineKeyboardMarkup.from_button(ptb.InlineKeyboardButton("برمی‌دارم", callback_data="t:1"))
    await desk.says("پرونده", reply_markup=button)
    press = desk.clerk.presses("برمی‌دارم")
    (update,) = await desk.hears()
    query = update.callback_query
    assert query is not None
    assert isinstance(query.message, ptb.Message)
    assert (query.from_user.id, query.message.message_thread_id) == (52, desk.topic.id)
    await desk.bot.answer_callback_query(query.id, "از پیش برداشته شده است", show_alert=True)
    assert press.answer == {"text": "از پیش برداشته شده است", "alert": True, "url": ""}


async def test_words_captions_pictures_and_buttons_are_edited_in_a_topic(desk: Desk) -> None:
    sent = await desk.bot.send_photo(desk.chat.id, png(), "عقدنامه", message_thread_id=desk.topic.id)
    place = {"chat_id": desk.chat.id, "message_id": sent.message_id}
    await desk.bot.edit_message_caption(**place, caption="عقدنامه، صفحهٔ ۱")
    edited = await desk.bot.edit_message_media(ptb.InputMediaPhoto(png(800, 600), caption="صفحهٔ ۲"), **place)
    assert isinstance(edited, ptb.Message)
    assert (edited.photo[-1].width, edited.caption, edited.is_topic_message) == (800, "صفحهٔ ۲", True)
    words = await desk.says("در صف")
    chart = ptb.InputMediaDocument(b"%PDF", filename="chart.pdf")
    changed = await desk.bot.edit_message_media(chart, chat_id=desk.chat.id, message_id=words.message_id)
    assert isinstance(changed, ptb.Message)
    assert changed.document is not None
    assert changed.document.file_name == "chart.pdf"
    with pytest.raises(BadRequest, match="There is no text in the message to edit"):
        await desk.bot.edit_message_text("x", **place)


async def test_albums_and_documents_go_into_a_topic(desk: Desk) -> None:
    album = [ptb.InputMediaPhoto(png(), caption="یک"), ptb.InputMediaPhoto(png())]
    sent = await desk.bot.send_media_group(desk.chat.id, album, message_thread_id=desk.topic.id)
    assert {message.media_group_id for message in sent} == {sent[0].media_group_id}
    assert all(message.message_thread_id == desk.topic.id for message in sent)
    desk.clerk.sends_photo(png(), "برای شهروند", desk.topic, album="7")
    desk.clerk.sends_document(b"%PDF", "a.pdf", "application/pdf", desk.topic, "دوم", album="7")
    photo, document = [update.message for update in await desk.hears()]
    assert photo is not None
    assert document is not None
    assert document.document is not None
    assert photo.media_group_id == document.media_group_id == "7"
    assert (photo.caption, document.caption) == ("برای شهروند", "دوم")
    assert await (await document.document.get_file()).download_as_bytearray() == b"%PDF"


async def test_an_edit_of_a_colleague_is_heard_and_a_deletion_is_not(desk: Desk) -> None:
    said = desk.clerk.says("سلام", desk.topic)
    desk.clerk.edits(said, "سلام و درود")
    desk.clerk.deletes(said)
    first, second = await desk.hears()
    assert first.message is not None
    assert second.edited_message is not None
    assert (second.edited_message.text, second.edited_message.message_thread_id) == ("سلام و درود", desk.topic.id)
    with pytest.raises(BadRequest, match="Message to be replied not found"):
        await desk.says("پاسخ", reply_to_message_id=said.id)
    with pytest.raises(NotPossible):
        desk.clerk.deletes(desk.head.says("از من", desk.topic))


async def test_a_header_is_pinned_in_its_topic_and_taken_down(desk: Desk) -> None:
    header = await desk.says("سرصفحه")
    assert await desk.bot.pin_chat_message(desk.chat.id, header.message_id, disable_notification=True)
    told = desk.chat.shown()[-1]
    assert told.service["pinned_message"]["message_id"] == header.message_id
    assert told.topic is desk.topic
    pinned = (await desk.bot.get_chat(desk.chat.id)).pinned_message
    assert pinned is not None
    assert pinned.message_id == header.message_id
    assert await desk.bot.unpin_all_forum_topic_messages(desk.chat.id, desk.topic.id)
    with pytest.raises(BadRequest, match="Message to unpin not found"):
        await desk.bot.unpin_chat_message(desk.chat.id, header.message_id)
    assert await desk.hears() == []


async def test_a_closed_topic_takes_only_its_managers_words(world: World, desk: Desk) -> None:
    await desk.bot.close_forum_topic(desk.chat.id, desk.topic.id)
    with pytest.raises(NotPossible):
        desk.clerk.says("دیر رسیدم", desk.topic)
    desk.head.says("من می‌توانم", desk.topic)
    await desk.says("ربات هم")
    desk.head.adds_bot(world.desk, can_manage_topics=False)
    with pytest.raises(BadRequest, match="Topic_closed"):
        await desk.says("دیگر نه")
    (update,) = await desk.hears()
    assert update.message is not None
    assert update.message.text == "من می‌توانم"


async def test_a_deleted_topic_takes_its_messages_with_it(desk: Desk) -> None:
    said = await desk.says("پیش از حذف")
    topic = desk.topic.id
    with pytest.raises(BadRequest, match="Message can't be deleted"):
        await desk.bot.delete_message(desk.chat.id, topic)
    desk.head.deletes_topic(desk.topic)
    for method in (desk.bot.edit_forum_topic, desk.bot.close_forum_topic, desk.bot.delete_forum_topic):
        with pytest.raises(BadRequest, match="Message thread not found"):
            await method(desk.chat.id, topic)
    with pytest.raises(BadRequest, match="Message to edit not found"):
        await desk.bot.edit_message_text("پس از حذف", desk.chat.id, said.message_id)
    with pytest.raises(NotPossible):
        desk.clerk.says("کسی هست؟", desk.topic)
    assert await desk.hears() == []


@pytest.mark.filterwarnings("ignore:Deprecated since version v22.2")
async def test_a_group_hears_twenty_messages_a_minute(world: World, desk: Desk) -> None:
    world.sandbox.telegram.limits.paces = Paces()
    for number in range(20):
        world.clock.moves(1.0)
        await desk.says(str(number))
    world.clock.moves(3.0)
    with pytest.raises(RetryAfter, match=r"Retry in 3\d seconds"):
        await desk.says("بیست‌ویکم")
    world.clock.moves(40.0)
    assert await desk.says("بیست‌ویکم")


async def test_commands_are_offered_to_the_narrowest_audience(world: World, desk: Desk) -> None:
    await desk.bot.set_my_commands([("start", "شروع")])
    await desk.bot.set_my_commands([("r", "پاسخ آماده")], scope=ptb.BotCommandScopeChat(desk.chat.id))
    heads = ptb.BotCommandScopeChatAdministrators(desk.chat.id)
    await desk.bot.set_my_commands([("stats", "آمار")], scope=heads)
    assert [command.command for command in await desk.bot.get_my_commands(scope=heads)] == ["stats"]

    def names(member: GroupMember) -> list[str]:
        return [command["command"] for command in offered(world.desk, desk.chat, member.user)]

    assert (names(desk.head), names(desk.clerk)) == (["stats"], ["r"])
    assert await desk.bot.get_chat_member_count(desk.chat.id) == 3

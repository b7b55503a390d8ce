"""A forum of staff: topics opened, used, closed and deleted under the bot."""

from collections.abc import AsyncIterator
from dataclasses import dataclass

import pytest
import telegram as ptb
from aiogram import Bot as AiogramBot
from telegram.error import BadRequest, Forbidden
from telegram.request import HTTPXRequest

from sandbox.telegram.citizen import GroupMember
from sandbox.telegram.staff import Colleague
from sandbox.telegram.world import Chat
from tests.sandbox.conftest import DESK_TOKEN, World


@dataclass
class Desk:
    bot: ptb.Bot
    chat: Chat
    clerk: GroupMember


@pytest.fixture
async def desk(world: World) -> AsyncIterator[Desk]:
    telegram = world.sandbox.telegram
    chat = telegram.world.add_group("میز همیار", is_forum=True)
    clerk = GroupMember(telegram, telegram.world.add_user("کارشناس"), chat, "creator")
    clerk.adds_bot(world.desk)
    request = HTTPXRequest(read_timeout=60)
    async with ptb.Bot(DESK_TOKEN, base_url=world.url + "/bot", request=request) as bot:
        yield Desk(bot, chat, clerk)


async def test_a_message_in_a_topic_replies_to_its_creation(desk: Desk) -> None:
    topic = await desk.bot.create_forum_topic(desk.chat.id, "سارا رضایی")
    sent = await desk.bot.send_message(desk.chat.id, "پرونده", message_thread_id=topic.message_thread_id)
    assert sent.is_topic_message
    assert sent.reply_to_message is not None
    assert sent.reply_to_message.forum_topic_created is not None
    its_topic = desk.chat.topics[topic.message_thread_id]
    desk.clerk.says("بررسی شد", its_topic)
    desk.clerk.says("پاسخ", reply_to=desk.chat.messages[sent.message_id])
    desk.clerk.says("در عمومی")
    updates = await desk.bot.get_updates()
    told, replied, general = [update.message for update in updates if update.message]
    assert told.message_thread_id == replied.message_thread_id == topic.message_thread_id
    assert told.reply_to_message is not None
    assert told.reply_to_message.message_id == topic.message_thread_id
    assert replied.reply_to_message is not None
    assert replied.reply_to_message.message_id == sent.message_id
    assert general.message_thread_id is None
    assert updates[0].my_chat_member is not None


async def test_a_deleted_topic_is_found_out_by_the_next_message(desk: Desk) -> None:
    topic = await desk.bot.create_forum_topic(desk.chat.id, "سارا")
    thread = topic.message_thread_id
    await desk.bot.get_updates()
    desk.clerk.deletes_topic(desk.chat.topics[thread])
    assert [update for update in await desk.bot.get_updates() if update.message] == []
    with pytest.raises(BadRequest, match="Message thread not found"):
        await desk.bot.send_message(desk.chat.id, "x", message_thread_id=thread)
    with pytest.raises(BadRequest, match="Message thread not found"):
        await desk.bot.send_message(desk.chat.id, "General has no id", message_thread_id=1)
    with pytest.raises(BadRequest, match="Message thread not found"):
        await desk.bot.close_forum_topic(desk.chat.id, thread)


async def test_topics_are_renamed_closed_and_reopened(desk: Desk) -> None:
    thread = (await desk.bot.create_forum_topic(desk.chat.id, "سارا")).message_thread_id
    assert await desk.bot.edit_forum_topic(desk.chat.id, thread, name="سارا ر")
    with pytest.raises(BadRequest, match="Topic_not_modified"):
        await desk.bot.edit_forum_topic(desk.chat.id, thread, name="سارا ر")
    assert await desk.bot.close_forum_topic(desk.chat.id, thread)
    assert desk.chat.topics[thread].closed
    assert await desk.bot.reopen_forum_topic(desk.chat.id, thread)
    desk.clerk.closes_topic(desk.chat.topics[thread])
    closed = (await desk.bot.get_updates())[-1].message
    assert closed is not None
    assert closed.forum_topic_closed is not None
    assert await desk.bot.delete_forum_topic(desk.chat.id, thread)


async def test_rights_are_needed_and_can_be_lost(world: World, desk: Desk, aiogram_bot: AiogramBot) -> None:
    desk.clerk.adds_bot(world.desk, can_manage_topics=False)
    with pytest.raises(BadRequest, match="Not enough rights to create a topic"):
        await desk.bot.create_forum_topic(desk.chat.id, "x")
    desk.clerk.removes_bot(world.desk)
    with pytest.raises(Forbidden, match="bot was kicked from the supergroup chat"):
        await desk.bot.send_message(desk.chat.id, "x")
    with pytest.raises(Exception, match="chat not found"):
        await aiogram_bot.send_message(desk.chat.id, "not even a member")


async def test_a_staff_group_is_set_up_at_once_and_once(world: World) -> None:
    staff = [
        Colleague(500_000_001, "مریم", "کریمی", "کارشناس"),
        Colleague(500_000_002, "رضا", "نوری", "مسئول میز", "creator"),
    ]
    group = world.sandbox.add_staff_group(-1_001_234_567_890, "میز همیار", staff, [world.desk])
    again = world.sandbox.add_staff_group(-1_001_234_567_890, "میز همیار", staff, [world.desk])
    assert again.chat is group.chat
    async with ptb.Bot(DESK_TOKEN, base_url=world.url + "/bot") as bot:
        assert (await bot.get_chat(group.chat.id)).is_forum
        own = await bot.get_chat_member(group.chat.id, world.desk.user.id)
        assert isinstance(own, ptb.ChatMemberAdministrator)
        assert own.can_manage_topics
        administrators = await bot.get_chat_administrators(group.chat.id)
        assert {member.user.id: getattr(member, "custom_title", None) for member in administrators} == {
            500_000_001: "کارشناس",
            500_000_002: "مسئول میز",
            world.desk.user.id: None,
        }
        group.members[500_000_001].says("سلام")
        joined, said = await bot.get_updates()
    assert joined.my_chat_member is not None
    assert said.message is not None
    assert said.message.from_user is not None
    assert said.message.from_user.full_name == "مریم کریمی"


def test_a_group_never_takes_the_number_of_another(world: World) -> None:
    there = world.sandbox.telegram.world
    first = there.add_group("یکی", chat_id=-1_001_000_000_001)
    others = [there.add_group("دیگری") for _ in range(3)]
    assert len({group.id for group in (first, *others)}) == 4
    assert there.groups[first.id] is first

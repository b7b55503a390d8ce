"""Topics of a forum: opened, renamed, closed, deleted by a bot that may."""

import random

from sandbox.calls import Call
from sandbox.telegram.core import Bot, Telegram, chat_key
from sandbox.telegram.errors import THREAD_NOT_FOUND, bad_request
from sandbox.telegram.methods.chats import chat_of
from sandbox.telegram.wire import topic_wire
from sandbox.telegram.world import Chat, Json, Topic, User

LONGEST_NAME = 128
COLOURS = (7322096, 16766590, 13338331, 9367192, 16749490, 16478047)


def open_topic(telegram: Telegram, chat: Chat, by: User, name: str, colour: int = 0, emoji: str = "") -> Topic:
    """A new topic; the message that announces it gives it its id."""
    topic = Topic(0, name, colour or random.choice(COLOURS), emoji)  # noqa: S311
    created = {"name": name, "icon_color": topic.icon_color} | ({"icon_custom_emoji_id": emoji} if emoji else {})
    announced = telegram.world.write(chat, by, topic=topic, service={"forum_topic_created": created})
    topic.id = announced.id
    chat.topics[topic.id] = topic
    telegram.person_wrote(announced)
    return topic


def change_topic(telegram: Telegram, chat: Chat, by: User, topic: Topic, what: str, facts: Json) -> None:
    """Tells the change, `what` being `forum_topic_edited`, `_closed` or `_reopened`."""
    telegram.person_wrote(telegram.world.write(chat, by, topic=topic, service={what: facts}))


def delete_topic(telegram: Telegram, chat: Chat, topic: Topic) -> None:
    """Gone with all that was said in it; nobody is told."""
    del chat.topics[topic.id]
    for message in chat.messages.values():
        if message.topic is topic:
            message.deleted = True
    telegram.news.tell("telegram.topic", chat=chat_key(chat), topic=topic.id, deleted=True)
    telegram.world.changed.ring()


async def create_forum_topic(telegram: Telegram, bot: Bot, call: Call) -> Json:
    chat = _manageable(telegram, bot, call)
    name = call.text("name").strip()
    if not name or len(name) > LONGEST_NAME:
        raise bad_request("TOPIC_TITLE_EMPTY" if not name else "TOPIC_NAME_TOO_LONG")
    colour = call.whole("icon_color")
    if colour and colour not in COLOURS:
        raise bad_request("TOPIC_ICON_COLOR_INVALID")
    return topic_wire(open_topic(telegram, chat, bot.user, name, colour, call.text("icon_custom_emoji_id")))


async def edit_forum_topic(telegram: Telegram, bot: Bot, call: Call) -> bool:
    chat, topic = _topic(telegram, bot, call)
    name = call.text("name").strip() or topic.name
    if len(name) > LONGEST_NAME:
        raise bad_request("TOPIC_NAME_TOO_LONG")
    emoji = call.text("icon_custom_emoji_id", topic.icon_emoji)
    if (name, emoji) == (topic.name, topic.icon_emoji):
        raise bad_request("TOPIC_NOT_MODIFIED")
    topic.name, topic.icon_emoji = name, emoji
    change_topic(telegram, chat, bot.user, topic, "forum_topic_edited", {"name": name})
    return True


async def close_forum_topic(telegram: Telegram, bot: Bot, call: Call) -> bool:
    return _set_closed(telegram, bot, call, closed=True)


async def reopen_forum_topic(telegram: Telegram, bot: Bot, call: Call) -> bool:
    return _set_closed(telegram, bot, call, closed=False)


async def delete_forum_topic(telegram: Telegram, bot: Bot, call: Call) -> bool:
    chat, topic = _topic(telegram, bot, call)
    delete_topic(telegram, chat, topic)
    return True


def _set_closed(telegram: Telegram, bot: Bot, call: Call, *, closed: bool) -> bool:
    chat, topic = _topic(telegram, bot, call)
    if topic.closed == closed:
        raise bad_request("TOPIC_NOT_MODIFIED")
    topic.closed = closed
    change_topic(telegram, chat, bot.user, topic, "forum_topic_closed" if closed else "forum_topic_reopened", {})
    return True


def _manageable(telegram: Telegram, bot: Bot, call: Call) -> Chat:
    chat = chat_of(telegram, bot, call)
    if not chat.is_forum:
        raise bad_request("the chat is not a forum")
    if not chat.members[bot.user.id].can_manage_topics:
        raise bad_request("not enough rights to create a topic")
    return chat


def _topic(telegram: Telegram, bot: Bot, call: Call) -> tuple[Chat, Topic]:
    chat = _manageable(telegram, bot, call)
    topic = chat.topics.get(call.whole("message_thread_id"))
    if topic is None:
        raise THREAD_NOT_FOUND
    return chat, topic

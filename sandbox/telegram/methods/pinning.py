"""Messages held at the top of a chat: pinned and taken down again."""

from sandbox.calls import Call
from sandbox.telegram.core import Bot, Telegram
from sandbox.telegram.errors import THREAD_NOT_FOUND, bad_request
from sandbox.telegram.methods.chats import chat_of
from sandbox.telegram.wire import message_wire
from sandbox.telegram.world import Chat, Message


async def pin_chat_message(telegram: Telegram, bot: Bot, call: Call) -> bool:
    """Pinned again, a message stays where it is and nobody is told."""
    chat = _pinnable(telegram, bot, call)
    message = _message(chat, call, "message to pin not found")
    if message in chat.pinned:
        return True
    chat.pinned.append(message)
    pinned = message_wire(message, bot.user.id, telegram.world.files, with_reply=False)
    telegram.show(telegram.world.write(chat, bot.user, topic=message.topic, service={"pinned_message": pinned}))
    return True


async def unpin_chat_message(telegram: Telegram, bot: Bot, call: Call) -> bool:
    """The message named, or the latest one."""
    chat = _pinnable(telegram, bot, call)
    named = _message(chat, call, "message to unpin not found") if "message_id" in call else None
    message = named or next(reversed(chat.pinned), None)
    if message not in chat.pinned or message is None:
        raise bad_request("message to unpin not found")
    chat.pinned.remove(message)
    return True


async def unpin_all_chat_messages(telegram: Telegram, bot: Bot, call: Call) -> bool:
    _pinnable(telegram, bot, call).pinned.clear()
    return True


async def unpin_all_forum_topic_messages(telegram: Telegram, bot: Bot, call: Call) -> bool:
    chat = _pinnable(telegram, bot, call)
    topic = chat.topics.get(call.whole("message_thread_id"))
    if topic is None:
        raise THREAD_NOT_FOUND
    chat.pinned = [message for message in chat.pinned if message.topic is not topic]
    return True


def _pinnable(telegram: Telegram, bot: Bot, call: Call) -> Chat:
    chat = chat_of(telegram, bot, call)
    if chat.kind == "supergroup" and chat.members[bot.user.id].status != "administrator":
        raise bad_request("not enough rights to manage pinned messages in the chat")
    return chat


def _message(chat: Chat, call: Call, missing: str) -> Message:
    message = chat.messages.get(call.whole("message_id"))
    if message is None or message.deleted or message.service:
        raise bad_request(missing)
    return message

"""What a bot takes back or changes; and the answer to a press."""

from sandbox.calls import Call
from sandbox.telegram.core import Bot, Telegram, chat_key
from sandbox.telegram.errors import NOT_MODIFIED, QUERY_TOO_OLD, bad_request
from sandbox.telegram.formatting import Entity
from sandbox.telegram.markup import read_markup
from sandbox.telegram.methods.chats import chat_of
from sandbox.telegram.methods.sending import read_caption, read_media, read_text, writable_chat
from sandbox.telegram.wire import message_wire
from sandbox.telegram.world import Buttons, Chat, Json, Message

DELETABLE_SECONDS = 48 * 3600


async def edit_message_text(telegram: Telegram, bot: Bot, call: Call) -> Json:
    message = _editable(telegram, bot, call)
    if message.has_media:
        raise bad_request("there is no text in the message to edit")
    text, entities = read_text(call.text("text"), call, "entities")
    buttons, _ = read_markup(call.json("reply_markup"), message.chat)
    return _edited(telegram, bot, message, text, entities, buttons)


async def edit_message_caption(telegram: Telegram, bot: Bot, call: Call) -> Json:
    message = _editable(telegram, bot, call)
    if not message.has_media:
        raise bad_request("there is no caption in the message to edit")
    text, entities = read_caption(call.text("caption"), call)
    buttons, _ = read_markup(call.json("reply_markup"), message.chat)
    return _edited(telegram, bot, message, text, entities, buttons)


async def edit_message_media(telegram: Telegram, bot: Bot, call: Call) -> Json:
    """Another picture or document with its caption; a message of words may become one, never the other way."""
    message = _editable(telegram, bot, call)
    content = read_media(telegram, bot, Call(call.json("media") or {}, call.uploads))
    if message.album and bool(content.get("photo")) != bool(message.photo):
        raise bad_request("media of an album can be edited only to the same kind")
    message.photo, message.document = content.get("photo", []), content.get("document")
    buttons, _ = read_markup(call.json("reply_markup"), message.chat)
    return _changed(telegram, bot, message, content["text"], content["entities"], buttons)


async def edit_message_reply_markup(telegram: Telegram, bot: Bot, call: Call) -> Json:
    message = _editable(telegram, bot, call)
    buttons, _ = read_markup(call.json("reply_markup"), message.chat)
    return _edited(telegram, bot, message, message.text, message.entities, buttons)


def _editable(telegram: Telegram, bot: Bot, call: Call) -> Message:
    chat = writable_chat(telegram, bot, call)
    message = chat.messages.get(call.whole("message_id"))
    if message is None or message.deleted:
        raise bad_request("message to edit not found")
    if message.sender is not bot.user or message.service or message.forwarded_from:
        raise bad_request("message can't be edited")
    return message


def _edited(
    telegram: Telegram, bot: Bot, message: Message, text: str, entities: list[Entity], buttons: Buttons
) -> Json:
    if (message.text, message.entities, message.buttons) == (text, entities, buttons):
        raise NOT_MODIFIED
    return _changed(telegram, bot, message, text, entities, buttons)


def _changed(
    telegram: Telegram, bot: Bot, message: Message, text: str, entities: list[Entity], buttons: Buttons
) -> Json:
    message.text, message.entities, message.buttons = text, entities, buttons
    message.edited = telegram.world.now()
    telegram.show(message)
    return message_wire(message, bot.user.id, telegram.world.files)


async def delete_message(telegram: Telegram, bot: Bot, call: Call) -> bool:
    chat = chat_of(telegram, bot, call)
    message = chat.messages.get(call.whole("message_id"))
    if message is None or message.deleted:
        raise bad_request("message to delete not found")
    if not _deletable(telegram, bot, chat, message):
        raise bad_request("message can't be deleted")
    _delete(telegram, message)
    return True


async def delete_messages(telegram: Telegram, bot: Bot, call: Call) -> bool:
    chat = chat_of(telegram, bot, call)
    for number in call.json("message_ids") or []:
        message = chat.messages.get(int(number))
        if message and not message.deleted and _deletable(telegram, bot, chat, message):
            _delete(telegram, message)
    return True


def _deletable(telegram: Telegram, bot: Bot, chat: Chat, message: Message) -> bool:
    if "forum_topic_created" in message.service:
        return False
    if chat.kind == "supergroup" and chat.members[bot.user.id].status == "administrator":
        return True
    if chat.kind == "supergroup" and message.sender is not bot.user:
        return False
    return telegram.world.now() - message.date < DELETABLE_SECONDS


def _delete(telegram: Telegram, message: Message) -> None:
    message.deleted = True
    telegram.show(message)


async def answer_callback_query(telegram: Telegram, bot: Bot, call: Call) -> bool:
    press = bot.presses.get(call.text("callback_query_id").strip('"'))
    if press is None or press.answer is not None or telegram.clock() - press.since > telegram.callback_seconds:
        raise QUERY_TOO_OLD
    if len(call.text("text")) > 200:
        raise bad_request("MESSAGE_TOO_LONG")
    press.answer = {"text": call.text("text"), "alert": call.flag("show_alert"), "url": call.text("url")}
    telegram.news.tell("telegram.answer", chat=chat_key(press.message.chat), press=press.id, **press.answer)
    telegram.world.changed.ring()
    return True

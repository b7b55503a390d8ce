"""What a bot says: text, pictures, documents, albums, copies; and "typing"."""

import secrets
from typing import Any

from sandbox.calls import Call, Unreadable, Upload
from sandbox.telegram import errors
from sandbox.telegram.core import Bot, Telegram, chat_key
from sandbox.telegram.errors import bad_request
from sandbox.telegram.files import NotAPicture, StoredFile
from sandbox.telegram.formatting import Entity, found_entities, plain, read_html, units
from sandbox.telegram.markup import read_markup
from sandbox.telegram.methods.chats import chat_of
from sandbox.telegram.wire import message_wire
from sandbox.telegram.world import Chat, Json, Message, Topic

LONGEST_TEXT = 4096
LONGEST_CAPTION = 1024
MOST_PHOTO_BYTES = 10 * 1024 * 1024
MOST_FILE_BYTES = 50 * 1024 * 1024
_ACTIONS = {
    *("typing", "upload_photo", "upload_document", "upload_video", "upload_voice", "upload_video_note"),
    *("record_video", "record_voice", "record_video_note", "choose_sticker", "find_location"),
}


async def send_message(telegram: Telegram, bot: Bot, call: Call) -> Json:
    chat = writable_chat(telegram, bot, call)
    text, entities = read_text(call.text("text"), call, "entities")
    return _send(telegram, bot, chat, call, text=text, entities=entities)


async def send_photo(telegram: Telegram, bot: Bot, call: Call) -> Json:
    chat = writable_chat(telegram, bot, call)
    text, entities = read_caption(call.text("caption"), call)
    return _send(telegram, bot, chat, call, photo=_photo(telegram, bot, call), text=text, entities=entities)


async def send_document(telegram: Telegram, bot: Bot, call: Call) -> Json:
    chat = writable_chat(telegram, bot, call)
    text, entities = read_caption(call.text("caption"), call)
    document = _document(telegram, bot, call)
    return _send(telegram, bot, chat, call, document=document, text=text, entities=entities)


async def send_media_group(telegram: Telegram, bot: Bot, call: Call) -> list[Json]:
    chat = writable_chat(telegram, bot, call)
    media = call.json("media")
    if not isinstance(media, list) or not 2 <= len(media) <= 10:
        raise bad_request("wrong number of items in the media group, 2-10 expected")
    contents = [read_media(telegram, bot, Call(item, call.uploads)) for item in media]
    _spend(telegram, bot, chat, len(media))
    album = str(secrets.randbits(53))
    context = _context(chat, bot, call)
    return [_write(telegram, bot, chat, album=album, **context, **content) for content in contents]


async def send_chat_action(telegram: Telegram, bot: Bot, call: Call) -> bool:
    chat = writable_chat(telegram, bot, call)
    if call.text("action") not in _ACTIONS:
        raise bad_request("wrong parameter action in request")
    telegram.news.tell("telegram.action", chat=chat_key(chat), action=call.text("action"))
    return True


async def copy_message(telegram: Telegram, bot: Bot, call: Call) -> Json:
    source = _source(telegram, bot, call, "message to copy not found")
    content = _content_of(source)
    if source.has_media and "caption" in call:
        content["text"], content["entities"] = read_caption(call.text("caption"), call)
    sent = _send(telegram, bot, writable_chat(telegram, bot, call), call, **content)
    return {"message_id": sent["message_id"]}


async def forward_message(telegram: Telegram, bot: Bot, call: Call) -> Json:
    source = _source(telegram, bot, call, "message to forward not found")
    chat = writable_chat(telegram, bot, call)
    origin = source.forwarded_from or source
    return _send(telegram, bot, chat, call, forwarded_from=origin, **_content_of(source))


def writable_chat(telegram: Telegram, bot: Bot, call: Call) -> Chat:
    """The chat the call names.

    Raises Refused when the person blocked the bot or never began, or the bot was removed from the group.
    """
    number = call.text("chat_id")
    if (
        number.isdigit()
        and telegram.world.chat_as_seen(bot.user, int(number)) is None
        and (int(number) in telegram.world.users)
    ):
        raise errors.NOT_STARTED
    chat = chat_of(telegram, bot, call)
    if chat.kind == "private" and chat.id in bot.blocked_by:
        raise errors.BLOCKED
    if chat.kind == "private" and chat.id not in bot.started_by:
        raise errors.NOT_STARTED
    if chat.members[bot.user.id].status in ("kicked", "left"):
        raise errors.KICKED
    return chat


def read_text(text: str, call: Call, entities: str) -> tuple[str, list[Entity]]:
    """The text as it will be stored, with its entities.

    Raises Refused for an empty or overlong one and for broken markup.
    """
    text, found = _formatted(text, call, entities)
    if not text:
        raise bad_request("message text is empty")
    if units(text) > LONGEST_TEXT:
        raise bad_request("message is too long")
    return text, found


def read_caption(text: str, call: Call) -> tuple[str, list[Entity]]:
    text, found = _formatted(text, call, "caption_entities")
    if units(text) > LONGEST_CAPTION:
        raise bad_request("message caption is too long")
    return text, found


def _formatted(text: str, call: Call, entities: str) -> tuple[str, list[Entity]]:
    mode = call.text("parse_mode").lower()
    if mode not in ("", "html"):
        raise bad_request("unsupported parse_mode")
    text, given = read_html(text) if mode else plain(text, call.json(entities) or [])
    taken = [(e["offset"], e["offset"] + e["length"]) for e in given if e["type"] in ("code", "pre", "text_link")]
    free = [e for e in found_entities(text) if not any(a <= e["offset"] < b for a, b in taken)]
    return text, sorted([*given, *free], key=lambda e: (e["offset"], -e["length"]))


def _send(telegram: Telegram, bot: Bot, chat: Chat, call: Call, **content: Any) -> Json:
    buttons, keyboard = read_markup(call.json("reply_markup"), chat)
    context = _context(chat, bot, call)
    _spend(telegram, bot, chat, 1)
    if keyboard is not None:
        chat.keyboard = None if keyboard.get("remove") else keyboard
    return _write(telegram, bot, chat, buttons=buttons, keyboard=keyboard, **context, **content)


def _write(telegram: Telegram, bot: Bot, chat: Chat, **content: Any) -> Json:
    message = telegram.world.write(chat, bot.user, **content)
    telegram.show(message)
    return message_wire(message, bot.user.id, telegram.world.files)


def _spend(telegram: Telegram, bot: Bot, chat: Chat, messages: int) -> None:
    if wait := telegram.limits.spend(bot.user.id, chat.id, messages):
        raise errors.too_many_requests(wait)


def _context(chat: Chat, bot: Bot, call: Call) -> dict[str, Any]:
    """Topic and quoted message."""
    topic = _topic(chat, bot, call)
    reply = call.json("reply_parameters") or {}
    number = int(reply.get("message_id") or call.whole("reply_to_message_id"))
    quoted = chat.messages.get(number)
    if number and (quoted is None or quoted.deleted):
        if reply.get("allow_sending_without_reply") or call.flag("allow_sending_without_reply"):
            return {"topic": topic}
        raise bad_request("message to be replied not found")
    return {"topic": topic or (quoted.topic if quoted else None), "reply_to": quoted}


def _topic(chat: Chat, bot: Bot, call: Call) -> Topic | None:
    number = call.whole("message_thread_id")
    if not number:
        return None
    if number not in chat.topics:
        raise errors.THREAD_NOT_FOUND
    topic = chat.topics[number]
    if topic.closed and not chat.members[bot.user.id].can_manage_topics:
        raise errors.TOPIC_CLOSED
    return topic


def _uploaded(telegram: Telegram, bot: Bot, call: Call, name: str) -> Upload | StoredFile:
    """What was sent: the file itself, `attach://part`, or the id of a file this bot has met."""
    if name in call.uploads:
        return call.uploads[name]
    value = call.text(name)
    if value.startswith("attach://"):
        part = value.removeprefix("attach://")
        if part not in call.uploads:
            raise bad_request("file not found in request: " + part)
        return call.uploads[part]
    if not value:
        raise bad_request(f"there is no {name} in the request")
    if "://" in value:
        raise bad_request("wrong HTTP URL specified: the sandbox fetches nothing")
    stored = telegram.world.files.by_id(bot.user.id, value)
    if stored is None:
        raise bad_request("wrong file identifier/HTTP URL specified")
    return stored


def _photo(telegram: Telegram, bot: Bot, call: Call, name: str = "photo") -> list[StoredFile]:
    file = _uploaded(telegram, bot, call, name)
    if isinstance(file, StoredFile) and not file.width:
        raise bad_request("can't use file of type Document as Photo")
    if len(file.data) > MOST_PHOTO_BYTES:
        raise bad_request("too big for a photo")
    try:
        return telegram.world.files.keep_photo(file.data)
    except NotAPicture:
        raise bad_request("IMAGE_PROCESS_FAILED") from None


def _document(telegram: Telegram, bot: Bot, call: Call, name: str = "document") -> StoredFile:
    file = _uploaded(telegram, bot, call, name)
    if isinstance(file, StoredFile):
        return file
    if not file.data:
        raise bad_request("file must be non-empty")
    if len(file.data) > MOST_FILE_BYTES:
        raise errors.Refused(413, "Request Entity Too Large")
    return telegram.world.files.keep(file.data, file.name, file.mime)


def read_media(telegram: Telegram, bot: Bot, item: Call) -> dict[str, Any]:
    """One of Telegram's InputMedia as what a message holds."""
    text, entities = read_caption(item.text("caption"), item)
    match item.text("type"):
        case "photo":
            return {"photo": _photo(telegram, bot, item, "media"), "text": text, "entities": entities}
        case "document":
            return {"document": _document(telegram, bot, item, "media"), "text": text, "entities": entities}
        case _:
            raise Unreadable("media: type must be photo or document")


def _source(telegram: Telegram, bot: Bot, call: Call, missing: str) -> Message:
    message = chat_of(telegram, bot, call, "from_chat_id").messages.get(call.whole("message_id"))
    if message is None or message.deleted or message.service:
        raise bad_request(missing)
    return message


def _content_of(message: Message) -> dict[str, Any]:
    return {
        "text": message.text,
        "entities": message.entities,
        "photo": message.photo,
        "document": message.document,
        "contact": message.contact,
    }

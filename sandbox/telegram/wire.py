"""How a bot sees the world: Bot API objects, as JSON."""

import zlib
from typing import Any

from sandbox.telegram.files import Files, StoredFile
from sandbox.telegram.world import Chat, Json, Member, Message, Topic, User

_RIGHTS = (
    "can_manage_chat",
    "can_delete_messages",
    "can_manage_video_chats",
    "can_restrict_members",
    "can_promote_members",
    "can_change_info",
    "can_invite_users",
    "can_post_stories",
    "can_edit_stories",
    "can_delete_stories",
    "can_pin_messages",
    "can_send_welcome_messages",
)


def user_wire(user: User) -> Json:
    wire: Json = {"id": user.id, "is_bot": user.is_bot, "first_name": user.first_name}
    wire |= _given(last_name=user.last_name, username=user.username)
    return wire if user.is_bot else wire | {"language_code": "fa"}


def bot_wire(user: User, *, reads_all: bool) -> Json:
    return user_wire(user) | {
        "can_join_groups": True,
        "can_read_all_group_messages": reads_all,
        "supports_inline_queries": False,
        "can_connect_to_business": False,
        "has_main_web_app": False,
        "has_topics_enabled": False,
        "allows_users_to_create_topics": False,
        "can_manage_bots": False,
        "supports_guest_queries": False,
    }


def chat_wire(chat: Chat) -> Json:
    wire: Json = {"id": chat.id, "type": chat.kind}
    if chat.kind == "private":
        person = chat.person
        return (
            wire | _given(first_name=person.first_name) | _given(last_name=person.last_name, username=person.username)
        )
    return wire | {"title": chat.title} | _given(is_forum=chat.is_forum)


def full_chat_wire(chat: Chat) -> Json:
    gifts = ("unlimited_gifts", "limited_gifts", "unique_gifts", "premium_subscription", "gifts_from_channels")
    wire = chat_wire(chat) | {
        "accent_color_id": chat.id % 7,
        "max_reaction_count": 11,
        "accepted_gift_types": dict.fromkeys(gifts, False),
    }
    return wire if chat.kind == "private" else wire | {"permissions": {"can_send_messages": True}}


def member_wire(member: Member) -> Json:
    wire: Json = {"user": user_wire(member.user), "status": member.status}
    match member.status:
        case "administrator":
            rights: Json = dict.fromkeys(_RIGHTS, True)
            return (
                wire
                | rights
                | {
                    "can_be_edited": False,
                    "is_anonymous": False,
                    "can_manage_topics": member.can_manage_topics,
                }
                | _given(custom_title=member.custom_title)
            )
        case "creator":
            return wire | {"is_anonymous": False} | _given(custom_title=member.custom_title)
        case "kicked":
            return wire | {"until_date": 0}
        case _:
            return wire


def topic_wire(topic: Topic) -> Json:
    wire = {"message_thread_id": topic.id, "name": topic.name, "icon_color": topic.icon_color}
    return wire | _given(icon_custom_emoji_id=topic.icon_emoji)


def file_wire(bot_id: int, file: StoredFile, files: Files) -> Json:
    return {
        "file_id": files.id_for(bot_id, file),
        "file_unique_id": file.unique_id,
        "file_size": len(file.data),
    }


def message_wire(message: Message, bot_id: int, files: Files, *, with_reply: bool = True) -> Json:
    wire: Json = {
        "message_id": message.id,
        "from": user_wire(message.sender),
        "chat": chat_wire(message.chat),
        "date": message.date,
    }
    if message.edited:
        wire["edit_date"] = message.edited
    if message.topic:
        wire |= {"message_thread_id": message.topic.id, "is_topic_message": True}
    if message.forwarded_from:
        origin = message.forwarded_from
        wire["forward_origin"] = {"type": "user", "sender_user": user_wire(origin.sender), "date": origin.date}
    if with_reply and (replied := _replied(message)):
        wire["reply_to_message"] = message_wire(replied, bot_id, files, with_reply=False)
    wire |= _given(media_group_id=message.album) | message.service
    wire |= _content(message, bot_id, files)
    if message.buttons:
        wire["reply_markup"] = {"inline_keyboard": message.buttons}
    return wire


def _content(message: Message, bot_id: int, files: Files) -> Json:
    wire: Json = {}
    if message.photo:
        wire["photo"] = [
            file_wire(bot_id, size, files) | {"width": size.width, "height": size.height} for size in message.photo
        ]
    if message.document:
        named = _given(file_name=message.document.name, mime_type=message.document.mime)
        wire["document"] = file_wire(bot_id, message.document, files) | named
    if message.contact:
        wire["contact"] = message.contact
    if message.has_media:
        return wire | _given(caption=message.text, caption_entities=message.entities)
    return wire | _given(text=message.text, entities=message.entities)


def _replied(message: Message) -> Message | None:
    """What is quoted; in a topic without a real reply, the message that created the topic."""
    if message.reply_to is None and message.topic is not None and message.id != message.topic.id:
        return message.chat.messages.get(message.topic.id)
    return message.reply_to if message.reply_to and not message.reply_to.deleted else None


def deleted_wire(chat: Chat, message_id: int) -> Json:
    """A message that a press belongs to, but that is gone."""
    return {"chat": chat_wire(chat), "message_id": message_id, "date": 0}


def chat_instance(chat: Chat, bot_id: int) -> str:
    """Opaque and steady: one for each chat a bot has buttons in."""
    low, high = (zlib.crc32(f"{part}:{bot_id}:{chat.id}".encode()) for part in ("low", "high"))
    return str((high << 31 | low) - (1 << 62))


def _given(**fields: Any) -> Json:
    return {name: value for name, value in fields.items() if value}

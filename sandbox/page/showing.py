"""Messages as the page shows them: on a person's phone, and in the staff's group."""

from typing import Any

from sandbox.papers import gallery
from sandbox.telegram.files import StoredFile
from sandbox.telegram.world import Message, Topic, User

Json = dict[str, Any]
_EXCERPT = 90


def message_wire(message: Message, user: User) -> Json:
    """As `user` sees it."""
    return {
        "id": message.id,
        "mine": message.sender is user,
        "text": message.text,
        "entities": message.entities,
        "date": message.date,
        "edited": bool(message.edited),
        "deleted": message.deleted,
        "album": message.album,
        "photo": _picture(message.photo[-1]) if message.photo else None,
        "document": _document(message.document) if message.document else None,
        "contact": message.contact,
        "buttons": message.buttons,
    }


def group_message_wire(message: Message) -> Json:
    """As everybody in the group sees it: with its writer, its topic, and whom it answers or asks."""
    sender = message.sender
    return message_wire(message, sender) | {
        "author": {"id": sender.id, "name": full_name(sender), "bot": sender.is_bot},
        "topic": message.topic.id if message.topic else 0,
        "service": next(iter(message.service), ""),
        "reply": _quoted(message.reply_to),
        "asks": _asks(message),
    }


def topic_wire(topic: Topic) -> Json:
    return {"id": topic.id, "name": topic.name, "closed": topic.closed, "colour": f"#{topic.icon_color:06x}"}


def full_name(user: User) -> str:
    return f"{user.first_name} {user.last_name}".strip()


def _quoted(message: Message | None) -> Json | None:
    if message is None or message.deleted or message.service:
        return None
    return {"id": message.id, "name": full_name(message.sender), "text": _excerpt(message)}


def _excerpt(message: Message) -> str:
    words = " ".join(message.text.split())
    if not words:
        return "تصویر" if message.photo else "فایل"
    return words if len(words) <= _EXCERPT else words[:_EXCERPT].rstrip() + "…"


def _asks(message: Message) -> Json | None:
    """A reply that is forced, and from whom: a selective one asks those it answers or names, else everybody (None)."""
    if not (message.keyboard or {}).get("force_reply"):
        return None
    named = [number for entity in message.entities if (number := _named(entity))]
    answered = [message.reply_to.sender.id] if message.reply_to else []
    keyboard = message.keyboard or {}
    return {"placeholder": keyboard["placeholder"], "of": [*answered, *named] if keyboard["selective"] else None}


def _named(entity: Json) -> int:
    """The account a text mentions, by an entity of its own or by a `tg://user?id=` link; 0 for any other entity."""
    if entity["type"] == "text_mention":
        return int(entity["user"]["id"])
    number = str(entity.get("url", "")).removeprefix("tg://user?id=")
    return int(number) if number.isdigit() else 0


def _picture(file: StoredFile) -> Json:
    """`shows` says what is in it, where it is a sample of ours."""
    shows = gallery.shown_in(file.data)
    return {"url": f"/page/files/{file.unique_id}", "width": file.width, "height": file.height, "shows": shows}


def _document(file: StoredFile) -> Json:
    return {"url": f"/page/files/{file.unique_id}", "name": file.name, "size": len(file.data)}

"""What an update of Telegram means to us."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta
from typing import Literal

from aiogram.enums import ContentType
from aiogram.types import CallbackQuery, ChatMemberUpdated, Update
from aiogram.types import Message as TelegramMessage

from dialogs.messages import Command, Contact, Edited, Message, Other, Pictures, Pressed, Started, Typed
from handlers.telegram import NAME
from handlers.turn import Note
from services.conversations import Place

ALBUM_WAIT = timedelta(seconds=1.5)  # an album has no end mark, and its stragglers come late
COMMANDS = ("menu", "back", "cancel", "help", "person", "more", "forget", "simple", "plain")
_DATA = re.compile(r"q:([A-Za-z0-9_-]{1,32}):(\d{1,3})|c:([a-z]{1,16})|d:([a-z_]{1,32}):(.{0,24})", re.ASCII)


@dataclass(frozen=True)
class Arrival:
    """An update read: a note for the inbox, a button to be answered at once, or who shut us out or let us in again."""

    note: Note | None = None
    callback_id: str | None = None
    presence: tuple[str, Literal["blocked", "unblocked"]] | None = None


def read(update: Update) -> Arrival:
    """What an update is; an empty Arrival for what does not concern us, such as groups and other bots."""
    if update.message:
        return Arrival(_message(update.message))
    if update.edited_message:
        return Arrival(_edit(update.edited_message))
    if update.callback_query:
        return _press(update.callback_query)
    if update.my_chat_member:
        return _presence(update.my_chat_member)
    return Arrival()


def _place(message: TelegramMessage) -> Place | None:
    sender = message.from_user
    private = message.chat.type == "private" and sender is not None and not sender.is_bot
    return Place(NAME, str(message.chat.id)) if private else None


def _message(message: TelegramMessage) -> Note | None:
    place = _place(message)
    if place is None:
        return None
    album = message.media_group_id
    return Note(
        place,
        f"m{message.message_id}",
        _content(message),
        wait=ALBUM_WAIT if album else timedelta(),
        part_of=f"album {album}" if album else None,
        fetch=_file(message),
    )


def _content(message: TelegramMessage) -> Message:
    if message.text is not None:
        return Typed(message.text)
    if message.contact:
        sender = message.from_user
        return Contact(message.contact.phone_number, own=sender is not None and message.contact.user_id == sender.id)
    if _file(message):
        return Pictures((), message.caption or "")
    return Other(ContentType(message.content_type).value)


def _file(message: TelegramMessage) -> str | None:
    """What Telegram calls a photo in its largest size, or a document: what that really is, its content tells."""
    if message.photo:
        return max(message.photo, key=lambda size: size.width * size.height).file_id
    return message.document.file_id if message.document and not message.animation else None


def _edit(message: TelegramMessage) -> Note | None:
    place = _place(message)
    edited = Edited(message.text or message.caption or "", f"m{message.message_id}")
    return Note(place, f"e{message.message_id}.{message.edit_date}", edited) if place else None


def _press(query: CallbackQuery) -> Arrival:
    private = query.message is not None and query.message.chat.type == "private"
    if not private or query.message is None:
        return Arrival(callback_id=query.id)
    note = Note(Place(NAME, str(query.message.chat.id)), f"c{query.id}", _pressed(query.data or ""))
    return Arrival(note, callback_id=query.id)


def _pressed(data: str) -> Message:
    """What a button carries. Forged or foreign data is a press of no question."""
    match = _DATA.fullmatch(data)
    if match is None:
        return Pressed("", 0)
    nonce, index, command, dialog, about = match.groups()
    if nonce:
        return Pressed(nonce, int(index))
    if dialog:
        return Started(dialog, about)
    name = next((known for known in COMMANDS if known == command), None)
    return Command(name) if name else Pressed("", 0)  # type: ignore[arg-type]


def _presence(change: ChatMemberUpdated) -> Arrival:
    if change.chat.type != "private":
        return Arrival()
    gone = change.new_chat_member.status == "kicked"
    return Arrival(presence=(str(change.chat.id), "blocked" if gone else "unblocked"))

"""What an update of the staff's bot means: who said, changed or pressed what, in which topic."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import structlog
from telegram import Bot, CallbackQuery, Message, Update

from handlers.desk.slips import reference

log = structlog.get_logger(__name__)

NOBODY = 0  # whom Telegram does not name: an administrator who writes as the group
ALLOWED = ["message", "edited_message", "callback_query"]


@dataclass(frozen=True)
class Where:
    """A place in a group; `topic_id` is None in the general topic."""

    chat_id: int
    topic_id: int | None


@dataclass(frozen=True)
class Said:
    """A colleague's message. `staff` is NOBODY for one that hides behind the group. `file_id`: a picture or document.

    `answers` is the message it is written under, and `prompt` the slip whose question that is. `edited`: it replaces
    what that message said before.
    """

    where: Where
    message_id: int
    staff: int
    text: str
    file_id: str | None = None
    album: str | None = None
    answers: int | None = None
    prompt: int | None = None
    other: bool = False
    edited: bool = False

    @property
    def key(self) -> str:
        """What a ticket's line calls it."""
        return f"{self.where.chat_id}.{self.message_id}"


@dataclass(frozen=True)
class Pressed:
    """A press of a button; what is answered to it shows at once and is worth nothing later."""

    where: Where
    message_id: int
    staff: int
    data: str
    query_id: str


Heard = Said | Pressed


def understood(raw: Any, bot: Bot) -> Update | None:
    """An update as it came, or None for what the library cannot make sense of."""
    try:
        return Update.de_json(raw, bot)
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        log.warning("update not understood", reason=type(error).__name__)
        return None


def read(update: Update, bot: int) -> Heard | None:
    """What an update is; None for what does not concern the desk, such as private chats and the bot's own topics."""
    if update.callback_query:
        return _pressed(update.callback_query)
    message = update.message or update.edited_message
    if message is None or message.chat.type != "supergroup" or message.from_user is None:
        return None
    if message.from_user.is_bot and message.sender_chat is None:
        return None
    return _said(message, bot, edited=update.edited_message is not None)


def _said(message: Message, bot: int, *, edited: bool) -> Said | None:
    text = message.text or message.caption or ""
    file_id = None
    if message.photo:
        file_id = message.photo[-1].file_id
    elif message.document:
        file_id = message.document.file_id
    if not text and file_id is None and not message.effective_attachment:
        return None  # a topic was opened, a colleague joined, a message was pinned
    asked = message.reply_to_message
    ours = asked is not None and asked.from_user is not None and asked.from_user.id == bot
    return Said(
        _where(message),
        message.message_id,
        message.from_user.id if message.from_user and message.sender_chat is None else NOBODY,
        text,
        file_id,
        message.media_group_id,
        asked.message_id if asked else None,
        reference(asked.text or "") if ours and asked else None,
        other=not text and file_id is None,
        edited=edited,
    )


def _pressed(query: CallbackQuery) -> Pressed | None:
    message = query.message
    if message is None or message.chat.type != "supergroup":
        return None
    where = _where(message) if isinstance(message, Message) else Where(message.chat.id, None)
    return Pressed(where, message.message_id, query.from_user.id, query.data or "", query.id)


def _where(message: Message) -> Where:
    return Where(message.chat.id, message.message_thread_id if message.is_topic_message else None)

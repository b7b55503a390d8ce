"""Calls of the staff's bot at Telegram, and what can go wrong with one, as errors that say what to do next."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from datetime import timedelta
from typing import Any, TypeVar

import httpx
from telegram import Bot, ForceReply, InlineKeyboardButton, InlineKeyboardMarkup, InputMediaPhoto, LinkPreviewOptions
from telegram.constants import ParseMode
from telegram.error import (
    BadRequest,
    ChatMigrated,
    EndPointNotFound,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
)
from telegram.request import HTTPXRequest

SECONDS = 10.0  # a call that takes longer is of unknown outcome
UPLOAD_SECONDS = 30.0  # pictures
PAUSE = 1.0  # until the rest of a post is tried again
ALBUM = 10  # pictures in one message at most
LONGEST_TEXT, LONGEST_CAPTION, LONGEST_TOAST = 4096, 1024, 200

T = TypeVar("T")
Buttons = Sequence[Sequence[tuple[str, str]]]
"""Rows of (label, data); data that is an address opens it."""


class Trouble(Exception):
    """A call that did not do what it should."""


class TopicGone(Trouble):
    """Somebody has deleted the topic."""


class MessageGone(Trouble):
    """The message is not there any more, or cannot be edited."""


class Unchanged(Trouble):
    """It is so already."""


class GroupAway(Trouble):
    """The group is gone, or the bot may not do its work there."""


class TokenRefused(Trouble):
    """Telegram does not know the bot."""


class Later(Trouble):
    """Too many calls."""

    def __init__(self, seconds: float) -> None:
        super().__init__(f"retry after {seconds}")
        self.seconds = seconds


class NotReached(Trouble):
    """Telegram has certainly not heard of the call."""


class Unsure(Trouble):
    """Nobody knows whether it was done."""


class Refused(Trouble):
    """Telegram will not do this, however often it is asked."""


# What Telegram's sentences mean, in the order of looking. It has no codes for them.
_MEANINGS: tuple[tuple[str, type[Trouble]], ...] = (
    ("message thread not found", TopicGone),
    ("topic_deleted", TopicGone),
    ("topic_id_invalid", TopicGone),
    ("not modified", Unchanged),
    ("not_modified", Unchanged),
    ("message to edit not found", MessageGone),
    ("message can't be edited", MessageGone),
    ("message_id_invalid", MessageGone),
    ("chat not found", GroupAway),
    ("not a forum", GroupAway),
    ("not enough rights", GroupAway),
    ("have no rights", GroupAway),
    ("admin_required", GroupAway),
    ("write_forbidden", GroupAway),
    ("upgraded to a supergroup", GroupAway),
)
_NOT_SENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.ProxyError)


def make_bot(token: str, api: str, *, proxy: str | None = None) -> Bot:
    """The bot at a Bot API server's base URL."""
    return Bot(
        token,
        base_url=f"{api}/bot",
        base_file_url=f"{api}/file/bot",
        request=_request(proxy),
        get_updates_request=_request(proxy),
    )


def _request(proxy: str | None) -> HTTPXRequest:
    return HTTPXRequest(
        connection_pool_size=8,
        proxy=proxy,
        read_timeout=SECONDS,
        write_timeout=SECONDS,
        connect_timeout=SECONDS,
        pool_timeout=SECONDS,
        media_write_timeout=UPLOAD_SECONDS,
    )


async def close(bot: Bot) -> None:
    """Let go of its connections."""
    for request in bot._request:  # the library closes them only for a bot that has asked who it is
        await request.shutdown()


def number_of(token: str) -> int:
    """The bot's own number: it stands at the head of its token."""
    return int(token.partition(":")[0])


async def called(call: Awaitable[T]) -> T:
    """What the call gives. Raises Trouble, told from the library's errors."""
    try:
        return await call
    except RetryAfter as error:
        wait = error.retry_after
        raise Later(wait.total_seconds() if isinstance(wait, timedelta) else float(wait)) from error
    except (Forbidden, ChatMigrated) as error:
        raise GroupAway(error.message) from error
    except (InvalidToken, EndPointNotFound):
        raise TokenRefused from None  # its text holds the token
    except BadRequest as error:
        said = error.message.lower()
        meaning = next((meaning for sentence, meaning in _MEANINGS if sentence in said), Refused)
        raise meaning(error.message) from error
    except NetworkError as error:  # TimedOut is one of them
        not_sent = isinstance(error.__cause__, _NOT_SENT)
        raise (NotReached if not_sent else Unsure)(type(error.__cause__ or error).__name__) from None
    except TelegramError as error:  # an answer that is not Telegram's, such as a gateway's page
        raise Unsure(type(error).__name__) from None


async def onward(call: Callable[[], Awaitable[T]]) -> T:
    """A further message of a post that stands in part: it waits until it can go; anew it would be doubled."""
    while True:
        try:
            return await call()
        except Later as trouble:
            await asyncio.sleep(trouble.seconds)
        except NotReached:
            await asyncio.sleep(PAUSE)


class Calls:
    """What the desk asks of Telegram. Texts are HTML. Everything raises Trouble."""

    def __init__(self, bot: Bot) -> None:
        self._bot = bot
        self._username: str | None = None

    async def username(self) -> str:
        """What the bot is called in links; asked once."""
        if self._username is None:
            self._username = (await called(self._bot.get_me())).username or ""
        return self._username

    async def open_topic(self, chat_id: int, name: str) -> int:
        """A new topic's id."""
        topic = await called(self._bot.create_forum_topic(chat_id, name))
        return topic.message_thread_id

    async def close_topic(self, chat_id: int, topic_id: int) -> None:
        """Nobody but administrators writes there from now on."""
        await called(self._bot.close_forum_topic(chat_id, topic_id))

    async def text(
        self,
        chat_id: int,
        topic_id: int | None,
        text: str,
        *,
        buttons: Buttons = (),
        answers: int | None = None,
        asks: bool = False,
    ) -> int:
        """Post a text; its message's id. `asks`: Telegram offers to write an answer to it."""
        sent = await called(
            self._bot.send_message(
                chat_id,
                text,
                message_thread_id=topic_id,
                parse_mode=ParseMode.HTML,
                reply_markup=ForceReply(selective=True) if asks else _keyboard(buttons),
                link_preview_options=LinkPreviewOptions(is_disabled=True),
                **_answering(answers),
            )
        )
        return sent.message_id

    async def pictures(
        self,
        chat_id: int,
        topic_id: int | None,
        pictures: Sequence[bytes],
        caption: str = "",
        *,
        answers: int | None = None,
    ) -> int:
        """Post up to ten pictures as one message; the id of the first."""
        if len(pictures) == 1:
            sent = await called(
                self._bot.send_photo(
                    chat_id,
                    pictures[0],
                    caption=caption or None,
                    message_thread_id=topic_id,
                    parse_mode=ParseMode.HTML,
                    **_answering(answers),
                )
            )
            return sent.message_id
        media = [
            InputMediaPhoto(picture, caption=caption if first == 0 else None, parse_mode=ParseMode.HTML)
            for first, picture in enumerate(pictures)
        ]
        album = await called(self._bot.send_media_group(chat_id, media, message_thread_id=topic_id))
        return album[0].message_id

    async def edit(self, chat_id: int, message_id: int, text: str, buttons: Buttons = ()) -> None:
        """Put another text in place of a message's."""
        await called(
            self._bot.edit_message_text(
                text,
                chat_id,
                message_id,
                parse_mode=ParseMode.HTML,
                reply_markup=_keyboard(buttons),
                link_preview_options=LinkPreviewOptions(is_disabled=True),
            )
        )

    async def edit_caption(self, chat_id: int, message_id: int, caption: str) -> None:
        """Put another text under a picture."""
        await called(self._bot.edit_message_caption(chat_id, message_id, caption=caption, parse_mode=ParseMode.HTML))

    async def toast(self, query_id: str, text: str) -> None:
        """Answer a press; worth nothing later."""
        shown = text if len(text) <= LONGEST_TOAST else f"{text[: LONGEST_TOAST - 1]}…"
        await called(self._bot.answer_callback_query(query_id, shown or None, show_alert=len(text) > 60))

    async def fetch(self, file_id: str, most: int) -> bytes | None:
        """A file that somebody sent; None when it is larger than `most` bytes."""
        file = await called(self._bot.get_file(file_id))
        if (file.file_size or 0) > most:
            return None
        data = bytes(await called(file.download_as_bytearray()))
        return data if len(data) <= most else None


def _answering(message_id: int | None) -> dict[str, Any]:
    if message_id is None:
        return {}
    return {"reply_to_message_id": message_id, "allow_sending_without_reply": True}


def _keyboard(buttons: Buttons) -> InlineKeyboardMarkup | None:
    if not buttons:
        return None
    return InlineKeyboardMarkup([[_button(label, data) for label, data in row] for row in buttons])


def _button(label: str, data: str) -> InlineKeyboardButton:
    if data.startswith("https://"):
        return InlineKeyboardButton(label, url=data)
    return InlineKeyboardButton(label, callback_data=data)

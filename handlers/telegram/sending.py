"""Sending to Telegram, one call a row."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from typing import Any

import structlog
from aiogram import Bot
from aiogram.exceptions import (
    AiogramError,
    TelegramAPIError,
    TelegramBadRequest,
    TelegramForbiddenError,
    TelegramNetworkError,
    TelegramNotFound,
    TelegramRetryAfter,
    TelegramServerError,
    TelegramUnauthorizedError,
)
from aiogram.types import (
    BufferedInputFile,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    KeyboardButton,
    LinkPreviewOptions,
    ReplyKeyboardMarkup,
)
from sqlalchemy.exc import InterfaceError, OperationalError

from dialogs.messages import Words
from handlers.budget import UNLIMITED, Budget, Rate
from handlers.markup import as_html
from handlers.metrics import ALARMS
from handlers.sending import Answer, Failed, IssuedFile, NotThere, Outcome, Papers, Sent, Uncertain
from handlers.telegram import NAME
from handlers.telegram.session import NOT_SENT
from handlers.wording import Wording
from services.documents.files import NoSuchPage
from services.documents.vault import Vault
from services.messages import Row

log = structlog.get_logger(__name__)

OVERALL = Rate(28, 1)  # Telegram's is 30; two of them are for what the edge sends itself
KEPT = 8  # of these, for what cannot wait
LANE = Rate(3, 3)  # one a second, and a short burst
NARROW = 14  # letters of a label of which two fit beside each other on a narrow phone
ALARM_WAIT = 60  # seconds until a wrong token is tried again

NO_PREVIEW = LinkPreviewOptions(is_disabled=True)

Keyboard = InlineKeyboardMarkup | ReplyKeyboardMarkup | None


def budget(*, limited: bool = True) -> Budget:
    """What Telegram lets one bot send."""
    return Budget(OVERALL, LANE, kept=KEPT) if limited else Budget(None, None)


class TelegramSender:
    """Sends through one bot, within one budget."""

    channel = NAME
    line = ""
    calls = UNLIMITED
    at_once = 1

    def __init__(
        self, bot: Bot, budget: Budget, wording: Wording, vault: Vault | None = None, papers: Papers | None = None
    ) -> None:
        self._bot = bot
        self.budget = budget
        self._wording = wording
        self._vault = vault
        self._papers = papers

    async def send(self, rows: Sequence[Row]) -> list[Outcome]:
        return [await self._send(row) for row in rows]

    async def ask(self, rows: Sequence[Row]) -> list[Answer]:
        """Telegram cannot be asked: a reply is sent once more, and anything else, or a second time, is given up."""
        return list(await asyncio.gather(*(self._ask(row) for row in rows)))

    async def _ask(self, row: Row) -> Answer:
        """The one repetition is kept until "typing" gets through to that chat again."""
        if row.kind != "reply" or row.repeated:
            return Failed("outcome never learnt")
        await self.budget.spend(row.address)
        try:
            await self._bot.send_chat_action(int(row.address), "typing")
        except TelegramAPIError as error:
            outcome = self._failed(error)
            return outcome if isinstance(outcome, Failed) and not outcome.retryable else Uncertain("still out of reach")
        except AiogramError as error:
            return Uncertain(type(error).__name__)
        return NotThere()

    async def _send(self, row: Row) -> Outcome:
        text = as_html(row.body["text"])
        if row.repeated:
            text = f"{text}\n\n{as_html(self._wording(Words('telegram-repeated')))}"
        try:
            if "picture" in row.body:
                return await self._send_picture(row, text)
            if "paper" in row.body:
                return await self._send_paper(row, text)
            if "edits" in row.body and not row.repeated:
                return await self._edit(row, text)
            return await self._send_text(row, text)
        except TelegramAPIError as error:
            return self._failed(error)
        except AiogramError as error:  # an answer that is not Telegram's, such as a gateway's page
            return Uncertain(type(error).__name__)

    async def _send_text(self, row: Row, text: str) -> Outcome:
        sent = await self._bot.send_message(
            int(row.address), text, parse_mode="HTML", reply_markup=keyboard(row.body), link_preview_options=NO_PREVIEW
        )
        return Sent(str(sent.message_id))

    async def _send_picture(self, row: Row, text: str) -> Outcome:
        """A page of a stored picture."""
        assert self._vault
        try:
            page = await self._vault.page(row.body["picture"], row.body["page"])
        except NoSuchPage:
            return Failed("the picture is gone")
        file = BufferedInputFile(page, "picture.jpg")
        sent = await self._bot.send_photo(int(row.address), file, caption=text, parse_mode="HTML")
        return Sent(str(sent.message_id))

    async def _send_paper(self, row: Row, text: str) -> Outcome:
        """An issued paper with the words under it; the words alone where it cannot be drawn."""
        try:
            file = await self._drawn(*row.body["paper"])
        except (OperationalError, InterfaceError):
            return Failed("no database", retryable=True)
        if file is None:
            return await self._send_text(row, text)
        document = BufferedInputFile(file.pdf, file.name)
        sent = await self._bot.send_document(
            int(row.address), document, caption=text, parse_mode="HTML", reply_markup=keyboard(row.body)
        )
        return Sent(str(sent.message_id))

    async def _drawn(self, kind: str, number: str) -> IssuedFile | None:
        if self._papers is None:
            return None
        try:
            return await self._papers.file(kind, number)
        except (OperationalError, InterfaceError):
            raise
        except Exception:  # the news is worth more than the paper, which can be asked for again
            ALARMS.labels("a paper cannot be drawn").inc()
            log.exception("alarm", what="a paper cannot be drawn", kind=kind)
            return None

    async def _edit(self, row: Row, text: str) -> Outcome:
        """Another text for what was sent before; a message of its own where that one cannot be edited any more."""
        message_id = row.body["edits"]
        try:
            await self._bot.edit_message_text(
                text,
                chat_id=int(row.address),
                message_id=int(message_id),
                parse_mode="HTML",
                link_preview_options=NO_PREVIEW,
            )
        except TelegramBadRequest as error:
            if "not modified" in error.message:
                return Sent(message_id)
            return await self._send_text(row, as_html(row.body["otherwise"]))
        return Sent(message_id)

    def _failed(self, error: TelegramAPIError) -> Outcome:
        match error:
            case TelegramRetryAfter():
                self.budget.penalise(1)
                return Failed("too many requests", retryable=True, after=error.retry_after)
            case TelegramForbiddenError():
                return Failed("blocked", blocked=True)
            case TelegramUnauthorizedError() | TelegramNotFound():
                return Failed("telegram refuses the token", retryable=True, after=ALARM_WAIT, alarm=True)
            case TelegramBadRequest() if "chat not found" in error.message:
                return Failed("chat not found")
            case TelegramBadRequest():
                return Failed(f"refused: {error.message}")
            case TelegramServerError():
                return Failed("telegram is in trouble", retryable=True)
            case TelegramNetworkError() if isinstance(error.__cause__, NOT_SENT):
                return Failed("no connection", retryable=True)
            case _:
                return Uncertain(type(error.__cause__ or error).__name__)


def keyboard(body: Mapping[str, Any]) -> Keyboard:
    """The buttons, laid out for a narrow phone. A contact can be asked for on the reply keyboard alone."""
    if body.get("contact"):
        rows = [[KeyboardButton(text=body["contact"], request_contact=True)]]
        rows += [[KeyboardButton(text=label)] for label, _ in body["buttons"]]
        rows += [[KeyboardButton(text=label) for label, _ in body["footer"]]] if body["footer"] else []
        return ReplyKeyboardMarkup(keyboard=rows, resize_keyboard=True, one_time_keyboard=True)
    rows_of_labels = [*_rows(body["buttons"]), *([body["footer"]] if body["footer"] else [])]
    if not rows_of_labels:
        return None
    return InlineKeyboardMarkup(
        inline_keyboard=[
            [InlineKeyboardButton(text=label, callback_data=data) for label, data in row] for row in rows_of_labels
        ]
    )


def _rows(buttons: Sequence[Sequence[str]]) -> list[list[Sequence[str]]]:
    """Two short labels beside each other, a long one alone."""
    rows: list[list[Sequence[str]]] = []
    for button in buttons:
        last = rows[-1] if rows else []
        if len(last) == 1 and max(len(last[0][0]), len(button[0])) <= NARROW:
            last.append(button)
        else:
            rows.append([button])
    return rows

"""Issued papers on their way to a chat: the file with the words under it; the words alone where it cannot be drawn."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy.exc import OperationalError

from bot.rehearsal import Rehearsal
from handlers.sending import Failed, IssuedFile, NoSuchPaper, Outcome, Papers, Sent
from handlers.telegram.sending import TelegramSender, budget
from sandbox.telegram.citizen import TelegramPhone
from services.messages import Row

FILE = IssuedFile("hamyar-receipt-12345674.pdf", b"%PDF-1.7 a receipt")
BODY = {"text": "✅ پرداخت شما تأیید شد.", "buttons": [["رسید را ببینم", "d:receipts:12345674"]], "footer": []}


class Shelf:
    """Papers that lie ready, or the trouble that befalls whoever asks."""

    def __init__(self, trouble: Exception | None = None) -> None:
        self.asked: list[tuple[str, str]] = []
        self._trouble = trouble

    async def file(self, kind: str, number: str) -> IssuedFile:
        self.asked.append((kind, number))
        if self._trouble:
            raise self._trouble
        return FILE


async def sent(running: Rehearsal, phone: TelegramPhone, papers: Papers | None, **more: Any) -> Sequence[Outcome]:
    """What comes of a notice with a paper."""
    assert running.parts.telegram
    body = {**BODY, "contact": "", "paper": ["receipt", "12345674"]}
    row = Row("telegram", str(phone.user.id), 1, "notice", body, 1, more.get("repeated", False), datetime.now(UTC))
    bot = running.parts.telegram.bot
    return await TelegramSender(bot, budget(limited=False), running.parts.wording, papers=papers).send([row])


async def test_a_paper_is_a_file_with_the_words_under_it(running: Rehearsal, phone: TelegramPhone) -> None:
    shelf = Shelf()
    (outcome,) = await sent(running, phone, shelf)
    assert isinstance(outcome, Sent)
    message = await phone.hears()
    assert message.document
    assert (message.document.name, message.document.data) == (FILE.name, FILE.pdf)
    assert message.text == BODY["text"]
    assert [button["text"] for row in message.buttons for button in row] == ["رسید را ببینم"]
    assert shelf.asked == [("receipt", "12345674")]


async def test_a_repeated_one_says_so(running: Rehearsal, phone: TelegramPhone) -> None:
    await sent(running, phone, Shelf(), repeated=True)
    assert "دو بار" in (await phone.hears()).text


@pytest.mark.parametrize("trouble", [NoSuchPaper(), ValueError("no shape for a letter")])
async def test_what_cannot_be_drawn_keeps_no_word_back(
    running: Rehearsal, phone: TelegramPhone, trouble: Exception
) -> None:
    (outcome,) = await sent(running, phone, Shelf(trouble))
    assert isinstance(outcome, Sent)
    message = await phone.hears()
    assert (message.document, message.text) == (None, BODY["text"])


async def test_without_a_press_the_words_go_alone(running: Rehearsal, phone: TelegramPhone) -> None:
    await sent(running, phone, None)
    assert (await phone.hears()).document is None


async def test_while_the_database_is_away_it_waits(running: Rehearsal, phone: TelegramPhone) -> None:
    away = OperationalError("SELECT", {}, Exception("away"))
    (outcome,) = await sent(running, phone, Shelf(away))
    assert outcome == Failed("no database", retryable=True)
    assert all(message.sender is phone.user for message in phone.chat.shown())

"""The story of a decision: a reviewer presses, is asked for a ground, and gives it. Telegram itself is not there."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlalchemy.ext.asyncio import AsyncEngine
from telegram import Update

from bot.app import make_desk
from bot.reviews import make_reviews
from bot.settings import Settings
from handlers.desk.calls import Calls, make_bot
from handlers.desk.cases import CaseTexts
from handlers.desk.edge import DeskEdge
from handlers.desk.reviewing import CaseHears
from handlers.floor import DeskActs
from handlers.wording import Wording
from services.conversations import Place
from services.money import Rials
from services.persian import persian_digits
from tests.clock import FrozenClock

BOT, CHAT, TOPIC, REVIEWER = 1000000002, -1001000000001, 7, 13
NOBODY = "http://127.0.0.1:9"
WORDING = Wording()
GROUND = "لیست رسید"


def edge_of(engine: AsyncEngine, clock: FrozenClock, checkpoint: Callable[[str], None] = lambda _: None) -> DeskEdge:
    """A process that takes updates of the staff's bot."""

    async def look_again(_: Place) -> None:
        return

    settings, desk = Settings(), make_desk(clock, WORDING)
    words = CaseTexts(WORDING, Rials(settings.second_reviewer_rials))
    sort = CaseHears(make_reviews(settings, clock, WORDING, checkpoint=checkpoint), words, clock)
    calls = Calls(make_bot(f"{BOT}:nobody-hears-of-it", NOBODY))
    acts, no_pictures = DeskActs(engine, desk, look_again), Any
    return DeskEdge(engine, acts, calls, no_pictures, (sort,), WORDING, clock, bot=BOT, chats=frozenset({CHAT}))  # type: ignore[arg-type]


def pressed(data: str, update: int = 1) -> Update:
    """The reviewer presses a button of the head."""
    press = {"id": "1", "from": _REVIEWER, "chat_instance": "1", "message": _said(50, "سر", _BOT), "data": data}
    return _update(update, callback_query=press)


def answered(slip: int, update: int = 2, text: str = GROUND) -> Update:
    """The reviewer answers that question."""
    question = _said(51, f"مبنا؟\n({persian_digits(str(slip))})", _BOT)
    return _update(update, message={**_said(50 + update, text, _REVIEWER), "reply_to_message": question})


_REVIEWER = {"id": REVIEWER, "is_bot": False, "first_name": "مینا"}
_BOT = {"id": BOT, "is_bot": True, "first_name": "میز"}


def _said(message_id: int, text: str, sender: dict[str, Any]) -> dict[str, Any]:
    chat = {"id": CHAT, "type": "supergroup", "title": "میز", "is_forum": True}
    place = {"message_thread_id": TOPIC, "is_topic_message": True}
    return {"message_id": message_id, "date": 1_700_000_000, "chat": chat, "from": sender, "text": text, **place}


def _update(number: int, **content: Any) -> Update:
    update = Update.de_json({"update_id": number, **content}, None)
    assert update
    return update

"""Slips, as a source of jobs for the poster: what the bot says by itself, in the order it came up."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from functools import partial
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from handlers.desk.calls import Calls, TopicGone, Unchanged, onward
from handlers.desk.chart import drawn
from handlers.desk.poster import Job
from handlers.desk.texts import pieces
from handlers.markup import as_html
from services import persian
from services.desk.slips import Slip, Slips

_REFERENCE = re.compile(r"\(([۰-۹]{1,18})\)\s*$")


def reference(text: str) -> int | None:
    """The slip whose question this text is: its number stands at the end."""
    match = _REFERENCE.search(text)
    return int(match[1]) if match else None


class SlipShows:
    """The slips of every group."""

    def __init__(
        self, engine: AsyncEngine, calls: Calls, *, checkpoint: Callable[[str], None] = lambda _: None
    ) -> None:
        self._engine = engine
        self._calls = calls
        self._at = checkpoint

    async def next(self, chat_id: int, away: frozenset[int]) -> Sequence[Job]:
        """The oldest slip there."""
        async with self._engine.connect() as connection:
            slip = await Slips(connection).next(chat_id)
        return [self._job(slip)] if slip else []

    async def gone(self, connection: AsyncConnection, chat_id: int, topic_id: int) -> None:
        """Slips for a topic that is gone are given up one by one."""

    def _job(self, slip: Slip) -> Job:
        async def post(repeated: bool) -> None:
            message_id: int | None = None
            with suppress(TopicGone):
                message_id = await self._post(slip)
            self._at("called")
            await self._record(slip, message_id)

        async def drop() -> None:
            await self._record(slip, None)

        messages = len(pieces(slip.body["text"])) + ("chart" in slip.body)
        return Job(f"slip {slip.id}", slip.at, messages, post, drop)

    async def _record(self, slip: Slip, message_id: int | None) -> None:
        async with self._engine.begin() as connection:
            await Slips(connection).posted(slip.id, message_id)

    async def _post(self, slip: Slip) -> int:
        """The message that it is now; of a long text, the last."""
        body: Mapping[str, Any] = slip.body
        text = body["text"]
        if body.get("asks"):
            text = f"{text} ({persian.persian_digits(str(slip.id))})"
        buttons = [[(label, data) for label, data in row] for row in body.get("buttons", ())]
        message_id = 0
        for piece in pieces(text):
            call = partial(
                self._calls.text,
                slip.chat_id,
                slip.topic_id,
                _mentioning(as_html(piece), *body.get("asked", ())),
                buttons=buttons,
                answers=slip.answers,
                asks=bool(body.get("asks")),
            )
            message_id = await (onward(call) if message_id else call())
        if chart := body.get("chart"):
            message_id = await onward(partial(self._calls.pictures, slip.chat_id, slip.topic_id, [drawn(chart)]))
        if body.get("close") and slip.topic_id is not None:
            with suppress(Unchanged):
                await self._calls.close_topic(slip.chat_id, slip.topic_id)
        return message_id


def _mentioning(said: str, telegram_id: int = 0, name: str = "") -> str:
    """HTML that begins with a colleague's name, with that name as a mention of them."""
    shown = as_html(name)
    if not telegram_id or not said.startswith(shown):
        return said
    return f'<a href="tg://user?id={telegram_id}">{shown}</a>{said.removeprefix(shown)}'

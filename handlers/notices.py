"""The words of notices, rendered for their channel, and what came of notices, kept and counted."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from dialogs.messages import Channel, Words
from handlers.metrics import NOTICES
from handlers.rendering import PARTS, Button, Rendered, parts
from handlers.wording import Wording, without_marks
from services.messages.notices import AT_ONCE, About, Notices
from services.messages.rules import Event

MOST_FREE = 1000  # letters of what a colleague added, which the dialog shows in full
REMEMBERED = 4000  # texts
_LONG = Channel("any")

MakeNotices = Callable[[AsyncConnection], Notices]


class NoticeVoice:
    """Speaks notices on the channels there are: by SMS in at most three parts, elsewhere with a button."""

    def __init__(self, channels: Mapping[str, Channel], wording: Wording) -> None:
        self._channels = channels
        self._wording = wording
        self._said = lru_cache(REMEMBERED)(self._say)  # a reminder says the same to thousands

    def notice(
        self, channel: str, event: Event, facts: Mapping[str, Any], about: About | None, *, simple: bool = False
    ) -> Mapping[str, Any]:
        """A notice as it goes out. Its button starts the dialog it is about, and is good for ever.

        An SMS is in simple words where they fit: nobody turns the pages of a notice.
        """
        short = self._channels.get(channel, _LONG).short
        text = self._said(f"notice-{event}", short, tuple(facts.items()), simple)
        if simple and short and parts(text) > PARTS:
            text = self._said(f"notice-{event}", short, tuple(facts.items()), False)
        buttons: tuple[Button, ...] = ()
        if about is not None and not short:
            dialog, subject = about
            buttons = (Button(self._said(f"notice-{event}.button", False, (), False), f"d:{dialog}:{subject}"),)
        return Rendered(text, buttons).body()

    def parts(self, channel: str, body: Mapping[str, Any]) -> int | None:
        """SMS that a notice takes."""
        return parts(body["text"]) if self._channels.get(channel, _LONG).short else None

    def _say(self, words: str, short: bool, facts: tuple[tuple[str, Any], ...], simple: bool) -> str:
        wording = self._wording.simply if simple else self._wording
        filled = Words(words, {name: _shortened(value) for name, value in facts})
        if short:
            text = without_marks(wording(filled, short=True))
            return f"{text}\n{wording(Words('sms-signature'))}"
        return wording(filled)


async def settle(engine: AsyncEngine, notices: MakeNotices, *, at_once: int = AT_ONCE) -> None:
    """Keep what became of all notices that are done with, some at a time, and count them."""
    while True:
        async with engine.begin() as connection:
            settled = await notices(connection).settle(most=at_once)
        for (event, channel, outcome), count in settled.items():
            NOTICES.labels(event, channel, outcome).inc(count)
        if settled.total() < at_once:
            return


def _shortened(value: Any) -> Any:
    long = isinstance(value, str) and len(value) > MOST_FREE
    return f"{value[:MOST_FREE].rstrip()}…" if long else value

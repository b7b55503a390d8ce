"""A colleague's private chat with the staff's bot: where they are given links to pictures, each for them alone.

The link is made when it is asked for, is signed and short-lived, and stands in no row of ours; that it was asked for
does. One that does not arrive is asked for again.
"""

from __future__ import annotations

import asyncio
import re
from contextlib import suppress
from typing import Any

import structlog
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine
from telegram import Message, Update

from dialogs.messages import Words
from handlers.desk.calls import Calls, Trouble
from handlers.desk.case_topics import MakeReviews
from handlers.desk.cases import LINK_MINUTES, PAYLOAD
from handlers.desk.reviewing import told
from handlers.markup import as_html
from handlers.wording import Wording
from services.calendar import Clock
from services.desk import Enrolment, NotAllowed
from services.desk.slips import Slips
from services.objections import MayNotDecide, NoSuchObjection
from services.papers_links import PapersLinks

log = structlog.get_logger(__name__)

_START = re.compile(rf"/start(?: {PAYLOAD}([0-9]{{8}}))?", re.ASCII)


class PrivateChats:
    """Takes what is written to one bot in private."""

    def __init__(
        self,
        engine: AsyncEngine,
        reviews: MakeReviews,
        links: PapersLinks,
        calls: Calls,
        wording: Wording,
        clock: Clock,
        *,
        bot: int,
    ) -> None:
        self._engine = engine
        self._reviews = reviews
        self._links = links
        self._calls = calls
        self._wording = wording
        self._clock = clock
        self._bot = bot
        self._aside: set[asyncio.Task[None]] = set()

    async def take(self, update: Update) -> bool:
        """Take an update; False for one from elsewhere. On return it is committed. Database trouble comes through."""
        message = update.message
        if message is None or message.chat.type != "private" or message.from_user is None:
            return False
        async with self._engine.begin() as connection:
            if not await Slips(connection).take(self._bot, update.update_id, self._clock.now()):
                return True
            said = await self._answer(connection, message, message.from_user.id)
        if said:
            self._send(message.chat.id, said)
        return True

    async def close(self) -> None:
        """Let go of what is being sent."""
        for task in self._aside:
            task.cancel()
        await asyncio.gather(*self._aside, return_exceptions=True)

    async def _answer(self, connection: AsyncConnection, message: Message, staff: int) -> str:
        """What is said to it. Whoever is not enrolled is told so when they come, and then nothing more."""
        start = _START.fullmatch((message.text or "").strip())
        if start is None or start[1] is None:
            enrolled = await Enrolment(connection).find(staff)
            if enrolled is None:
                return self._word("case-not-enrolled", id=str(staff)) if start else ""
            return self._word("case-private")
        number = start[1]
        try:
            await self._reviews(connection).ask_pictures(number, staff)
        except (NotAllowed, MayNotDecide, NoSuchObjection) as error:
            log.info("no link", reason=type(error).__name__)
            return told(self._word, error)
        link = self._links.staff_link(number, staff)
        if not link:
            return self._word("case-no-link")
        return self._word("case-link", number=number, link=link, minutes=LINK_MINUTES)

    def _word(self, words: str, **facts: Any) -> str:
        return self._wording(Words(words, facts))

    def _send(self, chat_id: int, said: str) -> None:
        async def send() -> None:
            with suppress(Trouble):
                await self._calls.text(chat_id, None, as_html(said))

        task = asyncio.create_task(send())
        self._aside.add(task)
        task.add_done_callback(self._aside.discard)

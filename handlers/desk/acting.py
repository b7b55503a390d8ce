"""What an update is done with: one transaction's hands, and what a sort of topic promises the edge."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol

from sqlalchemy.ext.asyncio import AsyncConnection

from dialogs.messages import Words
from handlers.desk.buttons import Press
from handlers.desk.calls import Buttons
from handlers.desk.reading import Pressed, Said, Where
from handlers.wording import Wording
from services.conversations import Place
from services.desk import Desk, Staff
from services.desk.slips import Slips


@dataclass(frozen=True)
class Fetched:
    """A picture that a colleague sent: stored documents with their pages, or words that say why not."""

    documents: tuple[tuple[str, int], ...] = ()
    fault: str | None = None


@dataclass
class Hands:
    """What acts need, inside one transaction. `toast` is what the press of a button is answered."""

    connection: AsyncConnection
    desk: Desk
    now: datetime
    where: Where
    wording: Wording
    toast: str = ""
    slips: Slips = field(init=False)

    def __post_init__(self) -> None:
        self.slips = Slips(self.connection)

    def word(self, words: str, **facts: Any) -> str:
        """Words of the locale, with our marks."""
        return self.wording(Words(words, facts))

    async def say(
        self,
        text: str,
        *,
        buttons: Buttons = (),
        answers: int | None = None,
        key: str | None = None,
        about: Mapping[str, Any] | None = None,
        chart: Mapping[str, Any] | None = None,
        said: str | None = None,
        asked: Staff | None = None,
    ) -> None:
        """Have the bot say it in this topic; with `about` as a question, whose answer is about that.

        `asked` is whom it asks, and begins with their name: Telegram offers to answer to those a question mentions.
        `said` are a colleague's words that a button may still need.
        """
        body: dict[str, Any] = {"text": text}
        if buttons:
            body["buttons"] = [[list(button) for button in row] for row in buttons]
        if chart:
            body["chart"] = dict(chart)
        if said is not None:
            body["said"] = said
        if about:
            body["asks"] = True
        if asked:
            body["asked"] = [asked.telegram_id, asked.name]
        topic = self.where.topic_id
        await self.slips.say(self.where.chat_id, topic, body, self.now, answers=answers, key=key, about=about)


class Hears(Protocol):
    """A sort of topic, as the edge knows it."""

    sign: str
    """The first letter of its buttons' data."""

    async def subject(self, connection: AsyncConnection, where: Where) -> int | None:
        """The number of what that topic shows; None for a topic of another sort."""
        ...

    async def takes_pictures(self, connection: AsyncConnection, number: int, staff: int) -> Place | None:
        """The conversation that a colleague's picture is for; None when it would not be sent."""
        ...

    async def said(self, hands: Hands, number: int, said: Said, pictures: Fetched) -> None:
        """Somebody wrote in the topic, or changed what they wrote. Raises DeskError: then nothing is done."""
        ...

    async def pressed(self, hands: Hands, press: Press, pressed: Pressed) -> None:
        """Somebody pressed a button. Raises DeskError: then nothing is done."""
        ...

    async def answered(self, hands: Hands, about: Mapping[str, Any], said: Said) -> None:
        """Somebody answered a question that a button had asked. Raises DeskError: then nothing is done."""
        ...

    async def refused(self, hands: Hands, number: int | None, error: Exception, said: Said) -> None:
        """What was written could not be done: say why."""
        ...

    def told(self, hands: Hands, error: Exception) -> str:
        """Why something could not be done, in a short word."""
        ...

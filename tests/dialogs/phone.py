"""A phone to talk with: it says, presses, and looks at what came, over `respond` alone.

Between two messages the conversation is nothing but its JSON, as after a restart.
"""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

from dialogs.conversation import respond
from dialogs.hearing import Ear
from dialogs.menu import resume
from dialogs.messages import Channel, Command, Message, Pressed, Question, Reply, Shown, Started, Typed, Words
from dialogs.names import MENU, ONWARD, RESUME, WHICH
from dialogs.reading import Choice
from dialogs.stage import LIFE, Door, Stage, Turned
from dialogs.state import Conversation
from dialogs.talk import Dialog, Go, Talk
from dialogs.which import onward, which
from services import persian

CHAT = Channel("chat")
SMS = Channel("sms", buttons=False, pictures=False, contact=False, short=True)


async def menu(talk: Talk) -> Go:
    """A menu whose options are the dialogs of the test."""
    return Go(await talk.ask("what", Choice("grants", "papers")))


@dataclass
class Repertoire:
    """The dialogs of a test by name; a keyword starts the dialog of its name."""

    dialogs: dict[str, Dialog]
    keywords: dict[str, Started] = field(default_factory=dict)

    def named(self, name: str) -> Dialog | None:
        return self.dialogs.get(name)

    def wanted(self, text: str, *, exactly: bool) -> Started | None:
        said = persian.fold(text)
        for word, started in self.keywords.items():
            if said == persian.fold(word) or (not exactly and persian.fold(word) in said):
                return started
        return None


class Phone:
    """One person with a phone. Labels are the ids of the words they stand for."""

    def __init__(
        self,
        *,
        channel: Channel = CHAT,
        person: Callable[[], Awaitable[Any]] | None = None,
        label: Callable[[Words], str] = lambda words: words.id,
        keywords: dict[str, Started] | None = None,
        ear: Ear | None = None,
        desk: Door | None = None,
        **dialogs: Dialog,
    ) -> None:
        ours: dict[str, Dialog] = {MENU: menu, RESUME: resume, WHICH: which, ONWARD: onward}
        self.repertoire = Repertoire({**ours, **dialogs}, keywords or {})
        self._ear = ear
        self._desk = desk
        self.now = datetime(2025, 9, 23, 8, 30, tzinfo=UTC)
        self.turned: Turned | None = None
        self._kept = "{}"
        self._channel = channel
        self._person = person or _nobody
        self._label = label
        self._nonces = count(1)

    def knows(self, **dialogs: Dialog) -> None:
        """Deploy other versions of dialogs; the conversation goes on."""
        self.repertoire.dialogs.update(dialogs)

    def forgets(self, name: str) -> None:
        """Deploy without a dialog."""
        del self.repertoire.dialogs[name]

    def waits(self, time: timedelta = LIFE + timedelta(minutes=1)) -> None:
        self.now += time

    # What the person does.

    async def says(self, text: str) -> Reply:
        return await self.sends(Typed(text))

    async def starts(self, dialog: str, about: str = "") -> Reply:
        return await self.sends(Started(dialog, about))

    async def commands(self, name: Any) -> Reply:
        return await self.sends(Command(name))

    async def presses(self, value: Any, of: Shown | None = None) -> Reply:
        """Press the button of that option value: of the question open now, or of one seen before."""
        shown = of or self.shown
        return await self.sends(Pressed(shown.nonce, [value for value, _ in shown.options].index(value)))

    async def sends(self, message: Message) -> Reply:
        stage = Stage(
            dialogs=self.repertoire,
            channel=self._channel,
            address="me",
            person=self._person,
            label=self._label,
            nonce=lambda: f"n{next(self._nonces)}",
            now=self.now,
            desk=self._desk,
            ear=self._ear,
        )
        self.turned = await respond(Conversation.load(json.loads(self._kept)), message, stage)
        self._kept = json.dumps(self.turned.conversation.dump())
        return self.turned.reply

    # What is on the phone now.

    @property
    def reply(self) -> Reply:
        assert self.turned
        return self.turned.reply

    @property
    def heard(self) -> list[str]:
        """The ids of all that the last message said, its question last."""
        asked = [self.reply.question.words.id] if self.reply.question else []
        return [words.id for words in self.reply.said] + asked

    @property
    def question(self) -> Question:
        assert self.reply.question
        return self.reply.question

    @property
    def shown(self) -> Shown:
        assert self.reply.shown
        return self.reply.shown

    @property
    def options(self) -> list[Any]:
        return [value for value, _ in self.shown.options]

    @property
    def journal(self) -> list[list[Any]]:
        """What is kept of the dialog in front."""
        return list(json.loads(self._kept)["front"]["journal"])

    @property
    def kept(self) -> str:
        """All that is kept of the conversation."""
        return self._kept

    @kept.setter
    def kept(self, kept: str) -> None:
        self._kept = kept

    @property
    def under_way(self) -> dict[str, str]:
        """Which dialog is in front and which is parked."""
        kept = json.loads(self._kept)
        return {place: kept[place]["dialog"] for place in ("front", "parked") if place in kept}

    def hears(self, *ids: str) -> None:
        """The last message said exactly this, in this order, its question last."""
        assert self.heard == list(ids)

    def fact(self, name: str) -> Any:
        """A fact of the last message, wherever it stands."""
        question = [self.reply.question.words] if self.reply.question else []
        return next(words.facts[name] for words in (*self.reply.said, *question) if name in words.facts)


async def _nobody() -> None:
    return None

"""What surrounds a turn, as the dialogs see it, and what a turn comes to."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Protocol

from dialogs.hearing import Ear
from dialogs.messages import Channel, Reply, Started, Words
from dialogs.state import Conversation
from dialogs.talk import Dialog
from services.desk import Opened

LIFE = timedelta(hours=72)  # how long a question stays open; ours, long enough for a weekend with papers to fetch


class Dialogs(Protocol):
    """The dialogs there are, bound to the services of this turn."""

    def named(self, name: str) -> Dialog | None: ...

    def wanted(self, text: str, *, exactly: bool) -> Started | None:
        """The dialog that typed words ask for: by a keyword alone, or by one among other words."""


class Door(Protocol):
    """The way to a person."""

    async def open(self, service: str) -> Opened: ...


class Preferences(Protocol):
    """Where it is kept how a conversation wants to be spoken to."""

    async def speak_simply(self, simple: bool) -> None: ...


@dataclass(frozen=True)
class Stage:
    """What surrounds a turn. `person` is asked anew at each play's start, for a dialog may have linked one.

    `desk` is None where nobody sits behind the bot. Labels of options do not depend on how a conversation is spoken to,
    so that older buttons go on working. `preferences` is None where nothing outlives the conversation,
    `ear` where only the catalog's own words are known.
    """

    dialogs: Dialogs
    channel: Channel
    address: str
    person: Callable[[], Awaitable[Any]]
    label: Callable[[Words], str]
    nonce: Callable[[], str]
    now: datetime
    life: timedelta = LIFE
    desk: Door | None = None
    preferences: Preferences | None = None
    ear: Ear | None = None


@dataclass(frozen=True)
class Turned:
    """What a message came to. `dialog` and `outcome` name it for the figures; `secret`: do not keep the message.

    `began` is the dialog that free text began, at once or by `chose`: the service chosen of what was asked back or
    offered.
    """

    conversation: Conversation
    reply: Reply
    dialog: str
    outcome: str
    secret: bool = False
    began: str = ""
    chose: str = ""

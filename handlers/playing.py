"""One message played: the reply rendered, or the apology when the play failed.

The play runs inside a savepoint. What raises is rolled back; the message is kept as failed, the person is told in plain
words with a reference, the conversation stays where it was, and the error is logged once with that reference.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol, TypeAlias

import structlog
from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.ext.asyncio import AsyncConnection

from dialogs.commands import command_in
from dialogs.conversation import respond
from dialogs.hearing import Ear
from dialogs.messages import Channel, Command, Message, Pictures, Reply, Started, Typed, Words, load_message
from dialogs.stage import Dialogs, Stage
from dialogs.state import Conversation
from handlers.begun import BEGUN_KEY, Counting, followed
from handlers.floor import Door, MakeDesk, relay, ticket_of
from handlers.metrics import TURNS
from handlers.rendering import Rendered, page, render
from handlers.wording import Wording
from services.calendar import Clock
from services.conversations import ENDS, GOES_ON, Place, Played, Waiting
from services.conversations.preferences import Preferences

log = structlog.get_logger(__name__)

_OF_PICTURES = ("ids", "faults")


MakeEar: TypeAlias = Callable[[AsyncConnection, Place], Ear]


class Hosts(Protocol):
    """What assembly gives a turn: the dialogs bound to this transaction, and who the conversation is with."""

    def dialogs(self, connection: AsyncConnection, place: Place) -> tuple[Dialogs, Any]:
        """The dialogs, and the people service whose `linked()` says who is linked."""
        ...


@dataclass(frozen=True)
class Allowance:
    """How many automatic replies an address may still be given, and when it may be given more."""

    left: int
    until: datetime


class Allowances(Protocol):
    """Counts the replies of channels on which each one costs."""

    async def of(self, connection: AsyncConnection, place: Place, *, unsaved: int = 0) -> Allowance | None:
        """None where replies are not counted. `unsaved` of them are said and not in the outbox yet."""
        ...


class Unlimited:
    """Replies are not counted."""

    async def of(self, _connection: AsyncConnection, _place: Place, *, unsaved: int = 0) -> Allowance | None:
        return None


@dataclass(frozen=True)
class Arrived:
    """A message to be played, out of the inbox rows that are its parts."""

    parts: tuple[Waiting, ...]

    @property
    def stored(self) -> Mapping[str, Any]:
        """The message as JSON: the texts of a long SMS joined, the pictures of an album together."""
        first = self.parts[0].message
        if len(self.parts) > 1 and first["is"] == "typed":
            return {"is": "typed", "text": "".join(part.message.get("text", "") for part in self.parts)}
        if len(self.parts) > 1 and first["is"] == "pictures":
            captions = filter(None, (part.message.get("caption", "") for part in self.parts))
            whole = {name: [one for part in self.parts for one in part.message.get(name, ())] for name in _OF_PICTURES}
            return {**first, **whole, "caption": "\n".join(captions)}
        return first

    def played(self, state: str, *, reference: str | None = None, forget: bool = False) -> list[Played]:
        """What became of every part."""
        return [Played(part.key, state, reference, forget) for part in self.parts]


@dataclass(frozen=True)
class After:
    """What one message came to: where the conversation stands, what goes out, and what became of its inbox rows."""

    state: Mapping[str, Any]
    outgoing: tuple[Rendered, ...]
    played: list[Played]


def arrived(waiting: Sequence[Waiting]) -> list[Arrived]:
    """Inbox rows as messages: neighbours that are parts of one thing are one message."""
    groups: list[list[Waiting]] = []
    for row in waiting:
        if groups and _goes_on(groups[-1][-1], row):
            groups[-1].append(row)
        else:
            groups.append([row])
    return [Arrived(tuple(group)) for group in groups]


def _goes_on(before: Waiting, row: Waiting) -> bool:
    if before.part_of is None or row.part_of is None or before.message["is"] != row.message["is"]:
        return False
    return before.part_of == GOES_ON or (before.part_of != ENDS and before.part_of == row.part_of)


class Player:
    """Plays messages of any conversation."""

    def __init__(
        self,
        hosts: Hosts,
        channels: Mapping[str, Channel],
        wording: Wording,
        clock: Clock,
        *,
        allowances: Allowances,
        nonce: Callable[[], str],
        desk: MakeDesk | None = None,
        ear: MakeEar | None = None,
    ) -> None:
        self._desk = desk
        self._ear = ear
        self._hosts = hosts
        self._channels = channels
        self._wording = wording
        self._clock = clock
        self._allowances = allowances
        self._nonce = nonce

    async def play(
        self, connection: AsyncConnection, place: Place, state: Mapping[str, Any], message: Arrived, *, unsaved: int = 0
    ) -> After:
        """Play one message on a held conversation, `unsaved` replies after the outbox's last.

        Database trouble alone comes through.
        """
        reference = secrets.token_hex(4)
        with structlog.contextvars.bound_contextvars(turn=reference):
            return await self._tried(connection, place, state, message, reference, unsaved)

    async def _tried(
        self,
        connection: AsyncConnection,
        place: Place,
        state: Mapping[str, Any],
        message: Arrived,
        reference: str,
        unsaved: int,
    ) -> After:
        savepoint = await connection.begin_nested()
        try:
            after = await self._played(connection, place, state, message, unsaved)
            await savepoint.commit()
        except (OperationalError, InterfaceError):
            raise
        except Exception as error:  # noqa: BLE001  a dialog's fault is that turn's alone, and told with a reference
            await savepoint.rollback()
            after = self._apologised(place, state, message, error, reference)
        return after

    async def may_add(self, connection: AsyncConnection, place: Place) -> bool:
        """Whether something may be said that answers no message; the day's last reply is kept for saying so."""
        allowance = await self._allowances.of(connection, place)
        return allowance is None or allowance.left > 1

    def words(self, place: Place, words: Words, *, simple: bool = False) -> Rendered:
        """A sentence of our own for a conversation, outside any play."""
        return self._render(place, Reply((words,)), simple=simple)[0]

    def _render(self, place: Place, reply: Reply, *, simple: bool) -> tuple[Rendered, ...]:
        wording = self._wording.simply if simple else self._wording
        return render(reply, self._channels[place.channel], wording, simple=simple)

    async def _played(
        self, connection: AsyncConnection, place: Place, state: Mapping[str, Any], arrived: Arrived, unsaved: int
    ) -> After:
        message = load_message(arrived.stored)
        number = ticket_of(state)
        if self._desk and number is not None and not _changes_silence(message):
            keys = [part.key for part in arrived.parts]
            await relay(self._desk(connection), place, number, keys, message, state, self._wording)
            TURNS.labels(place.channel, "desk", "relayed").inc()
            return After(state, (), arrived.played("played"))
        message = _meant(message)
        allowance = await self._allowances.of(connection, place, unsaved=unsaved)
        if allowance and allowance.left <= 1 and not _is_always_heard(message):
            last = self.words(place, Words("sms-enough", {"until": allowance.until}), simple=_is_simple(state))
            return After(state, (last,) if allowance.left == 1 else (), arrived.played("slowed"))
        if message == Command("more") and state.get("pages"):
            return _next_page(state, arrived)
        after = await self._responded(connection, place, state, arrived, message)
        return After(after.state, (), after.played) if allowance and allowance.left <= 0 else after

    async def _responded(
        self, connection: AsyncConnection, place: Place, state: Mapping[str, Any], arrived: Arrived, message: Message
    ) -> After:
        dialogs, people = self._hosts.dialogs(connection, place)
        channel, now = self._channels[place.channel], self._clock.now()
        ear = Counting(self._ear(connection, place)) if self._ear else None
        stage = Stage(
            dialogs=dialogs,
            channel=channel,
            address=place.address,
            person=people.linked,
            label=lambda words: self._wording(words, short=channel.short),
            nonce=self._nonce,
            now=now,
            desk=Door(self._desk(connection), place, people, by_mobile=channel.short) if self._desk else None,
            preferences=Preferences(connection, place, now),
            ear=ear,
        )
        turned = await respond(Conversation.load(state), message, stage)
        outgoing = self._render(place, turned.reply, simple=turned.conversation.simple)
        kept: dict[str, Any] = turned.conversation.dump()
        if "floor" in state:
            kept["floor"] = state["floor"]
        if pages := [page.body() for one in outgoing for page in one.pages]:
            kept["pages"] = pages
        if begun := followed(state, turned, ear.began if ear else None):
            kept[BEGUN_KEY] = begun
        TURNS.labels(place.channel, turned.dialog, turned.outcome).inc()
        log.info("turn", dialog=turned.dialog, outcome=turned.outcome, channel=place.channel)
        return After(kept, outgoing, arrived.played("played", forget=turned.secret))

    def _apologised(
        self, place: Place, state: Mapping[str, Any], arrived: Arrived, error: Exception, reference: str
    ) -> After:
        TURNS.labels(place.channel, "none", "failed").inc()
        log.error("play failed", reference=reference, channel=place.channel, exc_info=error)
        apology = self.words(place, Words("talk-our-fault", {"reference": reference}), simple=_is_simple(state))
        return After(state, (apology,), arrived.played("failed", reference=reference))


def _meant(message: Message) -> Message:
    return (command_in(message.text) or message) if isinstance(message, Typed) else message


def _is_simple(state: Mapping[str, Any]) -> bool:
    return Conversation.load(state).simple


def _is_always_heard(message: Message) -> bool:
    """Whatever replies were given today: whoever wants fewer of them, and what the upload page sends, once a link."""
    return _changes_silence(message) or (isinstance(message, Pictures) and message.complete)


def _changes_silence(message: Message) -> bool:
    """Whoever wants to hear less, or more again, is always heard."""
    return isinstance(message, Started) and message.dialog in ("opt_out", "opt_in")


def _next_page(state: Mapping[str, Any], arrived: Arrived) -> After:
    """The next waiting page. Pages wait until another reply takes their place."""
    outgoing = page([Rendered.waiting(body) for body in state["pages"]])
    rest = {name: value for name, value in state.items() if name != "pages"}
    kept = {**rest, "pages": [page.body() for page in outgoing.pages]} if outgoing.pages else rest
    return After(kept, (outgoing,), arrived.played("played"))

"""A turn: what came in is noted, played, and answered, in one transaction.

1 note it in the inbox; 2 take the conversation; 3 play its due messages in order; 4 save where it stands; 5 put the
replies into the outbox; commit. Is the conversation held by someone else, the note alone is committed: whoever holds it
looks again after letting go, and so do we after committing the note, so that one of the two always sees it.

A play that fails is rolled back to its savepoint; its message is kept as failed, the apology goes out with a reference,
and the conversation stays where it was.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum
from typing import Any, Protocol

import structlog
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from dialogs.commands import command_in
from dialogs.conversation import Conversation, Dialogs, Stage, Turned, respond
from dialogs.messages import Channel, Command, Message, Reply, Typed, Words, dump_message, load_message
from handlers.rendering import Rendered, page, render
from handlers.wording import Wording
from services.calendar import Clock
from services.conversations import Conversations, Place, Played, Waiting
from services.messages import Messages

log = structlog.get_logger(__name__)

POINTS = ("noted", "taken", "played", "saved", "queued", "committed", "looked-again")
Checkpoint = Callable[[str], None]


class Outcome(StrEnum):
    """What became of a message that came in."""

    PLAYED = "played"
    NOTED = "noted"
    SEEN_BEFORE = "seen-before"


@dataclass(frozen=True)
class Note:
    """A message as an edge gives it: where, under which key of the channel's own, and what; `wait` before it is due."""

    place: Place
    key: str
    message: Message
    wait: timedelta = field(default=timedelta())


class Hosts(Protocol):
    """What assembly gives a turn: the dialogs bound to this transaction, and who the conversation is with."""

    def dialogs(self, connection: AsyncConnection, place: Place) -> tuple[Dialogs, Any]:
        """The dialogs, and the people service whose `linked()` says who is linked."""
        ...


class Turn:
    """Plays messages. One instance serves all conversations of a process."""

    def __init__(
        self,
        engine: AsyncEngine,
        hosts: Hosts,
        channels: Mapping[str, Channel],
        wording: Wording,
        clock: Clock,
        *,
        checkpoint: Checkpoint = lambda _: None,
        nonce: Callable[[], str] = lambda: secrets.token_urlsafe(4),
    ) -> None:
        self._engine = engine
        self._hosts = hosts
        self._channels = channels
        self._wording = wording
        self._clock = clock
        self._at = checkpoint
        self._nonce = nonce

    async def receive(self, note: Note) -> Outcome:
        """Take in one message; on return it is safe, and usually answered. Database trouble comes through."""
        async with self._engine.connect() as connection:
            now = self._clock.now()
            conversations = Conversations(connection)
            message = dump_message(note.message)
            if not await conversations.note(note.place, note.key, message, now, now + note.wait):
                await connection.rollback()
                return Outcome.SEEN_BEFORE
            self._at("noted")
            held = await self._play_waiting(connection, note.place)
            await connection.commit()
            self._at("committed")
        more = await self.look_again(note.place)
        return Outcome.PLAYED if held or more else Outcome.NOTED

    async def look_again(self, place: Place) -> bool:
        """Play what came while the conversation was held; whether anything was played."""
        any_played = False
        while True:
            async with self._engine.connect() as connection:
                found = await Conversations(connection).waiting(place, self._clock.now(), most=1)
                played = bool(found) and await self._play_waiting(connection, place)
                await connection.commit()
            self._at("looked-again")
            if not played:
                return any_played
            any_played = True

    async def sweep(self) -> int:
        """Play what a crash left unplayed; how many conversations were found."""
        async with self._engine.connect() as connection:
            places = await Conversations(connection).left_over(list(self._channels), self._clock.now())
        for place in places:
            await self.look_again(place)
        return len(places)

    async def _play_waiting(self, connection: AsyncConnection, place: Place) -> bool:
        """Play all that is due for a conversation, if we can hold it."""
        conversations, now = Conversations(connection), self._clock.now()
        state = await conversations.take(place, now)
        if state is None:
            return False
        self._at("taken")
        played: list[Played] = []
        for waiting in await conversations.waiting(place, now):
            state, outgoing, outcome = await self._play(connection, place, state, waiting)
            played.append(outcome)
            await Messages(connection).put(place.channel, place.address, "reply", outgoing.body(), now)
        self._at("played")
        if played:
            await conversations.settle(place, played, state, now)
            self._at("saved")
            await Messages(connection).wake(place.channel)
            self._at("queued")
        return True

    async def _play(
        self, connection: AsyncConnection, place: Place, state: Mapping[str, Any], waiting: Waiting
    ) -> tuple[Mapping[str, Any], Rendered, Played]:
        """One message: the new state, what goes out, and what became of it."""
        savepoint = await connection.begin_nested()
        try:
            message = load_message(waiting.message)
            turned = _next_page(state, message)
            if turned is not None:
                state, outgoing = turned
                await savepoint.commit()
                return state, outgoing, Played(waiting.key, "played")
            answered = await self._respond(connection, place, state, message)
            outgoing = render(answered.reply, self._channels[place.channel], self._wording)
            await savepoint.commit()
        except Exception as error:  # noqa: BLE001  a fault of one dialog is that turn's, told with a reference
            await savepoint.rollback()
            return state, *self._apologise(place, waiting, error)
        kept: dict[str, Any] = answered.conversation.dump()
        if outgoing.pages:
            kept["pages"] = list(outgoing.pages)
        log.info("turn", dialog=answered.dialog, outcome=answered.outcome, channel=place.channel)
        return kept, outgoing, Played(waiting.key, "played", forget=answered.secret)

    async def _respond(
        self, connection: AsyncConnection, place: Place, state: Mapping[str, Any], message: Message
    ) -> Turned:
        dialogs, people = self._hosts.dialogs(connection, place)
        channel = self._channels[place.channel]
        stage = Stage(
            dialogs=dialogs,
            channel=channel,
            address=place.address,
            person=people.linked,
            label=lambda words: self._wording(words, short=channel.short),
            nonce=self._nonce,
            now=self._clock.now(),
        )
        return await respond(Conversation.load(state), message, stage)

    def _apologise(self, place: Place, waiting: Waiting, error: Exception) -> tuple[Rendered, Played]:
        reference = secrets.token_hex(4)
        log.error("play failed", reference=reference, channel=place.channel, exc_info=error)
        reply = Reply((Words("talk-our-fault", {"reference": reference}),))
        outgoing = render(reply, self._channels[place.channel], self._wording)
        return outgoing, Played(waiting.key, "failed", reference)


def _next_page(state: Mapping[str, Any], message: Message) -> tuple[Mapping[str, Any], Rendered] | None:
    """The next waiting page when that is what was asked for. Pages wait until another reply takes their place."""
    pages = state.get("pages")
    if isinstance(message, Typed):
        message = command_in(message.text) or message
    if not pages or message != Command("more"):
        return None
    outgoing = page(tuple(pages))
    rest = {name: value for name, value in state.items() if name != "pages"}
    return ({**rest, "pages": list(outgoing.pages)} if outgoing.pages else rest), outgoing

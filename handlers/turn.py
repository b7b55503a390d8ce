"""A turn: what came in is noted, played, and answered, in one transaction.

1 note it in the inbox; 2 take the conversation; 3 play its due messages in order; 4 save where it stands; 5 put the
replies into the outbox; commit. Is the conversation held by someone else, the note alone is committed: whoever holds it
looks again after letting go, and so do we after committing the note, so that one of the two always sees it.

Some messages wait: the first part of a long SMS for the second, a picture of an album for the others. Of messages that
come faster than they can be played, those beyond a few are kept unplayed, and one reply says so.
"""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum
from typing import Any

import structlog
from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from dialogs.messages import Channel, Message, Words, dump_message
from handlers.playing import Allowances, Hosts, Player, Unlimited, arrived
from handlers.wording import Wording
from services.calendar import Clock
from services.conversations import Conversations, Noted, Place, Played
from services.messages import Messages

log = structlog.get_logger(__name__)

POINTS = ("noted", "taken", "played", "saved", "queued", "committed", "looked-again")
FLOOD = 5  # waiting messages of one chat; more are kept unplayed
Checkpoint = Callable[[str], None]


class Outcome(StrEnum):
    """What became of a message that came in."""

    PLAYED = "played"
    NOTED = "noted"
    SEEN_BEFORE = "seen-before"


@dataclass(frozen=True)
class Note:
    """A message as an edge gives it: where, under which key of the channel's own, and what.

    It is due after `wait`; another one of the same `part_of` that comes meanwhile belongs to it.
    """

    place: Place
    key: str
    message: Message
    wait: timedelta = field(default=timedelta())
    part_of: str | None = None


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
        allowances: Allowances | None = None,
        flood: int = FLOOD,
        checkpoint: Checkpoint = lambda _: None,
        nonce: Callable[[], str] = lambda: secrets.token_urlsafe(4),
    ) -> None:
        self._engine = engine
        self._channels = channels
        self._clock = clock
        self._flood = flood
        self._at = checkpoint
        self._player = Player(hosts, channels, wording, clock, allowances=allowances or Unlimited(), nonce=nonce)
        self._waiting: set[asyncio.Task[None]] = set()

    async def receive(self, note: Note) -> Outcome:
        """Take in one message; on return it is safe, and usually answered. Database trouble comes through."""
        async with self._engine.connect() as connection:
            if await self._note(connection, note) is Noted.BEFORE:
                await connection.rollback()
                return Outcome.SEEN_BEFORE
            held = not note.wait and await self._play_waiting(connection, note.place)
            await connection.commit()
            self._at("committed")
        if note.wait:
            self._look_later(note)
            return Outcome.NOTED
        more = await self.look_again(note.place)
        return Outcome.PLAYED if held or more else Outcome.NOTED

    async def note(self, note: Note) -> Outcome:
        """Note one message and leave it to `look_again`, as when several of one chat come at once."""
        async with self._engine.begin() as connection:
            noted = await self._note(connection, note)
        if note.wait:
            self._look_later(note)
        return Outcome.SEEN_BEFORE if noted is Noted.BEFORE else Outcome.NOTED

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
            try:
                await self.look_again(place)
            except (OperationalError, InterfaceError):
                raise
            except Exception:  # one conversation that cannot be kept holds up no other
                log.exception("left unplayed", channel=place.channel)
        return len(places)

    async def close(self) -> None:
        """Let go of what waits to become due; the sweep of another process finds it."""
        for task in self._waiting:
            task.cancel()
        await asyncio.gather(*self._waiting, return_exceptions=True)

    async def _note(self, connection: AsyncConnection, note: Note) -> Noted:
        conversations, now = Conversations(connection), self._clock.now()
        message = _storable(dump_message(note.message))
        noted = await conversations.note(
            note.place, note.key, message, now, now + note.wait, part_of=note.part_of, most=self._flood
        )
        if noted is Noted.FIRST_SLOWED and await self._player.may_add(connection, note.place):
            slow_down = self._player.words(note.place, Words("talk-too-fast"))
            await Messages(connection).put(note.place.channel, note.place.address, "reply", slow_down.body(), now)
            await Messages(connection).wake(note.place.channel)
        if noted is not Noted.BEFORE:
            self._at("noted")
        return noted

    async def _play_waiting(self, connection: AsyncConnection, place: Place) -> bool:
        """Play all that is due for a conversation, if we can hold it."""
        conversations, messages, now = Conversations(connection), Messages(connection), self._clock.now()
        state = await conversations.take(place, now)
        if state is None:
            return False
        self._at("taken")
        played: list[Played] = []
        for message in arrived(await conversations.waiting(place, now)):
            after = await self._player.play(connection, place, state, message)
            state = after.state
            played += after.played
            for outgoing in after.outgoing:
                await messages.put(place.channel, place.address, "reply", outgoing.body(), now)
        self._at("played")
        if played:
            await conversations.settle(place, played, state, now)
            self._at("saved")
            await messages.wake(place.channel)
            self._at("queued")
        return True

    def _look_later(self, note: Note) -> None:
        task = asyncio.create_task(self._look_when_due(note))
        self._waiting.add(task)
        task.add_done_callback(self._waiting.discard)

    async def _look_when_due(self, note: Note) -> None:
        await asyncio.sleep(note.wait.total_seconds())
        try:
            await self.look_again(note.place)
        except Exception as error:
            log.warning("left to the sweep", channel=note.place.channel, exc_info=error)


def _storable(value: Any) -> Any:
    """The message without the two things that JSON in PostgreSQL cannot hold: NUL, and half of a surrogate pair."""
    match value:
        case str():
            return value.replace("\0", "\ufffd").encode("utf-16", "surrogatepass").decode("utf-16", "replace")
        case dict():
            return {name: _storable(item) for name, item in value.items()}
        case list() | tuple():
            return [_storable(item) for item in value]
        case _:
            return value

"""A turn: what came in is noted, played, and answered, in one transaction.

1 note it in the inbox; 2 take the conversation; 3 play its due messages in order; 4 save where it stands; 5 put the
replies into the outbox; commit. Is the conversation held by someone else, the note alone is committed: whoever holds it
looks again after letting go, and so do we after committing the note, so that one of the two always sees it.

Some messages wait: the first part of a long SMS for the second, a picture of an album for the others, and what an edge
has yet to fetch until it is fetched; the edge looks again then. Of messages that come faster than they can be played,
those beyond a few are kept unplayed, and one reply says so.
"""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

import structlog
from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from dialogs.messages import Channel, Message, Words, dump_message
from handlers.floor import MakeDesk
from handlers.playing import Allowances, Hosts, MakeEar, Player, Unlimited, arrived
from handlers.rendering import Rendered
from handlers.wording import Wording
from services.calendar import Clock
from services.conversations import Conversations, Held, Noted, Place, Played
from services.conversations.preferences import is_spoken_to_simply
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

    It is due after `wait`; another one of the same `part_of` that comes meanwhile belongs to it. `fetch` is what the
    channel calls a picture that the edge has yet to fetch.
    """

    place: Place
    key: str
    message: Message
    wait: timedelta = field(default=timedelta())
    part_of: str | None = None
    fetch: str | None = None


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
        desk: MakeDesk | None = None,
        ear: MakeEar | None = None,
    ) -> None:
        self._engine = engine
        self._asking = engine.execution_options(isolation_level="AUTOCOMMIT")
        self._channels = channels
        self._clock = clock
        self._flood = flood
        self._at = checkpoint
        allowances = allowances or Unlimited()
        self._player = Player(hosts, channels, wording, clock, allowances=allowances, nonce=nonce, desk=desk, ear=ear)
        self._waiting: set[asyncio.Task[None]] = set()

    async def receive(self, note: Note) -> Outcome:
        """Take in one message; on return it is safe, and usually answered. Database trouble comes through."""
        async with self._engine.connect() as connection:
            noted, held = await Conversations(connection).come_in(
                *self._as_row(note), part_of=note.part_of, fetch=note.fetch, flood=self._flood
            )
            if noted is Noted.BEFORE:
                await connection.rollback()
                return Outcome.SEEN_BEFORE
            await self._noted(connection, note, noted)
            if held:
                await self._play(connection, note.place, held)
            await connection.commit()
            self._at("committed")
        if note.fetch:
            return Outcome.NOTED
        if note.wait:
            self._look_later(note)
            return Outcome.NOTED
        more = await self.look_again(note.place)
        return Outcome.PLAYED if held or more else Outcome.NOTED

    async def note(self, note: Note) -> Outcome:
        """Note one message and leave it to `look_again`, as when several of one chat come at once."""
        async with self._engine.begin() as connection:
            noted = await Conversations(connection).note(
                *self._as_row(note), part_of=note.part_of, fetch=note.fetch, flood=self._flood
            )
            if noted is not Noted.BEFORE:
                await self._noted(connection, note, noted)
        if note.wait and not note.fetch:
            self._look_later(note)
        return Outcome.SEEN_BEFORE if noted is Noted.BEFORE else Outcome.NOTED

    async def look_again(self, place: Place) -> bool:
        """Play what came while the conversation was held; whether anything was played."""
        any_played = False
        while await self._any_due(place):
            async with self._engine.begin() as connection:
                held = await Conversations(connection).take(place, self._clock.now())
                if held is None:
                    break
                await self._play(connection, place, held)
            any_played = True
        return any_played

    async def _any_due(self, place: Place) -> bool:
        """One question, without a transaction around it: most often the answer is no."""
        async with self._asking.connect() as connection:
            due = await Conversations(connection).any_due(place, self._clock.now())
        self._at("looked-again")
        return due

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

    def _as_row(self, note: Note) -> tuple[Place, str, Any, datetime, datetime]:
        now = self._clock.now()
        return note.place, note.key, _storable(dump_message(note.message)), now, now + note.wait

    async def _noted(self, connection: AsyncConnection, note: Note, noted: Noted) -> None:
        if noted is Noted.FIRST_SLOWED and await self._player.may_add(connection, note.place):
            simple = await is_spoken_to_simply(connection, note.place)
            slow_down = self._player.words(note.place, Words("talk-too-fast"), simple=simple)
            await self._reply(connection, note.place, [slow_down])
        self._at("noted")

    async def _play(self, connection: AsyncConnection, place: Place, held: Held) -> None:
        """Play all that is due for a conversation that we hold."""
        self._at("taken")
        state, played, outgoing = held.state, list[Played](), list[Rendered]()
        for message in arrived(held.waiting):
            after = await self._player.play(connection, place, state, message, unsaved=len(outgoing))
            state = after.state
            played += after.played
            outgoing += after.outgoing
        self._at("played")
        if played:
            await Conversations(connection).settle(place, played, state, self._clock.now())
            self._at("saved")
        if outgoing:
            await self._reply(connection, place, outgoing)
            self._at("queued")

    async def _reply(self, connection: AsyncConnection, place: Place, outgoing: Sequence[Rendered]) -> None:
        bodies = [one.body() for one in outgoing]
        await Messages(connection).reply(place.channel, place.address, bodies, self._clock.now())

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

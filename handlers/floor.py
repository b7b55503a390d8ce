"""Who has a conversation's floor: the bot, or a colleague at the desk.

While a colleague has it, whatever the citizen sends becomes a line of the ticket, presses as the labels that stood on
the buttons; nothing is answered. Only what stops and starts notices is heard all the same.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

import structlog
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from dialogs.commands import said_as
from dialogs.messages import (
    Command,
    Contact,
    Edited,
    Message,
    Other,
    Pictures,
    Pressed,
    Returned,
    Started,
    Typed,
    Words,
)
from dialogs.state import Conversation
from services.conversations import Place
from services.desk import Desk, Opened

log = structlog.get_logger(__name__)

T = TypeVar("T")
MakeDesk = Callable[[AsyncConnection], Desk]


@dataclass(frozen=True)
class Relayed:
    """What a citizen sent, as a colleague reads it. `edits` is the key of the message it changes."""

    text: str = ""
    pictures: tuple[str, ...] = ()
    edits: str = ""


class Door:
    """A conversation's way to the desk."""

    def __init__(self, desk: Desk, place: Place, people: Any, *, by_mobile: bool) -> None:
        self._desk = desk
        self._place = place
        self._people = people
        self._by_mobile = by_mobile

    async def open(self, service: str) -> Opened:
        """Ask for a person."""
        return await self._desk.open(self._place, await self._national_id(), service)

    async def _national_id(self) -> str | None:
        """Whoever is linked; by SMS (`by_mobile`), which keeps no link, the one person under the number."""
        person = await self._people.linked()
        if person is not None or not self._by_mobile:
            return person.national_id if person else None
        under = await self._people.with_mobile(self._place.address)
        return under[0].national_id if len(under) == 1 else None


def ticket_of(state: Mapping[str, Any]) -> int | None:
    """The ticket that has the conversation's floor."""
    number: int | None = state.get("floor")
    return number


async def relay(
    desk: Desk,
    place: Place,
    number: int,
    keys: Sequence[str],
    message: Message,
    state: Mapping[str, Any],
    word: Callable[[Words], str],
) -> None:
    """Put a message into the ticket that has the floor."""
    said = relayed(message, state, word)
    text = said.text
    if isinstance(message, Pressed) and not text:
        label = await desk.label(place, message.nonce, message.index)
        text = label or word(Words("desk-relayed-button"))
    await desk.relay(place, number, keys[0], text, said.pictures, edits=said.edits)


def relayed(message: Message, state: Mapping[str, Any], word: Callable[[Words], str]) -> Relayed:
    """A message as a colleague reads it; a press of a question that is not open has no text."""
    match message:
        case Typed(text):
            return Relayed(text)
        case Pressed(nonce, index):
            return Relayed(_label(Conversation.load(state), nonce, index))
        case Contact(mobile):
            return Relayed(word(Words("desk-relayed-contact", {"mobile": mobile})))
        case Pictures(ids, caption, faults):
            lost = len(faults) or int(not ids)
            told = word(Words("desk-relayed-not-taken", {"files": lost})) if lost else ""
            return Relayed("\n".join(filter(None, (caption, told))), pictures=ids)
        case Edited(text, of):
            return Relayed(text, edits=of)
        case Command(name):
            return Relayed(said_as(name))
        case Started() | Returned():
            return Relayed(word(Words("desk-relayed-button")))
        case Other(what):
            return Relayed(word(Words("desk-relayed-other", {"what": what})))


def _label(conversation: Conversation, nonce: str, index: int) -> str:
    shown = conversation.front.shown if conversation.front else None
    if shown is None or shown.nonce != nonce or not 0 <= index < len(shown.options):
        return ""
    return shown.options[index][1]


class DeskActs:
    """Acts of colleagues: each a transaction, after which the bot does what it was asked to in the conversation.

    Whatever became of the act, it plays what was written while the conversation was held for it.
    """

    def __init__(self, engine: AsyncEngine, desk: MakeDesk, look_again: Callable[[Place], Awaitable[object]]) -> None:
        self._engine = engine
        self._desk = desk
        self._look_again = look_again

    async def act(self, act: Callable[[Desk], Awaitable[T]]) -> T:
        """Do it; what it raises undoes it. What the bot is asked to do is left to the sweep when it fails."""
        return await self.within(lambda desk, _: act(desk))

    async def within(self, act: Callable[[Desk, AsyncConnection], Awaitable[T]]) -> T:
        """The same, for an act that keeps rows of its own in the same transaction."""
        held: set[Place] = set()
        try:
            async with self._engine.begin() as connection:
                desk = self._desk(connection)
                held = desk.touched
                done = await act(desk, connection)
        except Exception:
            await self._look_at(held)
            raise
        await self._look_at(held)
        return done

    async def _look_at(self, places: Iterable[Place]) -> None:
        for place in places:
            try:
                await self._look_again(place)
            except Exception as error:
                log.warning("left to the sweep", channel=place.channel, exc_info=error)

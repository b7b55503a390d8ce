"""After a colleague has closed a ticket: one question, from one to five."""

from __future__ import annotations

from typing import Protocol

from dialogs.messages import Option, Words
from dialogs.reading import Choice
from dialogs.talk import Talk

MARKS = tuple(Option(str(mark), Words(f"marking-{mark}")) for mark in range(1, 6))


class Marks(Protocol):
    """What marking needs of the desk, for this conversation."""

    async def awaited(self, number: int) -> bool: ...

    async def mark(self, number: int, mark: int) -> bool: ...


async def marking(talk: Talk, marks: Marks) -> None:
    """Ask for a mark, if that ticket is this conversation's and has none."""
    number = int(talk.about) if talk.about.isascii() and talk.about.isdigit() and len(talk.about) < 16 else 0
    if not await talk.seen("awaited", bool, lambda: marks.awaited(number)):
        await talk.say("none")
        return
    mark = await talk.ask("mark", Choice(*MARKS), number=number)
    kept = await talk.once("kept", lambda: marks.mark(number, int(mark)))
    await talk.say("thanks" if kept else "none")

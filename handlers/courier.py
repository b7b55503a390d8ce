"""The courier: what lies in the outbox goes to the provider, once per row, in order within a lane.

One courier serves one line, a bot's token or an SMS number, and holds it by an advisory lock on a connection of its
own; so there is one rate budget, and a second courier waits for the first to die. On the same connection it listens for
news from turns. It claims the heads of lanes, as many as it has room for, sends them beside one another, and keeps what
came of them in the same transaction in which it claims the next.

What can wait yields. It is claimed when nothing else is due, as much as the budget lets go that moment, a few calls at
a time and never in quiet hours; it rests while a provider is in trouble, and while one refuses a line.

A send whose outcome is unknown is *ambiguous*: the lane waits while the provider is asked, or the message is sent once
more and marked. What a killed courier was sending is ambiguous too, as soon as its lease has run out.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Coroutine, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from datetime import datetime, timedelta
from typing import Any

import structlog
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from handlers.line import held
from handlers.metrics import SENDING_STOPPED
from handlers.outcomes import WORTH, Came, Pace, Stop, came, past_worth
from handlers.sending import Sender
from services.calendar import Clock
from services.messages import NEWS, Messages, Row, Settled
from services.messages.lines import Carried, Lines
from services.messages.rules import after_quiet_hours
from services.messages.stops import ALL_LINES, Stops

__all__ = ["POINTS", "WORTH", "Courier", "Pace"]

log = structlog.get_logger(__name__)

POINTS = ("claimed", "sent", "settled")
MOST_YIELDING = 200  # rows of one claim: keeping them never holds up a reply for long
MOST_UNSETTLED = 50


class Courier:
    """Sends for one line, of several where `lines` are given."""

    def __init__(
        self,
        engine: AsyncEngine,
        sender: Sender,
        clock: Clock,
        *,
        lines: Lines | None = None,
        quiet_hours: bool = False,
        pace: Pace | None = None,
        address: str | None = None,
        checkpoint: Callable[[str], None] = lambda _: None,
    ) -> None:
        self._engine = engine
        self._sender = sender
        self._clock = clock
        self._lines = lines
        self._quiet_hours = quiet_hours
        self._pace = pace or Pace()
        self._address = address
        self._at = checkpoint
        self._wake = asyncio.Event()
        self._under_way: set[asyncio.Task[None]] = set()
        self._yielding: set[asyncio.Task[None]] = set()
        self._held: dict[int, Row] = {}
        self._finished: list[Settled] = []
        self._stopping: list[Stop] = []
        self._stopped: Mapping[str, str] = {}
        self._troubles = 0
        self._rest_until: datetime | None = None
        self._room_in = 0.0
        self._next_look = self._next_stops = 0.0

    async def run(self) -> None:
        """Serve the line until cancelled; what is under way then is finished first. Database trouble comes through."""
        async with self._line() as listener:
            try:
                while True:
                    self._wake.clear()
                    if listener.done():
                        listener.result()
                        raise ConnectionError("the line was lost")
                    claimed = await self._step()
                    if not claimed and not self._finished:
                        with suppress(TimeoutError):  # wait_for of Python 3.11 may swallow a cancellation
                            async with asyncio.timeout(min(self._pace.look, self._room_in or self._pace.look)):
                                await self._wake.wait()
            finally:
                await self._finish()

    async def drain(self) -> int:
        """Send all that is due now, without holding the line; how many rows were claimed."""
        self._next_look = self._next_stops = 0.0
        total = 0
        while True:
            self._wake.clear()
            claimed = await self._step()
            total += claimed
            if claimed or self._finished:
                continue
            if self._under_way:
                await self._wake.wait()
            elif self._room_in:
                await asyncio.sleep(self._room_in)
            else:
                return total

    async def _finish(self) -> None:
        if self._under_way:
            await asyncio.wait(self._under_way, timeout=self._pace.lease)
        if self._finished:
            await self._keep_and_claim(claiming=False)

    async def _step(self) -> int:
        """Keep what has finished, claim what there is room for, start sending it."""
        unsettled = await self._take_unsettled()
        rows = await self._keep_and_claim()
        for first in range(0, len(rows), self._sender.at_once):
            batch = rows[first : first + self._sender.at_once]
            yields = batch[0].yields
            wait = max(self._sender.budget.reserve(row.address, yields=yields) for row in batch)
            wait = max(wait, self._sender.calls.reserve(batch[0].channel, yields=yields))
            self._start(self._send(batch, wait), batch, yielding=yields)
        if unsettled:
            self._start(self._settle_unknown(unsettled), unsettled)
        return len(rows) + len(unsettled)

    async def _keep_and_claim(self, *, claiming: bool = True) -> tuple[Row, ...]:
        finished, self._finished = self._finished, []
        stopping, self._stopping = self._stopping, []
        room = (self._pace.most - len(self._under_way)) * self._sender.at_once if claiming else 0
        self._room_in = self._sender.calls.free_in()
        if self._room_in:
            room = 0
        if not finished and room <= 0:
            return ()
        try:
            async with self._engine.begin() as connection:
                now = self._clock.now()
                await self._keep(connection, finished, stopping, now)
                rows = await self._claim(connection, room, now) if room > 0 else ()
        except BaseException:
            self._finished, self._stopping = finished + self._finished, stopping + self._stopping
            raise
        if finished:
            self._at("settled")
        if rows:
            self._at("claimed")
        return rows

    async def _keep(
        self, connection: AsyncConnection, finished: Sequence[Settled], stopping: Sequence[Stop], now: datetime
    ) -> None:
        messages, channel = Messages(connection), self._sender.channel
        if finished:
            service = self._lines.service if self._lines else None
            await messages.settle(channel, finished, now, service_line=service)
            for one in finished:
                if one.fault == "blocked":
                    await messages.silence(one.row.channel, one.row.address, "blocked", now)
        for stop in stopping:
            line = self._sender.line if stop.line else ALL_LINES
            await Stops(connection, channel).stop(line, stop.why, stop.until, now)
            self._next_stops = 0.0

    async def _claim(self, connection: AsyncConnection, room: int, now: datetime) -> tuple[Row, ...]:
        await self._look_at_stops(connection, now)
        line = self._sender.line
        carried = self._lines.carried(line, self._stopped) if self._lines else None
        if line in self._stopped and line != ALL_LINES:
            return ()
        return await Messages(connection).claim(
            self._sender.channel,
            now,
            lease=timedelta(seconds=self._pace.lease),
            most=room,
            most_yielding=min(room, self._room_for_yielding(now)),
            address=self._address,
            line=line or None,
            carried=carried,
        )

    def _room_for_yielding(self, now: datetime) -> int:
        calls = self._pace.notices - len(self._yielding)
        rests = ALL_LINES in self._stopped or (self._rest_until is not None and now < self._rest_until)
        if calls <= 0 or rests or (self._quiet_hours and after_quiet_hours(now) > now):
            return 0
        (room, in_messages), (free, in_calls) = (
            self._sender.budget.room(self._sender.at_once),
            self._sender.calls.room(),
        )
        self._room_in = max(in_messages, in_calls)
        return 0 if self._room_in else min(room, min(calls, free) * self._sender.at_once, MOST_YIELDING)

    async def _look_at_stops(self, connection: AsyncConnection, now: datetime) -> None:
        if not self._sender.line or time.monotonic() < self._next_stops:
            return
        self._next_stops = time.monotonic() + self._pace.look
        self._stopped = await Stops(connection, self._sender.channel).standing(now)
        rests = bool({self._sender.line, ALL_LINES} & set(self._stopped))
        SENDING_STOPPED.labels(self._sender.channel, self._sender.line).set(rests)

    async def _take_unsettled(self) -> tuple[Row, ...]:
        if self._address or time.monotonic() < self._next_look:
            return ()
        self._next_look = time.monotonic() + self._pace.look
        async with self._engine.begin() as connection:
            return await Messages(connection).take_unsettled(
                self._sender.channel,
                self._clock.now(),
                lease=timedelta(seconds=self._pace.lease),
                most=max(MOST_UNSETTLED, self._sender.at_once),
                but=[*self._held, *(one.row.id for one in self._finished)],
                carried=self._settled_by_us(),
            )

    def _settled_by_us(self) -> Carried | None:
        return self._lines.settled_by(self._sender.line) if self._lines else None

    def _start(self, work: Coroutine[Any, Any, None], rows: Sequence[Row], *, yielding: bool = False) -> None:
        task = asyncio.create_task(work)
        self._held.update({row.id: row for row in rows})
        self._under_way.add(task)
        if yielding:
            self._yielding.add(task)

        def done(finished: asyncio.Task[None]) -> None:
            for row in rows:
                self._held.pop(row.id, None)
            self._under_way.discard(finished)
            self._yielding.discard(finished)
            self._wake.set()
            if not finished.cancelled() and (error := finished.exception()):
                log.error("sender failed", channel=self._sender.channel, exc_info=error)

        task.add_done_callback(done)

    async def _send(self, rows: Sequence[Row], wait: float) -> None:
        if wait > 0:
            await asyncio.sleep(wait)
        fresh = self._fresh(rows, "too late")
        if not fresh:
            return
        outcomes = await self._sender.send(fresh)
        self._at("sent")
        of_call = came(fresh, outcomes, self._clock.now(), self._pace)
        self._finished += of_call.settled
        if of_call.stop:
            self._stopping.append(of_call.stop)
        if fresh[0].yields:
            self._rest_in_trouble(of_call)

    async def _settle_unknown(self, rows: Sequence[Row]) -> None:
        fresh = self._fresh(rows, "outcome never learnt")
        if not fresh:
            return
        answers = await self._sender.ask(fresh)
        self._finished += came(fresh, answers, self._clock.now(), self._pace).settled

    def _fresh(self, rows: Sequence[Row], fault: str) -> list[Row]:
        fresh, ended = past_worth(rows, self._clock.now(), fault)
        self._finished += ended
        return fresh

    def _rest_in_trouble(self, of_call: Came) -> None:
        """While a provider takes nothing, what can wait is not held out to it row after row."""
        self._troubles = self._troubles + 1 if of_call.trouble else 0
        rest = timedelta(seconds=self._pace.backoff(self._troubles)) if self._troubles else None
        self._rest_until = self._clock.now() + rest if rest else None

    @asynccontextmanager
    async def _line(self) -> AsyncIterator[asyncio.Task[None]]:
        """Hold the line, and be woken by what turns put into the outbox."""
        async with held(self._engine, f"courier {self._sender.channel} {self._sender.line}".rstrip()) as connection:
            await connection.execute(text(f"LISTEN {NEWS}"))
            listener = asyncio.create_task(self._listen(connection))
            listener.add_done_callback(lambda _: self._wake.set())
            try:
                yield listener
            finally:
                listener.cancel()
                with suppress(asyncio.CancelledError, Exception):
                    await listener

    async def _listen(self, connection: AsyncConnection) -> None:
        raw = (await connection.get_raw_connection()).driver_connection
        assert raw is not None
        async for news in raw.notifies():
            if news.payload == self._sender.channel:
                self._wake.set()

"""The courier: what lies in the outbox goes to the provider, once per row, in order within a lane.

One courier serves one line, a bot's token or an SMS number, and holds it by an advisory lock on a connection of its
own; so there is one rate budget, and a second courier waits for the first to die. On the same connection it listens for
news from turns. It goes in *rounds*: one transaction keeps what came of messages and claims the heads of lanes, as many
as it has room for; they are sent beside one another.

What can wait yields, and has rounds of its own, in a transaction beside those of replies: a reply is claimed while
hundreds of notices are being kept. It is claimed when nothing else is due, as much as the budget lets go that moment, a
few calls at a time and never in quiet hours; it rests while a provider is in trouble, and while one refuses a line.

A send whose outcome is unknown is *ambiguous*: the lane waits while the provider is asked, or the message is sent once
more and marked. What a killed courier was sending is ambiguous too, as soon as its lease has run out.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Coroutine, Sequence
from contextlib import asynccontextmanager, suppress
from datetime import datetime, timedelta
from typing import Any

import structlog
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from handlers.bag import Bag, Finished
from handlers.line import held
from handlers.news import listening
from handlers.outcomes import NEVER_LEARNT, WORTH, Pace, came, past_worth
from handlers.rest import Rest
from handlers.sending import Sender
from services.calendar import Clock
from services.messages import Messages, Row
from services.messages.lines import Lines

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
        self._pace = pace or Pace()
        self._rest = Rest(sender.channel, sender.line, lines, self._pace, quiet_hours=quiet_hours)
        self._address = address
        self._at = checkpoint
        self._wake = asyncio.Event()
        self._bag = Bag()
        self._under_way: set[asyncio.Task[None]] = set()
        self._yielding: set[asyncio.Task[None]] = set()
        self._beside: asyncio.Task[bool] | None = None  # the round of what can wait
        self._claimed = 0
        self._room_in = {False: 0.0, True: 0.0}  # seconds, by whether it is for what can wait
        self._next_look = self._next_yielding = 0.0

    async def run(self) -> None:
        """Serve the line until cancelled; what is under way then is finished first. Database trouble comes through."""
        async with self._line() as listener:
            try:
                while True:
                    self._wake.clear()
                    if listener.done():
                        listener.result()
                        raise ConnectionError("the line was lost")
                    await self._step()
                    with suppress(TimeoutError):  # wait_for of Python 3.11 may swallow a cancellation
                        async with asyncio.timeout(self._pause()):
                            await self._wake.wait()
            finally:
                await self._finish()

    async def drain(self) -> int:
        """Send all that is due now, without holding the line; how many rows were claimed."""
        self._next_look = self._next_yielding = 0.0
        self._rest.look_soon()
        before = seen = self._claimed
        try:
            while True:
                self._wake.clear()
                await self._step()
                if self._under_way or self._beside:
                    await self._wake.wait()
                elif room_in := max(self._room_in.values()):
                    await asyncio.sleep(room_in)
                elif self._claimed > seen:
                    seen, self._next_yielding = self._claimed, 0.0  # something may have waited for its lane
                else:
                    return self._claimed - before
        finally:
            await self._end_round_beside()

    def _pause(self) -> float:
        """Seconds until it looks again, if nothing wakes it."""
        soon = self._next_yielding - time.monotonic()
        return min([self._pace.look, *(seconds for seconds in (self._room_in[False], soon) if seconds > 0)])

    async def _finish(self) -> None:
        await self._end_round_beside()
        if self._under_way:
            await asyncio.wait(self._under_way, timeout=self._pace.lease)
        for yields in (False, True):
            await self._round(yields=yields, claiming=False)

    async def _end_round_beside(self) -> None:
        beside, self._beside = self._beside, None
        if beside:
            beside.cancel()
            await asyncio.gather(beside, return_exceptions=True)

    async def _step(self) -> None:
        """A round for what cannot wait; one beside it for what can, when its time has come."""
        if self._beside and self._beside.done():
            beside, self._beside = self._beside, None
            beside.result()
        await self._settle_what_was_cut_off()
        all_claimed = await self._round(yields=False)
        due = all_claimed and time.monotonic() >= self._next_yielding
        if not self._beside and (due or self._bag.finished(yields=True)):
            self._beside = asyncio.create_task(self._round(yields=True, claiming=all_claimed))
            self._beside.add_done_callback(lambda _: self._wake.set())

    async def _round(self, *, yields: bool, claiming: bool = True) -> bool:
        """Keep what has finished, claim what there is room for, start sending it; whether that was all that is due."""
        if yields:
            self._next_yielding = time.monotonic() + self._pace.look  # or at once, when news comes while this one lasts
        room = self._room(yields=yields) if claiming else 0
        finished = self._bag.out(yields=yields)
        rows: tuple[Row, ...] = ()
        if finished or room > 0:
            try:
                async with self._engine.begin() as connection:
                    now = self._clock.now()
                    await self._keep(connection, finished, now)
                    rows = await self._claim(connection, room, now, yields=yields) if room > 0 else ()
            except BaseException:
                self._bag.back(finished, yields=yields)
                raise
        if finished:
            self._bag.kept(finished)
            if finished.stops:
                self._rest.look_soon()  # a round beside this one has not seen them
            self._at("settled")
        if rows:
            self._at("claimed")
            self._set_out(rows)
        if yields and rows:
            self._next_yielding = 0.0
        elif yields and self._room_in[True]:
            self._next_yielding = min(self._next_yielding, time.monotonic() + self._room_in[True])
        return len(rows) < room

    def _set_out(self, rows: Sequence[Row]) -> None:
        self._claimed += len(rows)
        for first in range(0, len(rows), self._sender.at_once):
            batch = rows[first : first + self._sender.at_once]
            yields = batch[0].yields
            wait = max(self._sender.budget.reserve(row.address, yields=yields) for row in batch)
            wait = max(wait, self._sender.calls.reserve(batch[0].channel, yields=yields))
            self._start(self._send(batch, wait), batch, yielding=yields)

    async def _keep(self, connection: AsyncConnection, finished: Finished, now: datetime) -> None:
        messages, channel = Messages(connection), self._sender.channel
        if finished.settled:
            service = self._lines.service if self._lines else None
            await messages.settle(channel, finished.settled, now, service_line=service)
            blocked = {one.row.address for one in finished.settled if one.fault == "blocked"}
            for address in sorted(blocked):  # in one order, so that no two rounds wait for each other
                await messages.silence(channel, address, "blocked", now)
        for stop in finished.stops:
            await self._rest.stop(connection, stop, now)

    async def _claim(self, connection: AsyncConnection, room: int, now: datetime, *, yields: bool) -> tuple[Row, ...]:
        await self._rest.look(connection, now)
        if self._rest.of_the_line() or (yields and self._rest.of_what_can_wait(now)):
            return ()
        return await Messages(connection).claim(
            self._sender.channel,
            now,
            lease=timedelta(seconds=self._pace.lease),
            most=room,
            yields=yields,
            address=self._address,
            line=self._sender.line or None,
            carried=self._rest.carried(),
        )

    def _room(self, *, yields: bool) -> int:
        """How many rows may be claimed; if none for want of a rate, `_room_in` says when to look again."""
        calls = self._pace.most - len(self._under_way)
        self._room_in[yields] = self._sender.calls.free_in()
        if self._room_in[yields]:
            return 0
        if not yields:
            return calls * self._sender.at_once
        calls = min(calls, self._pace.notices - len(self._yielding))
        if calls <= 0:
            return 0
        room, in_messages = self._sender.budget.room(self._sender.at_once)
        free, in_calls = self._sender.calls.room()
        self._room_in[True] = max(in_messages, in_calls)
        return 0 if self._room_in[True] else min(room, min(calls, free) * self._sender.at_once, MOST_YIELDING)

    async def _settle_what_was_cut_off(self) -> None:
        if self._address or time.monotonic() < self._next_look:
            return
        self._next_look = time.monotonic() + self._pace.look
        async with self._engine.begin() as connection:
            rows = await Messages(connection).take_unsettled(
                self._sender.channel,
                self._clock.now(),
                lease=timedelta(seconds=self._pace.lease),
                most=max(MOST_UNSETTLED, self._sender.at_once),
                but=self._bag.held,
                carried=self._lines.settled_by(self._sender.line) if self._lines else None,
            )
        if rows:
            self._claimed += len(rows)
            self._start(self._settle_unknown(rows), rows)

    def _start(self, work: Coroutine[Any, Any, None], rows: Sequence[Row], *, yielding: bool = False) -> None:
        task = asyncio.create_task(work)
        self._bag.take(rows)
        self._under_way.add(task)
        if yielding:
            self._yielding.add(task)

        def done(finished: asyncio.Task[None]) -> None:
            self._under_way.discard(finished)
            self._yielding.discard(finished)
            self._wake.set()
            error = None if finished.cancelled() else finished.exception()
            if finished.cancelled() or error:
                self._bag.lose(rows)
            if error:
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
        self._bag.came(of_call.settled, of_call.stop)
        if fresh[0].yields:
            self._rest.after(of_call, self._clock.now())

    async def _settle_unknown(self, rows: Sequence[Row]) -> None:
        fresh = self._fresh(rows, NEVER_LEARNT)
        if not fresh:
            return
        answers = await self._sender.ask(fresh)
        self._bag.came(came(fresh, answers, self._clock.now(), self._pace).settled)

    def _fresh(self, rows: Sequence[Row], fault: str) -> list[Row]:
        fresh, ended = past_worth(rows, self._clock.now(), fault)
        self._bag.came(ended)
        return fresh

    @asynccontextmanager
    async def _line(self) -> AsyncIterator[asyncio.Task[None]]:
        """Hold the line, and be woken by what turns put into the outbox."""
        channel = self._sender.channel
        async with (
            held(self._engine, f"courier {channel} {self._sender.line}".rstrip()) as connection,
            listening(connection, channel, self._on_news) as listener,
        ):
            yield listener

    def _on_news(self, can_wait: bool) -> None:
        if can_wait:
            self._next_yielding = 0.0
        self._wake.set()

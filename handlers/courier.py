"""The courier: what lies in the outbox goes to the provider, once per row, in order within a lane.

One courier serves one line, a bot's token or an SMS number, and holds it by an advisory lock on a connection of its
own; so there is one rate budget, and a second courier waits for the first to die. On the same connection it listens for
news from turns. It claims the heads of lanes, as many as it has room for, sends them beside one another, and keeps what
came of them in the same transaction in which it claims the next.

A send whose outcome is unknown is *ambiguous*: the lane waits while the provider is asked, or the message is sent once
more and marked. What a killed courier was sending is ambiguous too, as soon as its lease has run out.
"""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import structlog
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from handlers.line import held
from handlers.metrics import ALARMS, SENDS
from handlers.sending import Answer, Failed, NotThere, Outcome, Sender, Sent, Uncertain
from services.calendar import Clock
from services.messages import NEWS, Messages, Row, Settled, State

log = structlog.get_logger(__name__)

POINTS = ("claimed", "sent", "settled")


@dataclass(frozen=True)
class Pace:
    """How a courier works; times in seconds."""

    lease: float = 30
    look: float = 1  # how often it looks without being woken, for what has become due
    most: int = 50  # rows under way at once
    notices: int = 10  # of them, notices: a reply never waits behind more
    first_wait: float = 1
    longest_wait: float = 60


# How long a message is worth sending. A code lives two minutes; news of yesterday's question helps nobody.
WORTH = {"code": timedelta(minutes=2), "reply": timedelta(hours=24), "notice": timedelta(hours=72)}


class Courier:
    """Sends for one line."""

    def __init__(
        self,
        engine: AsyncEngine,
        sender: Sender,
        clock: Clock,
        *,
        pace: Pace | None = None,
        address: str | None = None,
        checkpoint: Callable[[str], None] = lambda _: None,
    ) -> None:
        self._engine = engine
        self._sender = sender
        self._clock = clock
        self._pace = pace or Pace()
        self._address = address
        self._at = checkpoint
        self._wake = asyncio.Event()
        self._under_way: set[asyncio.Task[None]] = set()
        self._held: dict[int, Row] = {}
        self._finished: list[Settled] = []
        self._next_look = 0.0

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
                            async with asyncio.timeout(self._pace.look):
                                await self._wake.wait()
            finally:
                await self._finish()

    async def drain(self) -> int:
        """Send all that is due now, without holding the line; how many rows were claimed."""
        self._next_look = 0.0
        total = 0
        while True:
            self._wake.clear()
            claimed = await self._step()
            total += claimed
            if not claimed and not self._under_way and not self._finished:
                return total
            if not claimed and not self._finished:
                await self._wake.wait()

    async def _finish(self) -> None:
        if self._under_way:
            await asyncio.wait(self._under_way, timeout=self._pace.lease)
        if self._finished:
            await self._keep_and_claim(0)

    async def _step(self) -> int:
        """Keep what has finished, claim what there is room for, start sending it."""
        unsettled = await self._take_unsettled()
        rows = await self._keep_and_claim(self._pace.most - len(self._held))
        for first in range(0, len(rows), self._sender.at_once):
            batch = rows[first : first + self._sender.at_once]
            self._start(self._send(batch), batch)
        if unsettled:
            self._start(self._settle_unknown(unsettled), unsettled)
        return len(rows) + len(unsettled)

    async def _keep_and_claim(self, room: int) -> tuple[Row, ...]:
        finished, self._finished = self._finished, []
        if not finished and room <= 0:
            return ()
        lease = timedelta(seconds=self._pace.lease)
        try:
            async with self._engine.begin() as connection:
                messages, now = Messages(connection), self._clock.now()
                if finished:
                    await messages.settle(self._sender.channel, finished, now)
                    await self._silence(messages, finished, now)
                rows = (
                    await messages.claim(
                        self._sender.channel,
                        now,
                        lease=lease,
                        most=room,
                        most_notices=self._pace.notices - sum(row.kind == "notice" for row in self._held.values()),
                        address=self._address,
                    )
                    if room > 0
                    else ()
                )
        except BaseException:
            self._finished = finished + self._finished
            raise
        if finished:
            self._at("settled")
        if rows:
            self._at("claimed")
        return rows

    async def _silence(self, messages: Messages, finished: Sequence[Settled], now: datetime) -> None:
        for one in finished:
            if one.fault == "blocked":
                await messages.silence(one.row.channel, one.row.address, "blocked", now)

    async def _take_unsettled(self) -> tuple[Row, ...]:
        if self._address or time.monotonic() < self._next_look:
            return ()
        self._next_look = time.monotonic() + self._pace.look
        async with self._engine.begin() as connection:
            return await Messages(connection).take_unsettled(
                self._sender.channel,
                self._clock.now(),
                lease=timedelta(seconds=self._pace.lease),
                but=[*self._held, *(one.row.id for one in self._finished)],
            )

    def _start(self, work: Any, rows: Sequence[Row]) -> None:
        task: asyncio.Task[None] = asyncio.create_task(work)
        self._held.update({row.id: row for row in rows})
        self._under_way.add(task)

        def done(finished: asyncio.Task[None]) -> None:
            for row in rows:
                self._held.pop(row.id, None)
            self._under_way.discard(finished)
            self._wake.set()
            if not finished.cancelled() and (error := finished.exception()):
                log.error("sender failed", channel=self._sender.channel, exc_info=error)

        task.add_done_callback(done)

    async def _send(self, rows: Sequence[Row]) -> None:
        fresh = self._fresh(rows, "too late")
        if not fresh:
            return
        outcomes = await self._sender.send(fresh)
        self._at("sent")
        self._finished += [self._settled(row, outcome) for row, outcome in zip(fresh, outcomes, strict=True)]

    async def _settle_unknown(self, rows: Sequence[Row]) -> None:
        fresh = self._fresh(rows, "outcome never learnt")
        if not fresh:
            return
        answers = await self._sender.ask(fresh)
        self._finished += [self._settled(row, answer) for row, answer in zip(fresh, answers, strict=True)]

    def _fresh(self, rows: Sequence[Row], fault: str) -> list[Row]:
        """Those still worth it; the others end here."""
        now = self._clock.now()
        fresh = {row.id: row for row in rows if now - row.created_at < WORTH[row.kind]}
        self._finished += [Settled(row, State.FAILED, fault=fault) for row in rows if row.id not in fresh]
        return list(fresh.values())

    def _settled(self, row: Row, outcome: Outcome | Answer) -> Settled:
        now = self._clock.now()
        SENDS.labels(row.channel, row.kind, type(outcome).__name__.lower()).inc()
        match outcome:
            case Sent(provider_id, cost):
                return Settled(row, State.SENT, provider_id, cost=cost)
            case NotThere():
                return Settled(row, State.QUEUED, repeated=True, due=now)
            case Uncertain(reason):
                log.warning("send of unknown outcome", channel=row.channel, row=row.id, reason=reason)
                again = now + timedelta(seconds=self._backoff(row.attempts))
                return Settled(row, State.AMBIGUOUS, fault=reason, due=again)
            case Failed():
                return self._failed(row, outcome, now)

    def _failed(self, row: Row, failed: Failed, now: datetime) -> Settled:
        if failed.alarm:
            ALARMS.labels(failed.reason).inc()
            log.error("alarm", what=failed.reason, channel=row.channel)
        if not failed.retryable:
            log.warning("not sent", channel=row.channel, row=row.id, reason=failed.reason)
            return Settled(row, State.FAILED, fault="blocked" if failed.blocked else failed.reason)
        wait = failed.after if failed.after is not None else self._backoff(row.attempts)
        return Settled(row, State.QUEUED, fault=failed.reason, due=now + timedelta(seconds=wait))

    def _backoff(self, attempts: int) -> float:
        """Longer each time, and never two couriers in step."""
        longest = min(self._pace.longest_wait, self._pace.first_wait * 2 ** min(attempts - 1, 10))
        return float(longest * random.uniform(0.5, 1))  # noqa: S311  no secret hangs on it

    @asynccontextmanager
    async def _line(self) -> AsyncIterator[asyncio.Task[None]]:
        """Hold the line, and be woken by what turns put into the outbox."""
        async with held(self._engine, f"courier {self._sender.channel}") as connection:
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

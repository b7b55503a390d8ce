"""What we fetch from Kavenegar: inbound messages, delivery statuses, credit.

`sms/receive` marks what it gives as read, so a lost answer would lose messages: it is never repeated by itself, and
`inboxpaged` over what is marked read finds what was missed. The inbox knows each message by its id, whichever way it
came.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

import structlog
from sqlalchemy.exc import DBAPIError, TimeoutError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from handlers.line import held, still_held
from handlers.metrics import ALARMS, SMS_CREDIT
from handlers.sms import NAME
from handlers.sms.client import Kavenegar, KavenegarRefused, NoAnswer, NotReached, rows
from handlers.sms.codes import OUT_OF_CREDIT
from handlers.sms.intake import Intake
from handlers.sms.reading import from_entry
from handlers.sms.reports import take_reports
from handlers.turn import Turn
from services.calendar import Clock
from services.messages import Messages
from services.messages.lines import Lines
from services.messages.stops import Stops

log = structlog.get_logger(__name__)

TROUBLE = (KavenegarRefused, NotReached, NoAnswer, DBAPIError, TimeoutError, OSError)
KNOWN_FOR = timedelta(hours=48)  # how long the provider tells statuses
SETTLING = timedelta(minutes=2)  # a report that has not come by then is asked for
MOST_IDS = 500
LOOK_BACK = timedelta(minutes=30)  # of the backstop over what is marked read, before where it was last complete
MARK = "sms received"  # everything that reached the line before this moment has been taken
HOLD_SECONDS = 10.0  # how often we look whether the line is still ours
LOW_CREDIT = 1_000_000  # rials; below it an alarm sounds


class Seen:
    """Ids of one fetch: a provider that gives the same rows again is not asked for ever."""

    def __init__(self) -> None:
        self._ids: set[str] = set()

    def new(self, entries: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
        fresh = [entry for entry in entries if str(entry.get("messageid")) not in self._ids]
        self._ids.update(str(entry.get("messageid")) for entry in fresh)
        return fresh


class SmsPoller:
    """The fetching side of all lines."""

    def __init__(self, client: Kavenegar, turn: Turn, engine: AsyncEngine, clock: Clock, *, lines: Lines) -> None:
        self._client = client
        self._intake = Intake(turn, engine, clock, lines)
        self._engine = engine
        self._clock = clock
        self._lines = lines
        self._received: dict[str, datetime] = {}

    async def run(self, *, receive_every: float, check_every: float = 60) -> None:
        """Fetch until cancelled; one poller in all, by an advisory lock."""
        async with held(self._engine, "sms poller") as line, asyncio.TaskGroup() as group:
            await self._begin()
            group.create_task(_hold(line))
            group.create_task(_every(receive_every, self.receive))
            group.create_task(_every(check_every, self.find_missed))
            group.create_task(_every(check_every, self.ask_statuses))
            group.create_task(_every(check_every, self.await_credit))
            group.create_task(_every(check_every * 5, self.look_at_credit))

    async def _begin(self) -> None:
        """A line that was never fetched from begins now; what is older was somebody else's."""
        now = self._clock.now()
        async with self._engine.begin() as connection:
            for line in self._lines.numbers:
                if await Messages(connection).mark(self._mark(line)) is None:
                    await Messages(connection).set_mark(self._mark(line), now.isoformat(), now)

    def _mark(self, line: str) -> str:
        return MARK if line == self._lines.main else f"{MARK} on {line}"

    async def receive(self) -> int:
        """Take unread messages of all lines, until none is left; how many were new to the provider."""
        return sum([await self._receive(line) for line in self._lines.numbers])

    async def _receive(self, line: str) -> int:
        total, began, seen = 0, self._clock.now(), Seen()
        while entries := seen.new(rows(await self._client.sms_receive({"linenumber": line, "isread": 0}))):
            await self._take(entries, line)
            total += len(entries)
        self._received[line] = began
        return total

    async def find_missed(self) -> None:
        """Take what is marked read and never reached us, from where this was last done to the end."""
        for line in self._lines.numbers:
            await self._find_missed(line)

    async def _find_missed(self, line: str) -> None:
        now, received = self._clock.now(), self._received.get(line)
        async with self._engine.connect() as connection:
            done = await Messages(connection).mark(self._mark(line))
        since = (datetime.fromisoformat(done) if done else now) - LOOK_BACK
        page, seen = 1, Seen()
        while entries := seen.new(
            rows(
                await self._client.sms_inboxpaged(
                    {
                        "linenumber": line,
                        "isread": 1,
                        "startdate": int(since.timestamp()),
                        "enddate": int(now.timestamp()) + 1,
                        "pagenumber": page,
                    }
                )
            )
        ):
            await self._take(entries, line)
            page += 1
        if received:
            async with self._engine.begin() as connection:
                await Messages(connection).set_mark(self._mark(line), received.isoformat(), now)

    async def ask_statuses(self) -> int:
        """Ask about messages whose report has not come; how many moved."""
        now, after, moved = self._clock.now(), None, 0
        while True:
            async with self._engine.connect() as connection:
                found = await Messages(connection).unreported(
                    NAME, now - KNOWN_FOR, now - SETTLING, MOST_IDS, after=after
                )
            if not found:
                return moved
            ids = ",".join(one.provider_id for one in found)
            entries = rows(await self._client.sms_status({"messageid": ids}))
            told = [(entry.get("messageid"), entry.get("status")) for entry in entries]
            moved += await take_reports(self._engine, told, now, service_line=self._lines.service)
            after = (found[-1].sent_at, found[-1].id)

    async def await_credit(self) -> None:
        """While notices rest for want of credit, look whether there is some again."""
        async with self._engine.connect() as connection:
            stopped = await Stops(connection, NAME).standing(self._clock.now())
        if OUT_OF_CREDIT in stopped.values():
            await self.look_at_credit()

    async def look_at_credit(self) -> int:
        """The credit left, in rials; a low one alarms, and with enough of it what rested for want of it goes on."""
        account = rows(await self._client.account_info())
        credit = int(account[0]["remaincredit"]) if account else 0
        SMS_CREDIT.set(credit)
        if credit < LOW_CREDIT:
            ALARMS.labels("sms credit is low").inc()
            log.error("alarm", what="sms credit is low")
        else:
            async with self._engine.begin() as connection:
                await Stops(connection, NAME).go_on(OUT_OF_CREDIT, self._clock.now())
        return credit

    async def _take(self, entries: Iterable[Mapping[str, Any]], line: str) -> None:
        for entry in entries:
            received = from_entry(entry, self._lines, line)
            if received:
                await self._intake.take(received)


async def _hold(line: AsyncConnection) -> None:
    while True:
        await asyncio.sleep(HOLD_SECONDS)
        await still_held(line)


async def _every(seconds: float, work: Callable[[], Awaitable[object]]) -> None:
    while True:
        try:
            await work()
        except TROUBLE as error:
            log.warning("sms polling failed", reason=str(error))
        await asyncio.sleep(seconds)

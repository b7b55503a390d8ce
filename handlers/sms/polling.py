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
from handlers.sms.reading import from_entry
from handlers.sms.reports import take_report
from handlers.turn import Turn
from services.calendar import Clock
from services.messages import Messages

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
    """The fetching side of one line."""

    def __init__(self, client: Kavenegar, turn: Turn, engine: AsyncEngine, clock: Clock, *, line: str) -> None:
        self._client = client
        self._turn = turn
        self._engine = engine
        self._clock = clock
        self._line = line
        self._received: datetime | None = None

    async def run(self, *, receive_every: float, check_every: float = 60) -> None:
        """Fetch until cancelled; one poller a line, by an advisory lock."""
        async with held(self._engine, "sms poller") as line, asyncio.TaskGroup() as group:
            await self._begin()
            group.create_task(_hold(line))
            group.create_task(_every(receive_every, self.receive))
            group.create_task(_every(check_every, self.find_missed))
            group.create_task(_every(check_every, self.ask_statuses))
            group.create_task(_every(check_every * 5, self.look_at_credit))

    async def _begin(self) -> None:
        """A line that was never fetched from begins now; what is older was somebody else's."""
        now = self._clock.now()
        async with self._engine.begin() as connection:
            if await Messages(connection).mark(MARK) is None:
                await Messages(connection).set_mark(MARK, now.isoformat(), now)

    async def receive(self) -> int:
        """Take unread messages, until none is left; how many were new to the provider."""
        total, began, seen = 0, self._clock.now(), Seen()
        while entries := seen.new(rows(await self._client.sms_receive({"linenumber": self._line, "isread": 0}))):
            await self._take(entries)
            total += len(entries)
        self._received = began
        return total

    async def find_missed(self) -> None:
        """Take what is marked read and never reached us, from where this was last done to the end."""
        now, received = self._clock.now(), self._received
        async with self._engine.connect() as connection:
            done = await Messages(connection).mark(MARK)
        since = (datetime.fromisoformat(done) if done else now) - LOOK_BACK
        page, seen = 1, Seen()
        while entries := seen.new(
            rows(
                await self._client.sms_inboxpaged(
                    {
                        "linenumber": self._line,
                        "isread": 1,
                        "startdate": int(since.timestamp()),
                        "enddate": int(now.timestamp()) + 1,
                        "pagenumber": page,
                    }
                )
            )
        ):
            await self._take(entries)
            page += 1
        if received:
            async with self._engine.begin() as connection:
                await Messages(connection).set_mark(MARK, received.isoformat(), now)

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
            for entry in rows(await self._client.sms_status({"messageid": ids})):
                moved += await take_report(self._engine, entry.get("messageid"), entry.get("status"), now)
            after = (found[-1].sent_at, found[-1].id)

    async def look_at_credit(self) -> int:
        """The credit left, in rials; a low one alarms."""
        account = rows(await self._client.account_info())
        credit = int(account[0]["remaincredit"]) if account else 0
        SMS_CREDIT.set(credit)
        if credit < LOW_CREDIT:
            ALARMS.labels("sms credit is low").inc()
            log.error("alarm", what="sms credit is low")
        return credit

    async def _take(self, entries: Iterable[Mapping[str, Any]]) -> None:
        for entry in entries:
            note = from_entry(entry, self._line)
            if note:
                await self._turn.receive(note)


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

"""What we fetch from Kavenegar: inbound messages, delivery statuses, credit.

`sms/receive` marks what it gives as read, so a lost answer would lose messages: it is never repeated by itself, and
`inboxpaged` over what is marked read finds what was missed. The inbox knows each message by its id, whichever way it
came.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Mapping
from datetime import timedelta
from typing import Any

import structlog
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError, TimeoutError
from sqlalchemy.ext.asyncio import AsyncEngine

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
LOOK_BACK = timedelta(hours=2)  # of the backstop over what is marked read
LOW_CREDIT = 1_000_000  # rials; below it an alarm sounds


class SmsPoller:
    """The fetching side of one line."""

    def __init__(self, client: Kavenegar, turn: Turn, engine: AsyncEngine, clock: Clock, *, line: str) -> None:
        self._client = client
        self._turn = turn
        self._engine = engine
        self._clock = clock
        self._line = line

    async def run(self, *, receive_every: float, check_every: float = 60) -> None:
        """Fetch until cancelled; one poller a line, by an advisory lock."""
        async with self._engine.connect() as connection:
            await connection.execution_options(isolation_level="AUTOCOMMIT")
            await connection.execute(text("SELECT pg_advisory_lock(hashtextextended('sms poller', 1))"))
            try:
                await asyncio.gather(
                    _every(receive_every, self.receive),
                    _every(check_every, self.find_missed),
                    _every(check_every, self.ask_statuses),
                    _every(check_every * 5, self.look_at_credit),
                )
            finally:
                await connection.invalidate()

    async def receive(self) -> int:
        """Take unread messages, until none is left; how many were new to the provider."""
        total = 0
        while entries := rows(await self._client.sms_receive({"linenumber": self._line, "isread": 0})):
            await self._take(entries)
            total += len(entries)
        return total

    async def find_missed(self) -> None:
        """Take what is marked read and never reached us."""
        now = self._clock.now()
        page, since = 1, int((now - LOOK_BACK).timestamp())
        while entries := rows(
            await self._client.sms_inboxpaged(
                {
                    "linenumber": self._line,
                    "isread": 1,
                    "startdate": since,
                    "enddate": int(now.timestamp()) + 1,
                    "pagenumber": page,
                }
            )
        ):
            await self._take(entries)
            page += 1

    async def ask_statuses(self) -> int:
        """Ask about messages whose report has not come; how many moved."""
        now = self._clock.now()
        async with self._engine.connect() as connection:
            ids = await Messages(connection).unreported(NAME, now - KNOWN_FOR, now - SETTLING, MOST_IDS)
        if not ids:
            return 0
        moved = 0
        for entry in rows(await self._client.sms_status({"messageid": ",".join(ids)})):
            moved += await take_report(self._engine, entry.get("messageid"), entry.get("status"), now)
        return moved

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


async def _every(seconds: float, work: Callable[[], Awaitable[object]]) -> None:
    while True:
        try:
            await work()
        except TROUBLE as error:
            log.warning("sms polling failed", reason=str(error))
        await asyncio.sleep(seconds)

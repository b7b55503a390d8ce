"""A month-end of thousands of people while everything goes wrong that may: workers are killed, added and sent home, the
database crashes and is restarted, and the SMS provider flaps. Each person is decided once, ordered once and told once.

Everything comes by progress, counted in the database and in the provider's book; nothing by time. `HAMYAR_SOAK=500`
has 20,000 people.
"""

from __future__ import annotations

import asyncio
import csv
import json
import os
import signal
from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.app import make_notices
from bot.database import embedded, remove
from bot.jobs import Jobs
from bot.month_end_jobs import CHUNK_JOB, deferring
from bot.payment_order import write_orders
from bot.postgres import Server, place
from bot.rehearsal import KEY, LINE
from bot.settings import Settings
from bot.signing import signing_keys
from bot.verifying import verified
from handlers.wording import Wording
from sandbox.app import Sandbox, running
from sandbox.calls import Call
from sandbox.faults import Fault, Kind
from services.calendar import JalaliMonth, SystemClock
from services.issued import Verdict
from services.month_end import MonthEnd, Run
from services.store import migrations
from services.store.engine import connect, make_engine
from tests.conftest import HASTE
from tests.crashes.shift import Shift
from tests.rehearsal import hasty_sandbox
from tests.services.month_end.town import do, rows

AZAR = JalaliMonth(1399, 9)  # over, whatever the machine's clock says
PEOPLE = int(os.environ.get("HAMYAR_SOAK", "0")) * 40 or 2_000
CHUNKS = 20
LONG = 600.0 + PEOPLE / 20  # seconds for what must come

# What was committed has to survive a crash of the server, though not one of the machine.
SETTINGS = {**HASTE, "synchronous_commit": "on"}

# Every result of a month-end; each has a mobile but every fortieth.
TOWN = """
INSERT INTO registry.people (national_id, first_name, last_name, sex, birth_date, insurance_number, mobile, sheba,
                             marriage_history)
SELECT lpad(n::text, 10, '0'), 'نام', 'خانوادگی', 'F', '1990-01-01', lpad(n::text, 10, '0'),
       CASE WHEN n % 40 > 0 THEN '0912' || lpad(n::text, 7, '0') END,
       CASE WHEN n % 8 <> 1 THEN 'IR062960000000100324200001' END,
       CASE WHEN n % 8 = 2 THEN 'partial' ELSE 'complete' END
FROM generate_series(1, {people}) AS n;
INSERT INTO registry.employment (national_id, workshop_id, started, ended)
SELECT national_id, 'W', '2015-01-01', NULL FROM registry.people;
INSERT INTO registry.marriages (national_id, marriage_id, role, registered_on, kind, official, spouse_id)
SELECT lpad(n::text, 10, '0'), 'M' || n, 'wife', date '{first_day}' + n % 30,
       CASE WHEN n % 8 = 3 THEN 'temporary' ELSE 'permanent' END, true, NULL
FROM generate_series(1, {people}) AS n;
INSERT INTO registry.wage_months (national_id, month, workshop_id, scheme, days, wage)
SELECT p.national_id, month, 'W', 'compulsory', 30, p.national_id::bigint * 1000
FROM registry.people p CROSS JOIN unnest(ARRAY{months}) AS month
WHERE p.national_id::int % 8 <> 4 OR month > {short_of};
ANALYZE
"""


class Provider:
    """The sandbox's Kavenegar, and which messages each call that it has carried out was about."""

    def __init__(self) -> None:
        self.sandbox: Sandbox = hasty_sandbox()
        self.sandbox.kavenegar.add_line(LINE)
        self.sandbox.kavenegar.world.credit = 10**12
        self.batches: list[list[str]] = []
        self.asked: list[str] = []
        self._perform = self.sandbox.kavenegar.perform
        self.sandbox.kavenegar.perform = self._note  # type: ignore[method-assign]

    async def _note(self, method: str, call: Call) -> Any:
        if method == "sms/sendarray":
            self.batches.append(json.loads(call.text("localmessageids")))
        elif method == "sms/statuslocalmessageid":
            self.asked += call.text("localid").split(",")
        return await self._perform(method, call)

    @property
    def taken(self) -> int:
        """Messages in its book."""
        return len(self.sandbox.kavenegar.world.outbox)

    def flaps(self, kind: Kind, times: int) -> None:
        self.sandbox.faults.switch_on(Fault("kavenegar", kind, method="sms/sendarray", times=times, pause=0.1))


class Database:
    """A server of its own, which may crash."""

    def __init__(self, folder: Path) -> None:
        self._server = Server(place(folder))

    async def crashes_and_comes_back(self) -> None:
        pid = int((self._server.place.data / "postmaster.pid").read_text().split()[0])
        os.kill(pid, signal.SIGQUIT)  # as it ends when one of its processes dies badly
        while self._server.running():  # noqa: ASYNC110  it rings no bell
            await asyncio.sleep(0.02)
        await asyncio.to_thread(self._server.start, SETTINGS)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("storm")


@pytest.fixture(scope="module")
def url(folder: Path) -> Iterator[str]:
    """A database on a server of its own, with its people."""
    with ExitStack() as stack:
        stack.callback(remove, folder / "db")
        found = stack.enter_context(embedded(folder / "db", SETTINGS))
        migrations.upgrade(found)
        months = [AZAR.plus(-back).number for back in range(26)]
        with connect(found, autocommit=True) as connection:
            for statement in TOWN.format(
                people=PEOPLE, first_day=AZAR.first_day, months=months, short_of=AZAR.plus(-23).number
            ).split(";"):
                connection.execute(statement.encode())
        yield found


@pytest.fixture
async def engine(url: str) -> AsyncIterator[AsyncEngine]:
    engine = make_engine(url)
    yield engine
    await engine.dispose()


class Course:
    """How far the run has come, and may go."""

    def __init__(self, engine: AsyncEngine, provider: Provider) -> None:
        self._engine = engine
        self._provider = provider

    async def is_held_back(self, last: int) -> None:
        """Nobody is to work on so many of the last chunks for now."""
        await self._put("'infinity' WHERE CAST(args ->> 'chunk' AS int) >= :first", last)

    async def is_let_go(self, last: int = 0) -> None:
        """On all but so many of the last chunks."""
        await self._put("NULL WHERE scheduled_at = 'infinity' AND CAST(args ->> 'chunk' AS int) < :first", last)

    async def reaches(self, chunks: int, taken: int = 0) -> None:
        """Until so many chunks are decided, and so many messages taken by the provider."""
        await self._until(
            "SELECT count(*) >= :chunks FROM hamyar.month_chunks WHERE done_at IS NOT NULL",
            lambda: self._provider.taken >= taken,
            chunks=chunks,
        )

    async def is_over(self) -> None:
        """Until nothing is left to be done by anybody."""
        await self._until(
            "SELECT NOT EXISTS (SELECT FROM hamyar.month_runs WHERE finished_at IS NULL)"
            " AND NOT EXISTS (SELECT FROM hamyar.procrastinate_jobs WHERE task_name = :job AND status <> 'succeeded')"
            " AND NOT EXISTS (SELECT FROM hamyar.outbox WHERE state IN ('queued', 'sending', 'ambiguous'))",
            lambda: True,
            job=CHUNK_JOB,
        )

    async def _put(self, scheduled: str, last: int) -> None:
        facts = {"job": CHUNK_JOB, "first": CHUNKS - last}
        jobs = f"UPDATE hamyar.procrastinate_jobs SET scheduled_at = {scheduled} AND task_name = :job"
        await do(self._engine, jobs, **facts)

    async def _until(self, query: str, holds: Callable[[], bool], **facts: Any) -> None:
        async with asyncio.timeout(LONG):
            while True:
                with suppress(DBAPIError):  # the database may be away
                    if holds() and await rows(self._engine, query, **facts) == [(True,)]:
                        return
                await asyncio.sleep(0.1)


def month_end(engine: AsyncEngine) -> MonthEnd:
    clock = SystemClock()
    return MonthEnd(engine, clock, make_notices(clock, Wording(), quiet_hours=False), chunk=PEOPLE // CHUNKS)


async def started(engine: AsyncEngine, url: str) -> Run:
    async with Jobs(url, engine, SystemClock()).opened() as app:
        return await month_end(engine).start(AZAR, "operator", defer=deferring(app))


async def test_each_is_decided_once_ordered_once_and_told_once(engine: AsyncEngine, url: str, folder: Path) -> None:
    provider, database = Provider(), Database(folder / "db")
    _, foretold = await month_end(engine).rehearse(AZAR)
    async with running(provider.sandbox) as page:
        settings = {
            "data_dir": folder,
            "kavenegar_key": KEY,
            "kavenegar_api": page,
            "sms_line": LINE,
            "quiet_hours": False,
            "rate_limits": False,
        }
        shift = Shift(url, settings, folder)
        run = await started(engine, url)
        try:
            await storm(Course(engine, provider), shift, database, provider)
        finally:
            shift.is_abandoned()

    run = await month_end(engine).run(AZAR, run.number)
    assert run.tallies == foretold
    assert run.people_done == run.people == PEOPLE
    await assert_decided_once(engine)
    await assert_ordered_once(url, folder, run)
    await assert_told_once(engine, provider)
    assert_the_first_batch_was_asked_about(provider)


async def storm(course: Course, shift: Shift, database: Database, provider: Provider) -> None:
    """All that goes wrong, one after the other, while the run goes on."""
    provider.flaps(Kind.RESET_AFTER, 1)  # the first batch arrives, and nobody hears of it
    provider.flaps(Kind.RESET_BEFORE, 2)
    await course.is_held_back(6)
    await shift.begins("dies deciding", point="told", times=1)
    await shift.begins("dies having decided", point="committed", times=2)
    await shift.meets_its_end("dies deciding", "dies having decided")
    await shift.begins("one", "two")
    await course.reaches(chunks=8)
    await database.crashes_and_comes_back()
    await course.reaches(chunks=11)
    provider.flaps(Kind.DELAY, 2)
    provider.flaps(Kind.RESET_BEFORE, 2)
    await shift.is_killed("one")
    await course.reaches(chunks=CHUNKS - 6, taken=(CHUNKS - 6) * PEOPLE // CHUNKS // 2)
    await shift.goes_home("two")
    await shift.begins("dies sending", point="sent")
    await course.is_let_go(3)
    await shift.meets_its_end("dies sending")
    await shift.begins("three", "four")
    await course.is_let_go()
    await course.is_over()
    await shift.goes_home("three", "four")


async def assert_decided_once(engine: AsyncEngine) -> None:
    decided = await rows(engine, "SELECT national_id, marriage_id FROM hamyar.month_decisions")
    assert len(set(decided)) == len(decided) == PEOPLE
    assert await rows(engine, "SELECT count(*), sum(size) FROM hamyar.month_chunks WHERE done_at IS NOT NULL") == [
        (CHUNKS, PEOPLE)
    ]


async def assert_ordered_once(url: str, folder: Path, run: Run) -> None:
    settings = Settings(data_dir=folder)
    await asyncio.to_thread(write_orders, settings, url, AZAR, folder)
    order = folder / f"payment-order-{run.label}.csv"
    assert verified(order, signing_keys(settings).public)[0].verdict is Verdict.GENUINE
    with order.open(encoding="utf-8", newline="") as lines:
        paid = {
            row["national_id"]: int(row["amount"]) for row in csv.DictReader(lines) if not row["line"].startswith("#")
        }
    owed = {f"{n:010}": n * 1000 for n in range(1, PEOPLE + 1) if n % 40 and n % 8 not in (1, 2, 3, 4)}
    assert paid == owed
    assert sum(one.ordered for one in run.tallies) == len(order.read_bytes().splitlines()) - 2 == len(owed)
    assert sum(one.ordered_amount for one in run.tallies) == sum(owed.values())


async def assert_told_once(engine: AsyncEngine, provider: Provider) -> None:
    told = await rows(engine, "SELECT national_id, outcome FROM hamyar.notices WHERE channel = 'sms'")
    assert Counter(person for person, _ in told) == {f"{n:010}": 1 for n in range(1, PEOPLE + 1)}
    sent = await rows(engine, "SELECT address, body ->> 'text', state FROM hamyar.outbox")
    assert {state for _, _, state in sent} <= {"sent", "delivered"}
    book = [(sms.to, sms.text) for sms in provider.sandbox.kavenegar.world.outbox.values()]
    assert sorted(book) == sorted((address, said) for address, said, _ in sent)
    assert set(Counter(address for address, _ in book).values()) == {1}
    assert len(book) == PEOPLE - PEOPLE // 40


def assert_the_first_batch_was_asked_about(provider: Provider) -> None:
    """It is not repeated: it had arrived."""
    first = provider.batches[0]
    carried = Counter(local_id for batch in provider.batches for local_id in batch)
    assert {carried[local_id] for local_id in first} == {1}
    assert set(first) <= set(provider.asked)

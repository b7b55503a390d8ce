"""What a month-end costs: `python -m benchmarks.month_end [--marriages 10000 30000 100000] [--processes 1 2 4]`.

So many marriages in one month, both spouses in the registry, each with 60 months of wages. The floor, in the same run:
one statement by hand that only adds up days and wages of the same people, and a COPY of the same rows as the run
writes, into a table of the same shape. Beside it a loop through the ORM, person by person, of some of them. All of a
size take turns, so that each has the same machine; each worker is a process of its own, whose memory is looked at.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, date, datetime
from pathlib import Path
from statistics import median
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))  # when run by path

from sqlalchemy import BigInteger, MetaData, String, select
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, AsyncSession
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from bot.app import make_notices
from bot.database import embedded
from handlers.wording import Wording
from services.calendar import JalaliMonth
from services.grants import rules
from services.grants.facts import Employment, Facts, MarriageKind, OtherMarriage, WageMonth
from services.messages.notices import Notices, Told
from services.messages.rules import Event
from services.money import Rials
from services.month_end import MonthEnd
from services.store import connect, migrations
from services.store.engine import make_engine

MONTH = JalaliMonth(1404, 9)
WAGES = 60
NAIVELY = 300  # people; the rest is reckoned
AT_ONCE = 2
NOW = datetime(2025, 12, 22, 9, tzinfo=UTC)

# National IDs in the order of rows, as an import from files in that order leaves them.
FILL = f"""
TRUNCATE registry.people, registry.employment, registry.wage_months, registry.marriages;
CREATE TEMP TABLE born AS SELECT n, lpad((n * 7919)::text, 10, '0') AS id FROM generate_series(1, {{people}}) n;
INSERT INTO registry.people
SELECT id, 'مریم', 'احمدی', CASE n % 2 WHEN 0 THEN 'F' ELSE 'M' END, '1995-01-01', '12345678',
       CASE WHEN n % 25 > 0 THEN '0912' || lpad((n % 10000000)::text, 7, '0') END,
       CASE WHEN n % 13 > 0 THEN 'IR062960000000100324200001' END,
       CASE WHEN n % 37 = 0 THEN 'partial' ELSE 'complete' END
FROM born ORDER BY id;
INSERT INTO registry.employment SELECT id, 'w' || n % 977, '2015-01-01', CASE WHEN n % 7 = 0 THEN date '2024-01-01' END
FROM born ORDER BY id;
INSERT INTO registry.wage_months
SELECT id, m.month, 'w' || n % 977, 'compulsory', CASE WHEN n % 5 = 0 THEN 11 ELSE m.days END,
       70000000 + n % 100 * m.month
FROM born CROSS JOIN (VALUES {{months}}) AS m(month, days) ORDER BY id, month;
INSERT INTO registry.marriages
SELECT one.id, 'M' || one.n / 2, CASE one.n % 2 WHEN 0 THEN 'wife' ELSE 'husband' END,
       date '{MONTH.first_day}' + (one.n / 2) % {MONTH.days},
       CASE WHEN one.n / 2 % 31 = 0 THEN 'temporary' ELSE 'permanent' END, true, NULL
FROM born one ORDER BY id;
DROP TABLE born;
VACUUM ANALYZE registry.people; VACUUM ANALYZE registry.employment; VACUUM ANALYZE registry.wage_months;
VACUUM ANALYZE registry.marriages; CHECKPOINT
"""

ADDED_UP = f"""
SELECT count(*), sum(days), sum(wage) FROM (
    SELECT m.national_id, sum(w.days) AS days, sum(w.wage) AS wage
    FROM registry.marriages m JOIN registry.wage_months w ON w.national_id = m.national_id
    WHERE m.registered_on BETWEEN '{MONTH.first_day}' AND '{MONTH.last_day}'
      AND w.scheme = 'compulsory' AND w.month BETWEEN {MONTH.plus(-60).number} AND {MONTH.number}
    GROUP BY m.national_id
) added_up
"""

EMPTIED = "TRUNCATE hamyar.month_runs, hamyar.month_chunks, hamyar.month_decisions, hamyar.notices, hamyar.outbox"


class Clock:
    """It stands on the first day after the month."""

    def now(self) -> datetime:
        return NOW


class Silence(Notices):
    """Tells nobody."""

    async def tell_all(self, event: Event, people: Iterable[Told]) -> None: ...


def month_end(engine: AsyncEngine, *, telling: bool) -> MonthEnd:
    """Month-ends as they run in production, telling people or not."""
    notices = make_notices(Clock(), Wording())

    def silence(connection: AsyncConnection) -> Notices:
        return Silence(connection, Clock(), None)  # type: ignore[arg-type]

    return MonthEnd(engine, Clock(), notices if telling else silence)


async def work(url: str, telling: bool) -> None:
    """A worker: chunks of the run, one after another, two at once."""
    engine = make_engine(url)
    end = month_end(engine, telling=telling)
    run = await end.unfinished()

    async def takes() -> None:
        while run and await end.take(run.month, run.number):
            pass

    await asyncio.gather(*(takes() for _ in range(AT_ONCE)))
    await engine.dispose()


def started(url: str, processes: int, *, telling: bool) -> tuple[float, float, int]:
    """Seconds of a whole run, start and all; the largest worker's memory in MB; people."""
    commands = [sys.executable, "-m", "benchmarks.month_end", "--work", url, *(["--telling"] if telling else [])]
    with connect(url, autocommit=True) as connection:
        connection.execute(EMPTIED)
        connection.execute("CHECKPOINT")
    pipe = subprocess.PIPE
    workers = [subprocess.Popen(commands, stdin=pipe, stdout=pipe, text=True) for _ in range(processes)]
    for worker in workers:
        assert worker.stdout
        worker.stdout.readline()  # it is there, with all its modules
    began = time.perf_counter()
    people = asyncio.run(_start(url, telling))
    for worker in workers:
        assert worker.stdin
        worker.stdin.close()
    memory = [json.loads(worker.stdout.read()) for worker in workers if worker.stdout]
    took = time.perf_counter() - began
    for worker in workers:
        worker.wait()
    with connect(url) as connection:
        [done] = connection.execute("SELECT finished_at IS NOT NULL FROM hamyar.month_runs").fetchone() or [False]
    assert done
    return took, max(memory), people


async def _start(url: str, telling: bool) -> int:
    engine = make_engine(url)
    run = await month_end(engine, telling=telling).start(MONTH, "benchmark")
    await engine.dispose()
    return run.people


def floor(url: str) -> tuple[float, float]:
    """Seconds of the statement, and of the COPY."""
    with connect(url) as connection:
        began = time.perf_counter()
        connection.execute(ADDED_UP).fetchall()
        counted = time.perf_counter() - began
        connection.commit()
        connection.execute("DROP TABLE IF EXISTS floor; CREATE TABLE floor (LIKE hamyar.month_decisions INCLUDING ALL)")
        connection.commit()
        with connection.cursor() as cursor:
            with cursor.copy("COPY hamyar.month_decisions TO STDOUT") as source:
                written = [bytes(block) for block in source]
            began = time.perf_counter()
            with cursor.copy("COPY floor FROM STDIN") as target:
                for block in written:
                    target.write(block)
            connection.commit()
    return counted, time.perf_counter() - began


class Base(DeclarativeBase):
    """Tables as a program would have them that asks for one person at a time."""

    metadata = MetaData(schema="registry")


class Person(Base):
    __tablename__ = "people"
    national_id: Mapped[str] = mapped_column(primary_key=True)
    mobile: Mapped[str | None]
    sheba: Mapped[str | None]
    marriage_history: Mapped[str]


class Marriage(Base):
    __tablename__ = "marriages"
    national_id: Mapped[str] = mapped_column(primary_key=True)
    marriage_id: Mapped[str] = mapped_column(primary_key=True)
    registered_on: Mapped[date]
    kind: Mapped[str]
    official: Mapped[bool]


class Work(Base):
    __tablename__ = "employment"
    national_id: Mapped[str] = mapped_column(primary_key=True)
    workshop_id: Mapped[str] = mapped_column(primary_key=True)
    started: Mapped[date] = mapped_column(primary_key=True)
    ended: Mapped[date | None]


class Wage(Base):
    __tablename__ = "wage_months"
    national_id: Mapped[str] = mapped_column(primary_key=True)
    month: Mapped[int] = mapped_column(primary_key=True)
    workshop_id: Mapped[str] = mapped_column(primary_key=True)
    scheme: Mapped[str] = mapped_column(primary_key=True)
    days: Mapped[int]
    wage: Mapped[int] = mapped_column(BigInteger)


class Naive(Base):
    __tablename__ = "naive"
    national_id: Mapped[str] = mapped_column(primary_key=True)
    outcome: Mapped[str] = mapped_column(String)
    amount: Mapped[int | None] = mapped_column(BigInteger)


async def naively(url: str, people: int) -> float:
    """Seconds for so many people, each by queries of their own and a commit of their own."""
    engine = make_engine(url)
    async with engine.begin() as connection:
        await connection.run_sync(lambda sync: Base.metadata.tables["registry.naive"].drop(sync, checkfirst=True))
        await connection.run_sync(lambda sync: Base.metadata.tables["registry.naive"].create(sync))
    async with AsyncSession(engine) as session:
        asked = select(Marriage).where(Marriage.registered_on.between(MONTH.first_day, MONTH.last_day)).limit(people)
        marriages = [(one.national_id, one.marriage_id) for one in await session.scalars(asked)]
    began = time.perf_counter()
    for key in marriages:
        async with AsyncSession(engine) as session, session.begin():
            await _decide_naively(session, *key)
    took = time.perf_counter() - began
    await engine.dispose()
    return took


async def _decide_naively(session: AsyncSession, national_id: str, marriage_id: str) -> None:
    person = await session.get_one(Person, national_id)
    weddings = (await session.scalars(select(Marriage).where(Marriage.national_id == national_id))).all()
    work = (await session.scalars(select(Work).where(Work.national_id == national_id))).all()
    wages = (await session.scalars(select(Wage).where(Wage.national_id == national_id))).all()
    [wedding] = [one for one in weddings if one.marriage_id == marriage_id]
    decision = rules.decide(
        Facts(
            marriage_id,
            national_id,
            wedding.registered_on,
            MarriageKind(wedding.kind),
            wedding.official,
            tuple(OtherMarriage(one.registered_on, MarriageKind(one.kind)) for one in weddings if one is not wedding),
            tuple(Employment(one.started, one.ended) for one in work),
            tuple(WageMonth(JalaliMonth.of_number(one.month), one.days, Rials(one.wage)) for one in wages),
            bool(person.sheba),
            bool(person.mobile),
            person.marriage_history == "complete",
            quarantined=False,
        )
    )
    session.add(Naive(national_id=national_id, outcome=decision.outcome, amount=decision.amount))


def filled(url: str, marriages: int) -> None:
    """The registry of so many marriages."""
    months = ", ".join(f"({MONTH.plus(-step).number}, {MONTH.plus(-step).days})" for step in range(WAGES))
    with connect(url, autocommit=True) as connection:
        for statement in FILL.format(people=2 * marriages, months=months).split(";"):
            connection.execute(statement.encode())


def measured(url: str, marriages: int, runs: int, processes: Iterable[int]) -> Mapping[str, Any]:
    """All figures of one size."""
    filled(url, marriages)
    sums: dict[str, list[float]] = {}
    people, memory = 0, 0.0

    def keep(name: str, seconds: float) -> None:
        sums.setdefault(name, []).append(seconds)

    for _ in range(runs):
        for many in processes:
            took, used, people = started(url, many, telling=False)
            keep(f"run, {many} process{'es' if many > 1 else ''}", took)
            memory = max(memory, used)
        for name, took in zip(("floor: added up", "floor: COPY"), floor(url), strict=True):
            keep(name, took)
    took, used, _ = started(url, 1, telling=True)
    keep("run, 1 process, everybody told", took)
    keep(f"ORM loop, {NAIVELY} people", asyncio.run(naively(url, NAIVELY)))
    medians = {name: median(all_) for name, all_ in sums.items()}
    least = medians["floor: added up"] + medians["floor: COPY"]
    ratios = [
        ours / (counted + copied)
        for ours, counted, copied in zip(
            next(all_ for name, all_ in sums.items() if name.startswith("run")),
            sums["floor: added up"],
            sums["floor: COPY"],
            strict=True,
        )
    ]
    loop = medians[f"ORM loop, {NAIVELY} people"] / NAIVELY * people
    return {
        "marriages": marriages,
        "people": people,
        "wage rows": people * WAGES,
        "seconds": {name: round(seconds, 2) for name, seconds in medians.items()},
        "of the floor": [round(ratio, 2) for ratio in ratios],
        "ORM loop of all, reckoned, of the floor": round(loop / least, 1),
        "MB, largest worker": round(memory),
        "MB, largest worker, everybody told": round(used),
    }


def _figures(given: argparse.Namespace) -> Iterator[Mapping[str, Any]]:
    with tempfile.TemporaryDirectory() as folder, embedded(Path(folder)) as url:
        migrations.upgrade(url)
        for marriages in given.marriages:
            figures = measured(url, marriages, given.runs, given.processes)
            print(json.dumps(figures, indent=2), flush=True)
            yield figures


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--marriages", type=int, nargs="+", default=[1_000, 3_000, 10_000])
    asked.add_argument("--processes", type=int, nargs="+", default=[1, 2])
    asked.add_argument("--runs", type=int, default=3)
    asked.add_argument("--work", help=argparse.SUPPRESS)
    asked.add_argument("--telling", action="store_true", help=argparse.SUPPRESS)
    given = asked.parse_args()
    if given.work:
        print("here", flush=True)
        sys.stdin.read()
        asyncio.run(work(given.work, given.telling))
        print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
        return
    found = list(_figures(given))
    if len(found) > 1:
        first, last = found[0], found[-1]
        name = next(name for name in first["seconds"] if name.startswith("run"))
        grown = last["seconds"][name] / first["seconds"][name]
        print(f"{last['marriages'] / first['marriages']:g} times the marriages: {grown:.1f} times the time")


if __name__ == "__main__":
    main()

"""What the morning's round costs: `python -m benchmarks.reminders`.

100,000 contracts with three months paid and one due in ten days: everybody is found, told by a notice, and the notice's
message stands in the outbox, rendered. Half of the people are on Telegram, half have a plain phone; six in ten have the
lowest base, the others one of their own, in whole millions of rials a month. Then the round again, which finds nobody.
The floor, in the same run: as many rows of the same size into the same two tables, a thousand by a statement, of people
and words known before.
"""

from __future__ import annotations

import argparse
import asyncio
import gc
import json
import os
import sys
import tempfile
import time
from contextlib import AsyncExitStack
from datetime import UTC, datetime
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))  # when run by path

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.app import make_notices
from bot.database import embedded
from handlers.wording import Wording
from services.contracts.reminding import LANES, remind
from services.messages import CAN_WAIT, NEWS
from services.messages import notices_records as records
from services.messages.notices import AT_ONCE
from services.messages.rules import Event
from services.store import migrations
from services.store.engine import make_engine
from tests.clock import FrozenClock

AIM_SECONDS = 5
TEN_DAYS_BEFORE = datetime(2025, 12, 11, 5, tzinfo=UTC)  # 20 Azar 1404: Mehr is due on the 30th
PEOPLE = """
INSERT INTO registry.people
SELECT lpad(n::text, 10, '0'), 'سارا', 'محمدی', 'F', '1990-01-01', '12345678', '09' || lpad(n::text, 9, '0'), NULL,
       'complete' FROM generate_series(1, :people) n;
INSERT INTO hamyar.links
SELECT 'telegram', n::text, lpad(n::text, 10, '0'), 'code', now() FROM generate_series(1, :people) n WHERE n % 2 = 0;
INSERT INTO hamyar.contracts (national_id, number, signed_at, first_month, facts)
SELECT lpad(n::text, 10, '0'), lpad(n::text, 8, '0'), now(), 140404, '{}' FROM generate_series(1, :people) n;
INSERT INTO hamyar.contract_bases
SELECT lpad(n::text, 10, '0'), lpad(n::text, 8, '0'), 140404,
       CASE WHEN n % 10 < 4 THEN round((125 + n % 601) * 1000000.0 / 30, 2) ELSE 4156387.2 END, now()
FROM generate_series(1, :people) n;
INSERT INTO hamyar.payments (id, gateway, national_id, subject, amount, code, state, token, reference, charged,
                             created_at, recorded_at)
SELECT 'P' || n, 'sep', lpad(n::text, 10, '0'), 'voluntary', 3, 'C' || n, 'recorded', 'T' || n, 'R' || n, 3,
       now(), now() FROM generate_series(1, :people) n;
INSERT INTO hamyar.payment_items
SELECT 'P' || n, m, lpad(n::text, 10, '0'), 'voluntary', lpad(n::text, 8, '0'), 140403 + m, 1
FROM generate_series(1, :people) n, generate_series(1, 3) m;
INSERT INTO hamyar.transfers (at, from_account, to_account, amount, cause, payment)
SELECT now(), 'credit ' || national_id, account, amount, 'item', payment FROM hamyar.payment_items;
ANALYZE
"""
FORGET = "TRUNCATE hamyar.notices, hamyar.outbox"
TAKE = text("SELECT n.*, o.body FROM hamyar.notices n JOIN hamyar.outbox o ON o.id = n.outbox_id")
COLUMNS = ("national_id", "key", "channel", "facts", "dialog", "about", "outcome", "address", "body")


async def run(people: int, url: str) -> bool:
    """Measure and print; whether the aim was met."""
    engine, clock = make_engine(url, pool_size=LANES), FrozenClock(TEN_DAYS_BEFORE)
    notices = make_notices(clock, Wording())
    for statement in PEOPLE.split(";\n"):
        async with engine.begin() as connection:
            await connection.execute(text(statement), {"people": people} if ":people" in statement else {})
    async with AsyncExitStack() as connections:  # all are there before anything is measured
        for _ in range(LANES):
            await connections.enter_async_context(engine.connect())
    gc.freeze()  # as the worker does

    started, ours, theirs = time.perf_counter(), time.process_time(), await _database_seconds(engine)
    reminded = await remind(engine, clock, notices)
    took, ours = time.perf_counter() - started, time.process_time() - ours
    theirs = await _database_seconds(engine) - theirs
    assert reminded.due == people
    started = time.perf_counter()
    assert (await remind(engine, clock, notices)).due == 0
    again = time.perf_counter() - started

    floor_theirs = await _database_seconds(engine)
    floor = await _floor(engine, people)
    floor_theirs = await _database_seconds(engine) - floor_theirs
    await engine.dispose()
    print(f"{people:,} due contracts found, told and rendered: {took:.1f} s ({people / took:,.0f} a second)")
    print(f"  of processors: {ours:.1f} s here and {theirs:.1f} s in the database, side by side")
    print(f"the same round again, which finds nobody: {again:.2f} s")
    print(f"floor, the same rows known before: {floor:.1f} s, {floor_theirs:.1f} s of a processor in the database")
    print(f"aim: under {AIM_SECONDS} s: {'met' if took < AIM_SECONDS else 'missed'}")
    return took < AIM_SECONDS


async def _database_seconds(engine: AsyncEngine) -> float:
    """What the connections of this process have had of processors, on this machine, so far."""
    async with engine.connect() as connection:
        backends = await connection.execute(
            text("SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND backend_type = :client"),
            {"client": "client backend"},
        )
        return _seconds_of(list(backends.scalars()))


def _seconds_of(processes: list[int]) -> float:
    stats = [Path(f"/proc/{process}/stat").read_text(encoding="utf-8") for process in processes]
    user_and_system = [stat.rpartition(")")[2].split()[11:13] for stat in stats]
    return sum(int(ticks) for pair in user_and_system for ticks in pair) / os.sysconf("SC_CLK_TCK")


async def _floor(engine: AsyncEngine, people: int) -> float:
    async with engine.connect() as connection:
        rows = [{name: row[name] for name in COLUMNS} for row in (await connection.execute(TAKE)).mappings()]
    assert len(rows) == people
    async with engine.begin() as connection:
        await connection.execute(text(FORGET))
    same = {"event": Event.PREMIUM_DUE.value, "now": TEN_DAYS_BEFORE, "due_at": TEN_DAYS_BEFORE, "yields": True}
    same = {**same, "news": NEWS, "sort": CAN_WAIT}
    lots = [json.dumps(rows[first : first + AT_ONCE], ensure_ascii=False) for first in range(0, people, AT_ONCE)]
    started = time.perf_counter()
    for first in range(0, people, AT_ONCE):
        async with engine.begin() as connection:
            await connection.execute(records.TELL, {**same, "notices": lots[first // AT_ONCE]})
    return time.perf_counter() - started


def main() -> None:
    """Run in a database of its own."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--people", type=int, default=100_000)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, embedded(Path(folder)) as url:
        migrations.upgrade(url)
        met = asyncio.run(run(arguments.people, url))
    sys.exit(0 if met else 1)


if __name__ == "__main__":
    main()

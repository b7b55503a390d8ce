"""What matching costs: `python -m benchmarks.dependency`.

1,200,000 daughters who draw a share, 100,000 of whom were married or found work last week: each is found, judged, given
a case and a notice, whose message stands in the outbox. Half of them are on Telegram, and hear by SMS as well. Then the
match again, which finds nobody, the match of their effective day, which ends their shares and tells them once more, and
the order that hands them over to the pension department.
"""

from __future__ import annotations

import argparse
import asyncio
import gc
import resource
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))  # when run by path

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.app import make_notices
from bot.database import embedded
from bot.dependency import AT_ONCE, match_all
from bot.pension_order import write_orders
from bot.settings import Settings
from handlers.wording import Wording
from services.dependency.matching import Matched, Matching
from services.store import migrations
from services.store.engine import make_engine
from tests.clock import FrozenClock

MORNING = datetime(2025, 9, 23, 5, tzinfo=UTC)
REGISTRY = """
INSERT INTO registry.people
SELECT lpad(n::text, 10, '0'), 'سارا', 'محمدی', 'F', '1990-01-01', '12345678', '09' || lpad(n::text, 9, '0'), NULL,
       'complete' FROM generate_series(1, :daughters) n;
INSERT INTO hamyar.links
SELECT 'telegram', n::text, lpad(n::text, 10, '0'), 'code', now() FROM generate_series(1, :daughters) n
WHERE hashtext(n::text) % 2 = 0;
INSERT INTO registry.pensions
SELECT lpad(n::text, 10, '0'), 'P' || n, '0012345679', 'daughter', '2015-03-21', NULL
FROM generate_series(1, :daughters) n;
INSERT INTO registry.civil_events
SELECT lpad((n * (:daughters / :events))::text, 10, '0'), 'E' || n, 'person',
       CASE WHEN n % 4 = 0 THEN 'employment_start' ELSE 'marriage' END, '2025-09-16', NULL
FROM generate_series(1, :events) n;
ANALYZE
"""


async def run(daughters: int, events: int, url: str) -> None:
    """Measure and print."""
    engine, clock = make_engine(url, pool_size=AT_ONCE), FrozenClock(MORNING)
    asked = {"daughters": daughters, "events": events}
    for statement in REGISTRY.split(";\n"):
        async with engine.begin() as connection:
            used = {name: value for name, value in asked.items() if f":{name}" in statement}
            await connection.execute(text(statement), used)
    gc.freeze()  # as the worker does
    matching = Matching(engine, clock, make_notices(clock, Wording()))
    print(f"of {daughters:,} daughters, {events:,} events:")
    assert (await _timed("matched and told", matching)).total() == events
    assert not await _timed("again, which finds nobody", matching)
    clock.advance(days=90)
    assert (await _timed("their shares ended, and they told", matching)).total() == events
    await _handed_over(url, events)
    print(f"rows: {await _rows(engine)}")
    print(f"memory: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024} MB at most")
    await engine.dispose()


async def _timed(what: str, matching: Matching) -> Matched:
    started, ours = time.perf_counter(), time.process_time()
    found = await match_all(matching)
    took, ours = time.perf_counter() - started, time.process_time() - ours
    print(f"  {what}: {took:.1f} s ({found.total() / took:,.0f} a second), {ours:.1f} s of a processor here")
    return found


async def _handed_over(url: str, events: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        started = time.perf_counter()
        said = await asyncio.to_thread(write_orders, Settings(data_dir=Path(folder)), url, Path(folder))
        took = time.perf_counter() - started
        size = (Path(folder) / "pension-order-1.csv").stat().st_size
    assert f": {events:,} changes" in said
    print(f"  handed over: {took:.1f} s ({events / took:,.0f} a second), {size:,} bytes")


async def _rows(engine: AsyncEngine) -> str:
    async with engine.connect() as connection:
        counts = [
            f"{await connection.scalar(text(f'SELECT count(*) FROM hamyar.{table}')):,} {table}"
            for table in ("dependency_cases", "dependency_steps", "share_changes", "notices", "outbox")
        ]
    return ", ".join(counts)


def main() -> None:
    """Run in a database of its own."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--daughters", type=int, default=1_200_000)
    parser.add_argument("--events", type=int, default=100_000)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, embedded(Path(folder)) as url:
        migrations.upgrade(url)
        asyncio.run(run(arguments.daughters, arguments.events, url))


if __name__ == "__main__":
    main()

"""What a row takes up, indexes and all: `python -m benchmarks.sizes [--people 31000]`.

A sample registry is imported as it would be, the months of a year are decided and everybody is told; conversations are
rows like those that a menu leaves. Printed as the table that docs/scaling.md reckons with.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
import tempfile
from datetime import date, datetime
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))  # when run by path

from bot.app import make_notices
from bot.database import embedded
from handlers.wording import Wording
from sandbox.people import write_sample
from services.calendar import TEHRAN, JalaliMonth
from services.month_end import MonthEnd
from services.registry import import_folder
from services.store import connect, migrations
from services.store.engine import make_engine
from tests.clock import FrozenClock

TODAY = date(2026, 11, 22)
LAST = JalaliMonth(1405, 8)
MONTHS = 12

# An open question with the options as they were shown, and two answers; a press of a button.
CONVERSATIONS = """
INSERT INTO hamyar.conversations (channel, address, state, updated_at)
SELECT 'telegram', (1000000000 + n)::text, jsonb_build_object(
    'front', jsonb_build_object('dialog', 'menu', 'about', NULL, 'journal', jsonb_build_array(
        jsonb_build_array('service', 'grant_status'), jsonb_build_array('marriage', 'M0000000001'))),
    'shown', jsonb_build_object('key', 'next', 'nonce', 'k3J9x2', 'options', jsonb_build_array(
        jsonb_build_array('objection', 'اعتراض به نتیجه'), jsonb_build_array('payment', 'وضعیت پرداخت'),
        jsonb_build_array('menu', 'بازگشت به فهرست'), jsonb_build_array('person', 'گفت‌وگو با کارشناس')))), now()
FROM generate_series(1, 20000) n;
INSERT INTO hamyar.links SELECT 'telegram', (1000000000 + n)::text, lpad(n::text, 10, '0'), 'code', now()
FROM generate_series(1, 20000) n;
INSERT INTO hamyar.inbox (channel, address, key, message, state, received_at, due_at)
SELECT 'telegram', (1000000000 + n)::text, (500000000 + n)::text,
       jsonb_build_object('kind', 'press', 'question', 'k3J9x2', 'index', 2, 'message', 71000 + n), 'played',
       now(), now()
FROM generate_series(1, 20000) n;
"""

SIZES = """
SELECT relid::regclass::text, pg_total_relation_size(relid), pg_indexes_size(relid)
FROM pg_stat_user_tables WHERE schemaname IN ('registry', 'hamyar') AND relname NOT LIKE 'procrastinate%' ORDER BY 1
"""


class Silence:
    """Progress that nobody watches."""

    def read(self, file: str, done: int, total: int) -> None: ...

    def step(self, name: str) -> None: ...


async def _decided(url: str) -> None:
    engine, clock = make_engine(url), FrozenClock(datetime.combine(TODAY, datetime.min.time(), TEHRAN))
    ends = MonthEnd(engine, clock, make_notices(clock, Wording()))
    for month in (LAST.plus(-step) for step in reversed(range(MONTHS))):
        clock.time = datetime.combine(month.next().first_day, datetime.min.time(), TEHRAN)
        run = await ends.start(month, "benchmark")
        while await ends.take(month, run.number):
            pass
    await engine.dispose()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--people", type=int, default=31_000)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as directory, embedded(Path(directory) / "data") as url:
        migrations.upgrade(url)
        folder = Path(directory) / "sample"
        folder.mkdir()
        write_sample(folder, people=given.people, seed=1, today=TODAY)
        with connect(url) as connection:
            import_folder(connection, folder, today=TODAY, progress=Silence())
        asyncio.run(_decided(url))
        with connect(url, autocommit=True) as connection:
            connection.execute(CONVERSATIONS)
            connection.execute("VACUUM ANALYZE")
            print("| table | rows | bytes a row, all in all | of these indexes |\n|---|---|---|---|")
            for table, whole, indexes in connection.execute(SIZES).fetchall():
                [rows] = connection.execute(f"SELECT count(*) FROM {table}".encode()).fetchone() or [0]
                if rows:
                    print(f"| `{table}` | {rows:,} | {whole / rows:,.0f} | {indexes / rows:,.0f} |", flush=True)


if __name__ == "__main__":
    main()

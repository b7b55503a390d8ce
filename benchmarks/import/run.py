"""The import against its floor: a plain COPY of the same files into the same empty tables with their primary keys.

    python benchmarks/import/run.py [--people 31000] [--runs 3]

Both are measured in turn in the same run, on the embedded PostgreSQL as a command starts it. marriages.csv has no table
of its own shape, so the floor copies a file of the rows that the import makes of it. Exits non-zero above five times.
"""

import argparse
import sys
from contextlib import AbstractContextManager
from datetime import date
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Any

import psycopg

from bot.database import embedded
from sandbox.people import write_sample
from services.registry import import_folder
from services.registry.layout import LAYOUTS, MARRIAGES
from services.store import connect, migrations

TODAY = date(2026, 11, 22)
LIMIT = 5.0
BLOCK_BYTES = 1 << 20
TABLES = [layout.table for layout in LAYOUTS]


class Silence:
    """Progress that nobody watches."""

    def read(self, file: str, done: int, total: int) -> None: ...

    def step(self, name: str) -> None: ...


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--people", type=int, default=31_000, help="31,000 have a million rows of wages")
    parser.add_argument("--runs", type=int, default=3)
    given = parser.parse_args()
    with TemporaryDirectory() as directory:
        folder = Path(directory)
        started = perf_counter()
        write_sample(folder, people=given.people, seed=1, today=TODAY)
        print(f"sample of {given.people:,} people: {perf_counter() - started:.2f} s")
        with embedded(folder / "data") as url:
            migrations.upgrade(url)
            ratios = [_measured(url, folder, run) for run in range(given.runs)]
    print(f"median ratio {median(ratios):.2f} (at most {LIMIT:.0f})")
    sys.exit(median(ratios) > LIMIT)


def _measured(url: str, folder: Path, run: int) -> float:
    with connect(url) as connection:
        _emptied(connection)
        started = perf_counter()
        loaded = import_folder(connection, folder, today=TODAY, progress=Silence())
        ours = perf_counter() - started
        _spouses(connection, folder)
        _emptied(connection)
        started = perf_counter()
        with connection.transaction():
            for table in TABLES:
                _copied(connection, table, folder)
        floor = perf_counter() - started
    wages = loaded.rows["wage_months.csv"]
    print(f"run {run + 1}: {wages:,} wage rows, import {ours:.2f} s, COPY {floor:.2f} s, ratio {ours / floor:.2f}")
    return ours / floor


def _emptied(connection: psycopg.Connection[Any]) -> None:
    connection.execute(f"TRUNCATE {', '.join(f'registry.{table}' for table in TABLES)}".encode())
    connection.commit()


def _spouses(connection: psycopg.Connection[Any], folder: Path) -> None:
    """The rows of registry.marriages as a file, for the floor."""
    copying = connection.cursor().copy("COPY registry.marriages TO STDOUT (FORMAT csv, HEADER)")
    with (folder / "spouses.csv").open("wb") as file, copying as copy:
        file.writelines(copy)


def _copied(connection: psycopg.Connection[Any], table: str, folder: Path) -> None:
    path = folder / ("spouses.csv" if table == MARRIAGES.table else f"{table}.csv")
    statement = f"COPY registry.{table} FROM STDIN (FORMAT csv, HEADER)".encode()
    copying: AbstractContextManager[psycopg.Copy] = connection.cursor().copy(statement)
    with path.open("rb") as file, copying as copy:
        while block := file.read(BLOCK_BYTES):
            copy.write(block)


if __name__ == "__main__":
    main()

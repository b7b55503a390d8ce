"""Processes for the tests of crashes."""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from tests.crashes.child import READY
from tests.handlers.house import until
from tests.rehearsal import closed_port

ROOT = Path(__file__).parents[2]

Job = Callable[..., Awaitable[int]]


class Parent:
    """A process that forks a child for each job."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process

    async def __call__(self, do: str, **job: object) -> int:
        """Have the job done; how its process ended, negative for the signal that killed it."""
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.write(json.dumps({"do": do, **job}).encode() + b"\n")
        await self._process.stdin.drain()
        return int(await self._process.stdout.readline())


@pytest.fixture(scope="session")
async def parents() -> AsyncIterator[tuple[Parent, Parent]]:
    """Two of them, ready for their first jobs."""
    command = (sys.executable, "-m", "tests.crashes.child")
    pipe = asyncio.subprocess.PIPE
    started = [await asyncio.create_subprocess_exec(*command, stdin=pipe, stdout=pipe, cwd=ROOT) for _ in range(2)]
    for process in started:
        assert process.stdout
        assert await process.stdout.readline() == f"{READY}\n".encode()
    yield Parent(started[0]), Parent(started[1])
    for process in started:
        assert process.stdin
        process.stdin.close()
        await process.wait()


@pytest.fixture
def ports() -> Iterator[list[int]]:
    """Two for web processes, which nobody else is given while one of those is down."""
    with closed_port() as one, closed_port() as other:
        yield [one, other]


async def buried(engine: AsyncEngine) -> None:
    """PostgreSQL has noticed that the killed are gone, and let go of what they held."""
    open_ones = text(
        "SELECT count(*) FROM pg_stat_activity"
        " WHERE datname = current_database() AND pid <> pg_backend_pid() AND state <> 'idle'"
    )
    async with engine.connect() as connection:
        await connection.execution_options(isolation_level="AUTOCOMMIT")

        async def none_left() -> bool:
            return not (await connection.execute(open_ones)).scalar_one()

        await until(none_left)

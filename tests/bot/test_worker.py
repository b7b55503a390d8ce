"""The worker's tasks: all of them start, and go on."""

from __future__ import annotations

import asyncio
from pathlib import Path

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine
from structlog.testing import capture_logs

from tests.rehearsal import PATIENCE, rehearsal


async def test_every_task_starts_and_none_fails(database_url: str, engine: AsyncEngine, tmp_path: Path) -> None:
    with capture_logs() as logs:
        async with rehearsal(database_url, tmp_path):
            await asyncio.wait_for(_a_job_worker_has_come(engine), PATIENCE)
    assert [entry for entry in logs if entry["event"] == "task failed"] == []


async def _a_job_worker_has_come(engine: AsyncEngine) -> None:
    while True:
        async with engine.connect() as connection:
            found = await connection.execute(text("SELECT count(*) FROM hamyar.procrastinate_workers"))
            if found.scalar_one():
                return
        await asyncio.sleep(0.05)

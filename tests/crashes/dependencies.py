"""A worker of the daughters' lanes, and whoever writes the pension department's order, each killed at a point."""

from __future__ import annotations

import asyncio
from datetime import datetime
from pathlib import Path

from bot.jobs import Jobs
from bot.pension_order import write_orders
from bot.settings import Settings
from services.store.engine import make_engine
from tests.clock import FrozenClock
from tests.crashes.month_ends import killing
from tests.jobs import worked_off


async def work_on_lanes(url: str, now: str, point: str, times: int) -> None:
    """Work off the jobs there are, and die; without a point, live."""
    engine, clock = make_engine(url), FrozenClock(datetime.fromisoformat(now))
    async with Jobs(url, engine, clock, checkpoint=killing(point, times)).opened() as app:
        await worked_off(app)
    await engine.dispose()


async def hand_over(url: str, now: str, folder: str, point: str) -> None:
    """Write the order, and die."""
    settings, clock = Settings(data_dir=Path(folder)), FrozenClock(datetime.fromisoformat(now))
    at = killing(point)
    await asyncio.to_thread(write_orders, settings, url, Path(folder) / "out", clock=clock, checkpoint=at)

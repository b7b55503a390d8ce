"""A worker of a month-end that dies at a point: `python -m tests.crashes.month_ends URL NOW POINT TIMES`.

It passes the point so many times and is killed at the next; with no point it works to the end.
"""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections.abc import Callable
from datetime import datetime

from services.store.engine import make_engine
from tests.clock import FrozenClock
from tests.services.month_end.town import month_end


def killing(point: str, times: int) -> Callable[[str], None]:
    """A checkpoint at which this process is killed, once it has passed it so often."""
    passed = 0

    def pass_by(here: str) -> None:
        nonlocal passed
        passed += here == point
        if passed > times:
            os.kill(os.getpid(), signal.SIGKILL)

    return pass_by


async def work(url: str, now: str, point: str, times: str) -> None:
    end = month_end(make_engine(url), FrozenClock(datetime.fromisoformat(now)), checkpoint=killing(point, int(times)))
    run = await end.unfinished()
    while run and await end.take(run.month, run.number):
        pass


if __name__ == "__main__":
    asyncio.run(work(*sys.argv[1:]))

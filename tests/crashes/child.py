"""Processes to be killed, and processes to run beside one another: `python -m tests.crashes.child`.

It imports everything once, says READY and then forks: a line of JSON on standard input is a job for a new child, a
number on standard output is how that child ended, as `subprocess` counts.
"""

from __future__ import annotations

import asyncio
import json
import logging
import os
import signal
import sys
import traceback
from collections.abc import Callable, Coroutine, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import structlog

from handlers.budget import UNLIMITED
from handlers.courier import Courier
from handlers.sending import Answer, NotThere, Outcome, Sent
from handlers.telegram.setup import make_bot
from services.documents.examining import Examiner
from services.messages import Row
from services.store.engine import make_engine
from tests.clock import FrozenClock
from tests.crashes.deciding import answered, edge_of
from tests.crashes.dependencies import hand_over, work_on_lanes
from tests.crashes.month_ends import decide_chunks, take_in, write_order
from tests.crashes.pictures import HERE, process
from tests.crashes.story import NOTES, storyteller
from tests.handlers.house import a_turn, at_the_gate, note

READY = "ready"


def killing(point: str) -> Callable[[str], None]:
    """A checkpoint at which this process is killed."""

    def pass_by(here: str) -> None:
        if here == point:
            os.kill(os.getpid(), signal.SIGKILL)

    return pass_by


class Book:
    """A provider who writes down what it takes, in a file, a line each; `asks` when it can be asked about a send."""

    at_once = 2
    line = ""
    budget = calls = UNLIMITED

    def __init__(self, path: Path, channel: str = "sms", *, asks: bool = True) -> None:
        self.path = path
        self.channel = channel
        self._asks = asks

    def lines(self) -> list[str]:
        return self.path.read_text(encoding="utf-8").splitlines() if self.path.exists() else []

    async def send(self, rows: Sequence[Row]) -> Sequence[Outcome]:
        with self.path.open("a", encoding="utf-8") as book:
            for row in rows:
                book.write(f"{row.address} {row.body['text']}{' again' if row.repeated else ''}\n")
        return [Sent(f"p{row.id}") for row in rows]

    async def ask(self, rows: Sequence[Row]) -> Sequence[Answer]:
        known = self.lines() if self._asks else []
        return [Sent(f"p{row.id}") if f"{row.address} {row.body['text']}" in known else NotThere() for row in rows]


async def story(url: str, now: str, message: int, point: str) -> None:
    """Take in one message of the story, and die."""
    process = storyteller(make_engine(url), FrozenClock(datetime.fromisoformat(now)), killing(point))
    await process.receive(NOTES[message])


async def courier(url: str, now: str, book: str, point: str) -> None:
    """Send what is due, and die."""
    clock = FrozenClock(datetime.fromisoformat(now))
    await Courier(make_engine(url), Book(Path(book)), clock, checkpoint=killing(point)).drain()


async def fetch(url: str, now: str, api: str, token: str, files: str, point: str) -> None:
    """Fetch the photo of the story of pictures, and die."""
    clock = FrozenClock(datetime.fromisoformat(now))
    bot = make_bot(token, api)
    async with process(make_engine(url), clock, bot, Examiner(), Path(files), killing(point)) as (_, fetcher):
        await fetcher.fetch_all(HERE)


async def decide(url: str, now: str, slip: int, point: str) -> None:
    """Take a reviewer's ground, and die."""
    edge = edge_of(make_engine(url), FrozenClock(datetime.fromisoformat(now)), killing(point))
    await edge.take(answered(slip))


async def crowd(url: str, now: str, name: str, busy: int, others: int, hold: bool) -> None:
    """Bring messages to the conversation «busy» all at once, and to others, five each. `hold` the busy one first."""
    engine = make_engine(url)
    turn = a_turn(engine, FrozenClock(datetime.fromisoformat(now)), flood=100)
    brought: list[asyncio.Task[object]] = []
    if hold:
        brought.append(asyncio.create_task(turn.receive(note("gate", address="busy"))))
        await at_the_gate(engine)

    async def talks(address: str) -> None:
        for said in ("menu", "one", "two", "three", "four"):
            await turn.receive(note(said, address=address))

    many = [turn.receive(note(f"{name} {number}", address="busy")) for number in range(busy)]
    await asyncio.gather(*many, *(talks(f"{name}-{number}") for number in range(others)))
    await asyncio.gather(*brought)
    await engine.dispose()


async def queue(url: str, now: str, name: str, busy: int) -> None:
    """Bring messages to the conversation «busy» one after the other."""
    engine = make_engine(url)
    turn = a_turn(engine, FrozenClock(datetime.fromisoformat(now)), flood=100)
    for number in range(busy):
        await turn.receive(note(f"{name} {number}", address="busy"))
    await engine.dispose()


JOBS: dict[str, Callable[..., Coroutine[Any, Any, None]]] = {
    "story": story,
    "courier": courier,
    "fetch": fetch,
    "decide": decide,
    "crowd": crowd,
    "queue": queue,
    "decide chunks": decide_chunks,
    "write order": write_order,
    "take in": take_in,
    "work on lanes": work_on_lanes,
    "hand over": hand_over,
}


def main() -> None:
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    print(READY, flush=True)
    for line in sys.stdin:
        job = json.loads(line)
        pid = os.fork()
        if pid == 0:
            try:
                asyncio.run(JOBS[job.pop("do")](**job))
            except BaseException:  # noqa: BLE001  a forked child must never come back here
                traceback.print_exc()
                os._exit(1)
            os._exit(0)
        _, status = os.waitpid(pid, 0)
        print(os.waitstatus_to_exitcode(status), flush=True)


if __name__ == "__main__":
    main()

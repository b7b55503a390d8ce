"""`hamyar demo`: everything against the sandbox, with sample people on two phones and colleagues at a desk."""

from __future__ import annotations

import asyncio
import fcntl
import logging
import os
import socket
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path

from bot import database
from bot.colleagues import EVERYBODY, GROUPS, add_office, enrol
from bot.dependency import match_now
from bot.errors import OperatorError
from bot.logs import configure
from bot.played_day import Moved, with_figures
from bot.postgres import telling_of_files
from bot.rehearsal import make_sandbox, rehearsed
from bot.sample_registry import SamplePerson, loaded
from bot.settings import Settings
from services.calendar import Clock, JalaliDay, SystemClock, today

PORTS_TRIED = 50
SIDE_BY_SIDE = 10  # demos of one data directory; ours


class NoFreePort(OperatorError):
    """Neither the port asked for nor the next ones are free."""

    def __init__(self, port: int) -> None:
        super().__init__(f"no free port from {port} to {port + PORTS_TRIED - 1}; choose another one with --port")


class DemoRuns(OperatorError):
    """A demo would meet the messages of another one in the same database."""

    def __init__(self, data_dir: Path) -> None:
        super().__init__(
            f"a demo of {data_dir} runs already, on the same database\n"
            "Stop it first, or leave HAMYAR_DATABASE_URL unset: each demo then has a database of its own."
        )


def demo(settings: Settings, *, port: int) -> None:
    """Run until SIGINT or SIGTERM. Raises OperatorError."""
    configure(logging.WARNING)
    with by_itself(settings) as own, database.attach(own) as url, asyncio.Runner() as runner:
        clock = with_figures(SystemClock())
        people = loaded(url, own.data_dir / "sample", today(clock))
        runner.run(_demo(own, url, people, free_port(port), clock))


@contextmanager
def by_itself(settings: Settings) -> Iterator[Settings]:
    """The settings with a data directory that no other demo has: the first one's own, a folder in it for the next.

    On one database each would send what the other is to say, into a world where nobody waits for it. The kernel drops
    the lock of a demo that dies. Raises DemoRuns where the database is the operator's own.
    """
    for number in range(1, SIDE_BY_SIDE + 1):
        folder = settings.data_dir if number == 1 else settings.data_dir / f"demo-{number}"
        with _held(folder) as held:
            if held:
                yield settings.model_copy(update={"data_dir": folder})
                return
        if settings.database_url is not None:
            break
    raise DemoRuns(settings.data_dir)


@contextmanager
def _held(folder: Path) -> Iterator[bool]:
    with telling_of_files():
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        lock = os.open(folder / "demo", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        yield False
    else:
        yield True
    finally:
        os.close(lock)


async def _demo(settings: Settings, url: str, people: Sequence[SamplePerson], port: int, clock: Clock) -> None:
    sandbox = make_sandbox([asdict(person) for person in people], clock=lambda: clock.now().timestamp())
    add_office(sandbox)
    await enrol(url, clock)
    async with rehearsed(settings, url, sandbox=sandbox, port=port, clock=clock, desk_chats=GROUPS) as running:
        await match_now(running.parts.engine, clock, quiet_hours=False)
        if isinstance(clock, Moved):
            print(f"The clock is set back to {JalaliDay.of(today(clock))}: premiums of this year are not known yet.")
        print(f"{len(people)} sample people are waiting on two phones, and {len(EVERYBODY)} colleagues at a desk.")
        print("Ctrl-C stops everything.")
        print(f"ready: {running.page}", flush=True)
        await asyncio.Event().wait()


def free_port(wanted: int) -> int:
    """The port asked for, or the next one that is free. Raises NoFreePort."""
    for port in range(wanted, min(wanted + PORTS_TRIED, 65536)):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
    raise NoFreePort(wanted)

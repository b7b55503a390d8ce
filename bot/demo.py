"""`hamyar demo`: everything against the sandbox, with sample people on two phones and colleagues at a desk."""

from __future__ import annotations

import asyncio
import logging
import socket
from collections.abc import Sequence
from dataclasses import asdict

from bot.colleagues import EVERYBODY, GROUPS, add_office, enrol
from bot.errors import OperatorError
from bot.logs import configure
from bot.rehearsal import make_sandbox, rehearsed
from bot.sample_registry import SamplePerson, loaded
from bot.settings import Settings
from services.calendar import SystemClock, today

PORTS_TRIED = 50


class NoFreePort(OperatorError):
    """Neither the port asked for nor the next ones are free."""

    def __init__(self, port: int) -> None:
        super().__init__(f"no free port from {port} to {port + PORTS_TRIED - 1}; choose another one with --port")


def demo(settings: Settings, url: str, *, port: int) -> None:
    """Run until SIGINT or SIGTERM. Raises OperatorError."""
    configure(logging.WARNING)
    people = loaded(url, settings.data_dir / "sample", today(SystemClock()))
    with asyncio.Runner() as runner:
        runner.run(_demo(settings, url, people, free_port(port)))


async def _demo(settings: Settings, url: str, people: Sequence[SamplePerson], port: int) -> None:
    sandbox = make_sandbox([asdict(person) for person in people])
    add_office(sandbox)
    await enrol(url, SystemClock())
    async with rehearsed(settings, url, sandbox=sandbox, port=port, desk_chats=GROUPS) as running:
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

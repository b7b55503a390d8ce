"""Real `hamyar serve` and `hamyar work`, to be killed and started again, and the doorman before them."""

from __future__ import annotations

import asyncio
import os
import random
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

ROOT = Path(__file__).parents[2]
LONG = 600.0  # seconds until everything must have come to its end


class Doorman:
    """What stands before the web processes: a connection goes to one that answers."""

    def __init__(self, ports: list[int]) -> None:
        self._ports = ports

    async def __call__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        for port in random.sample(self._ports, len(self._ports)):
            with suppress(OSError):
                inner, outer = await asyncio.open_connection("127.0.0.1", port)
                await asyncio.gather(_carry(reader, outer), _carry(inner, writer))
                return
        writer.close()


async def _carry(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with suppress(OSError):
        while data := await reader.read(1 << 16):
            writer.write(data)
            await writer.drain()
    writer.close()


class Crew:
    """The processes, each started again after it was killed."""

    def __init__(self, settings: dict[str, str], ports: list[int], folder: Path) -> None:
        self._settings = settings
        self._ports = ports
        self._folder = folder
        self._alive: dict[tuple[str, int], asyncio.subprocess.Process] = {}

    async def start(self, what: str, place: int) -> None:
        own = {"HAMYAR_LISTEN": f"127.0.0.1:{self._ports[place]}"} if what == "serve" else {}
        with (self._folder / f"{what}-{place}.log").open("ab") as log:
            self._alive[what, place] = await asyncio.create_subprocess_exec(
                *(sys.executable, "-c", "from bot.cli import main; main()", what),
                env={**os.environ, **self._settings, **own},
                cwd=ROOT,
                stdout=log,
                stderr=log,
            )

    def look(self) -> None:
        """None of them has ended by itself."""
        for (what, place), process in self._alive.items():
            assert process.returncode is None, (self._folder / f"{what}-{place}.log").read_text()

    async def kill(self, what: str, place: int) -> None:
        self.look()
        process = self._alive[what, place]
        process.send_signal(signal.SIGKILL)
        assert await process.wait() == -signal.SIGKILL
        await self.start(what, place)

    async def stop(self) -> None:
        for process in self._alive.values():
            with suppress(ProcessLookupError):
                process.terminate()
        await asyncio.gather(*(process.wait() for process in self._alive.values()))


@asynccontextmanager
async def crew(settings: dict[str, str], ports: list[int], folder: Path) -> AsyncIterator[Crew]:
    started = Crew(settings, ports, folder)
    try:
        for place in range(2):
            for what in ("serve", "work"):
                await started.start(what, place)
        yield started
    finally:
        await started.stop()

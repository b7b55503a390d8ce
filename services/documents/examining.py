"""Looking at strangers' files in processes of their own, so that no file can stall, swell or break the one that serves.

A process has one file at a time and bounds of memory, processor time and time on the clock. One that dies or is too
slow costs that file alone; the next file finds a fresh process. Files wait in memory for their turn, and only so many:
what comes beyond that is refused as `busy`, to be brought again.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
import os
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any

import services
from services.pictures import (
    MOST_BYTES,
    MOST_PAGE_BYTES,
    MOST_PAGES,
    Fault,
    MediaType,
    NotAPicture,
    Read,
    Remark,
    media_type,
)
from services.pictures.worker import ANSWER, READY, REQUEST

WORKERS = 2
SECONDS = 60.0  # on the clock: where much is to be done, what decodes comes last
PROCESSOR_SECONDS = 20  # twenty pages of a PDF take four
MEMORY = 1 << 30  # addresses, of which the libraries take a third; a PNG of 50 million pixels needs the rest
MOST_WAITING = 100
MOST_WAITING_BYTES = 128 << 20
STARTING_SECONDS = 30.0
PICTURES_A_PROCESS = 500  # then it makes room for a fresh one, should a library lose memory
MOST_HEAD = 10_000
TO_BE_TOLD_SECONDS = 10.0  # between a process's last word and the news of its end


class DoesNotStart(Exception):
    """The process that looks at pictures does not come up: something is wrong with this installation."""


class _Gone(Exception):
    """The process ended, or answered what it never should."""


@dataclass(frozen=True)
class Examined:
    """A picture that has been looked at; `sha256` (hexadecimal) and `length` are the sent file's. See `Read`."""

    sha256: str
    length: int
    media_type: MediaType
    width: int
    height: int
    remarks: tuple[Remark, ...]
    pages: tuple[bytes, ...]


class Examiner:
    """Looks at files, a few at a time: `async with Examiner() as examiner: await examiner.examine(data)`."""

    def __init__(
        self,
        *,
        workers: int = WORKERS,
        seconds: float = SECONDS,
        memory: int = MEMORY,
        most_waiting: int = MOST_WAITING,
        most_waiting_bytes: int = MOST_WAITING_BYTES,
    ) -> None:
        self._turns = asyncio.Semaphore(workers)
        self._seconds = seconds
        self._memory = memory
        self._most_waiting = most_waiting
        self._most_waiting_bytes = most_waiting_bytes
        self._waiting = 0
        self._waiting_bytes = 0
        self._idle: list[_Process] = []

    async def __aenter__(self) -> Examiner:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        while self._idle:
            await self._idle.pop().end()

    async def examine(self, data: bytes) -> Examined | NotAPicture:
        """Look at one file. Raises DoesNotStart."""
        if len(data) > MOST_BYTES:
            return NotAPicture(Fault.TOO_LARGE)
        if media_type(data) is None:
            return NotAPicture(Fault.UNKNOWN_TYPE)
        if self._waiting >= self._most_waiting or self._waiting_bytes + len(data) > self._most_waiting_bytes:
            return NotAPicture(Fault.BUSY)
        self._waiting += 1
        self._waiting_bytes += len(data)
        try:
            async with self._turns:
                found = await self._found(data)
        finally:
            self._waiting -= 1
            self._waiting_bytes -= len(data)
        if isinstance(found, NotAPicture):
            return found
        sha256 = await asyncio.to_thread(lambda: hashlib.sha256(data).hexdigest())
        return Examined(sha256, len(data), found.media_type, found.width, found.height, found.remarks, found.pages)

    async def _found(self, data: bytes) -> Read | NotAPicture:
        async with self._process() as process:
            try:
                async with asyncio.timeout(self._seconds):
                    return await process.ask(data)
            except TimeoutError:
                return NotAPicture(Fault.TOO_SLOW)
            except _Gone:
                return NotAPicture(_WHY_GONE.get(await process.how_it_ended(), Fault.DAMAGED))

    @asynccontextmanager
    async def _process(self) -> AsyncIterator[_Process]:
        """A process for one file; it is kept for the next if it has answered this one."""
        process = None
        while self._idle and process is None:
            process = self._idle.pop()
            if process.returncode is not None:
                process = None
        process = process or await _started(self._memory)
        try:
            yield process
        finally:
            if process.may_go_on:
                self._idle.append(process)
            else:
                await process.end()


# The kernel's ways to end a process that takes too much; anything else is what a broken file does to a decoder.
_WHY_GONE: dict[int | None, Fault] = {
    -signal.SIGXCPU: Fault.TOO_SLOW,
    -signal.SIGKILL: Fault.TOO_HEAVY,
}


class _Process:
    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process
        self._asked = 0
        self._answered = 0

    @property
    def returncode(self) -> int | None:
        return self._process.returncode

    @property
    def may_go_on(self) -> bool:
        """Whether it is idle, and young enough."""
        return self.returncode is None and self._asked == self._answered < PICTURES_A_PROCESS

    async def ready(self) -> None:
        """Raises _Gone."""
        if await self._read(len(READY)) != READY:
            raise _Gone

    async def ask(self, data: bytes) -> Read | NotAPicture:
        """Raises _Gone."""
        assert self._process.stdin
        self._asked += 1
        with suppress(ConnectionError):  # it then tells by its end
            self._process.stdin.write(REQUEST.pack(len(data)))
            self._process.stdin.write(data)
            await self._process.stdin.drain()
        (length,) = ANSWER.unpack(await self._read(ANSWER.size))
        head = await self._read(_at_most(length, MOST_HEAD))
        try:
            found = await self._answer(json.loads(head))
        except (KeyError, TypeError, ValueError):
            raise _Gone from None
        # After a want of memory nobody knows what a library has left behind.
        if found != NotAPicture(Fault.TOO_HEAVY):
            self._answered += 1
        return found

    async def _answer(self, said: Any) -> Read | NotAPicture:
        if "fault" in said:
            return NotAPicture(Fault(said["fault"]))
        if not 1 <= len(said["pages"]) <= MOST_PAGES:
            raise _Gone
        pages = [await self._read(_at_most(int(length), MOST_PAGE_BYTES)) for length in said["pages"]]
        if any(media_type(page) is not MediaType.JPEG for page in pages):
            raise _Gone
        return Read(
            MediaType(said["media_type"]),
            int(said["width"]),
            int(said["height"]),
            tuple(Remark(remark) for remark in said["remarks"]),
            tuple(pages),
        )

    async def _read(self, length: int) -> bytes:
        assert self._process.stdout
        try:
            return await self._process.stdout.readexactly(length)
        except (asyncio.IncompleteReadError, ConnectionError):
            raise _Gone from None

    async def how_it_ended(self) -> int | None:
        """After its last word; None if it goes on."""
        with suppress(TimeoutError):
            async with asyncio.timeout(TO_BE_TOLD_SECONDS):
                await self._process.wait()
        return self.returncode

    async def end(self) -> None:
        """End it, whatever it does, and wait until it has."""
        with suppress(ProcessLookupError):
            self._process.kill()
        await self._process.wait()


def _at_most(length: int, most: int) -> int:
    if not 0 < length <= most:
        raise _Gone
    return length


async def _started(memory: int) -> _Process:
    """A process that knows nothing of ours but where the program lies. Raises DoesNotStart."""
    root = Path(services.__file__).parent.parent
    started = await asyncio.create_subprocess_exec(
        *(sys.executable, "-P", "-B", "-m", "services.pictures.worker", str(memory), str(PROCESSOR_SECONDS)),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
        limit=1 << 20,
        cwd="/",
        env={"PATH": os.defpath, "PYTHONPATH": str(root), "MALLOC_ARENA_MAX": "1"},
        start_new_session=True,  # Ctrl-C in a terminal is for us
    )
    process = _Process(started)
    try:
        async with asyncio.timeout(STARTING_SECONDS):
            await process.ready()
    except (TimeoutError, _Gone) as error:
        await process.end()
        raise DoesNotStart(f"status {process.returncode}") from error
    except BaseException:
        await process.end()
        raise
    return process

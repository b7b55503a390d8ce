"""A small web server of the test's own, which the far side calls back."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from time import monotonic
from typing import Any
from urllib.parse import parse_qsl, urlsplit

Answer = tuple[int, dict[str, str], bytes]
PATIENCE = 60.0  # seconds for what must come
MORE_THAN_THEY = 0.05  # seconds in which one more than may come at once would have come


@dataclass(frozen=True)
class Received:
    method: str
    path: str
    headers: dict[str, str]
    body: dict[str, Any]
    at: float


@dataclass
class Receiver:
    """`answers` decides what each call gets; without it, an empty 200. It waits until so many have come `together`."""

    url: str = ""
    answers: Callable[[Received], Answer] = lambda _: (200, {}, b"")
    calls: list[Received] = field(default_factory=list)
    together: int = 0
    busiest: int = 0
    _busy: int = 0

    async def got(self, number: int, seconds: float = PATIENCE) -> list[Received]:
        until = monotonic() + seconds
        while len(self.calls) < number:
            assert monotonic() < until, f"{len(self.calls)} of {number} calls came"
            await asyncio.sleep(0.01)
        return self.calls

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode()
        request, *lines = head.strip().split("\r\n")
        method, target, _ = request.split(" ")
        headers = {name.lower(): value for name, _, value in (line.partition(": ") for line in lines)}
        body = await reader.readexactly(int(headers.get("content-length", "0")))
        if headers.get("content-type") == "application/json":
            fields = json.loads(body)
        else:
            fields = dict(parse_qsl(body.decode() or urlsplit(target).query))
        received = Received(method, urlsplit(target).path, headers, fields, monotonic())
        self.calls.append(received)
        self._busy += 1
        self.busiest = max(self.busiest, self._busy)
        status, more, content = self.answers(received)
        async with asyncio.timeout(PATIENCE):
            while self.busiest < self.together:  # noqa: ASYNC110  for those who come at the same time
                await asyncio.sleep(0.01)
        await asyncio.sleep(MORE_THAN_THEY if self.together else 0)
        self._busy -= 1
        extra = "".join(f"{name}: {value}\r\n" for name, value in more.items())
        writer.write(
            f"HTTP/1.1 {status} Told\r\nContent-Length: {len(content)}\r\nConnection: close\r\n{extra}\r\n".encode()
        )
        writer.write(content)
        await writer.drain()
        writer.close()


@asynccontextmanager
async def receiving() -> AsyncIterator[Receiver]:
    receiver = Receiver()
    server = await asyncio.start_server(receiver.serve, "127.0.0.1", 0)
    receiver.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/hook"
    async with server:
        yield receiver

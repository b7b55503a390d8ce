"""The outside world at full speed: people who write, and a Bot API that answers at once.

Both are in one process, so that one clock tells when a message was sent and when its answer came. It does as little as
can be: every request is made beforehand, and of a call that comes in only the chat is read.
"""

from __future__ import annotations

import asyncio
import re
import socket
from collections import defaultdict, deque
from dataclasses import dataclass, field
from time import perf_counter
from typing import Any

import httptools

SECRET = "a-secret-for-benchmarks"
IDLE_SECONDS = 2.0  # of a line that is still used: less than any server keeps an idle one
PATIENCE = 30.0  # seconds until an answer counts as lost
_CHAT = re.compile(rb"chat_id=(\d+)|name=\"chat_id\"\r\n(?:[^\r\n]+\r\n)*\r\n(\d+)")


class Lost(Exception):
    """A message was refused or not answered."""


@dataclass
class Times:
    """Milliseconds of each message: until it was taken (200), and until its answer arrived."""

    taken: list[float] = field(default_factory=list)
    answered: list[float] = field(default_factory=list)
    seconds: float = 0.0


class BotApi:
    """Answers every call at once. A message sent wakes whoever waits for it."""

    def __init__(self) -> None:
        self.sent = 0
        self._waiting: dict[int, deque[asyncio.Future[float]]] = defaultdict(deque)

    def next_answer(self, chat: int) -> asyncio.Future[float]:
        """When the next message to this chat that nobody waits for yet arrives."""
        awaited: asyncio.Future[float] = asyncio.get_running_loop().create_future()
        self._waiting[chat].append(awaited)
        return awaited

    def answer(self, url: bytes, body: bytes) -> bytes:
        if not url.endswith(b"/sendMessage"):
            return b'{"ok":true,"result":true}'
        self.sent += 1
        found = _CHAT.search(body)
        assert found, body
        chat = int(found[1] or found[2])
        queue = self._waiting.get(chat)
        if queue:
            awaited = queue.popleft()
            if not queue:
                del self._waiting[chat]
            if not awaited.done():
                awaited.set_result(perf_counter())
        return (
            b'{"ok":true,"result":{"message_id":%d,"date":1700000000,"chat":{"id":%d,"type":"private","first_name":"a"},'
            b'"text":"a"}}' % (self.sent, chat)
        )


class _Call(asyncio.Protocol):
    """One connection of a bot's."""

    def __init__(self, api: BotApi) -> None:
        self._api = api
        self._begin()

    def _begin(self) -> None:
        self._url, self._body = b"", b""

    def connection_made(self, transport: Any) -> None:
        self._transport = transport
        self._parser = httptools.HttpRequestParser(self)

    def data_received(self, data: bytes) -> None:
        self._parser.feed_data(data)

    def on_url(self, url: bytes) -> None:
        self._url += url

    def on_body(self, body: bytes) -> None:
        self._body += body

    def on_message_complete(self) -> None:
        answer = self._api.answer(self._url, self._body)
        self._begin()
        head = b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: %d\r\n\r\n" % len(answer)
        self._transport.write(head + answer)


class _Line(asyncio.Protocol):
    """One connection to a webhook; a request at a time."""

    def __init__(self) -> None:
        self._answer: asyncio.Future[int] | None = None
        self._used = perf_counter()

    def connection_made(self, transport: Any) -> None:
        self._transport = transport
        self._parser = httptools.HttpResponseParser(self)

    def data_received(self, data: bytes) -> None:
        self._parser.feed_data(data)

    def connection_lost(self, exc: Exception | None) -> None:
        if self._answer and not self._answer.done():
            self._answer.set_exception(Lost("connection lost"))

    def on_message_complete(self) -> None:
        assert self._answer
        self._answer.set_result(self._parser.get_status_code())
        self._parser = httptools.HttpResponseParser(self)

    async def post(self, request: bytes) -> float:
        """Send a request; when it was taken."""
        self._answer = asyncio.get_running_loop().create_future()
        self._transport.write(request)
        status = await self._answer
        self._used = perf_counter()
        if status != 200:
            raise Lost(f"status {status}")
        return perf_counter()

    @property
    def fresh(self) -> bool:
        """Whether the server is not about to close it for its idleness, nor has done so."""
        return not self._transport.is_closing() and perf_counter() - self._used < IDLE_SECONDS

    def close(self) -> None:
        self._transport.close()


class People:
    """Those who write, over lines kept open."""

    def __init__(self, api: BotApi, port: int) -> None:
        self._api = api
        self._port = port
        self._idle: list[_Line] = []

    async def one_after_another(self, updates: list[Update], *, at_once: int) -> Times:
        """`at_once` people, each of whom writes on as soon as the answer has come."""
        times, coming = Times(), iter(updates)

        async def person() -> None:
            for update in coming:
                await self._say(update, perf_counter(), times)

        began = perf_counter()
        await asyncio.gather(*(person() for _ in range(at_once)))
        times.seconds = perf_counter() - began
        return times

    async def steadily(self, updates: list[Update], *, a_second: float) -> Times:
        """So many a second, whether the former have been answered or not; times count from the planned moment."""
        times, said = Times(), []
        began = perf_counter()
        for place, update in enumerate(updates):
            planned = began + place / a_second
            if (wait := planned - perf_counter()) > 0:
                await asyncio.sleep(wait)
            said.append(asyncio.create_task(self._say(update, planned, times)))
        await asyncio.gather(*said)
        times.seconds = perf_counter() - began
        return times

    async def _say(self, update: Update, planned: float, times: Times) -> None:
        line = await self._line()
        answer = self._api.next_answer(update.chat)
        taken = await line.post(update.request)
        self._idle.append(line)
        times.taken.append((taken - planned) * 1000)
        times.answered.append((await asyncio.wait_for(answer, PATIENCE) - planned) * 1000)

    async def _line(self) -> _Line:
        while self._idle:
            line = self._idle.pop()
            if line.fresh:
                return line
            line.close()
        _, line = await asyncio.get_running_loop().create_connection(_Line, "127.0.0.1", self._port)
        return line

    def hang_up(self) -> None:
        for line in self._idle:
            line.close()
        self._idle.clear()


@dataclass(frozen=True)
class Update:
    """An update of one chat, as the request that brings it."""

    chat: int
    request: bytes


def update(chat: int, number: int, event: str) -> Update:
    """An update around `event`, the JSON of what happened."""
    body = f'{{"update_id":{number},{event}}}'.encode()
    head = (
        f"POST /telegram HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
        f"X-Telegram-Bot-Api-Secret-Token: {SECRET}\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return Update(chat, head.encode() + body)


async def bot_api(api: BotApi) -> tuple[asyncio.Server, int]:
    """The Bot API, listening; its port."""
    server = await asyncio.get_running_loop().create_server(lambda: _Call(api), "127.0.0.1", 0)
    port: int = server.sockets[0].getsockname()[1]
    return server, port


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port: int = listening.getsockname()[1]
        return port

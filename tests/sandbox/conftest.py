"""A sandbox on a free port, with one bot and one person; the clients are the real libraries."""

import struct
import time
import zlib
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass

import pytest
import telegram as ptb
from aiogram import Bot as AiogramBot
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from telegram.request import HTTPXRequest

from sandbox.app import Sandbox, running
from sandbox.telegram.citizen import TelegramPhone
from sandbox.telegram.core import Bot
from sandbox.telegram.world import User

TOKEN = "7000000001:AAcitizens-bot"
DESK_TOKEN = "7000000002:AAstaff-bot"


def png(width: int = 400, height: int = 300) -> bytes:
    """A plain picture."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    rows = zlib.compress(b"".join(b"\x00" + b"\x88" * width for _ in range(height)))
    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


class Clock:
    """Time that passes by itself and can be moved on."""

    def __init__(self, now: Callable[[], float]) -> None:
        self._now = now
        self._ahead = 0.0

    def __call__(self) -> float:
        return self._now() + self._ahead

    def moves(self, seconds: float) -> None:
        self._ahead += seconds

    def stops(self) -> None:
        """From now on it moves only when it is told to."""
        now = self._now()
        self._now = lambda: now


@dataclass
class World:
    """What a test needs at hand."""

    sandbox: Sandbox
    url: str
    clock: Clock
    bot: Bot
    desk: Bot
    sara: User

    @property
    def phone(self) -> TelegramPhone:
        return TelegramPhone(self.sandbox.telegram, self.sara, self.bot)


@pytest.fixture
async def world() -> AsyncIterator[World]:
    clock = Clock(time.time)
    sandbox = Sandbox(clock=clock, paces=None, pauses=(0.0, 0.05, 0.1))
    bot = sandbox.telegram.add_bot(TOKEN, "hamyar_bot", "همیار")
    desk = sandbox.telegram.add_bot(DESK_TOKEN, "hamyar_desk_bot", "میز همیار")
    sara = sandbox.telegram.world.add_user("سارا", "رضایی", phone="989121234567")
    async with running(sandbox) as url:
        yield World(sandbox, url, clock, bot, desk, sara)


@pytest.fixture
async def aiogram_bot(world: World) -> AsyncIterator[AiogramBot]:
    bot = AiogramBot(TOKEN, session=AiohttpSession(api=TelegramAPIServer.from_base(world.url)))
    yield bot
    await bot.session.close()


@pytest.fixture
async def ptb_bot(world: World) -> AsyncIterator[ptb.Bot]:
    request = HTTPXRequest(connection_pool_size=20, read_timeout=60)
    async with ptb.Bot(
        TOKEN, base_url=world.url + "/bot", base_file_url=world.url + "/file/bot", request=request
    ) as bot:
        yield bot

"""A proxy between us and Telegram: asked for in the settings, used by every call."""

from __future__ import annotations

import asyncio

import pytest
from aiogram.exceptions import TelegramNetworkError

from handlers.telegram.setup import make_bot

TOKEN = "1000000001:a-bot-behind-a-proxy"


@pytest.mark.parametrize("scheme", ["http", "socks5"])
async def test_calls_go_to_the_proxy(scheme: str) -> None:
    asked = asyncio.Event()

    async def proxy(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(1)
        asked.set()
        writer.close()

    server = await asyncio.start_server(proxy, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    bot = make_bot(TOKEN, "http://127.0.0.1:9", proxy=f"{scheme}://127.0.0.1:{port}")
    try:
        with pytest.raises(TelegramNetworkError):
            await bot.get_me()
        assert asked.is_set()
    finally:
        await bot.session.close()
        server.close()
        await server.wait_closed()

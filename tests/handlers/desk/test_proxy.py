"""A proxy between us and Telegram serves the staff's bot as well, SOCKS included."""

from __future__ import annotations

import asyncio

import pytest

from handlers.desk.calls import Calls, Trouble, close, make_bot

TOKEN = "1000000002:a-bot-behind-a-proxy"


@pytest.mark.parametrize("scheme", ["http", "socks5", "socks5h"])
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
        with pytest.raises(Trouble):
            await Calls(bot).username()
        assert asked.is_set()
    finally:
        await close(bot)
        server.close()
        await server.wait_closed()

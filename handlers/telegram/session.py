"""aiogram's HTTP session, with a proxy's troubles told as what they are: no connection."""

from __future__ import annotations

from aiogram import Bot
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.exceptions import TelegramNetworkError
from aiogram.methods import TelegramMethod
from aiogram.methods.base import TelegramType
from aiohttp import ClientConnectorError, ConnectionTimeoutError
from aiohttp_socks import ProxyConnectionError, ProxyError, ProxyTimeoutError

PROXY_TROUBLE = (ProxyConnectionError, ProxyError, ProxyTimeoutError, EOFError)
NOT_SENT = (ClientConnectorError, ConnectionTimeoutError, *PROXY_TROUBLE)
"""Causes of a network error in which Telegram has certainly not heard of the call."""


class Session(AiohttpSession):
    """A session that raises TelegramNetworkError for a proxy that does not answer or refuses."""

    async def make_request(
        self,
        bot: Bot,
        method: TelegramMethod[TelegramType],
        timeout: int | None = None,  # noqa: ASYNC109  its name
    ) -> TelegramType:
        try:
            return await super().make_request(bot, method, timeout)
        except PROXY_TROUBLE as trouble:
            raise TelegramNetworkError(method=method, message=type(trouble).__name__) from trouble

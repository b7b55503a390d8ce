"""The system with Telegram around it; one serves all tests of a file."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest

from bot.rehearsal import Rehearsal
from handlers.hook import HEADER
from sandbox.telegram.citizen import TelegramPhone
from tests.databases import Databases
from tests.rehearsal import PATIENCE, rehearsal, stranger


@pytest.fixture(scope="module")
async def running(databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Rehearsal]:
    """The system, up and connected by webhook."""
    with databases.lent() as url:
        async with rehearsal(url, tmp_path_factory.mktemp("data")) as running:
            yield running


@pytest.fixture
def phone(running: Rehearsal) -> TelegramPhone:
    """Somebody new who has opened the bot."""
    phone = stranger(running)
    running.bot.started_by.add(phone.user.id)
    return phone


@pytest.fixture
async def telegram(running: Rehearsal) -> AsyncIterator[Hook]:
    """Telegram's own hand on our webhook."""
    assert running.parts.telegram
    async with httpx.AsyncClient(base_url=running.web, timeout=PATIENCE) as http:
        yield Hook(http, running.parts.telegram.secret)


class Hook:
    """Brings updates to the webhook as Telegram would."""

    def __init__(self, http: httpx.AsyncClient, secret: str) -> None:
        self.http = http
        self.secret = secret

    async def brings(self, update: dict[str, Any]) -> int:
        """The HTTP status that it is answered with."""
        return (await self.http.post("/telegram", json=update, headers={HEADER: self.secret})).status_code

    async def posts(self, body: Any, **headers: str) -> httpx.Response:
        return await self.http.post("/telegram", content=body, headers={HEADER: self.secret, **headers})


def user(phone: TelegramPhone) -> dict[str, Any]:
    return {"id": phone.user.id, "is_bot": False, "first_name": phone.user.first_name}


def chat(phone: TelegramPhone) -> dict[str, Any]:
    return {"id": phone.user.id, "type": "private", "first_name": phone.user.first_name}


def message(phone: TelegramPhone, text: str, number: int, **more: Any) -> dict[str, Any]:
    """An update with a typed message; `number` is its message's."""
    body = {"message_id": number, "date": 1_750_000_000, "chat": chat(phone), "from": user(phone), "text": text}
    return {"update_id": 10_000 + number, "message": {**body, **more}}


def press(phone: TelegramPhone, data: str, number: int) -> dict[str, Any]:
    """An update with a pressed button."""
    under = {"message_id": 1, "date": 1_750_000_000, "chat": chat(phone), "text": "?"}
    query = {"id": str(10**12 + number), "from": user(phone), "message": under, "chat_instance": "1", "data": data}
    return {"update_id": 20_000 + number, "callback_query": query}

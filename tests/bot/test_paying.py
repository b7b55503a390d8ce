"""The page of a payment in the process that serves it: with receipts, the way back to the chat, and without a bank."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx
from pydantic import SecretStr
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.app import make_notices
from bot.parts import Parts, assembled
from bot.paying import without_https
from bot.rehearsal import BOT_NAME, TOKEN, USERNAME
from bot.settings import Settings
from bot.web import create_app
from bot.wiring import make_till
from sandbox.app import Sandbox, running
from sandbox.bank import sep
from sandbox.faults import Fault, Kind
from services.contracts import Contracts
from services.contracts.premiums import Premiums
from services.payments import Payment, Payments
from services.receipts import Receipts
from tests.handlers.bank.till import SARA, months
from tests.rehearsal import CLOCK
from tests.services.messages.people import Town


@asynccontextmanager
async def served(url: str, folder: Path, **more: Any) -> AsyncIterator[tuple[Parts, httpx.AsyncClient]]:
    """A process, asked without a network."""
    settings = Settings(database_url=SecretStr(url), data_dir=folder, public_url="http://127.0.0.1:8420", **more)
    async with assembled(settings, url, clock=CLOCK) as parts:
        transport = httpx.ASGITransport(create_app(parts, url))
        async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1:8420") as browser:
            yield parts, browser


async def opened(parts: Parts) -> Payment:
    async with parts.engine.begin() as connection:
        facts = {"id": SARA, "now": CLOCK.now()}
        await connection.execute(text("INSERT INTO hamyar.links VALUES ('telegram', '1', :id, 'contact', :now)"), facts)
        return await Payments(connection, CLOCK).open(SARA, "voluntary", months(), "sep")


async def ordered(parts: Parts) -> str:
    """Sara contracts, and is given the page to pay her first month on: its path."""
    clock, office = CLOCK, Town(parts.engine)
    await office.born(mobile="09121234567")
    listed = "INSERT INTO registry.wage_months VALUES (:who, 139501, 'W1', 'compulsory', 31, 100000000)"
    await office.do(listed, who=SARA)
    async with parts.engine.begin() as connection:
        contracts = Contracts(connection, clock, make_notices(clock, parts.wording)(connection))
        await contracts.sign(SARA, (await contracts.offer(SARA)).suggestions[0].base_daily)
        premiums = Premiums(connection, clock, make_till(parts.cashier, parts.settings.public_url))
        order = await premiums.order(SARA, (await premiums.due(SARA))[:1])
    return urlsplit(order.url).path


async def test_without_a_bank_the_page_says_how_it_stands_and_nobody_can_pay(
    database_url: str, engine: AsyncEngine, tmp_path: Path
) -> None:
    async with served(database_url, tmp_path) as (parts, browser):
        payment = await opened(parts)
        page = await browser.get(f"/p/{payment.code}")
        assert (page.status_code, "<button" in page.text) == (200, False)
        assert (await browser.post(f"/p/{payment.code}")).headers["location"] == f"/p/{payment.code}?said=away"
        assert (await browser.post(f"/p/{payment.code}/again")).headers["location"] == f"/p/{payment.code}"


async def test_a_premium_is_paid_and_the_page_shows_its_receipt_which_anybody_can_check(
    database_url: str, engine: AsyncEngine, tmp_path: Path
) -> None:
    sandbox = Sandbox()
    async with (
        running(sandbox) as bank,
        served(database_url, tmp_path, sep_terminal=sep.TERMINAL, sep_api=bank) as (parts, browser),
    ):
        path = await ordered(parts)
        await browser.post(path)
        form = await browser.get(f"{path}/bank")
        assert f'action="{bank}/OnlinePG/OnlinePG"' in form.text
        assert f"form-action 'self' https: {bank};" in form.headers["content-security-policy"]
        [token] = re.findall(r'name="Token" value="(\w+)"', form.text)
        session = sandbox.bank.book.sessions[token]
        fields = sep.way_back(session, sandbox.bank.book.pay(session))
        page = (await browser.post(session.return_url, data=fields, follow_redirects=True)).text
        async with parts.engine.connect() as connection:
            [receipt] = await Receipts(connection).all(SARA)
        assert receipt.number in page
        [check] = re.findall(r'href="(/v/[^"]+)"', page)
        assert receipt.number in (await browser.get(check)).text


async def test_the_chat_is_where_the_settings_or_telegram_say(
    database_url: str, engine: AsyncEngine, tmp_path: Path
) -> None:
    sandbox = Sandbox()
    sandbox.telegram.add_bot(TOKEN, USERNAME, BOT_NAME)
    async with running(sandbox) as far:
        telegram = {"telegram_token": SecretStr(TOKEN), "telegram_api": far, "telegram_secret": SecretStr("s" * 20)}
        async with served(database_url, tmp_path, **telegram) as (parts, browser):
            payment = await opened(parts)
            away = sandbox.faults.switch_on(Fault("telegram", Kind.RESET_BEFORE, "getMe"))
            assert "برگشت به گفت‌وگو</a>" not in (await browser.get(f"/p/{payment.code}")).text
            sandbox.faults.switch_off(away)
            assert f'href="https://t.me/{USERNAME}"' in (await browser.get(f"/p/{payment.code}")).text
        async with served(database_url, tmp_path, chat_url="https://chat.example", **telegram) as (_, browser):
            assert 'href="https://chat.example"' in (await browser.get(f"/p/{payment.code}")).text


def test_only_a_sandbox_is_reached_without_https() -> None:
    assert without_https(Settings()) == ()
    assert without_https(Settings(sep_api="http://127.0.0.1:9/x")) == ("http://127.0.0.1:9",)

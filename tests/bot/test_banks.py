"""Banks of a process: made of the settings, reached over HTTP, and watched by the worker."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import httpx
import pytest
from pydantic import SecretStr
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.banks import make_banks
from bot.parts import Parts, assembled
from bot.settings import Settings, SettingsError, read
from bot.web import create_app
from bot.worker import tasks
from sandbox.app import Sandbox, running
from sandbox.bank import sep, zarinpal
from sandbox.bank.server import way_back
from services.calendar import SystemClock
from services.payments import Payment, Payments, State
from tests.handlers.bank.till import GATEWAYS, SARA, months


def settings(url: str, folder: Path, bank: str, **more: Any) -> Settings:
    return Settings(
        database_url=SecretStr(url),
        data_dir=folder,
        public_url="http://127.0.0.1:8420",
        zarinpal_merchant=SecretStr(zarinpal.MERCHANT),
        zarinpal_api=bank,
        sep_terminal=sep.TERMINAL,
        sep_api=bank,
        **more,
    )


async def opened(parts: Parts, gateway: str) -> Payment:
    async with parts.engine.begin() as connection:
        return await Payments(connection, SystemClock()).open(SARA, "premium", months(), gateway)


async def now(parts: Parts, payment: Payment) -> Payment:
    async with parts.engine.connect() as connection:
        return await Payments(connection, SystemClock()).one(payment.id)


@pytest.mark.parametrize("gateway", GATEWAYS)
async def test_a_payment_goes_through_the_process_that_serves(
    database_url: str, engine: AsyncEngine, tmp_path: Path, gateway: str
) -> None:
    sandbox = Sandbox()
    async with running(sandbox) as bank, assembled(settings(database_url, tmp_path, bank), database_url) as parts:
        assert parts.cashier
        assert parts.cashier.gateways == ("sep", "zarinpal")
        transport = httpx.ASGITransport(create_app(parts, database_url))
        async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1:8420") as browser:
            payment = await opened(parts, gateway)
            way = await parts.cashier.redirect(payment.id)
            assert way.url.startswith(bank)
            payment = await now(parts, payment)
            session = sandbox.bank.book.sessions[payment.token or ""]
            charge = sandbox.bank.book.pay(session)
            if gateway == "zarinpal":
                back = await browser.get(way_back(session, charge).headers["location"])
            else:
                back = await browser.post(session.return_url, data=sep.way_back(session, charge))
        assert (back.status_code, back.headers["location"]) == (303, f"/p/{payment.code}")
        assert (await now(parts, payment)).state is State.RECORDED


async def test_the_worker_finds_what_never_came_back(database_url: str, engine: AsyncEngine, tmp_path: Path) -> None:
    sandbox = Sandbox()
    async with running(sandbox) as bank, assembled(settings(database_url, tmp_path, bank), database_url) as parts:
        assert parts.cashier
        payment = await opened(parts, "zarinpal")
        await parts.cashier.redirect(payment.id)
        sandbox.bank.book.pay(sandbox.bank.book.sessions[(await now(parts, payment)).token or ""])
        watching = asyncio.create_task(tasks(parts, None, lambda _: None)["payments"]())
        async with asyncio.timeout(120):
            while (await now(parts, payment)).state is not State.RECORDED:  # noqa: ASYNC110
                await asyncio.sleep(0.01)
        watching.cancel()


async def test_without_an_account_there_is_no_bank(database_url: str, tmp_path: Path) -> None:
    bare = Settings(database_url=SecretStr(database_url), data_dir=tmp_path)
    assert make_banks(bare) == ()
    async with assembled(bare, database_url) as parts:
        assert parts.cashier is None
        assert "payments" not in tasks(parts, None, lambda _: None)


def test_a_bank_needs_an_address_to_come_back_to(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HAMYAR_ZARINPAL_MERCHANT", "canary-4417")
    monkeypatch.setenv("HAMYAR_SEP_TERMINAL", "canary-4417")
    with pytest.raises(SettingsError) as wrong:
        read()
    assert [str(fault) for fault in wrong.value.faults] == [
        "HAMYAR_ZARINPAL_MERCHANT must be the merchant's code at Zarinpal, of 36 letters",
        "HAMYAR_SEP_TERMINAL must be the number of the terminal at SEP, digits only",
        "HAMYAR_PUBLIC_URL is missing: HAMYAR_ZARINPAL_MERCHANT is set",
        "HAMYAR_PUBLIC_URL is missing: HAMYAR_SEP_TERMINAL is set",
    ]

"""`hamyar desk refunds`: credit and its refunds from a terminal."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.cli import app
from tests.handlers.bank.conftest import till
from tests.handlers.bank.till import PRICE, SARA, Till
from tests.services.payments.supervising import AGENT, LEYLA, REZA, SARA_AT_WORK, STRANGER, supervisors, with_credit

__all__ = ["till"]

Hamyar = Callable[..., Awaitable[str]]


@pytest.fixture
async def hamyar(till: Till, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Hamyar:
    """What a command prints, or what an operator's error says. Sara has paid a month twice."""
    await with_credit(till)
    await supervisors(till)
    monkeypatch.setenv("HAMYAR_DATABASE_URL", till.engine.url.render_as_string(hide_password=False))
    monkeypatch.setenv("HAMYAR_DATA_DIR", str(tmp_path))

    async def hamyar(*words: str, staff: int = LEYLA) -> str:
        command = ("desk", "refunds", *words, "--as", str(staff))
        result = await asyncio.to_thread(CliRunner().invoke, app, command)
        return result.output if result.exit_code == 0 else str(result.exception)

    return hamyar


async def test_a_refund_from_the_credit_to_the_transfer(till: Till, hamyar: Hamyar) -> None:
    shown = await hamyar("credit", SARA)
    assert f"{PRICE:,} rials of credit" in shown
    assert f"zarinpal  payment {(await till.rows('SELECT id FROM hamyar.payments ORDER BY created_at'))[1].id}" in shown
    assert SARA not in shown
    asked = await hamyar("ask", SARA, "دو بار پرداخت")
    number = asked.split()[0]
    assert asked.split()[1] == "asked"
    assert await hamyar("list") == asked
    assert "second supervisor" in await hamyar("confirm", number)
    assert (await hamyar("confirm", number, staff=REZA)).split()[1] == "confirmed"
    assert "write a ground" in await hamyar("paid", number, " ")
    assert (await hamyar("paid", number, "F-1")).split()[1] == "paid-back"
    assert len(await till.rows(f"SELECT 1 FROM hamyar.notices WHERE key = 'credit-returned {number}'")) == 1
    assert await hamyar("list") == "No refund is open.\n"
    assert "cannot become refused" in await hamyar("refuse", number, "x")


async def test_a_part_of_it_refused(till: Till, hamyar: Hamyar) -> None:
    number = (await hamyar("ask", SARA, "x", "--amount", "1000")).split()[0]
    assert await till.credit() == PRICE - 1000
    assert (await hamyar("refuse", number, "خواست بماند")).split()[1] == "refused"
    assert await till.credit() == PRICE


async def test_who_may_not_and_what_cannot_be_is_told(till: Till, hamyar: Hamyar) -> None:
    assert await hamyar("credit", SARA, staff=STRANGER) == f"{STRANGER} is not enrolled: hamyar staff add"
    assert await hamyar("list", staff=AGENT) == f"{AGENT} may not refund"
    assert "their own money" in await hamyar("credit", SARA, staff=SARA_AT_WORK)
    assert "ten digits" in await hamyar("credit", "12")
    assert await hamyar("ask", SARA, "x", "--amount", str(PRICE + 1)) == f"the credit is {PRICE:,} rials"
    assert await hamyar("ask", "0023456787", "x") == "the credit is 0 rials"
    assert await hamyar("confirm", "R1") == "no refund of that number"
    assert await till.credit() == PRICE

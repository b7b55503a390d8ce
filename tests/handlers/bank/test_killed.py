"""Processes killed by SIGKILL in the midst of a payment, before a bank that is a server of its own."""

from __future__ import annotations

import asyncio
import signal
import sys
from collections.abc import AsyncIterator
from itertools import cycle
from pathlib import Path

import pytest

from handlers.bank.cashier import LEASE
from sandbox.app import Sandbox, running
from sandbox.bank.server import Bank as SandboxBank
from services.payments import State
from tests.crashes.conftest import Parent, buried
from tests.handlers.bank.till import GATEWAYS, SARA, Till, months

ROOT = Path(__file__).parents[3]
POINTS = ("noted", "leased", "inquired", "paid", "verified", "posted", "recorded")
VERIFIED_BEFORE = ("verified", "posted", "recorded")


@pytest.fixture
async def parent() -> AsyncIterator[Parent]:
    pipe = asyncio.subprocess.PIPE
    command = (sys.executable, "-m", "tests.handlers.bank.child")
    process = await asyncio.create_subprocess_exec(*command, stdin=pipe, stdout=pipe, cwd=ROOT)
    yield Parent(process)
    assert process.stdin
    process.stdin.close()
    await process.wait()


async def test_whoever_is_killed_the_payment_is_recorded_once_and_told_of_once(till: Till, parent: Parent) -> None:
    sandbox = Sandbox(clock=till.book.clock)
    sandbox.bank = SandboxBank(till.book, sandbox.faults)
    url = till.engine.url.render_as_string(hide_password=False)
    async with running(sandbox) as bank:
        for number, (point, gateway) in enumerate(zip(POINTS, cycle(GATEWAYS), strict=False)):
            payment = await till.sent(gateway, months(SARA, 140401 + number))
            charge = till.pays(payment)
            at = {"url": url, "now": till.clock.now().isoformat(), "bank": bank, "point": point}
            came = {"gateway": gateway, "code": payment.code, "fields": till.brings(payment), "key": point}
            assert await parent("come_back", **at, **came) == -signal.SIGKILL, point
            await buried(till.engine)
            assert (charge.state == "verified") is (point in VERIFIED_BEFORE)
            till.clock.time += LEASE
            await till.cashier().sweep()
            assert await till.state(payment) is State.RECORDED, point
            assert len(await till.heard()) == number + 1, point
    assert await till.credit() == 0
    assert len(await till.entitled()) == len(POINTS)

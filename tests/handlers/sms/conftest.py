"""The system with SMS around it; one serves all tests of a file."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.app import Hosting
from bot.rehearsal import CODE_TEMPLATE, KEY, LINE, Rehearsal
from handlers.courier import Courier, Pace
from handlers.sms import CHANNEL
from handlers.sms.allowance import SmsAllowances, SpendingCap
from handlers.sms.client import Kavenegar
from handlers.sms.polling import SmsPoller
from handlers.sms.sending import SmsSender, budget
from handlers.turn import Turn
from handlers.wording import Wording
from sandbox.app import Sandbox, running
from services.messages.lines import Lines
from tests.clock import FrozenClock
from tests.databases import Databases
from tests.rehearsal import PATIENCE, hasty_sandbox, rehearsal


@pytest.fixture(scope="module")
async def system(databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Rehearsal]:
    """The system, up and called back."""
    with databases.lent() as url:
        async with rehearsal(url, tmp_path_factory.mktemp("data")) as running:
            yield running


@dataclass
class Callbacks:
    """Kavenegar's own hand on our routes."""

    http: httpx.AsyncClient
    secret: str
    numbers: Iterator[int]

    async def inbound(self, sender: str, text: str, **more: Any) -> int:
        """A message as the panel brings it; the HTTP status."""
        fields = {"messageid": str(next(self.numbers)), "from": sender, "to": LINE, "message": text, **more}
        return (await self.http.post(f"/sms/{self.secret}/inbound", data=fields)).status_code


@pytest.fixture
async def panel(system: Rehearsal) -> AsyncIterator[Callbacks]:
    assert system.parts.sms
    async with httpx.AsyncClient(base_url=system.web, timeout=PATIENCE) as http:
        yield Callbacks(http, system.parts.sms.secret, _numbers)


_numbers = count(7_000_000)


@dataclass
class Line:
    """The parts of one line, moved by the test itself, against a far side that is really there."""

    sandbox: Sandbox
    client: Kavenegar
    engine: AsyncEngine
    clock: FrozenClock
    turn: Turn
    poller: SmsPoller
    cap: SpendingCap
    courier: Courier


@pytest.fixture
def hasty(line: Line, monkeypatch: pytest.MonkeyPatch) -> None:
    """A call that a fault is waiting for is given up soon; every other is given all the time that it needs."""
    faults = line.sandbox.faults
    monkeypatch.setattr(Kavenegar, "_seconds", property(lambda _: 1.0 if faults.active() else PATIENCE), raising=False)


@pytest.fixture
async def line(engine: AsyncEngine, clock: FrozenClock, tmp_path: Path) -> AsyncIterator[Line]:
    sandbox = hasty_sandbox()
    sandbox.kavenegar.world.clock = lambda: clock.now().timestamp()
    sandbox.kavenegar.add_line(LINE)
    async with running(sandbox) as page:
        client = Kavenegar(KEY, page, seconds=PATIENCE)
        allowances = SmsAllowances(clock)
        turn = Turn(engine, Hosting(clock, b"k" * 32), {"sms": CHANNEL}, Wording(), clock, allowances=allowances)
        cap = SpendingCap(engine, clock, None)
        sender = SmsSender(client, LINE, budget(limited=False), code_template=CODE_TEMPLATE, cap=cap)
        courier = Courier(engine, sender, clock, pace=Pace(look=0.01))
        poller = SmsPoller(client, turn, engine, clock, lines=Lines.of(LINE))
        yield Line(sandbox, client, engine, clock, turn, poller, cap, courier)
        await turn.close()
        await client.close()

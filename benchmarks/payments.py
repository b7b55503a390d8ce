"""What a payment costs: `python -m benchmarks.payments`.

Months of contracts are paid (callback → inquiry → verification → recorded, receipt, notices on Telegram and by SMS)
through the wiring that processes have, against the sandbox's bank over HTTP in a process of its own; then at a steady
fifty a second: how long each takes from the callback to the commit, the rows of the outbox with it. The floor, in the
same run and at the same pace: the same two questions to the bank and as many commits of one small row.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))  # when run by path

import httpx
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.app import make_notices
from bot.database import embedded
from bot.wiring import make_wiring
from handlers.bank.cashier import Cashier
from handlers.bank.sep import Sep
from handlers.bank.webhook import return_path
from handlers.bank.zarinpal import Zarinpal
from handlers.wording import Wording
from sandbox.bank import sep, zarinpal
from services.calendar import JalaliMonth, SystemClock, today
from services.payments import Item, Payment, Payments, State
from services.premiums import rules
from services.premiums.quote import decimal_text
from services.premiums.table import TABLE
from services.store import migrations
from services.store.engine import make_engine

BANK = """
import asyncio
from sandbox.app import Sandbox, running
async def main():
    async with running(Sandbox()) as url:
        print(url, flush=True)
        await asyncio.Event().wait()
asyncio.run(main())
"""
CLOCK = SystemClock()
MONTH = JalaliMonth.of(today(CLOCK))
QUOTE = rules.voluntary(TABLE.of(MONTH))
FIRST = 2_000_000_000  # national ID of the first who pays
COMMITS = 4  # of a payment, from the callback on

PEOPLE = """
    INSERT INTO registry.people
    SELECT p::text, 'سارا', 'احمدی', 'F', '1990-01-01', '12345678', '0912' || right(p::text, 7), NULL, 'complete'
    FROM generate_series(cast(:first AS bigint), :last) AS p
"""
LINKS = """
    INSERT INTO hamyar.links (channel, address, national_id, proof, since)
    SELECT 'telegram', p::text, p::text, 'contact', now() FROM generate_series(cast(:first AS bigint), :last) AS p
"""
CONTRACTS = """
    INSERT INTO hamyar.contracts (national_id, number, signed_at, first_month, facts)
    SELECT p::text, 'V' || p, now(), :month, '{}' FROM generate_series(cast(:first AS bigint), :last) AS p
"""
BASES = """
    INSERT INTO hamyar.contract_bases (national_id, number, from_month, base_daily, declared_at)
    SELECT national_id, number, first_month, cast(:base AS numeric), now() FROM hamyar.contracts
"""


async def settle_down(engine: AsyncEngine, many: int) -> None:
    """So many people with a telephone, a chat and a contract."""
    facts = {"first": FIRST, "last": FIRST + many - 1, "month": MONTH.number, "base": decimal_text(QUOTE.base_daily)}
    async with engine.begin() as connection:
        for statement in (PEOPLE, LINKS, CONTRACTS, BASES):
            await connection.execute(text(statement), facts)


async def opened(engine: AsyncEngine, number: int, gateway: str) -> Payment:
    person = str(FIRST + number)
    async with engine.begin() as connection:
        item = Item(person, "voluntary", f"V{person}", MONTH.number, QUOTE.premium)
        return await Payments(connection, CLOCK).open(person, "voluntary", [item], gateway)


async def at_the_bank(engine: AsyncEngine, cashier: Cashier, bank: str, number: int, gateway: str) -> Payment:
    """Somebody who has pressed «pay» there and is about to come back."""
    payment = await opened(engine, number, gateway)
    await cashier.redirect(payment.id)
    async with engine.connect() as connection:
        payment = await Payments(connection, CLOCK).one(payment.id)
    await asyncio.to_thread(_press, f"{bank}/bank-page/{payment.token}/pay")
    return payment


def _press(url: str) -> None:
    httpx.post(url, trust_env=False)


async def comes_back(cashier: Cashier, payment: Payment) -> float:
    """Seconds from the callback to the record."""
    started = time.perf_counter()
    fields = {"Authority": str(payment.token), "Status": "OK"} if payment.gateway == "zarinpal" else {}
    came = await cashier.come_back(payment.gateway, payment.code, fields, "key")
    assert came is not None
    assert came.state is State.RECORDED, came
    return time.perf_counter() - started


class Floor:
    """What it would take without us: the bank is asked, rows are committed."""

    def __init__(self, engine: AsyncEngine, bank: str) -> None:
        self._engine = engine
        self._http = httpx.AsyncClient(base_url=bank, trust_env=False)

    async def build(self) -> None:
        async with self._engine.begin() as connection:
            await connection.execute(text("CREATE TABLE floor (n int)"))

    async def close(self) -> None:
        await self._http.aclose()

    async def commit(self, number: int) -> None:
        async with self._engine.begin() as connection:
            await connection.execute(text("INSERT INTO floor VALUES (:n)"), {"n": number})

    async def comes_back(self, number: int) -> float:
        """Seconds of a callback with nothing in it."""
        started = time.perf_counter()
        for method in ("inquiry", "verify"):
            await self._http.post(f"/pg/v4/payment/{method}.json", json={"merchant_id": zarinpal.MERCHANT})
        for _ in range(COMMITS):
            await self.commit(number)
        return time.perf_counter() - started


async def at_pace(one: Callable[[int], Awaitable[float]], many: int, pace: float) -> list[float]:
    """What each took, shortest first; each begins at its planned moment, whether the former are done or not."""
    began, coming = time.perf_counter(), []
    for number in range(many):
        await asyncio.sleep(max(0.0, began + number / pace - time.perf_counter()))
        coming.append(asyncio.ensure_future(one(number)))
    return sorted(await asyncio.gather(*coming))


async def _all(one: Callable[[int], Awaitable[object]], many: int, at_once: int) -> float:
    gate = asyncio.Semaphore(at_once)

    async def through(number: int) -> None:
        async with gate:
            await one(number)

    started = time.perf_counter()
    await asyncio.gather(*(through(number) for number in range(many)))
    return time.perf_counter() - started


async def run(url: str, bank: str, many: int, at_once: int, pace: float) -> dict[str, float]:
    engine = make_engine(url)
    banks = (Zarinpal(zarinpal.MERCHANT, bank), Sep(sep.TERMINAL, bank))
    wiring = make_wiring(CLOCK, make_notices(CLOCK, Wording(), quiet_hours=False))

    def way_back(payment: Payment) -> str:
        return bank + return_path(payment.gateway, payment.code)

    cashier = Cashier(engine, CLOCK, banks, way_back, wiring=wiring)
    await settle_down(engine, 2 * many)
    ready: list[Payment] = []

    async def goes(number: int) -> None:
        ready.append(await at_the_bank(engine, cashier, bank, number, ("zarinpal", "sep")[number % 2]))

    await _all(goes, 2 * many, at_once)
    whole, paced = ready[:many], ready[many:]
    floor = Floor(engine, bank)
    await floor.build()
    before = time.process_time()
    seconds = await _all(lambda number: comes_back(cashier, whole[number]), many, at_once)
    between = time.process_time()
    least = await _all(floor.comes_back, many, at_once)
    after = time.process_time()
    bare = await at_pace(floor.comes_back, many, pace)
    took = await at_pace(lambda number: comes_back(cashier, paced[number]), many, pace)
    commits = 4 * many / await _all(floor.commit, 4 * many, at_once)
    await told_once(engine, 2 * many)
    for one in (*banks, floor):
        await one.close()
    await engine.dispose()
    return {
        "recorded a second, from the callback": many / seconds,
        "floor: a second": many / least,
        "CPU ms of our process": 1000 * (between - before) / many,
        "floor: CPU ms of our process": 1000 * (after - between) / many,
        **{f"{name} at {pace:.0f} a second": figure for name, figure in _figures("", took).items()},
        **{f"{name} at {pace:.0f} a second": figure for name, figure in _figures("floor: ", bare).items()},
        "floor: commits a second": commits,
    }


def _figures(whose: str, took: list[float]) -> dict[str, float]:
    return {
        f"{whose}p50 ms": 1000 * statistics.median(took),
        f"{whose}p95 ms": 1000 * took[int(len(took) * 0.95)],
    }


async def told_once(engine: AsyncEngine, many: int) -> None:
    """Nothing of what is measured was left out: a receipt each, and a row of the outbox on both channels."""
    counted = "SELECT (SELECT count(*) FROM hamyar.receipts), (SELECT count(*) FROM hamyar.outbox)"
    async with engine.connect() as connection:
        assert tuple((await connection.execute(text(counted))).one()) == (many, 2 * many)


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--payments", type=int, default=500)
    asked.add_argument("--at-once", type=int, default=16)
    asked.add_argument("--pace", type=float, default=50.0)
    given = asked.parse_args()
    serving = subprocess.Popen([sys.executable, "-c", BANK], stdout=subprocess.PIPE, text=True)
    try:
        assert serving.stdout
        bank = serving.stdout.readline().strip()
        with tempfile.TemporaryDirectory() as folder, embedded(Path(folder)) as url:
            migrations.upgrade(url)
            figures = asyncio.run(run(url, bank, given.payments, given.at_once, given.pace))
    finally:
        serving.terminate()
        serving.wait()
    print(json.dumps({name: round(figure, 1) for name, figure in figures.items()}, indent=2))


if __name__ == "__main__":
    main()

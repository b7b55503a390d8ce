"""What a payment costs: `python -m benchmarks.payments`.

Whole payments (intent → session → callback → inquiry → verification → recorded) against the sandbox's bank over HTTP in
a process of its own, then callbacks at a steady fifty a second: how long each takes from the bank's answer to the
committed record, the news with it. The floor, in the same run: as many commits of one small row.
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

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.database import embedded
from handlers.bank.cashier import Cashier
from handlers.bank.sep import Sep
from handlers.bank.webhook import return_path
from handlers.bank.zarinpal import Zarinpal
from sandbox.bank import sep, zarinpal
from services.calendar import SystemClock
from services.money import Rials
from services.payments import Item, Payment, Payments, State
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


async def opened(engine: AsyncEngine, number: int, gateway: str) -> Payment:
    person = str(2_000_000_000 + number)
    async with engine.begin() as connection:
        item = Item(person, "voluntary", f"V{number}", 140407, Rials(34_788_961))
        return await Payments(connection, CLOCK).open(person, "premium", [item], gateway)


async def at_the_bank(engine: AsyncEngine, cashier: Cashier, bank: str, number: int, gateway: str) -> Payment:
    """Somebody who has pressed «pay» there and is about to come back."""
    payment = await opened(engine, number, gateway)
    await cashier.redirect(payment.id)
    async with engine.connect() as connection:
        payment = await Payments(connection, CLOCK).one(payment.id)
    await asyncio.to_thread(_press, f"{bank}/bank-page/{payment.token}/pay")
    return payment


def _press(url: str) -> None:
    import httpx

    httpx.post(url, trust_env=False)


async def comes_back(cashier: Cashier, payment: Payment) -> float:
    """Seconds from the callback to the record."""
    started = time.perf_counter()
    fields = {"Authority": str(payment.token), "Status": "OK"} if payment.gateway == "zarinpal" else {}
    came = await cashier.come_back(payment.gateway, payment.code, fields, "key")
    assert came is not None
    assert came.state is State.RECORDED, came
    return time.perf_counter() - started


async def floor(engine: AsyncEngine, commits: int, at_once: int) -> float:
    """Commits a second of one row each."""
    async with engine.begin() as connection:
        await connection.execute(text("CREATE TABLE floor (n int)"))

    async def one(number: int) -> None:
        async with engine.begin() as connection:
            await connection.execute(text("INSERT INTO floor VALUES (:n)"), {"n": number})

    return commits / await _all(one, commits, at_once)


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
    cashier = Cashier(engine, CLOCK, banks, lambda payment: bank + return_path(payment.gateway, payment.code))
    ready: list[Payment] = []

    async def goes(number: int) -> None:
        ready.append(await at_the_bank(engine, cashier, bank, number, ("zarinpal", "sep")[number % 2]))

    await _all(goes, 2 * many, at_once)
    whole, paced = ready[:many], ready[many:]
    seconds = await _all(lambda number: comes_back(cashier, whole[number]), many, at_once)
    coming = []
    for payment in paced:
        coming.append(asyncio.create_task(comes_back(cashier, payment)))
        await asyncio.sleep(1 / pace)
    took = sorted(await asyncio.gather(*coming))
    figures = {
        "recorded a second, from the callback": many / seconds,
        f"p50 ms at {pace:.0f} a second": 1000 * statistics.median(took),
        f"p95 ms at {pace:.0f} a second": 1000 * took[int(len(took) * 0.95)],
        "floor: commits a second": await floor(engine, 4 * many, at_once),
    }
    for one in banks:
        await one.close()
    await engine.dispose()
    return figures


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

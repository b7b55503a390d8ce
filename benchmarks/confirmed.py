"""How long until «confirmed» stands in the chat: `python -m benchmarks.confirmed`.

The whole system as a demo runs it, in one process with the imitated bank and Telegram, rate limits on. People come back
from the bank at a steady pace; the time is taken from the request to the return address until the confirmation with
its receipt (drawn anew for each, as a PDF) is on the person's phone. Beside it until the return address has answered.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import logging
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))  # when run by path

import httpx
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from benchmarks.payments import BASES, CLOCK, CONTRACTS, FIRST, MONTH, PEOPLE, QUOTE, opened
from bot.database import embedded
from bot.logs import configure
from bot.rehearsal import Rehearsal, rehearsed
from bot.settings import Settings
from handlers.bank.webhook import return_path
from sandbox.telegram.citizen import TelegramPhone
from services.payments import Payments
from services.premiums.quote import decimal_text
from services.store import migrations

CONFIRMED = "پرداخت شما تأیید شد"
PATIENCE = 120.0  # seconds
LINK = """
    INSERT INTO hamyar.links (channel, address, national_id, proof, since)
    VALUES ('telegram', :address, :national_id, 'contact', now())
"""


async def settle_down(running: Rehearsal, engine: AsyncEngine, many: int) -> list[TelegramPhone]:
    """So many people with a chat and a contract."""
    facts = {"first": FIRST, "last": FIRST + many - 1, "month": MONTH.number, "base": decimal_text(QUOTE.base_daily)}
    telegram = running.sandbox.telegram
    phones = [TelegramPhone(telegram, telegram.world.add_user(f"نفر {n}"), running.bot) for n in range(many)]
    async with engine.begin() as connection:
        for statement in (PEOPLE, CONTRACTS, BASES):
            await connection.execute(text(statement), facts)
        rows = [{"address": str(phone.user.id), "national_id": str(FIRST + n)} for n, phone in enumerate(phones)]
        await connection.execute(text(LINK), rows)
    for phone in phones:
        phone.opens()
        await phone.hears(PATIENCE)
    return phones


async def at_the_bank(running: Rehearsal, http: httpx.AsyncClient, number: int) -> str:
    """Somebody who has paid there: the address that their browser is about to be sent to."""
    cashier, engine = running.parts.cashier, running.parts.engine
    assert cashier
    payment = await opened(engine, number, ("zarinpal", "sep")[number % 2])
    await cashier.redirect(payment.id)
    async with engine.connect() as connection:
        payment = await Payments(connection, CLOCK).one(payment.id)
    await http.post(f"{running.page}/bank-page/{payment.token}/pay")
    back = running.web + return_path(payment.gateway, payment.code)
    return f"{back}?Authority={payment.token}&Status=OK" if payment.gateway == "zarinpal" else back


async def comes_back(http: httpx.AsyncClient, phone: TelegramPhone, back: str) -> tuple[float, float]:
    """Seconds until the return address has answered, and until it is confirmed in the chat."""
    started = time.perf_counter()
    answer = await http.get(back)
    assert answer.status_code == 303, answer
    answered = time.perf_counter() - started
    await phone.sees(lambda message: CONFIRMED in message.text and message.document is not None, PATIENCE)
    return answered, time.perf_counter() - started


async def run(url: str, folder: Path, many: int, pace: float) -> dict[str, float]:
    async with (
        rehearsed(Settings(data_dir=folder), url) as running,
        httpx.AsyncClient(trust_env=False, timeout=PATIENCE) as http,
    ):
        phones = await settle_down(running, running.parts.engine, many)
        ways = [await at_the_bank(running, http, number) for number in range(many)]
        began, coming = time.perf_counter(), []
        for number, (phone, back) in enumerate(zip(phones, ways, strict=True)):
            await asyncio.sleep(max(0.0, began + number / pace - time.perf_counter()))
            coming.append(asyncio.ensure_future(comes_back(http, phone, back)))
        took = await asyncio.gather(*coming)
    answered, confirmed = (sorted(column) for column in zip(*took, strict=True))
    return {
        "payments": many,
        "a second": pace,
        **{f"answered {name}": figure for name, figure in _figures(answered).items()},
        **{f"confirmed in the chat {name}": figure for name, figure in _figures(confirmed).items()},
    }


def _figures(took: list[float]) -> dict[str, float]:
    return {"p50 ms": 1000 * took[len(took) // 2], "p95 ms": 1000 * took[int(len(took) * 0.95)]}


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--payments", type=int, default=100)
    asked.add_argument("--pace", type=float, default=5.0, help="people who come back, a second")
    given = asked.parse_args()
    configure(logging.WARNING)
    with tempfile.TemporaryDirectory() as folder, embedded(Path(folder) / "data") as url:
        migrations.upgrade(url)
        figures = asyncio.run(run(url, Path(folder) / "data", given.payments, given.pace))
    print(json.dumps({name: round(figure, 1) for name, figure in figures.items()}, indent=2))


if __name__ == "__main__":
    main()

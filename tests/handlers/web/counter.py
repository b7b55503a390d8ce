"""The page of a payment on a real server, with a cashier behind it and the sandbox's bank on the other side."""

from __future__ import annotations

import socket
from collections.abc import AsyncIterator, Collection, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace

import httpx
from fastapi import FastAPI
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from bot.banks import page as page_of
from bot.paying import ways
from handlers import web
from handlers.bank import webhook
from handlers.bank.cashier import Cashier, Wiring
from handlers.bank.port import Bank
from handlers.bank.sep import Sep
from handlers.bank.webhook import return_path
from handlers.bank.zarinpal import Zarinpal
from handlers.web import paying, verifying
from handlers.web.paying import Papers, PayingPage
from handlers.wording import Wording
from sandbox.app import Sandbox, running
from sandbox.bank import sep, zarinpal
from sandbox.bank.book import Session
from services.issued import code, stated
from services.payments import Item, Payment, Payments
from services.payments.pages import Seen
from tests.clock import FrozenClock
from tests.handlers.bank.till import SARA, heard, months
from tests.handlers.web.conftest import serving
from tests.services.issued.papers import KEYS, RECEIPT

CHAT = "/chat"


@dataclass
class Counter:
    """Where people pay. `owed` says which items still are; None for all."""

    url: str
    engine: AsyncEngine
    clock: FrozenClock
    sandbox: Sandbox
    cashier: Cashier
    http: httpx.AsyncClient
    owed: Collection[Item] | None = field(default=None)

    async def opened(self, gateway: str = "sep", items: Sequence[Item] = (), **more: object) -> Payment:
        """A payment to be made; of Sara's Mehr when nothing is said."""
        items = items or months()
        async with self.engine.begin() as connection:
            payments = self.cashier.payments(connection)
            return await payments.open(items[0].national_id, "premium", items, gateway, **more)  # type: ignore[arg-type]

    async def now(self, payment: Payment) -> Payment:
        async with self.engine.connect() as connection:
            return await Payments(connection, self.clock).one(payment.id)

    async def session(self, payment: Payment) -> Session:
        return self.sandbox.bank.book.sessions[(await self.now(payment)).token or ""]

    async def count(self) -> int:
        async with self.engine.connect() as connection:
            return int((await connection.execute(text("SELECT count(*) FROM hamyar.payments"))).scalar_one())

    def page(self, payment: Payment) -> str:
        return f"{self.url}{page_of(payment)}"

    async def reads(self, payment: Payment) -> str:
        answer = await self.http.get(page_of(payment))
        assert answer.status_code == 200, answer.text
        return answer.text

    async def time_passes(self, minutes: int) -> None:
        """The sweep comes by each minute."""
        for _ in range(minutes):
            self.clock.advance(minutes=1)
            await self.cashier.sweep()


@asynccontextmanager
async def counter(engine: AsyncEngine, clock: FrozenClock) -> AsyncIterator[Counter]:
    """The counter, open."""
    async with engine.begin() as connection:
        await connection.execute(text("CREATE TABLE heard (seq serial, about text, what text, credit bigint)"))
        await connection.execute(
            text(
                "INSERT INTO registry.people (national_id, first_name, last_name, sex, birth_date, insurance_number,"
                " marriage_history)"
                " VALUES (:id, 'سارا', 'احمدی', 'F', '1990-01-01', '12345678', 'complete')"
            ),
            {"id": SARA},
        )
    sandbox = Sandbox(clock=lambda: clock.now().timestamp())
    listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listening.bind(("127.0.0.1", 0))
    url = f"http://127.0.0.1:{listening.getsockname()[1]}"

    def return_url(payment: Payment) -> str:
        return url + return_path(payment.gateway, payment.code)

    async def payable(_: AsyncConnection, items: Sequence[Item]) -> Collection[Item]:
        return items if here.owed is None else [item for item in items if item in here.owed]

    async def papers(seen: Seen) -> Papers:
        paper = replace(RECEIPT, reference=seen.payment.trace or "")
        return Papers(paper.number, f"/v/{code(stated(paper, KEYS))}")

    async def chat() -> str:
        return f"{there}{CHAT}"

    async def current() -> bool:
        return True

    async with running(sandbox) as there:
        banks: Sequence[Bank] = (Sep(sep.TERMINAL, there), Zarinpal(zarinpal.MERCHANT, there))
        cashier = Cashier(engine, clock, banks, return_url, wiring=Wiring(told=heard, payable=payable))
        wording = Wording()
        page = PayingPage(
            engine, clock, wording, cashier.payments, ways(cashier), papers, chat, cashier.gateways, (there,)
        )
        app = FastAPI()
        app.include_router(web.router(engine, clock, schema_is_current=current))
        app.include_router(paying.router(page))
        app.include_router(verifying.router(KEYS.public, wording))
        app.include_router(webhook.router(cashier, page_of, lambda status, code: paying.sorry(wording, status, code)))
        async with serving(app, listening), httpx.AsyncClient(base_url=url, trust_env=False, timeout=60) as http:
            here = Counter(url, engine, clock, sandbox, cashier, http)
            yield here
        for bank in banks:
            await bank.close()

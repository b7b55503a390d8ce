"""A cashier before the sandbox's bank, without a network between them, and the people who pay there."""

from __future__ import annotations

import json
from collections import deque
from collections.abc import Callable, Collection, Mapping, Sequence
from itertools import count
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import httpx
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine
from starlette.applications import Starlette

from handlers.bank.cashier import Cashier, Wiring
from handlers.bank.port import Bank
from handlers.bank.sep import Sep
from handlers.bank.webhook import return_path
from handlers.bank.zarinpal import Zarinpal
from sandbox.bank import sep, zarinpal
from sandbox.bank.book import Book, Charge, Session, Standing
from sandbox.bank.server import Bank as SandboxBank
from sandbox.bank.server import routes
from sandbox.faults import Faults
from services.money import Rials
from services.payments import Item, Money, Payment, Payments, State, everything
from services.payments.payment import News
from tests.clock import FrozenClock

GATEWAYS = ("zarinpal", "sep")
SARA, OMID = "0012345679", "0023456784"
PRICE = Rials(34_788_961)
PUBLIC = "http://127.0.0.1:1"

_people = count(1_000_000_000)


def months(national_id: str = SARA, *numbers: int, about: str = "V1", price: int = PRICE) -> tuple[Item, ...]:
    """Premium months of a contract; Mehr 1404 when none is named."""
    return tuple(Item(national_id, "voluntary", about, number, Rials(price)) for number in numbers or (140407,))


def somebody() -> str:
    """A number that nobody had before."""
    return str(next(_people))


class Wire(httpx.AsyncBaseTransport):
    """The way to the bank. `trouble` is what befalls the next calls, one each; None lets one through."""

    def __init__(self, bank: SandboxBank) -> None:
        self._asgi = httpx.ASGITransport(Starlette(routes=routes(bank)))
        self.trouble: deque[str | None] = deque()
        self.calls: list[str] = []

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        self.calls.append(request.url.path)
        match self.trouble.popleft() if self.trouble else None:
            case "before":
                raise httpx.ReadTimeout("", request=request)
            case "after":
                await self._asgi.handle_async_request(request)
                raise httpx.ReadTimeout("", request=request)
            case "outage":
                raise httpx.ConnectError("", request=request)
            case "error":
                return httpx.Response(500, html="<h1>500</h1>", request=request)
            case "nonsense":
                return httpx.Response(200, json={"data": {"code": "yes", "status": []}, "Data": 7, "ResultCode": "0x0"})
        return await self._asgi.handle_async_request(request)


class Till:
    """What a test of payments needs at hand."""

    def __init__(self, engine: AsyncEngine, clock: FrozenClock) -> None:
        self.engine = engine
        self.clock = clock
        self.book = Book(lambda: clock.now().timestamp())
        self.wire = Wire(SandboxBank(self.book, Faults()))
        self.banks: Sequence[Bank] = (
            Zarinpal(zarinpal.MERCHANT, PUBLIC, transport=self.wire),
            Sep(sep.TERMINAL, PUBLIC, transport=self.wire),
        )
        self.owed: Callable[[Sequence[Item]], Collection[Item]] | None = None

    async def build(self) -> None:
        """A table of what people have heard, which nothing keeps from hearing it twice."""
        async with self.engine.begin() as connection:
            await connection.execute(text("CREATE TABLE heard (seq serial, about text, what text, credit bigint)"))

    def cashier(self, checkpoint: Callable[[str], None] = lambda _: None) -> Cashier:
        wiring = Wiring(told=heard, payable=self._payable)
        return Cashier(self.engine, self.clock, self.banks, return_url, wiring=wiring, checkpoint=checkpoint)

    async def _payable(self, connection: AsyncConnection, items: Sequence[Item]) -> Collection[Item]:
        return self.owed(items) if self.owed else await everything(connection, items)

    # What people do.

    async def opened(self, gateway: str = "zarinpal", items: Sequence[Item] = ()) -> Payment:
        """An intent; for Sara's Mehr when nothing is said."""
        items = items or months()
        async with self.engine.begin() as connection:
            return await Payments(connection, self.clock).open(items[0].national_id, "premium", items, gateway)

    async def sent(self, gateway: str = "zarinpal", items: Sequence[Item] = ()) -> Payment:
        """Somebody who is at the bank."""
        payment = await self.opened(gateway, items)
        await self.cashier().redirect(payment.id)
        return await self.now(payment)

    async def paid(self, gateway: str = "zarinpal", items: Sequence[Item] = ()) -> Payment:
        """Somebody who has paid and come back."""
        payment = await self.sent(gateway, items)
        self.pays(payment)
        await self.returns(payment)
        return await self.now(payment)

    def session(self, payment: Payment) -> Session:
        return self.book.sessions[payment.token or ""]

    def pays(self, payment: Payment) -> Charge:
        return self.book.pay(self.session(payment))

    def brings(self, payment: Payment, charge: Charge | None = None) -> dict[str, str]:
        """What the browser of somebody at the bank brings back just now."""
        session = self.session(payment)
        if session.gateway == "sep":
            return sep.way_back(session, charge or session.charge)
        query = urlsplit(zarinpal.way_back(session, paid=session.state is Standing.PAID)).query
        return dict(parse_qsl(query))

    async def returns(self, payment: Payment, fields: Mapping[str, str] | None = None) -> Payment | None:
        """Come back; with what one has been given there, unless something else is said."""
        fields = self.brings(payment) if fields is None else fields
        key = json.dumps(sorted(fields.items()))
        return await self.cashier().come_back(payment.gateway, payment.code, fields, key)

    # How things stand.

    async def now(self, payment: Payment) -> Payment:
        async with self.engine.connect() as connection:
            return await Payments(connection, self.clock).one(payment.id)

    async def state(self, payment: Payment) -> State:
        return (await self.now(payment)).state

    async def credit(self, national_id: str = SARA) -> int:
        async with self.engine.connect() as connection:
            return await Money(connection).credit(national_id)

    async def entitled(self, national_id: str = SARA) -> list[int]:
        """The months that are paid."""
        async with self.engine.connect() as connection:
            return [paid.item.month for paid in await Money(connection).paid(national_id)]

    async def heard(self) -> list[tuple[str, int]]:
        """What was told, and the credit told of."""
        return [(row.what, row.credit) for row in await self.rows("SELECT what, credit FROM heard ORDER BY seq")]

    async def rows(self, statement: str) -> Sequence[Any]:
        async with self.engine.connect() as connection:
            return (await connection.execute(text(statement))).all()

    async def time_passes(self, minutes: int) -> None:
        """The sweep comes by each minute."""
        for _ in range(minutes):
            self.clock.advance(minutes=1)
            await self.cashier().sweep()


async def heard(connection: AsyncConnection, news: News) -> None:
    """Tells people by a row in `heard`."""
    facts = {"about": news.about, "what": news.what.value, "credit": news.credit}
    await connection.execute(text("INSERT INTO heard (about, what, credit) VALUES (:about, :what, :credit)"), facts)


def return_url(payment: Payment) -> str:
    return PUBLIC + return_path(payment.gateway, payment.code)

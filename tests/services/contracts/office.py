"""An office for tests of contracts: people in the registry, the services as dialogs have them, and a bank to pay at."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from bot.app import make_notices
from bot.wiring import make_wiring
from handlers.bank.cashier import Cashier
from handlers.wording import Wording
from sandbox.bank.book import Charge
from services.calendar import JalaliMonth
from services.contracts import Contracts
from services.contracts.contract import DueMonth, Order, Standing
from services.contracts.partials import Partials
from services.contracts.premiums import Premiums, Till
from services.contracts.reminding import remind
from services.payments import Money, Payment, Payments
from services.receipts import Receipts
from tests.clock import FrozenClock
from tests.handlers.bank.till import PUBLIC, return_url
from tests.handlers.bank.till import Till as Bank

SARA, REZA = "0012345679", "1994825677"
LOWEST = "4156387.2"  # the lowest base of 1404
HIGHEST = "24245592"
MEHR_PREMIUM = 33_666_736


@dataclass
class Services:
    """What a turn has, in one transaction."""

    connection: AsyncConnection
    contracts: Contracts
    premiums: Premiums
    partials: Partials
    receipts: Receipts


class Office:
    """Everything between a person's word and the bank's, on the test's own database."""

    def __init__(self, engine: AsyncEngine, clock: FrozenClock, bank: Bank) -> None:
        self.engine = engine
        self.clock = clock
        self.bank = bank
        self.notices = make_notices(clock, Wording())
        self.wiring = make_wiring(clock, self.notices)

    @asynccontextmanager
    async def open(self) -> AsyncIterator[Services]:
        """The services of one turn, committed in the end."""
        async with self.engine.begin() as connection:
            yield Services(
                connection,
                Contracts(connection, self.clock, self.notices(connection)),
                Premiums(connection, self.clock, self.till()),
                Partials(connection, self.clock),
                Receipts(connection),
            )

    def till(self, gateway: str = "zarinpal") -> Till:
        """Where orders are paid."""
        return Till(gateway, lambda code: f"{PUBLIC}/p/{code}")

    def cashier(self) -> Cashier:
        return Cashier(self.engine, self.clock, self.bank.banks, return_url, wiring=self.wiring)

    # People.

    async def born(
        self,
        national_id: str = SARA,
        birth_date: date = date(1990, 1, 1),
        *,
        days: int = 400,
        mobile: str | None = None,
    ) -> None:
        """Somebody with that many days of record, all of them years ago."""
        await self.do(
            "INSERT INTO registry.people VALUES"
            " (:national_id, 'سارا', 'احمدی', 'F', :birth_date, '12345678', :mobile, NULL, 'complete')",
            national_id=national_id,
            birth_date=birth_date,
            mobile=mobile,
        )
        month = JalaliMonth(1395, 1)
        while days > 0:
            await self.listed(month, min(days, month.days), national_id=national_id)
            days, month = days - month.days, month.next()

    async def listed(
        self, month: JalaliMonth, days: int, wage: int = 0, *, national_id: str = SARA, scheme: str = "compulsory"
    ) -> None:
        """The month's list says so many days."""
        await self.do(
            "INSERT INTO registry.wage_months VALUES (:national_id, :month, 'W1', :scheme, :days, :wage)",
            national_id=national_id,
            month=month.number,
            scheme=scheme,
            days=days,
            wage=wage,
        )

    async def employed(self, started: date, ended: date | None = None, *, national_id: str = SARA) -> None:
        await self.do(
            "INSERT INTO registry.employment VALUES (:national_id, 'W1', :started, :ended)",
            national_id=national_id,
            started=started,
            ended=ended,
        )

    async def signed(self, base_daily: str = LOWEST, *, national_id: str = SARA) -> str:
        async with self.open() as services:
            return await services.contracts.sign(national_id, base_daily)

    # Time.

    def it_is(self, day: date) -> None:
        """Noon of that day in Tehran."""
        self.clock.time = self.clock.time.replace(year=day.year, month=day.month, day=day.day, hour=8, minute=30)

    async def reminded(self) -> Any:
        """The morning's job."""
        return await remind(self.engine, self.clock, self.notices)

    # Money.

    async def due(self, national_id: str = SARA) -> list[DueMonth]:
        async with self.open() as services:
            return await services.premiums.due(national_id)

    async def standing(self, national_id: str = SARA) -> Standing | None:
        async with self.open() as services:
            return await services.contracts.standing(national_id)

    async def ordered(
        self,
        months: Sequence[DueMonth] | None = None,
        *,
        most: int = 1,
        national_id: str = SARA,
        gateway: str = "zarinpal",
    ) -> Order:
        """An order of these months; of the first `most` that are due where none are named."""
        async with self.engine.begin() as connection:
            premiums = Premiums(connection, self.clock, self.till(gateway))
            chosen = list(months) if months is not None else (await premiums.due(national_id))[:most]
            return await premiums.order(national_id, chosen)

    async def payment(self, order: Order) -> Payment:
        [(number,)] = await self.rows("SELECT id FROM hamyar.payments WHERE code = :code", code=order.code)
        async with self.engine.connect() as connection:
            return await Payments(connection, self.clock).one(number)

    async def at_the_bank(self, order: Order) -> Payment:
        """Somebody who is sent to the bank."""
        payment = await self.payment(order)
        await self.cashier().redirect(payment.id)
        return await self.payment(order)

    async def pays(self, order: Order) -> Payment:
        """Somebody who pays and comes back."""
        payment = await self.at_the_bank(order)
        self.bank.pays(payment)
        await self.comes_back(payment)
        return await self.payment(order)

    async def comes_back(self, payment: Payment, charge: Charge | None = None) -> None:
        """Somebody comes back from the bank, with the last charge unless another is meant."""
        fields = self.bank.brings(payment, charge)
        await self.cashier().come_back(payment.gateway, payment.code, fields, str(sorted(fields.items())))

    async def paid(self, *, most: int = 1, national_id: str = SARA) -> Payment:
        """Order the first months that are due, and pay them."""
        return await self.pays(await self.ordered(most=most, national_id=national_id))

    async def entitled(self, national_id: str = SARA) -> list[int]:
        return await self.bank.entitled(national_id)

    async def credit(self, national_id: str = SARA) -> int:
        async with self.engine.connect() as connection:
            return await Money(connection).credit(national_id)

    # What was said.

    async def told(self, national_id: str = SARA) -> list[tuple[str, dict[str, Any]]]:
        """Events and their facts, in order, each once however many channels heard it."""
        rows = await self.rows(
            "SELECT DISTINCT ON (at, key) at, key, event, facts FROM hamyar.notices WHERE national_id = :who"
            " ORDER BY at, key",
            who=national_id,
        )
        return [(event, facts) for _, _, event, facts in rows]

    async def events(self, national_id: str = SARA) -> list[str]:
        return [event for event, _ in await self.told(national_id)]

    async def do(self, statement: str, **facts: Any) -> None:
        async with self.engine.begin() as connection:
            await connection.execute(text(statement), facts)

    async def rows(self, statement: str, **facts: Any) -> list[tuple[Any, ...]]:
        async with self.engine.connect() as connection:
            return [tuple(row) for row in await connection.execute(text(statement), facts)]

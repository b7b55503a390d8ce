"""Random schedules through all that a payment is wired with: contracts, orders, receipts, notices, the morning's job.

Somebody signs, orders, pays with faults, lets months lapse, changes the base, ends it and signs again, while processes
die. In the end what the bank kept is what the ledger has; what every test's database is held to does the rest: months
paid in order, one receipt a payment that paid for something, one notice a piece of news.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.bank.cashier import AtWork, Cashier, NotOpen
from handlers.bank.port import BankError
from sandbox.bank.book import NotNow, Standing, Temper
from services.contracts import AlreadyContracted, BaseTooLow, NoContract
from services.contracts.premiums import ORDER_STANDS, NotOwed
from services.national_id import check_digit
from services.payments import Payment
from services.premiums.rates import NoFigure
from tests.handlers.bank.drama import Crash, Deadly, Step
from tests.handlers.bank.till import GATEWAYS, Till, return_url
from tests.invariants import wrong_money
from tests.services.contracts.office import LOWEST, Office
from tests.soaking import soaked

TROUBLES = (None, "before", "after", "outage", "error", "nonsense")
BASES = (LOWEST, "6650220", "24245592")
DAYS = (1, 12, 31, 62, 95)
NOON = datetime(2025, 9, 23, 8, 30, tzinfo=UTC)  # of 1 Mehr 1404 in Tehran

WHO = st.integers(0, 2)
STEPS: st.SearchStrategy[Step] = st.one_of(
    st.tuples(st.just("signs"), st.sampled_from(BASES)),
    st.tuples(st.just("orders"), WHO, st.sampled_from(GATEWAYS), st.integers(1, 3)),
    st.tuples(st.just("pays"), WHO, st.booleans()),
    st.tuples(st.just("buys"), WHO, st.sampled_from(GATEWAYS), st.integers(1, 2), st.sampled_from((0, 5_000))),
    st.tuples(st.just("cancels"), WHO),
    st.tuples(st.just("is charged again"), WHO),
    st.tuples(st.just("returns"), WHO, st.integers(1, 2)),
    st.tuples(st.just("changes the base"), st.sampled_from(BASES)),
    st.tuples(st.just("ends it")),
    st.tuples(st.just("waits"), st.sampled_from(DAYS)),
    st.tuples(st.just("is reminded"), st.integers(1, 2)),
    st.tuples(st.just("sweeps")),
    st.tuples(st.just("crashes"), st.integers(1, 9)),
    st.tuples(st.just("troubles"), st.lists(st.sampled_from(TROUBLES), min_size=1, max_size=3)),
)
SCRIPTS = st.lists(STEPS, min_size=3, max_size=14).map(
    lambda steps: [("signs", LOWEST), ("orders", 0, GATEWAYS[len(steps) % 2], 1), ("pays", 0, True), *steps]
)

_heads = count(1_000_001)


class Life:
    """One script, played for one person who contracts and pays by up to three telephones."""

    def __init__(self, office: Office, person: str) -> None:
        self.office = office
        self.bank = office.bank
        self.person = person
        self.begun: dict[int, Payment] = {}
        self.deadly = Deadly()

    async def lives(self, script: Sequence[Step]) -> None:
        for what, *facts in script:
            await getattr(self, "_" + what.replace(" ", "_"))(*facts)
        await self._recovers()

    def _cashier(self) -> Cashier:
        office = self.office
        return Cashier(
            office.engine, office.clock, self.bank.banks, return_url, wiring=office.wiring, checkpoint=self.deadly
        )

    async def _survived(self, *acts: Callable[[Cashier], Awaitable[object]]) -> None:
        cashier = self._cashier()

        async def survives(act: Callable[[Cashier], Awaitable[object]]) -> None:
            try:
                await act(cashier)
            except (Crash, BankError, NotOpen, AtWork):
                return

        await asyncio.gather(*map(survives, acts))

    # What they do with their contract.

    async def _signs(self, base: str) -> None:
        try:
            await self.office.signed(base, national_id=self.person)
        except (AlreadyContracted, BaseTooLow, NoFigure):
            return

    async def _changes_the_base(self, base: str) -> None:
        await self._of_contract(lambda services, number: services.contracts.change_base(self.person, number, base))

    async def _ends_it(self) -> None:
        await self._of_contract(lambda services, number: services.contracts.end(self.person, number))

    async def _of_contract(self, act: Callable[..., Awaitable[object]]) -> None:
        standing = await self.office.standing(self.person)
        if standing is None:
            return
        try:
            async with self.office.open() as services:
                await act(services, standing.number)
        except (NoContract, BaseTooLow, NoFigure):
            return

    async def _orders(self, who: int, gateway: str, most: int) -> None:
        try:
            order = await self.office.ordered(most=most, national_id=self.person, gateway=gateway)
        except NotOwed:  # nothing is due, or there is no contract
            return
        payment = await self.office.payment(order)
        await self._survived(lambda cashier: cashier.redirect(payment.id))
        self.begun[who] = await self.office.payment(order)

    # What they do at the bank.

    def _at_bank(self, who: int) -> Payment | None:
        payment = self.begun.get(who)
        return payment if payment is not None and payment.token is not None else None

    async def _pays(self, who: int, comes_back: bool) -> None:
        if payment := self._at_bank(who):
            try:
                self.bank.pays(payment)
            except NotNow:
                return
            if comes_back:
                await self._returns(who, 1)

    async def _buys(self, who: int, gateway: str, most: int, more: int) -> None:
        """All of it at one go, at a bank that may take more than it was asked for."""
        await self._orders(who, gateway, most)
        self.bank.book.tempers[gateway].takes_more = more
        await self._pays(who, True)
        self.bank.book.tempers[gateway].takes_more = 0

    async def _cancels(self, who: int) -> None:
        if payment := self._at_bank(who):
            try:
                self.bank.book.cancel(self.bank.session(payment))
            except NotNow:
                return

    async def _is_charged_again(self, who: int) -> None:
        payment = self._at_bank(who)
        session = self.bank.session(payment) if payment else None
        if payment and session and session.gateway == "sep" and session.state is Standing.PAID:
            charge = self.bank.book.blunder(session)
            await self._come_back(payment, self.bank.brings(payment, charge), 1)

    async def _returns(self, who: int, times: int) -> None:
        payment = self._at_bank(who)
        if payment and self.bank.session(payment).state is not Standing.OPEN:
            await self._come_back(payment, self.bank.brings(payment), times)

    async def _come_back(self, payment: Payment, fields: dict[str, str], times: int) -> None:
        key = repr(sorted(fields.items()))
        act = lambda cashier: cashier.come_back(payment.gateway, payment.code, fields, key)  # noqa: E731
        await self._survived(*[act] * times)

    # What time and mishap do.

    async def _waits(self, days: int) -> None:
        """The sweep comes by within the hour; then days pass, each with its morning's job at their end."""
        for minutes in (13, 46):
            self.office.clock.advance(minutes=minutes)
            await self._sweeps()
        self.office.clock.time += timedelta(days=days)
        await self._is_reminded(1)

    async def _is_reminded(self, times: int) -> None:
        await asyncio.gather(*(self.office.reminded() for _ in range(times)))

    async def _sweeps(self) -> None:
        await self._survived(lambda cashier: cashier.sweep())

    async def _crashes(self, point: int) -> None:
        self.deadly.left = point

    async def _troubles(self, troubles: Sequence[str | None]) -> None:
        self.bank.wire.trouble.extend(troubles)

    async def _recovers(self) -> None:
        self.deadly.left = 0
        self.bank.wire.trouble.clear()
        for minutes in (2, 10, 35, 31, 31, ORDER_STANDS // timedelta(minutes=1)):
            self.office.clock.advance(minutes=minutes)
            await self._cashier().sweep()
            await self._cashier().sweep_unverified()

    async def check(self) -> None:
        """Bank, ledger, entitlement, receipts and notices agree, to the rial and to the message."""
        orders = {row[0] for row in await self._rows("SELECT id FROM hamyar.payments WHERE national_id = :who")}
        kept = [charge.amount for session, charge in self.bank.book.kept() if session.order in orders]
        states = {row[0] for row in await self._rows("SELECT state FROM hamyar.payments WHERE national_id = :who")}
        assert states <= {"recorded", "failed"}
        recorded = await self._rows(
            "SELECT charged FROM hamyar.payments WHERE national_id = :who AND state = 'recorded'"
        )
        assert sorted(kept) == sorted(row[0] for row in recorded)
        for_months = await self._rows("SELECT amount FROM hamyar.paid_items WHERE national_id = :who")
        assert sum(row[0] for row in for_months) + await self.office.credit(self.person) == sum(kept)
        receipts = await self._rows("SELECT facts ->> 'amount' FROM hamyar.receipts WHERE national_id = :who")
        assert sum(int(row[0]) for row in receipts) == sum(row[0] for row in for_months)
        told = await self._rows(
            "SELECT DISTINCT key FROM hamyar.notices WHERE national_id = :who"
            " AND event IN ('premium-paid', 'credit-kept')"
        )
        assert len(told) == len(recorded)
        assert wrong_money(self.office.engine.url.render_as_string(hide_password=False)) == {}

    async def _rows(self, statement: str) -> list[tuple[Any, ...]]:
        return await self.office.rows(statement, who=self.person)


@pytest.fixture
def office(till: Till) -> Office:
    return Office(till.engine, till.clock, till)


async def born(office: Office) -> str:
    """Somebody who may contract."""
    head = f"29{next(_heads)}"
    person = f"{head}{check_digit(head)}"
    await office.born(person, days=40, mobile=f"0912{person[2:9]}")
    return person


@soaked(100, times=4)
@given(script=SCRIPTS)
async def test_contract_bank_ledger_receipts_and_notices_agree_whatever_happened(
    office: Office, script: list[Step]
) -> None:
    office.bank.wire.trouble.clear()
    office.bank.book.tempers["zarinpal"], office.bank.book.tempers["sep"] = Temper(), Temper(returns_after=1800)
    office.clock.time = NOON
    life = Life(office, await born(office))
    await life.lives(script)
    await life.check()

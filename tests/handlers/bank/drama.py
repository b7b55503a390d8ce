"""One script of what people, banks and our own processes do, played for one person; and what has to hold after it."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

from sqlalchemy.exc import DBAPIError

from handlers.bank.cashier import AtWork, Cashier, NotOpen
from handlers.bank.port import BankError
from sandbox.bank.book import NotNow, Standing
from services.payments import Item, Payment, State
from services.store.engine import connect
from tests.handlers.bank.till import PRICE, Till, months, somebody

Step = tuple[Any, ...]


class Crash(BaseException):
    """The process is gone, wherever it was."""


def _die() -> None:
    raise Crash


class Deadly:
    """Strikes whoever passes the nth checkpoint, once: `struck` is which that was."""

    def __init__(self) -> None:
        self.left = 0
        self.blow: Callable[[], None] = _die
        self.struck: str | None = None

    def __call__(self, point: str) -> None:
        self.left -= 1
        if self.left == 0:
            self.struck = point
            self.blow()


class Drama:
    """One script, played for one person who has up to three payments under way."""

    def __init__(self, till: Till) -> None:
        self.till = till
        self.person = somebody()
        self.begun: dict[int, Payment] = {}
        self.ids: list[str] = []
        self.items: dict[str, tuple[Item, ...]] = {}
        self.deadly = Deadly()

    def _cut(self) -> None:
        """The database ends all connections, in the midst of whatever they do."""
        with connect(self.till.engine.url.render_as_string(hide_password=False), autocommit=True) as connection:
            connection.execute(
                "SELECT pg_terminate_backend(pid, 60000) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )

    async def play(self, script: Sequence[Step]) -> None:
        for what, *facts in script:
            await getattr(self, "_" + what.replace(" ", "_"))(*facts)
        await self._recover()

    async def _survived(self, *acts: Callable[[Cashier], Awaitable[object]]) -> None:
        """Each act by a process of its own, all at once; whoever crashes is gone, and nobody minds a refusal."""
        cashier = self.till.cashier(self.deadly)

        async def lives(act: Callable[[Cashier], Awaitable[object]]) -> None:
            try:
                await act(cashier)
            except (Crash, BankError, NotOpen, AtWork, DBAPIError):
                return

        await asyncio.gather(*map(lives, acts))

    async def _visits(self, who: int, gateway: str, chosen: Sequence[int]) -> None:
        items = months(self.person, *chosen, about=f"V{self.person}")
        payment = await self.till.opened(gateway, items)
        self.ids.append(payment.id)
        self.items[payment.id] = items
        await self._survived(lambda cashier: cashier.redirect(payment.id))
        self.begun[who] = await self.till.now(payment)

    async def _goes_again(self, who: int) -> None:
        """Somebody who was not sent to the bank presses the button once more."""
        if payment := self.begun.get(who):
            await self._survived(lambda cashier: cashier.redirect(payment.id))
            self.begun[who] = await self.till.now(payment)

    def _at_bank(self, who: int) -> Payment | None:
        payment = self.begun.get(who)
        return payment if payment is not None and payment.token is not None else None

    async def _pays(self, who: int) -> None:
        if payment := self._at_bank(who):
            try:
                self.till.pays(payment)
            except NotNow:
                return

    async def _pays_and_returns(self, who: int) -> None:
        await self._pays(who)
        await self._returns(who, 1)

    async def _cancels(self, who: int) -> None:
        if payment := self._at_bank(who):
            try:
                self.till.book.cancel(self.till.session(payment))
            except NotNow:
                return

    async def _is_charged_again(self, who: int) -> None:
        payment = self._at_bank(who)
        session = self.till.session(payment) if payment else None
        if payment and session and session.gateway == "sep" and session.state is Standing.PAID:
            charge = self.till.book.blunder(session)
            await self._come_back(payment, self.till.brings(payment, charge), 1)

    async def _returns(self, who: int, times: int) -> None:
        payment = self._at_bank(who)
        if payment and self.till.session(payment).state is not Standing.OPEN:
            await self._come_back(payment, self.till.brings(payment), times)

    async def _forges(self, who: int, whose: int) -> None:
        payment, other = self._at_bank(who), self._at_bank(whose)
        if payment and other:
            hers = self.till.session(other).charge
            stolen = hers.reference if hers else "REF0"
            fields = {"Authority": payment.token, "Status": "OK", "State": "OK", "RefNum": stolen, "ResNum": payment.id}
            await self._come_back(payment, {name: str(value) for name, value in fields.items()}, 1)

    async def _come_back(self, payment: Payment, fields: dict[str, str], times: int) -> None:
        key = repr(sorted(fields.items()))
        act = lambda cashier: cashier.come_back(payment.gateway, payment.code, fields, key)  # noqa: E731
        await self._survived(*[act] * times)

    async def _sweeps(self, processes: int) -> None:
        await self._survived(*[lambda cashier: cashier.sweep()] * processes)

    async def _asks_for_the_unverified(self) -> None:
        await self._survived(lambda cashier: cashier.sweep_unverified())

    async def _passes(self, minutes: int) -> None:
        self.till.clock.advance(minutes=minutes)
        await self._sweeps(1)

    async def _crashes(self, point: int) -> None:
        self.deadly.left = point

    async def _is_cut_off(self, point: int) -> None:
        self.deadly.left, self.deadly.blow = point, self._cut

    async def _troubles(self, troubles: Sequence[str | None]) -> None:
        self.till.wire.trouble.extend(troubles)

    async def _takes(self, more: int) -> None:
        for temper in self.till.book.tempers.values():
            temper.takes_more = more

    async def _says_already(self, says: bool) -> None:
        for temper in self.till.book.tempers.values():
            temper.says_already = says

    async def _recover(self) -> None:
        """All is well again, and enough time passes for everything to be asked about."""
        self.deadly.left = 0
        self.till.wire.trouble.clear()
        for minutes in (2, 10, 35, 31, 31):
            self.till.clock.advance(minutes=minutes)
            await self.till.cashier().sweep()
            await self.till.cashier().sweep_unverified()

    async def check(self) -> None:
        taken = {c.reference: (s, c) for s, c in self.till.book.kept() if s.order in self.ids}
        rows = await self.till.rows(
            f"SELECT id, state, reference, charged, amount, further_of FROM hamyar.payments "
            f"WHERE national_id = '{self.person}'"
        )
        recorded = {row.reference: row for row in rows if row.state == State.RECORDED}
        assert {row.state for row in rows} <= {State.RECORDED, State.FAILED}
        assert recorded.keys() == taken.keys()
        for reference, (session, charge) in taken.items():
            row = recorded[reference]
            assert (row.further_of or row.id, row.charged) == (session.order, charge.amount)
            assert charge.state is Standing.VERIFIED
        entitled = await self.till.entitled(self.person)
        paying = [row.id for row in recorded.values() if row.charged == row.amount and not row.further_of]
        assert set(entitled) == {item.month for number in paying for item in self.items[number]}
        total = sum(charge.amount for _, charge in taken.values())
        assert await self.till.credit(self.person) + PRICE * len(entitled) == total
        heard = await self.till.rows(
            f"SELECT h.about, h.what FROM heard h JOIN hamyar.payments p ON p.id = h.about "
            f"WHERE p.national_id = '{self.person}'"
        )
        assert sorted(row.about for row in heard if row.what == "recorded") == sorted(r.id for r in recorded.values())
        assert len(set(heard)) == len(heard)

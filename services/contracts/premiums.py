"""What a person may pay now, and orders to pay it: intents of `services.payments` with a page of their own."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from sqlalchemy.ext.asyncio import AsyncConnection

from services.calendar import TEHRAN, Clock, today
from services.contracts import records
from services.contracts.contract import DueMonth, Order
from services.contracts.partials import Partials
from services.contracts.terms import VOLUNTARY, of_person
from services.money import Rials
from services.payments import Payments
from services.payments.payment import Payment
from services.payments.rules import LOOKS

ORDER_STANDS = timedelta(hours=24)  # the link may be passed on to whoever pays


class NotOwed(Exception):
    """These months cannot be paid as they were asked for: not owed any more, at another amount, or out of order."""


class NoTill(Exception):
    """This process has no bank to pay through."""


@dataclass(frozen=True)
class Till:
    """Where orders are paid: the bank that is asked, and the address of a code's page."""

    gateway: str
    page_url: Callable[[str], str]


class Premiums:
    """What is due and orders of it, inside the caller's transaction. Without a till there is nowhere to pay."""

    def __init__(self, connection: AsyncConnection, clock: Clock, till: Till | None = None) -> None:
        self._connection = connection
        self._clock = clock
        self._till = till

    @property
    def can_pay(self) -> bool:
        """Whether there is a bank to pay through here."""
        return self._till is not None

    async def due(self, national_id: str) -> list[DueMonth]:
        """The months that may be paid now: those of the contract that stands, in order, then partial ones."""
        now = today(self._clock)
        voluntary = [month for terms in await of_person(self._connection, national_id) for month in terms.due(now)]
        return [*voluntary, *await Partials(self._connection, self._clock).due(national_id)]

    async def order(self, national_id: str, months: Sequence[DueMonth]) -> Order:
        """An order to pay these months, all of one kind; where one of the very same is open, that one.

        Months of a contract are its first ones that are due, without gaps. Raises NotOwed, NoTill.
        """
        if self._till is None:
            raise NoTill
        await self._connection.execute(records.ONE_PERSONS_ORDERS, {"national_id": national_id})
        chosen = await self._owed(national_id, months)
        open_one = await self._open_one(national_id, chosen, self._till.gateway)
        if open_one is not None:
            return self._order(*open_one, chosen, self._till)
        last = datetime.combine(min(month.due for month in chosen) + timedelta(days=1), time(), TEHRAN)
        until = min(self._clock.now() + ORDER_STANDS, last)
        items = [month.item(national_id) for month in chosen]
        payments = Payments(self._connection, self._clock)
        payment = await payments.open(national_id, chosen[0].kind, items, self._till.gateway, until=until)
        return self._order(payment, until, chosen, self._till)

    async def _owed(self, national_id: str, months: Sequence[DueMonth]) -> list[DueMonth]:
        """The months, in their order. Raises NotOwed."""
        due = await self.due(national_id)
        chosen = [month for month in due if month in months]
        if not chosen or len(chosen) != len(months) or len({month.kind for month in chosen}) > 1:
            raise NotOwed
        if chosen[0].kind == VOLUNTARY and chosen != due[: len(chosen)]:
            raise NotOwed
        return chosen

    async def _open_one(
        self, national_id: str, months: Sequence[DueMonth], gateway: str
    ) -> tuple[Payment, datetime] | None:
        accounts = [month.item(national_id).account for month in months]
        facts = {"national_id": national_id, "gateway": gateway, "amount": sum(month.amount for month in months)}
        found = await self._connection.execute(records.OPEN_ORDERS, {**facts, "now": self._clock.now()})
        for row in found:
            if list(row.accounts) == accounts:
                payment = await Payments(self._connection, self._clock).one(row.id)
                return payment, payment.redirected_at + LOOKS[-1] if payment.redirected_at else row.due_at
        return None

    def _order(self, payment: Payment, until: datetime, months: list[DueMonth], till: Till) -> Order:
        amount = Rials(sum(month.amount for month in months))
        return Order(payment.code, till.page_url(payment.code), amount, until, months)

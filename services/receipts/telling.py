"""Telling people of their money: what the cashier and refunds are wired with.

Receipt and notice are rows of the transaction that records the money. Each piece of news is told once, under a key made
of what it is about.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection

from services import receipts
from services.calendar import Clock, JalaliMonth, today
from services.contracts import records as contract_records
from services.contracts.partials import PARTIAL
from services.contracts.terms import of_person
from services.messages.notices import About, Notices
from services.messages.rules import Event
from services.payments import Item, Money, Payment, Payments
from services.payments.payment import News, What

MakeNotices = Callable[[AsyncConnection], Notices]


class Telling:
    """Told of news, makes the receipt and the notice."""

    def __init__(self, clock: Clock, notices: MakeNotices) -> None:
        self._clock = clock
        self._notices = notices

    async def __call__(self, connection: AsyncConnection, news: News) -> None:
        if news.what is What.PAID_BACK:
            await self._tell(connection, news, Event.CREDIT_RETURNED, None, amount=news.amount)
            return
        payments = Payments(connection, self._clock)
        payment = await payments.one(news.about)
        if news.items:
            await self._tell_paid(connection, news, payment)
            return
        items = await payments.items(await payments.one(payment.order))
        if news.what is What.RETURNED:
            await self._tell(connection, news, Event.PAYMENT_RETURNED, _to_pay(items), amount=news.amount)
        else:
            why = await self._why(connection, payment, items)
            await self._tell(connection, news, Event.CREDIT_KEPT, _to_see(items), amount=news.amount, why=why)

    async def _tell_paid(self, connection: AsyncConnection, news: News, payment: Payment) -> None:
        found = await connection.execute(contract_records.NAMES, {"national_id": news.national_id})
        row = found.one_or_none()
        names = (row.first_name, row.last_name) if row else ("", "")
        number = await receipts.keep(connection, payment, news.items, names)
        months = sorted(JalaliMonth.of_number(item.month) for item in news.items)
        await self._tell(
            connection,
            news,
            Event.PREMIUM_PAID,
            ("receipts", number),
            paper=("receipt", number),
            number=number,
            kind=news.items[0].kind,
            amount=sum(item.amount for item in news.items),
            first=str(months[0]),
            last=str(months[-1]),
            count=len(months),
            credit=news.credit,
        )

    async def _why(self, connection: AsyncConnection, payment: Payment, items: tuple[Item, ...]) -> str:
        """Why money paid for nothing: another amount came, it was paid before, the contract lapsed, or is closed."""
        if payment.further_of is None and payment.charged != payment.amount:
            return "amount"
        if payment.further_of is not None or await Money(connection).already_paid(items):
            return "paid"
        contracts = {terms.number: terms for terms in await of_person(connection, payment.national_id)}
        mine = [contracts[item.about] for item in items if item.about in contracts]
        return "lapsed" if any(terms.lapsed_from(today(self._clock)) for terms in mine) else "closed"

    async def _tell(
        self,
        connection: AsyncConnection,
        news: News,
        event: Event,
        about: About | None,
        *,
        paper: tuple[str, str] | None = None,
        **facts: Any,
    ) -> None:
        key = f"{event} {news.about}"
        notices = self._notices(connection)
        await notices.tell(news.national_id, event, facts, key=key, about=about, paper=paper)


def _to_pay(items: tuple[Item, ...]) -> About | None:
    """The dialog in which such months are paid."""
    return None if not items else ("partial_months" if items[0].kind == PARTIAL else "premium", items[0].about)


def _to_see(items: tuple[Item, ...]) -> About | None:
    """The dialog that says how the contract or the request stands."""
    return None if not items else ("partial_months" if items[0].kind == PARTIAL else "contract", items[0].about)

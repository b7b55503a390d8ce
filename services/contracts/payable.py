"""Which months are still owed at the moment when their money is recorded: what the cashier is wired with."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date

from sqlalchemy.ext.asyncio import AsyncConnection

from services.calendar import Clock, JalaliMonth, today
from services.contracts import partial_months, records
from services.contracts.partials import PARTIAL, request_of
from services.contracts.terms import VOLUNTARY, Terms, has_figures, held, tehran_day
from services.payments.rules import Item
from services.premiums import rules
from services.premiums.records import facts as facts_of


class StillOwed:
    """Asked with the items of a payment that is being recorded, gives those of them that it may pay for.

    Contracts are locked until the transaction ends, so none is ended or lapses meanwhile. In time is who was sent to
    the bank in time, however long the bank then took.
    """

    def __init__(self, clock: Clock) -> None:
        self._clock = clock

    async def __call__(self, connection: AsyncConnection, items: Sequence[Item]) -> Collection[Item]:
        sent = await self._sent(connection, items)
        return [
            *await self._voluntary(connection, [item for item in items if item.kind == VOLUNTARY], sent),
            *await self._partial(connection, [item for item in items if item.kind == PARTIAL], sent),
        ]

    async def _sent(self, connection: AsyncConnection, items: Sequence[Item]) -> Mapping[str, date]:
        """The day on which somebody was sent to the bank for each; today where nobody knows."""
        found = await connection.execute(records.SENT, {"accounts": [item.account for item in items]})
        days = {row.account: tehran_day(row.redirected_at) for row in found if row.redirected_at is not None}
        return {item.account: days.get(item.account, today(self._clock)) for item in items}

    async def _voluntary(
        self, connection: AsyncConnection, items: Sequence[Item], sent: Mapping[str, date]
    ) -> list[Item]:
        if not items:
            return []
        contracts = await held(connection, [(item.national_id, item.about) for item in items])
        kept = {(terms.national_id, terms.number): terms for terms in contracts}
        owed: list[Item] = []
        for key, terms in kept.items():
            if terms.state == "active":
                mine = [item for item in items if (item.national_id, item.about) == key]
                owed.extend(_in_order(terms, mine, sent))
        return owed

    async def _partial(
        self, connection: AsyncConnection, items: Sequence[Item], sent: Mapping[str, date]
    ) -> list[Item]:
        return [item for item in items if await self._owes_partial(connection, item, sent[item.account])]

    async def _owes_partial(self, connection: AsyncConnection, item: Item, sent_on: date) -> bool:
        made, month = await request_of(connection, item.national_id), JalaliMonth.of_number(item.month)
        facts = await facts_of(connection, item.national_id)
        if made is None or facts is None or made.number != item.about or month < made.first_month:
            return False
        seen = {one.month: one for one in facts.months}.get(month)
        stands = partial_months.of_month(month, seen, (), sent_on)
        return stands is not None and stands.state == "payable" and stands.premium == item.amount


def _in_order(terms: Terms, items: Sequence[Item], sent: Mapping[str, date]) -> list[Item]:
    """Those that follow one another from the first unpaid month, each in time and at what it costs."""
    owed: list[Item] = []
    paid = set(terms.paid)
    for item in sorted(items, key=lambda item: item.month):
        month = JalaliMonth.of_number(item.month)
        if month in paid:
            continue
        expected = rules.first_unpaid(terms.begun, paid, terms.last) == month and has_figures(month)
        if not (expected and rules.in_time(sent[item.account], rules.due(month))):
            break
        if terms.due_month(month).amount != item.amount:
            break
        owed.append(item)
        paid.add(month)
    return owed

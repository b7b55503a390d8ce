"""The ledger: every rial from an account to an account, one row a transfer, never changed.

    bank <gateway>          what a bank has taken for us; its balance is below zero, being owed to us
    credit <national ID>    what a person has with us that pays for nothing
    item <…>                a month that is paid
    refund <number>         what is on its way back
    paid-back               what has gone back

Entitlement is not stored anywhere: it is which items are paid.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from services.money import Rials
from services.payments import records
from services.payments.payment import Payment
from services.payments.rules import Item


@dataclass(frozen=True, slots=True)
class PaidItem:
    """A month that is paid, by which payment and since when."""

    item: Item
    payment: str
    paid_at: datetime


async def post(connection: AsyncConnection, now: datetime, payment: Payment, items: Sequence[Item]) -> tuple[Item, ...]:
    """Post a charge to the person's credit and pay these items from it; those that were not paid before."""
    facts = {"now": now, "payment": payment.id, "national_id": payment.national_id}
    await connection.execute(records.CHARGE, {**facts, "gateway": payment.gateway, "charged": payment.charged})
    paid = []
    for item in sorted(items, key=lambda item: item.account):  # in one order, so that nobody waits in a circle
        row = {**facts, "account": item.account, "amount": item.amount}
        if (await connection.execute(records.PAY_ITEM, row)).one_or_none() is not None:
            paid.append(item)
    return tuple(item for item in items if item in paid)


class Money:
    """What the ledger says, inside the caller's transaction."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def balance(self, account: str) -> Rials:
        """What has come to an account less what has gone from it."""
        return Rials(int((await self._connection.execute(records.BALANCE, {"account": account})).scalar_one()))

    async def credit(self, national_id: str) -> Rials:
        """What a person has with us that pays for nothing."""
        return await self.balance(credit(national_id))

    async def paid(self, national_id: str, kind: str | None = None) -> tuple[PaidItem, ...]:
        """What is paid for a person: their entitlement follows from it."""
        facts = {"national_id": national_id, "kind": kind}
        rows = await self._connection.execute(records.PAID_ITEMS, facts)
        return tuple(PaidItem(Item(*row[:5]), row.payment, row.paid_at) for row in rows)

    async def already_paid(self, items: Sequence[Item]) -> tuple[Item, ...]:
        """Those of the items that are paid."""
        facts = {"accounts": [item.account for item in items]}
        found = set((await self._connection.execute(records.ALREADY_PAID, facts)).scalars())
        return tuple(item for item in items if item.account in found)


def credit(national_id: str) -> str:
    """The account of what a person has with us."""
    return f"credit {national_id}"

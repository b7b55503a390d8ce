"""Receipts of premiums: one a payment that paid for something, kept with all that its paper says."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import Row
from sqlalchemy.ext.asyncio import AsyncConnection

from services import national_id as ids
from services.calendar import JalaliMonth
from services.contracts.number import numbered
from services.issued import Receipt, mask_name
from services.money import Rials
from services.payments import Item
from services.payments.payment import Payment
from services.plain import dump, load
from services.receipts import records
from services.receipts.receipt import ReceiptSeen

__all__ = ["NoSuchReceipt", "ReceiptSeen", "Receipts", "keep", "number_of", "paper"]


class NoSuchReceipt(LookupError):
    """There is no receipt of that number, or it is another person's."""


@dataclass(frozen=True, slots=True)
class _Facts:
    """What the paper says. Whom it is for is masked."""

    payer: str
    national_id: str
    kind: Literal["voluntary", "partial"]
    months: tuple[JalaliMonth, ...]
    amount: Rials
    reference: str


class Receipts:
    """A person's receipts, inside the caller's transaction."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def all(self, national_id: str) -> list[ReceiptSeen]:
        """All receipts of the person, the newest first."""
        rows = await self._connection.execute(records.OF_PERSON, {"national_id": national_id})
        return [_seen(row) for row in rows]

    async def one(self, national_id: str, number: str) -> ReceiptSeen:
        """One of the person's receipts. Raises NoSuchReceipt, for somebody else's too."""
        keys = {"national_id": national_id, "number": number}
        row = (await self._connection.execute(records.ONE, keys)).one_or_none()
        if row is None:
            raise NoSuchReceipt
        return _seen(row)


async def keep(connection: AsyncConnection, payment: Payment, items: Sequence[Item], names: tuple[str, str]) -> str:
    """Keep the receipt of a recorded payment for the items that it paid; its number. `names` are first and last."""
    assert payment.recorded_at is not None
    kind: Any = items[0].kind
    facts = _Facts(
        payer=mask_name(*names),
        national_id=ids.mask(payment.national_id),
        kind=kind,
        months=tuple(sorted(JalaliMonth.of_number(item.month) for item in items)),
        amount=Rials(sum(item.amount for item in items)),
        reference=payment.trace or payment.reference or "",
    )
    row = {"national_id": payment.national_id, "payment": payment.id, "paid_at": payment.recorded_at}

    async def kept(number: str) -> str | None:
        facts_and_number = {"number": number, "facts": dump(facts)}
        new = (await connection.execute(records.KEEP, {**row, **facts_and_number})).one_or_none()
        return number if new else await number_of(connection, payment.id)

    return await numbered(kept)


async def number_of(connection: AsyncConnection, payment: str) -> str | None:
    """The number of a payment's receipt, where it paid for something."""
    found = (await connection.execute(records.OF_PAYMENT, {"payment": payment})).scalar_one_or_none()
    return None if found is None else str(found)


async def paper(connection: AsyncConnection, number: str) -> Receipt:
    """What a receipt says, to be drawn. Raises NoSuchReceipt."""
    row = (await connection.execute(records.BY_NUMBER, {"number": number})).one_or_none()
    if row is None:
        raise NoSuchReceipt
    facts = load(_Facts, row.facts)
    about = {"number": row.number, "payer": facts.payer, "national_id": facts.national_id, "scheme": facts.kind}
    paid: datetime = row.paid_at
    return Receipt(**about, months=facts.months, amount=facts.amount, reference=facts.reference, paid_at=paid)


def _seen(row: Row[Any]) -> ReceiptSeen:
    facts = load(_Facts, row.facts)
    return ReceiptSeen(row.number, facts.amount, row.paid_at, facts.kind, list(facts.months))

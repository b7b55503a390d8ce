"""A payment as its page shows it, and the next one for what of it is still owed.

Whoever has the page's address may read it: so it is short of facts and masks the person.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy.ext.asyncio import AsyncConnection

from services.calendar import Clock
from services.issued import mask_name
from services.money import Rials
from services.payments import Money, Payments, page_records, records
from services.payments.payment import Payment
from services.payments.rules import Item, State

AGAIN_WITHIN = timedelta(days=1)  # of its opening a payment that came to nothing may be followed by another one,
AGAIN_FOR = timedelta(hours=1)  # which is good for so long
FRESH = timedelta(minutes=10)  # since somebody was sent to the bank: half of what a session lasts there


class Standing(StrEnum):
    """What there is to say of a payment to somebody who looks."""

    TO_PAY = "to-pay"
    CHANGED = "changed"  # some of it need not be paid any more, so that the rest is another payment
    AT_BANK = "at-bank"
    ASKED = "asked"  # the bank is being asked, and has not said its last word
    CONFIRMED = "confirmed"
    CREDIT = "credit"  # the money is here, and pays for nothing
    NOT_PAID = "not-paid"
    RETURNED = "returned"  # the bank had it, and gave it back
    EXPIRED = "expired"  # nobody was sent to the bank in time
    PAID_OTHERWISE = "paid-otherwise"
    NOT_OWED = "not-owed"  # a contract that lapsed or ended meanwhile, or a month that can no longer be paid


_HAS_MONEY = frozenset({State.PAID, State.VERIFIED, State.SETTLED, State.RECORDED})
_AGAIN = frozenset({Standing.TO_PAY, Standing.CHANGED, Standing.NOT_PAID, Standing.RETURNED})


@dataclass(frozen=True, slots=True)
class Seen:
    """A payment and what follows of it.

    `paid` is what it has paid for itself, `otherwise` what others have, `owed` what is still to be paid as long as
    its own money is not here, and `credit` what it has brought that pays for nothing. An intent is good `until` then.
    `name` is masked, and empty for somebody whom the registry does not know.
    """

    payment: Payment
    standing: Standing
    items: tuple[Item, ...]
    paid: tuple[Item, ...]
    otherwise: tuple[Item, ...]
    owed: tuple[Item, ...]
    credit: Rials
    until: datetime | None
    may_follow: bool
    name: str
    on_telegram: bool


class Pages:
    """Pages of payments, inside the caller's transaction."""

    def __init__(self, connection: AsyncConnection, clock: Clock, payments: Payments) -> None:
        self._connection = connection
        self._clock = clock
        self._payments = payments

    async def seen(self, code: str) -> Seen | None:
        """The payment of that page as it stands; None for a code that is nobody's."""
        payment = await self._payments.by_page(code)
        if payment is None:
            return None
        row = (await self._connection.execute(page_records.HOW_IT_STANDS, {"id": payment.id})).one()
        now, items = self._clock.now(), await self._payments.items(payment)
        owed = () if payment.state in _HAS_MONEY else await self._payments.owed(items)
        done = await Money(self._connection).already_paid(items)
        paid = tuple(item for item in done if item.account in row.paid)
        otherwise = tuple(item for item in done if item not in paid)
        # Of a payment that had failed the bank is asked once more where something new was brought back.
        asked = row.due_at is not None if payment.state is State.FAILED else row.claimed
        expired = row.due_at is not None and row.due_at <= now
        standing = _standing(payment, items, paid, otherwise, owed, asked, row.returned, expired)
        charged = payment.charged if payment.state is State.RECORDED and payment.charged else 0
        return Seen(
            payment=payment,
            standing=standing,
            items=items,
            paid=paid,
            otherwise=otherwise,
            owed=owed,
            credit=Rials(charged - sum(item.amount for item in paid) + int(row.further)),
            until=row.due_at if standing is Standing.TO_PAY else None,
            may_follow=bool(owed) and standing in _AGAIN and now < payment.created_at + AGAIN_WITHIN,
            name=mask_name(row.first_name, row.last_name) if row.first_name else "",
            on_telegram=row.on_telegram,
        )

    async def follow(self, code: str, gateway: str) -> Payment | None:
        """A payment of what of this one is still owed: the one that is open for that, or a new one.

        It is this one itself where none may follow, and None for a code that is nobody's.
        """
        payment = await self._payments.by_page(code)
        if payment is None:
            return None
        # Two presses are one; and whoever records it locks the payment first, too, and then what it pays for.
        await self._connection.execute(records.LOCK, {"id": payment.id})
        seen, now = await self.seen(code), self._clock.now()
        if seen is None or not seen.may_follow:
            return payment
        items = [f"{item.account} {item.amount}" for item in seen.owed]
        facts = {"id": payment.id, "national_id": payment.national_id, "gateway": gateway, "items": items}
        times = {"now": now, "fresh": now - FRESH}
        number = (await self._connection.execute(page_records.OPEN_FOR, {**facts, **times})).scalar_one_or_none()
        if number is not None:
            return await self._payments.one(number)
        return await self._payments.open(
            payment.national_id, payment.subject, seen.owed, gateway, until=now + AGAIN_FOR
        )


def _standing(
    payment: Payment,
    items: tuple[Item, ...],
    paid: tuple[Item, ...],
    otherwise: tuple[Item, ...],
    owed: tuple[Item, ...],
    asked: bool,
    returned: bool,
    expired: bool,
) -> Standing:
    """Money that is somewhere comes first, then what need not be paid any more, then what can be."""
    match payment.state:
        case State.RECORDED:
            return Standing.CONFIRMED if paid else Standing.CREDIT
        case State.PAID | State.VERIFIED | State.SETTLED:
            return Standing.ASKED
        case State.REDIRECTED | State.UNKNOWN | State.FAILED if asked:
            return Standing.ASKED
        case State.FAILED if returned:
            return Standing.RETURNED
        case _ if not owed:
            return Standing.PAID_OTHERWISE if otherwise else Standing.NOT_OWED
        case State.INTENT if expired:
            return Standing.EXPIRED
        case State.FAILED:
            return Standing.NOT_PAID if payment.token else Standing.EXPIRED
        case _ if owed != items:
            return Standing.CHANGED
        case _:
            return Standing.TO_PAY if payment.state is State.INTENT else Standing.AT_BANK

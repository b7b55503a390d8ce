"""Payments: what is to be paid, what the bank has said of it, and what was done with the money.

Nothing here speaks with a bank. Each method is a step inside the caller's transaction; a step that somebody else has
taken meanwhile is not taken again, so whoever carries a payment on may die between any two of them.
"""

from __future__ import annotations

import secrets
from collections.abc import Awaitable, Callable, Collection, Sequence
from dataclasses import asdict, replace
from datetime import datetime
from functools import reduce
from typing import Any, TypeAlias

from sqlalchemy import Row
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from services.calendar import Clock
from services.money import Rials
from services.payments import ledger, page_records, records
from services.payments.ledger import Money
from services.payments.payment import Charge, News, Payment, What
from services.payments.rules import (
    DONE,
    NEVER_SENT,
    IllegalMove,
    Item,
    State,
    is_believable,
    moved,
    next_look,
    paid_for,
)

__all__ = [
    "MOST_CALLBACKS",
    "Charge",
    "IllegalMove",
    "Item",
    "Money",
    "NoSuchPayment",
    "NotBelieved",
    "Payable",
    "Payment",
    "Payments",
    "State",
    "Told",
    "everything",
    "silent",
]

MOST_CALLBACKS = 20  # that are kept of one payment

Told: TypeAlias = Callable[[AsyncConnection, News], Awaitable[None]]
"""Tells a person of their money, in the transaction that changes it; called once for each piece of news."""

Payable: TypeAlias = Callable[[AsyncConnection, Sequence[Item]], Awaitable[Collection[Item]]]
"""Which of these items are still owed: not those of a contract that has lapsed meanwhile."""


class NoSuchPayment(LookupError):
    """There is no payment of that number."""


class NotBelieved(Exception):
    """What a bank has said cannot be: an amount out of all reason, or a charge that is another payment's."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


async def silent(_: AsyncConnection, __: News) -> None:
    """Tells nobody anything."""


async def everything(_: AsyncConnection, items: Sequence[Item]) -> Collection[Item]:
    """Takes every item for owed."""
    return items


class Payments:
    """Payments, inside the caller's transaction."""

    def __init__(
        self, connection: AsyncConnection, clock: Clock, *, told: Told = silent, payable: Payable = everything
    ) -> None:
        self._connection = connection
        self._clock = clock
        self._told = told
        self._payable = payable

    async def open(
        self, national_id: str, subject: str, items: Sequence[Item], gateway: str, *, until: datetime | None = None
    ) -> Payment:
        """An intent to pay these items through that bank. Raises ValueError for none, or for the same one twice.

        `subject` is the caller's own word for it, `national_id` the one for whom it is, whoever pays. Who has not been
        sent to the bank `until` then will not be any more.
        """
        if not items or len({item.account for item in items}) < len(items):
            raise ValueError("a payment is for one or more different items")
        now, number = self._clock.now(), _new_number()
        row = {"id": number, "gateway": gateway, "national_id": national_id, "subject": subject, "now": now}
        amount = sum(item.amount for item in items)
        code = secrets.token_urlsafe(16)
        due_at = until or now + NEVER_SENT
        await self._connection.execute(records.OPEN, {**row, "amount": amount, "code": code, "due_at": due_at})
        rows = [{"payment": number, "place": place, **asdict(item)} for place, item in enumerate(items)]
        await self._connection.execute(records.OPEN_ITEMS, rows)
        return await self.one(number)

    async def one(self, number: str) -> Payment:
        """A payment by its number. Raises NoSuchPayment."""
        return _known((await self._connection.execute(records.ONE, {"id": number})).one_or_none())

    async def by_code(self, gateway: str, code: str) -> Payment | None:
        """The payment whose way back from this bank ends on that code."""
        row = (await self._connection.execute(records.BY_CODE, {"gateway": gateway, "code": code})).one_or_none()
        return None if row is None else _payment(row)

    async def by_page(self, code: str) -> Payment | None:
        """The payment of the page with that code."""
        number = (await self._connection.execute(page_records.BY_PAGE, {"code": code})).scalar_one_or_none()
        return None if number is None else await self.one(number)

    async def items(self, payment: Payment) -> tuple[Item, ...]:
        """What it is for; a further charge is for nothing."""
        return tuple(Item(*row) for row in await self._connection.execute(records.ITEMS, {"id": payment.id}))

    async def owed(self, items: Sequence[Item]) -> tuple[Item, ...]:
        """Those of the items that are still to be paid."""
        paid = await Money(self._connection).already_paid(items)
        payable = await self._payable(self._connection, items)
        return tuple(item for item in items if item in payable and item not in paid)

    # Who carries a payment on, and when.

    async def note(self, payment: Payment, key: str, *, claims_paid: bool, reference: str | None) -> bool:
        """Keep what a browser brought back, unless it is known, and have the bank asked; whether it was new."""
        facts = {"id": payment.id, "key": key, "now": self._clock.now(), "most": MOST_CALLBACKS}
        said = {"claims_paid": claims_paid, "reference": reference}
        return (await self._connection.execute(records.NOTE, {**facts, **said})).one_or_none() is not None

    async def lease(self, number: str, until: datetime) -> Payment | None:
        """Have a payment to oneself until then; None while somebody else has it."""
        facts = {"id": number, "now": self._clock.now(), "until": until}
        row = (await self._connection.execute(records.LEASE, facts)).one_or_none()
        return None if row is None else _payment(row)

    async def finish(self, payment: Payment, until: datetime, *, again: bool = False) -> Payment:
        """Let go of a leased payment, which is given as it then is.

        One that is done with is not looked at `again` until something new comes.
        """
        held = await self._hold(payment.id)
        if not again and held.state in DONE and held.claims == payment.claims:
            await self._connection.execute(records.LATER, _later(held, None))
        await self._connection.execute(records.RELEASE, {"id": payment.id, "until": until})
        return held

    async def due(self, *, most: int = 100) -> tuple[str, ...]:
        """Numbers of payments that are to be looked at now, the longest due first."""
        facts = {"now": self._clock.now(), "most": most}
        return tuple((await self._connection.execute(records.DUE, facts)).scalars())

    async def of_tokens(self, gateway: str, tokens: Sequence[str]) -> tuple[str, ...]:
        """Numbers of those payments of these sessions that we have not verified."""
        facts = {"gateway": gateway, "tokens": list(tokens)}
        return tuple((await self._connection.execute(records.OF_TOKENS, facts)).scalars())

    # The steps. Each gives the payment as it then is, whoever has moved it.

    async def redirected(self, payment: Payment, token: str) -> Payment:
        """The bank has given a session, and the person may be sent there. Raises IllegalMove."""
        now = self._clock.now()
        return await self._move(payment, State.REDIRECTED, token=token, redirected_at=now)

    async def paid(self, payment: Payment, charge: Charge) -> Payment:
        """The bank says that it has the money. Raises NotBelieved, after which nothing can be kept; IllegalMove."""
        if charge.charged is not None and not is_believable(charge.charged):
            raise NotBelieved("an amount out of all reason")
        facts = {"reference": charge.reference, "charged": charge.charged or payment.charged}
        try:
            return await self._move(payment, State.PAID, **facts)
        except IntegrityError:  # the index on references; what was begun is rolled back
            raise NotBelieved("a charge of another payment") from None

    async def failed(self, payment: Payment, reason: str, *, returned: bool = False) -> Payment:
        """There is no money, or the bank has returned it. Raises IllegalMove."""
        failed = await self._move(payment, State.FAILED, reason=reason, reference=_own_reference(payment))
        if returned and failed.state is State.FAILED:
            news = News(What.RETURNED, failed.id, failed.national_id, failed.subject, failed.expected)
            await self._tell(news)
        return failed

    async def unknown(self, payment: Payment, reason: str) -> Payment:
        """The bank did not say, or nothing that makes sense: it is asked again. Raises IllegalMove."""
        facts = {"reason": reason, "reference": _own_reference(payment), "looks": payment.looks + 1}
        return await self._move(payment, State.UNKNOWN, **facts)

    async def later(self, payment: Payment) -> Payment:
        """Nothing new: the bank is asked again at the next look."""
        held = await self._hold(payment.id)
        if held.state is payment.state:
            held = replace(held, looks=held.looks + 1)
            due_at = next_look(held.redirected_at or held.created_at, held.looks, self._clock.now())
            await self._connection.execute(records.LATER, _later(held, due_at))
        return held

    async def took(self, payment: Payment, charged: Rials) -> Payment:
        """The bank has taken another amount than ours: it will be confirmed as what it is. Raises NotBelieved."""
        if not is_believable(charged):
            raise NotBelieved("an amount out of all reason")
        held = await self._hold(payment.id)
        if held.state is payment.state:
            held = replace(held, charged=charged)
            await self._connection.execute(records.LATER, _later(held, self._clock.now()))
        return held

    async def verified(self, payment: Payment, charge: Charge) -> Payment:
        """The bank has confirmed the very charge and amount it was asked about. Raises NotBelieved, IllegalMove."""
        return await self._move(payment, State.VERIFIED, **_confirmed(payment, charge))

    async def record(self, payment: Payment, charge: Charge | None = None) -> Payment:
        """Post the money: what it pays for, the rest as credit; and tell the person. Raises NotBelieved, IllegalMove.

        The bank will hand it over; where it has no step for that, `charge` is what it has just confirmed.
        """
        confirmed = _confirmed(payment, charge) if charge else {}
        steps = (State.VERIFIED, State.SETTLED, State.RECORDED) if charge else (State.SETTLED, State.RECORDED)
        recorded = await self._moved(payment, *steps, recorded_at=self._clock.now(), **confirmed)
        if recorded is None:
            return await self.one(payment.id)
        assert recorded.charged is not None
        items = await self.items(recorded)
        payable = await self._payable(self._connection, items)
        chosen = paid_for(recorded.charged, recorded.amount, items, payable)
        paid = await ledger.post(self._connection, self._clock.now(), recorded, chosen)
        credit = Rials(recorded.charged - sum(item.amount for item in paid))
        person = (recorded.id, recorded.national_id, recorded.subject, recorded.charged)
        await self._tell(News(What.RECORDED, *person, items=paid, credit=credit, trace=recorded.trace))
        return recorded

    async def further(self, payment: Payment, charge: Charge) -> str | None:
        """The bank took money once more under the same session: a payment of its own, which goes its own way.

        Its number; None where the charge is known. Raises NotBelieved.
        """
        if charge.charged is None or not is_believable(charge.charged):
            raise NotBelieved("an amount out of all reason")
        facts = {"id": _new_number(), "further_of": payment.id, "now": self._clock.now(), **asdict(charge)}
        return (await self._connection.execute(records.ADD_FURTHER, facts)).scalar_one_or_none()

    async def _hold(self, number: str) -> Payment:
        await self._connection.execute(records.LOCK, {"id": number})
        return await self.one(number)

    async def _move(self, payment: Payment, wanted: State, **changes: Any) -> Payment:
        return await self._moved(payment, wanted, **changes) or await self.one(payment.id)

    async def _moved(self, payment: Payment, *wanted: State, **changes: Any) -> Payment | None:
        """The payment, moved through these states; None where somebody was quicker."""
        held = await self._hold(payment.id)
        if held.state is not payment.state:
            return None
        new = replace(held, state=reduce(moved, wanted, held.state), **{"reason": None, **changes})
        facts = {**asdict(new), "state": new.state.value, "due_at": self._next(new)}
        await self._connection.execute(records.MOVE, facts)
        return new

    def _next(self, payment: Payment) -> datetime | None:
        """When it is to be looked at: who is done with it has still to look at what browsers brought besides."""
        now = self._clock.now()
        if payment.state in DONE and not set(payment.claims) - {payment.reference}:
            return None
        if payment.state in DONE or payment.state in (State.VERIFIED, State.SETTLED):
            return now
        return next_look(payment.redirected_at or payment.created_at, payment.looks, now)

    async def _tell(self, news: News) -> None:
        await tell(self._connection, self._clock.now(), self._told, news)


async def tell(connection: AsyncConnection, now: datetime, told: Told, news: News) -> None:
    """Tell a piece of news, unless it was told."""
    facts = {"amount": news.amount, "credit": news.credit, "items": [item.account for item in news.items]}
    row = {"about": news.about, "what": news.what.value, "national_id": news.national_id, "now": now, "facts": facts}
    if (await connection.execute(records.TELL, row)).one_or_none() is not None:
        await told(connection, news)


def _new_number() -> str:
    """An order number: digits, since some banks take nothing else, and none that tells of another's."""
    return str(secrets.randbelow(9 * 10**14) + 10**14)


def _confirmed(payment: Payment, charge: Charge) -> dict[str, Any]:
    """What is kept of a confirmation. Raises NotBelieved where it is of another charge than was asked about."""
    if charge.reference != payment.reference or charge.charged != payment.expected:
        raise NotBelieved("another charge was confirmed than was asked about")
    return {"charged": charge.charged, "trace": charge.trace}


def _own_reference(payment: Payment) -> str | None:
    """What names the charge that we are without: only a further charge has no other name. Another may claim it."""
    return payment.reference if payment.further_of else None


def _later(payment: Payment, due_at: datetime | None) -> dict[str, Any]:
    return {"id": payment.id, "looks": payment.looks, "charged": payment.charged, "due_at": due_at}


def _known(row: Row[Any] | None) -> Payment:
    if row is None:
        raise NoSuchPayment
    return _payment(row)


def _payment(row: Row[Any]) -> Payment:
    facts = dict(row._mapping)
    return Payment(**{**facts, "state": State(facts["state"]), "claims": tuple(facts["claims"])})

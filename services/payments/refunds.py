"""Giving credit back: one supervisor asks, a second confirms, and the money is on its way at every moment.

    asked → confirmed → paid-back
      ↓         ↓
      refused (the money is credit again)

Each act is inside the caller's transaction, with its row of the audit. Staff are named by their Telegram id and have to
be supervisors; that two are two is a matter of their national IDs.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Row
from sqlalchemy.ext.asyncio import AsyncConnection

from services.calendar import Clock
from services.desk import Act, Empty, Enrolment, NotAllowed, Staff, audit, may
from services.money import Rials
from services.payments import Told, records, silent, tell
from services.payments.ledger import Money, credit
from services.payments.payment import News, What
from services.payments.rules import RefundState, may_ask, may_confirm, refund_moved

PAID_BACK = "paid-back"  # the account of what has left us
MOST_SOURCES = 10  # that are told of one person, the newest


class NoSuchRefund(LookupError):
    """There is no refund of that number."""


class NotThatMuch(Exception):
    """More was asked back than the person has with us."""

    def __init__(self, credit: Rials) -> None:
        super().__init__("more than the credit there is")
        self.credit = credit


@dataclass(frozen=True, slots=True)
class Refund:
    """A refund. Who asked and who confirmed are national IDs."""

    id: str
    national_id: str
    amount: Rials
    state: RefundState
    asked_by: str
    asked_at: datetime
    ground: str
    confirmed_by: str | None


@dataclass(frozen=True, slots=True)
class Source:
    """A payment that left credit: what it took, and how much of that paid for nothing."""

    payment: str
    at: datetime
    gateway: str
    trace: str | None
    charged: Rials
    credit: Rials


@dataclass(frozen=True, slots=True)
class Account:
    """What a person has with us. Name and Sheba are the registry's, None where it has none."""

    national_id: str
    name: str | None
    sheba: str | None
    credit: Rials
    sources: tuple[Source, ...]
    refunds: tuple[Refund, ...]
    """Those that are not closed."""


class Refunds:
    """Refunds, inside the caller's transaction. Every method raises NotAllowed before it tells anything."""

    def __init__(self, connection: AsyncConnection, clock: Clock, *, told: Told = silent) -> None:
        self._connection = connection
        self._clock = clock
        self._told = told

    # ---- looking ----------------------------------------------------------------------------------------------------

    async def account(self, national_id: str, staff: int) -> Account:
        """A person's credit and where it is from; that somebody looked is on record. Raises MayNotRefund."""
        who = await self._supervisor(staff)
        may_ask(who.national_id, national_id)
        await self._audit(who, "see-credit", f"person {national_id}", {})
        keys = {"national_id": national_id}
        person = (await self._connection.execute(records.ACCOUNT_HOLDER, keys)).one_or_none()
        sources = await self._connection.execute(records.SOURCES, {**keys, "most": MOST_SOURCES})
        refunds = await self._connection.execute(records.REFUNDS_OF, keys)
        return Account(
            national_id,
            person.name if person else None,
            person.sheba if person else None,
            await Money(self._connection).credit(national_id),
            tuple(Source(*row) for row in sources),
            tuple(map(_refund, refunds)),
        )

    async def waiting(self, staff: int, *, most: int = 100) -> tuple[Refund, ...]:
        """Refunds that are not closed, the oldest first."""
        await self._supervisor(staff)
        rows = await self._connection.execute(records.OPEN_REFUNDS, {"most": most})
        return tuple(map(_refund, rows))

    async def one(self, number: str, staff: int) -> Refund:
        """Raises NoSuchRefund, MayNotRefund for one of one's own money."""
        who = await self._supervisor(staff)
        refund = _found((await self._connection.execute(records.REFUND, {"id": number})).one_or_none())
        may_ask(who.national_id, refund.national_id)
        return refund

    # ---- acting -----------------------------------------------------------------------------------------------------

    async def ask(self, national_id: str, amount: Rials, staff: int, ground: str) -> Refund:
        """Set credit apart to be given back. Raises MayNotRefund, Empty without a ground, NotThatMuch, ValueError."""
        who = await self._supervisor(staff)
        may_ask(who.national_id, national_id)
        if amount <= 0:
            raise ValueError("a refund is of one rial or more")
        if not ground.strip():
            raise Empty
        await self._connection.execute(records.ONE_PERSONS_MONEY, {"national_id": national_id})
        there = await Money(self._connection).credit(national_id)
        if amount > there:
            raise NotThatMuch(there)
        number = f"R{secrets.randbelow(9 * 10**9) + 10**9}"
        facts = {"id": number, "national_id": national_id, "amount": amount, "ground": ground.strip()}
        row = {**facts, "by": who.national_id, "now": self._clock.now()}
        refund = _refund((await self._connection.execute(records.ASK_REFUND, row)).one())
        await self._transfer(refund, "refund-asked", credit(national_id), _account(refund))
        await self._done(refund, who, "refund-ask", {"ground": refund.ground})
        return refund

    async def confirm(self, number: str, staff: int) -> Refund:
        """The second supervisor's word. Raises NoSuchRefund, MayNotRefund, IllegalRefund."""
        refund, who = await self._held(number, staff)
        may_confirm(who.national_id, refund.asked_by, refund.national_id)
        confirmed = await self._moved(refund, RefundState.CONFIRMED, confirmed_by=who.national_id)
        await self._done(confirmed, who, "refund-confirm", {})
        return confirmed

    async def refuse(self, number: str, staff: int, ground: str) -> Refund:
        """Put the money back to the person's credit. Raises NoSuchRefund, MayNotRefund, IllegalRefund, Empty."""
        refund, who = await self._held(number, staff)
        if not ground.strip():
            raise Empty
        refused = await self._moved(refund, RefundState.REFUSED)
        await self._transfer(refund, "refund-refused", _account(refund), credit(refund.national_id))
        await self._done(refused, who, "refund-refuse", {"ground": ground.strip()})
        return refused

    async def paid_back(self, number: str, staff: int, trace: str) -> Refund:
        """Finance has paid it, under that number of theirs; the person is told.

        Raises NoSuchRefund, MayNotRefund, IllegalRefund, Empty.
        """
        refund, who = await self._held(number, staff)
        if not trace.strip():
            raise Empty
        paid = await self._moved(refund, RefundState.PAID_BACK)
        await self._transfer(refund, "refund-paid", _account(refund), PAID_BACK)
        await self._done(paid, who, "refund-paid-back", {"trace": trace.strip()})
        news = News(What.PAID_BACK, refund.id, refund.national_id, "refund", refund.amount)
        await tell(self._connection, self._clock.now(), self._told, news)
        return paid

    async def may_become(self, number: str, staff: int, wanted: RefundState) -> Refund:
        """The refund, where that can be done with it now. Raises NoSuchRefund, MayNotRefund, IllegalRefund."""
        refund, _ = await self._held(number, staff)
        refund_moved(refund.state, wanted)
        return refund

    async def supervisor(self, staff: int) -> Staff:
        """Who that is."""
        return await self._supervisor(staff)

    # ---- beneath ----------------------------------------------------------------------------------------------------

    async def _supervisor(self, staff: int) -> Staff:
        who = await Enrolment(self._connection).find(staff)
        if who is None or not may(who.role, Act.REFUND):
            raise NotAllowed(staff, Act.REFUND, who.role if who else None)
        return who

    async def _held(self, number: str, staff: int) -> tuple[Refund, Staff]:
        """The refund, until the transaction ends."""
        who = await self._supervisor(staff)
        refund = _found((await self._connection.execute(records.HOLD_REFUND, {"id": number})).one_or_none())
        may_ask(who.national_id, refund.national_id)
        return refund, who

    async def _moved(self, refund: Refund, wanted: RefundState, *, confirmed_by: str | None = None) -> Refund:
        state = refund_moved(refund.state, wanted)
        closed = state in (RefundState.PAID_BACK, RefundState.REFUSED)
        facts = {"id": refund.id, "state": state.value, "now": self._clock.now(), "closed": closed}
        await self._connection.execute(records.MOVE_REFUND, {**facts, "confirmed_by": confirmed_by})
        return replace(refund, state=state, confirmed_by=confirmed_by or refund.confirmed_by)

    async def _transfer(self, refund: Refund, cause: str, from_account: str, to_account: str) -> None:
        accounts = {"from_account": from_account, "to_account": to_account, "cause": cause}
        facts = {"now": self._clock.now(), "amount": refund.amount, "refund": refund.id}
        await self._connection.execute(records.REFUND_TRANSFER, {**facts, **accounts})

    async def _done(self, refund: Refund, who: Staff, act: str, facts: Mapping[str, Any]) -> None:
        whose = {"national_id": refund.national_id, "amount": refund.amount}
        await self._audit(who, act, f"refund {refund.id}", {**whose, **facts})

    async def _audit(self, who: Staff, act: str, subject: str, facts: Mapping[str, Any]) -> None:
        await audit.record(self._connection, self._clock.now(), f"staff:{who.telegram_id}", act, subject, facts)


def _found(row: Row[Any] | None) -> Refund:
    if row is None:
        raise NoSuchRefund
    return _refund(row)


def _refund(row: Row[Any]) -> Refund:
    facts = dict(row._mapping)
    return Refund(**{**facts, "state": RefundState(facts["state"])})


def _account(refund: Refund) -> str:
    return f"refund {refund.id}"

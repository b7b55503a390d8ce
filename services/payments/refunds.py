"""Giving credit back: one supervisor asks, a second confirms, and the money is on its way at every moment."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row
from sqlalchemy.ext.asyncio import AsyncConnection

from services.calendar import Clock
from services.desk import audit
from services.money import Rials
from services.payments import Told, records, silent, tell
from services.payments.ledger import Money, credit
from services.payments.payment import News, What
from services.payments.rules import RefundState, may_ask, may_confirm, refund_moved

PAID_BACK = "paid-back"  # the account of what has left us


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


class Refunds:
    """Refunds, inside the caller's transaction. That `by` is a supervisor is for the caller to know."""

    def __init__(self, connection: AsyncConnection, clock: Clock, *, told: Told = silent) -> None:
        self._connection = connection
        self._clock = clock
        self._told = told

    async def ask(self, national_id: str, amount: Rials, by: str, ground: str) -> str:
        """Set credit apart to be given back; the refund's number. Raises MayNotRefund, NotThatMuch, ValueError."""
        may_ask(by, national_id)
        if amount <= 0:
            raise ValueError("a refund is of one rial or more")
        await self._connection.execute(records.ONE_PERSONS_MONEY, {"national_id": national_id})
        there = await Money(self._connection).credit(national_id)
        if amount > there:
            raise NotThatMuch(there)
        number = f"R{secrets.randbelow(9 * 10**9) + 10**9}"
        facts = {"id": number, "national_id": national_id, "amount": amount, "ground": ground}
        await self._connection.execute(records.ASK_REFUND, {**facts, "by": by, "now": self._clock.now()})
        refund = await self._hold(number)
        await self._transfer(refund, "refund-asked", credit(national_id), _account(refund))
        await self._audit(refund, by, "refund-ask")
        return number

    async def confirm(self, number: str, by: str) -> None:
        """The second supervisor's word. Raises NoSuchRefund, MayNotRefund, IllegalRefund."""
        refund = await self._hold(number)
        may_confirm(by, refund.asked_by, refund.national_id)
        await self._move(refund, RefundState.CONFIRMED, by, "refund-confirm", confirmed_by=by)

    async def refuse(self, number: str, by: str) -> None:
        """Put the money back to the person's credit. Raises NoSuchRefund, MayNotRefund, IllegalRefund."""
        refund = await self._hold(number)
        may_ask(by, refund.national_id)
        await self._move(refund, RefundState.REFUSED, by, "refund-refuse")
        await self._transfer(refund, "refund-refused", _account(refund), credit(refund.national_id))

    async def paid_back(self, number: str, by: str) -> None:
        """Finance has paid it; the person is told. Raises NoSuchRefund, MayNotRefund, IllegalRefund."""
        refund = await self._hold(number)
        may_ask(by, refund.national_id)
        await self._move(refund, RefundState.PAID_BACK, by, "refund-paid-back")
        await self._transfer(refund, "refund-paid", _account(refund), PAID_BACK)
        news = News(What.PAID_BACK, refund.id, refund.national_id, "refund", refund.amount)
        await tell(self._connection, self._clock.now(), self._told, news)

    async def waiting(self, *, most: int = 100) -> tuple[Refund, ...]:
        """Refunds that are not closed, the oldest first."""
        rows = await self._connection.execute(records.OPEN_REFUNDS, {"most": most})
        return tuple(map(_refund, rows))

    async def _hold(self, number: str) -> Refund:
        row = (await self._connection.execute(records.HOLD_REFUND, {"id": number})).one_or_none()
        if row is None:
            raise NoSuchRefund
        return _refund(row)

    async def _move(
        self, refund: Refund, wanted: RefundState, by: str, act: str, *, confirmed_by: str | None = None
    ) -> None:
        state = refund_moved(refund.state, wanted)
        closed = state in (RefundState.PAID_BACK, RefundState.REFUSED)
        facts = {"id": refund.id, "state": state.value, "now": self._clock.now(), "closed": closed}
        await self._connection.execute(records.MOVE_REFUND, {**facts, "confirmed_by": confirmed_by})
        await self._audit(refund, by, act)

    async def _transfer(self, refund: Refund, cause: str, from_account: str, to_account: str) -> None:
        accounts = {"from_account": from_account, "to_account": to_account, "cause": cause}
        facts = {"now": self._clock.now(), "amount": refund.amount, "refund": refund.id}
        await self._connection.execute(records.REFUND_TRANSFER, {**facts, **accounts})

    async def _audit(self, refund: Refund, by: str, act: str) -> None:
        facts = {"national_id": refund.national_id, "amount": refund.amount, "ground": refund.ground}
        await audit.record(self._connection, self._clock.now(), f"staff:{by}", act, f"refund:{refund.id}", facts)


def _refund(row: Row[Any]) -> Refund:
    facts = dict(row._mapping)
    return Refund(**{**facts, "state": RefundState(facts["state"])})


def _account(refund: Refund) -> str:
    return f"refund {refund.id}"

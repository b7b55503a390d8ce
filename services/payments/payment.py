"""What is known of a payment, and what people are told of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from services.money import Rials
from services.payments.rules import Item, State

NOTHING = Rials(0)


@dataclass(frozen=True, slots=True)
class Payment:
    """One payment. `charged` is what the bank has said it took, `claims` the references that browsers brought.

    `returns` counts what browsers brought, with a reference or without.
    """

    id: str
    gateway: str
    national_id: str
    subject: str
    amount: Rials
    code: str
    state: State
    reason: str | None
    token: str | None
    reference: str | None
    charged: Rials | None
    trace: str | None
    further_of: str | None
    created_at: datetime
    redirected_at: datetime | None
    recorded_at: datetime | None
    looks: int
    claims: tuple[str, ...] = ()
    returns: int = 0

    @property
    def order(self) -> str:
        """The number by which the bank knows it: of a further charge that of the first."""
        return self.further_of or self.id

    @property
    def expected(self) -> Rials:
        """What the bank is asked to confirm: our amount, or what it is known to have taken instead."""
        return self.charged or self.amount


@dataclass(frozen=True, slots=True)
class Charge:
    """Money that a bank says it took: its own name for it, and the amount where it tells."""

    reference: str
    charged: Rials | None = None
    trace: str | None = None


class What(StrEnum):
    """What people are told of their money."""

    RECORDED = "recorded"
    RETURNED = "returned"
    PAID_BACK = "paid-back"


@dataclass(frozen=True, slots=True)
class News:
    """What a person is to be told, once: `about` names the payment or refund. `credit` is what paid for nothing."""

    what: What
    about: str
    national_id: str
    subject: str
    amount: Rials
    items: tuple[Item, ...] = ()
    credit: Rials = NOTHING
    trace: str | None = None

"""Receipts as people see them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from services.calendar import JalaliMonth
from services.money import Rials


@dataclass(frozen=True, slots=True)
class ReceiptSeen:
    """A receipt: `amount` paid for `months`, in their order, of a contract or of a request."""

    number: str
    amount: Rials
    paid_at: datetime
    kind: Literal["voluntary", "partial"]
    months: list[JalaliMonth]

"""What issued papers say. Everything in them may be read by whoever is shown the paper, so people are masked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from typing import Literal

from services.calendar import JalaliMonth
from services.money import Rials

MOST_RIALS = 10**15 - 1  # what can be written in words


@dataclass(frozen=True, slots=True)
class Receipt:
    """A premium that was paid: `months` in their order, `paid_at` aware. `reference` is the bank's own.

    `payer` and `national_id` are whom the premium is for, masked. Months may be none: money that is kept as credit.
    """

    number: str
    payer: str
    national_id: str
    scheme: Literal["voluntary", "partial"]
    months: tuple[JalaliMonth, ...]
    amount: Rials
    reference: str
    paid_at: datetime

    def __post_init__(self) -> None:
        _within_words(self.amount)


@dataclass(frozen=True, slots=True)
class Contract:
    """A contract of voluntary insurance: `premium` is that of the month it begins with, `rate` a share of the base."""

    number: str
    holder: str
    national_id: str
    base_daily: Fraction
    rate: Fraction
    premium: Rials
    begins: JalaliMonth
    signed_at: datetime

    def __post_init__(self) -> None:
        _within_words(self.premium)


@dataclass(frozen=True, slots=True)
class PaymentOrder:
    """What finance is to pay for one run of a month-end: `digest` is the SHA-256 of its lines, in hexadecimal.

    It goes to finance, not to a person: nobody is named in it.
    """

    number: str
    month: JalaliMonth
    lines: int
    total: Rials
    digest: str
    made_at: datetime

    def __post_init__(self) -> None:
        _within_words(self.total)


@dataclass(frozen=True, slots=True)
class PensionOrder:
    """What the pension department is to change of daughters' shares, and how many end, go on or begin again.

    `digest` is the SHA-256 of its lines, in hexadecimal. Nobody is named in it.
    """

    number: str
    lines: int
    ended: int
    restored: int
    reestablished: int
    digest: str
    made_at: datetime


Paper = Receipt | Contract | PaymentOrder | PensionOrder


def mask_name(first_name: str, last_name: str) -> str:
    """A name as it may be shown: «سارا ا•••»."""
    return f"{first_name} {last_name[:1]}•••".strip()


def _within_words(amount: Rials) -> None:
    if not 0 < amount <= MOST_RIALS:
        raise ValueError(f"no amount of a paper: {amount}")

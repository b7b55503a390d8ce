"""A payment order: what finance is to pay for one run, as a sheet of its payments with their count and their sum."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import astuple, dataclass
from datetime import datetime
from typing import BinaryIO

from services.calendar import JalaliMonth
from services.issued import PaymentOrder, PublicKeys, SigningKeys, Verified, sheet
from services.money import Rials

COLUMNS = ("line", "order", "national_id", "marriage_id", "first_name", "last_name", "account", "amount", "hash")
BANK = slice(4, 7)  # of a Sheba


@dataclass(frozen=True, slots=True)
class Payment:
    """One grant to be paid; `account` is a Sheba."""

    national_id: str
    marriage_id: str
    first_name: str
    last_name: str
    account: str
    amount: Rials


class Lines:
    """The lines of an order as they are written, and what they come to.

    `banks` are by the number of the bank in the Sheba: payments, and their sum.
    """

    def __init__(self, label: str) -> None:
        self.total = Rials(0)
        self.banks: dict[str, tuple[int, Rials]] = {}
        self._label = label
        self._sheet = sheet.Sheet(label, COLUMNS)

    @property
    def count(self) -> int:
        return self._sheet.count

    def header(self) -> bytes:
        """What an order begins with."""
        return self._sheet.header()

    def line(self, payment: Payment) -> bytes:
        """The next payment."""
        count, total = self.banks.get(payment.account[BANK], (0, Rials(0)))
        self.banks[payment.account[BANK]] = (count + 1, Rials(total + payment.amount))
        self.total = Rials(self.total + payment.amount)
        return self._sheet.line(*astuple(payment))

    def signed(self, month: JalaliMonth, made_at: datetime, keys: SigningKeys) -> tuple[PaymentOrder, bytes]:
        """The order as a paper, and the last line of its file."""
        digest, moment = self._sheet.digest, made_at.replace(microsecond=0)
        paper = PaymentOrder(self._label, month, self.count, self.total, digest, moment)
        return paper, self._sheet.end(paper, keys)


class _Counted:
    """The payments of a file that is read again."""

    def __init__(self) -> None:
        self._lines = self._total = 0

    def line(self, fields: Sequence[str]) -> None:
        self._lines += 1
        self._total += int(fields[7])

    def beside(self, signed: PaymentOrder) -> str:
        found = f"it has {self._lines:,} payments of {self._total:,} rials"
        return f"{found}; {signed.lines:,} of {signed.total:,} were signed"


def is_one(first_line: bytes) -> bool:
    """Whether a file begins as an order does."""
    return sheet.begins(first_line, COLUMNS)


def verify(source: BinaryIO, keys: PublicKeys) -> tuple[Verified, str | None]:
    """What that file is, and of one that was changed, where as far as it can be told."""
    return sheet.verify(source, keys, PaymentOrder, _Counted())

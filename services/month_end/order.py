"""A payment order: what finance is to pay for one run, as a file that anybody with our public keys can check.

CSV in UTF-8: a header, a line a payment, and a last line that begins with `#` and holds a signed statement of how many
payments there are, what they come to, and the SHA-256 of everything before it. Each line ends in a hash of itself and
the hash before it, so that where a file was changed can be told; that it was, the signature tells.
"""

from __future__ import annotations

import csv
import hashlib
import io
from dataclasses import astuple, dataclass
from datetime import datetime
from typing import BinaryIO

from services.calendar import JalaliMonth
from services.issued import (
    Changed,
    NotOurs,
    PaymentOrder,
    PublicKeys,
    SigningKeys,
    UnknownKey,
    Verdict,
    Verified,
    stated,
)
from services.issued.statement import envelope, opened_envelope
from services.money import Rials

COLUMNS = ("line", "order", "national_id", "marriage_id", "first_name", "last_name", "account", "amount", "hash")
HASH_LETTERS = 32
LONGEST_LINE = 1 << 16
BANK = slice(4, 7)  # of a Sheba
_HEADER = (",".join(COLUMNS) + "\n").encode()


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
        self.count = 0
        self.total = Rials(0)
        self.banks: dict[str, tuple[int, Rials]] = {}
        self._label = label
        self._last = _hash(label, b"")
        self._digest = hashlib.sha256()

    def header(self) -> bytes:
        """What an order begins with."""
        self._digest.update(_HEADER)
        return _HEADER

    def line(self, payment: Payment) -> bytes:
        """The next payment."""
        count, total = self.banks.get(payment.account[BANK], (0, Rials(0)))
        self.banks[payment.account[BANK]] = (count + 1, Rials(total + payment.amount))
        self.count += 1
        self.total = Rials(self.total + payment.amount)
        row = _row(self.count, self._label, *astuple(payment))
        self._last = _hash(self._last, row)
        line = row + f",{self._last}\n".encode()
        self._digest.update(line)
        return line

    def signed(self, month: JalaliMonth, made_at: datetime, keys: SigningKeys) -> tuple[PaymentOrder, bytes]:
        """The order as a paper, and the last line of its file."""
        digest, moment = self._digest.hexdigest(), made_at.replace(microsecond=0)
        paper = PaymentOrder(self._label, month, self.count, self.total, digest, moment)
        return paper, b"#" + envelope(stated(paper, keys)) + b"\n"


def is_one(first_line: bytes) -> bool:
    """Whether a file begins as an order does."""
    return first_line == _HEADER


def verify(source: BinaryIO, keys: PublicKeys) -> tuple[Verified, str | None]:
    """What that file is, and of one that was changed, where as far as it can be told."""
    digest, lines, total, last, broken = hashlib.sha256(), 0, 0, None, None
    for number, line in enumerate(iter(lambda: source.readline(LONGEST_LINE), b""), 1):
        if line.startswith(b"#"):
            rest = source.read(1)
            return _checked(line, keys, digest.hexdigest(), lines, total, broken, more=bool(rest))
        digest.update(line)
        if number == 1:
            continue
        row, _, kept = line.rstrip(b"\n").rpartition(b",")
        label, amount = _read(row)
        last = _hash(last or _hash(label, b""), row)
        if broken is None and (amount is None or last.encode() != kept):
            broken = number
        lines, total = lines + 1, total + (amount or 0)
    return Verified(Verdict.CHANGED), "it has no signature: its end is missing"


def _checked(
    line: bytes, keys: PublicKeys, digest: str, lines: int, total: int, broken: int | None, *, more: bool
) -> tuple[Verified, str | None]:
    try:
        statement = opened_envelope(line[1:].rstrip(b"\n"), keys)
    except UnknownKey as unknown:
        return Verified(Verdict.UNKNOWN_KEY, key=unknown.key), None
    except (Changed, NotOurs):
        return Verified(Verdict.CHANGED), "its signature is not ours"
    paper = statement.paper
    if not isinstance(paper, PaymentOrder):
        return Verified(Verdict.CHANGED), "it bears the signature of another paper"
    if paper.digest == digest and not more:
        return Verified(Verdict.GENUINE, statement, statement.key), None
    if more:
        where = "something stands behind its signature"
    elif broken:
        where = f"line {broken} is the first that is not as it was signed"
    else:
        where = "its lines were changed and their hashes made anew"
    sums = f"it has {lines:,} payments of {total:,} rials; {paper.lines:,} of {paper.total:,} were signed"
    return Verified(Verdict.CHANGED), f"{where}; {sums}"


def _row(*values: object) -> bytes:
    out = io.StringIO()
    csv.writer(out, lineterminator="").writerow(values)
    return out.getvalue().encode()


def _read(row: bytes) -> tuple[str, int | None]:
    """The label and the amount of a line; no amount where it is no line of ours."""
    try:
        fields = next(csv.reader([row.decode()], strict=True))
        return fields[1], int(fields[7])
    except (ValueError, IndexError, StopIteration, csv.Error):
        return "", None


def _hash(before: str, row: bytes) -> str:
    return hashlib.sha256(before.encode() + b"\n" + row).hexdigest()[:HASH_LETTERS]

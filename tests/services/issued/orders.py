"""A payment order and a pension order of three lines each: two kinds of sheet."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import BinaryIO

from services.calendar import JalaliMonth
from services.dependency import EventKind
from services.dependency import order as pensions
from services.dependency.case import Change
from services.dependency.order import ShareChange
from services.issued import PublicKeys, SigningKeys, Verified
from services.money import Rials
from services.month_end import order as payments
from services.month_end.order import Payment

KEYS, OTHERS = SigningKeys([b"k" * 32]), SigningKeys([b"o" * 32])
AT = datetime(2026, 11, 23, 0, 11, 31, 77, UTC)
MONTH = JalaliMonth(1405, 8)
PAYMENTS = [
    Payment("0012345679", "M1", "سارا", "محمدی", "IR062960000000100324200001", Rials(75_842_120)),
    Payment("0499370899", 'M,2"', "رضا", "", "IR820540102680020817909002", Rials(1)),
    Payment("1994825677", "M3", "مریم", "خوش‌نویس", "IR062960000000100324200001", Rials(120_000_000)),
]
DAY = date(2025, 11, 22)
OF_HER = ("0012345679", "P,1", "0499370899")
CAUSE = (EventKind.MARRIAGE, date(2025, 9, 10), "E1")
CHANGES = [
    ShareChange(*OF_HER, Change.ENDED, DAY, *CAUSE, None),
    ShareChange(*OF_HER, Change.RESTORED, DAY, *CAUSE, "12345674"),
    ShareChange("1994825677", "P2", OF_HER[2], Change.REESTABLISHED, DAY, *CAUSE, "12345682"),
]


def payment_body(most: int = 3) -> tuple[bytes, payments.Lines]:
    """A payment order without its end."""
    lines = payments.Lines("1405-08-1")
    return lines.header() + b"".join(map(lines.line, PAYMENTS[:most])), lines


def payment_order(keys: SigningKeys = KEYS, most: int = 3) -> bytes:
    body, lines = payment_body(most)
    return body + lines.signed(MONTH, AT, keys)[1]


def pension_order(keys: SigningKeys = KEYS, most: int = 3) -> bytes:
    lines = pensions.Lines(3)
    body = lines.header() + b"".join(map(lines.line, CHANGES[:most]))
    return body + lines.signed(AT, keys)[1]


@dataclass(frozen=True)
class Kind:
    """A kind of sheet. `one_less` is what it says of itself where its second line is missing."""

    name: str
    made: Callable[..., bytes]
    verify: Callable[[BinaryIO, PublicKeys], tuple[Verified, str | None]]
    is_one: Callable[[bytes], bool]
    one_less: str

    def looked_at(self, file: bytes) -> tuple[Verified, str | None]:
        return self.verify(io.BytesIO(file), KEYS.public)


KINDS = (
    Kind(
        "payments",
        payment_order,
        payments.verify,
        payments.is_one,
        "it has 2 payments of 195,842,120 rials; 3 of 195,842,121 were signed",
    ),
    Kind(
        "pensions",
        pension_order,
        pensions.verify,
        pensions.is_one,
        "it has 2 changes (1 ended, 0 restored, 1 reestablished);"
        " 3 changes (1 ended, 1 restored, 1 reestablished) were signed",
    ),
)

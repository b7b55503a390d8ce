"""A pension order: what the pension department is to change of daughters' shares, as a sheet with their counts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import BinaryIO

from services.dependency.case import Change, EventKind
from services.issued import PensionOrder, PublicKeys, SigningKeys, Verified, sheet

COLUMNS = (
    *("line", "order", "national_id", "pension_id", "deceased_id", "change", "last_day", "first_day"),
    *("cause", "cause_on", "event_id", "number", "hash"),
)
CHANGE = COLUMNS.index("change")


@dataclass(frozen=True, slots=True)
class ShareChange:
    """One change of one share. `day` is the first without the share where it ended, else the first with it again.

    `number` is that of the objection or request on which it is drawn again.
    """

    national_id: str
    pension_id: str
    deceased_id: str
    change: Change
    day: date
    cause: EventKind
    cause_on: date
    event_id: str
    number: str | None


class Lines:
    """The lines of an order as they are written, and how many there are of each change.

    `sorts` are by the change and what had ended the share.
    """

    def __init__(self, number: int) -> None:
        self.sorts: Counter[tuple[Change, EventKind]] = Counter()
        self._label = str(number)
        self._sheet = sheet.Sheet(self._label, COLUMNS)

    @property
    def changes(self) -> Counter[Change]:
        """How many there are of each."""
        found: Counter[Change] = Counter()
        for (change, _), count in self.sorts.items():
            found[change] += count
        return found

    def header(self) -> bytes:
        """What an order begins with."""
        return self._sheet.header()

    def line(self, one: ShareChange) -> bytes:
        """The next change. The last day of a share is written as `pensions.csv` writes it."""
        self.sorts[one.change, one.cause] += 1
        over = one.change is Change.ENDED
        last_day, first_day = (one.day - timedelta(days=1), None) if over else (None, one.day)
        of_share = (one.national_id, one.pension_id, one.deceased_id, one.change.value, last_day, first_day)
        return self._sheet.line(*of_share, one.cause.value, one.cause_on, one.event_id, one.number)

    def signed(self, made_at: datetime, keys: SigningKeys) -> tuple[PensionOrder, bytes]:
        """The order as a paper, and the last line of its file."""
        changes = self.changes
        ended, restored, reestablished = (changes[change] for change in Change)
        digest, moment = self._sheet.digest, made_at.replace(microsecond=0)
        paper = PensionOrder(self._label, self._sheet.count, ended, restored, reestablished, digest, moment)
        return paper, self._sheet.end(paper, keys)


class _Counted:
    """The changes of a file that is read again."""

    def __init__(self) -> None:
        self._changes: Counter[Change] = Counter()

    def line(self, fields: Sequence[str]) -> None:
        self._changes[Change(fields[CHANGE])] += 1

    def beside(self, signed: PensionOrder) -> str:
        of_signed = (signed.ended, signed.restored, signed.reestablished)
        by_change = dict(zip(Change, of_signed, strict=True))
        return f"it has {told(self._changes)}; {told(by_change)} were signed"


def told(changes: Mapping[Change, int]) -> str:
    """How many changes there are, and of which sort."""
    sorts = ", ".join(f"{changes.get(change, 0):,} {change}" for change in Change)
    total = sum(changes.values())
    return f"{total:,} {'change' if total == 1 else 'changes'} ({sorts})"


def is_one(first_line: bytes) -> bool:
    """Whether a file begins as an order does."""
    return sheet.begins(first_line, COLUMNS)


def verify(source: BinaryIO, keys: PublicKeys) -> tuple[Verified, str | None]:
    """What that file is, and of one that was changed, where as far as it can be told."""
    return sheet.verify(source, keys, PensionOrder, _Counted())

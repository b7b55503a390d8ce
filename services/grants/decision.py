"""A decision on a marriage grant, with everything needed to explain it to the person. Kept as told, as plain JSON."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from services.calendar import JalaliMonth
from services.money import Rials


class Outcome(StrEnum):
    PAYABLE = "payable"
    WAITING = "waiting"
    REFUSED = "refused"
    REVIEW = "review"


class Criterion(StrEnum):
    """What Art. 85 and the announcement ask for, in the order in which it is told."""

    PERMANENT = "permanent"  # the contract is permanent (S, L)
    OFFICIAL = "official"  # it is registered at an official office (S, L)
    FIRST = "first"  # no earlier permanent marriage: once in a lifetime (S)
    EMPLOYED = "employed"  # at work in a covered workshop on the day (S, L)
    DAYS = "days"  # 720 days of compulsory premium in the five years before (S, L)


class Missing(StrEnum):
    """What payment needs and the registry lacks, tried again each month-end (S); in the order in which it is told."""

    ACCOUNT = "account"
    MOBILE = "mobile"


class ReviewReason(StrEnum):
    """Why the data cannot tell and a person decides."""

    QUARANTINED = "quarantined"
    PARTIAL_HISTORY = "partial_history"


@dataclass(frozen=True, slots=True)
class Window:
    """The days in which premium counts, both ends included."""

    first_day: date
    last_day: date

    @property
    def first_month(self) -> JalaliMonth:
        return JalaliMonth.of(self.first_day)

    @property
    def last_month(self) -> JalaliMonth:
        return JalaliMonth.of(self.last_day)

    def days_of(self, month: JalaliMonth) -> int:
        """How many of the month's days lie inside."""
        return max(0, (min(month.last_day, self.last_day) - max(month.first_day, self.first_day)).days + 1)


@dataclass(frozen=True, slots=True)
class CountedMonth:
    """A reported month: `recorded` days as the lists say, over all workshops; `counted` of them in the window."""

    month: JalaliMonth
    recorded: int
    counted: int
    wage: Rials


@dataclass(frozen=True, slots=True)
class FirstMarriage:
    """`first`, with the day of the person's earliest permanent marriage before this one."""

    holds: bool
    earlier: date | None


@dataclass(frozen=True, slots=True)
class AtWork:
    """`employed`; where it fails, the last day of work before the marriage, None when there was none."""

    holds: bool
    last_day: date | None


@dataclass(frozen=True, slots=True)
class Record:
    """`days`: how many count of how many needed, in which window, month by month (months with a list only)."""

    holds: bool
    counted: int
    needed: int
    window: Window
    months: tuple[CountedMonth, ...]


@dataclass(frozen=True, slots=True)
class Computation:
    """How an amount came about: wages of `first_month` to `last_month`, in sum `total`, divided by `divided_by`."""

    amount: Rials
    total: Rials
    divided_by: int
    first_month: JalaliMonth
    last_month: JalaliMonth
    with_wages: int
    without_wages: int

    @property
    def is_zero(self) -> bool:
        """Nothing comes of it: payable all the same, explained, and in no payment order."""
        return self.amount == 0


@dataclass(frozen=True, slots=True)
class Verdict:
    """What follows from the criteria: a decision without its figures."""

    outcome: Outcome
    failed: tuple[Criterion, ...]
    missing: tuple[Missing, ...]
    review: ReviewReason | None
    overridden: tuple[Criterion, ...]

    @property
    def owed(self) -> bool:
        """Whether there is an amount."""
        return self.outcome in (Outcome.PAYABLE, Outcome.WAITING)


@dataclass(frozen=True, slots=True)
class Decision:
    """What one spouse is owed for one marriage, and why.

    `failed` and `missing` stand in the order of their classes; every failed criterion is named, also where rows that
    could not be read leave the case to a person; `missing` is given for waiting only, `review` for review
    only, `computation` for payable and waiting only. `overridden` are criteria that would have failed, and hold because
    an objection was upheld.
    """

    marriage_id: str
    national_id: str
    registered_on: date
    outcome: Outcome
    failed: tuple[Criterion, ...]
    missing: tuple[Missing, ...]
    review: ReviewReason | None
    permanent: bool
    official: bool
    first: FirstMarriage
    employed: AtWork
    record: Record
    computation: Computation | None
    overridden: tuple[Criterion, ...] = ()

    @property
    def amount(self) -> Rials | None:
        """For payable and waiting."""
        return self.computation.amount if self.computation else None


@dataclass(frozen=True, slots=True)
class AwaitedLists:
    """Premium lists that may still come and could complete the days, and the last day on which one is due."""

    months: tuple[JalaliMonth, ...]
    until: date

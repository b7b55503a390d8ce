"""A run of a month-end: what was decided in it, how often, and what is to be paid."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from services.calendar import JalaliMonth
from services.money import Rials


class Result(StrEnum):
    """What a run makes of one spouse in one marriage."""

    PAYABLE = "payable"
    WAITING = "waiting"
    PROVISIONAL = "provisional"  # refused for days alone, which lists not yet due could bring
    REFUSED = "refused"
    REVIEW = "review"


OPEN = frozenset({Result.WAITING, Result.PROVISIONAL, Result.REVIEW})  # decided again at the next month-end
PAID_BEFORE = "paid_before"  # why a person has to look: a grant is paid once in a lifetime


class Why(StrEnum):
    """What brought somebody into a run; of several the last one here."""

    REGISTERED = "registered"  # married in the month
    LATE = "late"  # in a month whose run was over when the registry came to know of it
    OPEN = "open"  # not finally decided before
    RETURNED = "returned"  # paid to an account that the bank refused, and has another one now
    UPHELD = "upheld"  # objected, and was right


@dataclass(frozen=True, slots=True)
class Tally:
    """How many came to the same result for the same reasons, and the sum of their amounts; of these what is ordered."""

    result: Result
    reasons: tuple[str, ...]
    people: int
    amount: Rials
    ordered: int
    ordered_amount: Rials


@dataclass(frozen=True, slots=True)
class Run:
    """A run, and how far it has come. `tallies` and `fingerprint` once it is finished."""

    month: JalaliMonth
    number: int
    as_of: date
    early: bool
    started_at: datetime
    started_by: str
    people: int
    chunks: int
    people_done: int
    chunks_done: int
    finished_at: datetime | None = None
    fingerprint: str | None = None
    tallies: tuple[Tally, ...] = ()

    @property
    def label(self) -> str:
        """`1405-08-1`: the month and the number of the run, as payment orders bear it."""
        return f"{self.month}-{self.number}"


def merged(tallies: Iterable[Tally]) -> tuple[Tally, ...]:
    """One tally for each result and reasons, results in their order, the most frequent reasons first."""
    found: dict[tuple[Result, tuple[str, ...]], Tally] = {}
    for one in tallies:
        key = (one.result, one.reasons)
        before = found.get(key)
        found[key] = _plus(before, one) if before else one
    places = list(Result)
    return tuple(sorted(found.values(), key=lambda one: (places.index(one.result), -one.people, one.reasons)))


def _plus(one: Tally, other: Tally) -> Tally:
    return Tally(
        one.result,
        one.reasons,
        one.people + other.people,
        Rials(one.amount + other.amount),
        one.ordered + other.ordered,
        Rials(one.ordered_amount + other.ordered_amount),
    )

"""Who may contract voluntary insurance, and why not: with everything needed to explain it. Plain, so it can be kept."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from services.calendar import JalaliMonth


class Outcome(StrEnum):
    ELIGIBLE = "eligible"
    REFUSED = "refused"
    REVIEW = "review"  # rows of the person were kept apart at import: a person decides


class Bar(StrEnum):
    """What stands in the way, in the order in which it is told. The values are part of `hamyar eligible`."""

    INSURED_ELSEWHERE = "insured_elsewhere"  # at work in a covered workshop, or insured as a freelancer, now (S, L)
    RECORD = "record"  # fewer days of record than anybody needs (L)
    RECORD_FOR_AGE = "record_for_age"  # fewer days of record than this age needs (L)


@dataclass(frozen=True, slots=True)
class RecordForAge:
    """Days of record beside those needed at `age`, in completed years."""

    holds: bool
    days: int
    needed: int
    age: int


@dataclass(frozen=True, slots=True)
class InsuredElsewhere:
    """How the person is insured now: at work since that day, or by freelance premium of that month; else neither."""

    employed_since: date | None = None
    freelance_month: JalaliMonth | None = None

    @property
    def is_so(self) -> bool:
        return self.employed_since is not None or self.freelance_month is not None


NOWHERE = InsuredElsewhere()


@dataclass(frozen=True, slots=True)
class Eligibility:
    """The judgement. Every bar is named, also where rows that could not be read leave the case to a person."""

    outcome: Outcome
    bars: tuple[Bar, ...]
    record: RecordForAge
    elsewhere: InsuredElsewhere

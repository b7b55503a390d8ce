"""What the registry says of one spouse and one marriage: all that the rules may look at."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from services.calendar import JalaliMonth
from services.grants.decision import Criterion
from services.money import Rials


class MarriageKind(StrEnum):
    PERMANENT = "permanent"
    TEMPORARY = "temporary"


@dataclass(frozen=True, slots=True)
class Employment:
    """Work in a covered workshop; `ended` is the last day of work, None while it goes on."""

    started: date
    ended: date | None

    def covers(self, day: date) -> bool:
        """Whether the person was at work there on that day, its first and its last day included."""
        return self.started <= day and (self.ended is None or day <= self.ended)


@dataclass(frozen=True, slots=True)
class WageMonth:
    """What all workshops together reported for a month under the compulsory scheme, as reported."""

    month: JalaliMonth
    days: int
    wage: Rials


@dataclass(frozen=True, slots=True)
class OtherMarriage:
    """Another marriage of the same person, before or after."""

    registered_on: date
    kind: MarriageKind


@dataclass(frozen=True, slots=True)
class Facts:
    """One spouse in one marriage. `months` holds each month once; months that nobody reported are left out.

    `overridden` are the criteria that count as held since an objection was upheld; `earlier_found` says that a reviewer
    found an earlier permanent marriage, which the civil registry's history could not tell.
    """

    marriage_id: str
    national_id: str
    registered_on: date
    kind: MarriageKind
    official: bool
    other_marriages: tuple[OtherMarriage, ...]
    employments: tuple[Employment, ...]
    months: tuple[WageMonth, ...]
    account_known: bool
    mobile_known: bool
    history_complete: bool
    quarantined: bool
    overridden: frozenset[Criterion] = frozenset()
    earlier_found: bool = False


Key = tuple[str, str]  # a spouse: (national_id, marriage_id)


class Figures(NamedTuple):
    """What the rules count in one spouse's facts, and the rest of them; PostgreSQL counts it for many at once.

    `counted` are the days in the window, `total` the wages of the months that make the amount, `earlier` the person's
    earliest marriage of those that bar another; `last_day` is that of work, for whoever was not at work; `paid_before`
    says that a grant of theirs was ordered or paid already, of whatever marriage.
    """

    national_id: str
    marriage_id: str
    registered_on: date
    kind: str
    official: bool
    mobile: str | None
    account: str | None
    history_complete: bool
    quarantined: bool
    overridden: Sequence[str] | None
    earlier_found: bool
    earlier: date | None
    at_work: bool
    last_day: date | None
    counted: int
    total: int
    paid_before: bool


class Held(NamedTuple):
    """Which criteria hold of one spouse in one marriage, and what else the outcome turns on."""

    permanent: bool
    official: bool
    first: bool
    employed: bool
    days: bool
    overridden: frozenset[Criterion]
    account_known: bool
    mobile_known: bool
    history_complete: bool
    quarantined: bool

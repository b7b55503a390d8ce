"""What the registry says of one spouse and one marriage: all that the rules may look at."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

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

    `overridden` are the criteria that count as held since an objection was upheld.
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

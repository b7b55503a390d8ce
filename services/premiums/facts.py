"""What the registry says of one person who wants to insure themselves: all that the rules may look at."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from services.calendar import JalaliMonth
from services.money import Rials


@dataclass(frozen=True, slots=True)
class Employment:
    """Work in a covered workshop; `ended` is the last day of work, None while it goes on."""

    started: date
    ended: date | None


@dataclass(frozen=True, slots=True)
class RecordedMonth:
    """A month over all workshops, as reported.

    `days` are of every scheme that counts for the record, `compulsory_days` and `freelance_days` among them;
    `compulsory_wage` is what the compulsory lists report.
    """

    month: JalaliMonth
    days: int
    compulsory_days: int
    compulsory_wage: Rials
    freelance_days: int


@dataclass(frozen=True, slots=True)
class VoluntaryFacts:
    """One person. `months` holds each month once, oldest first; months that nobody reported are left out.

    `quarantined`: rows of theirs were kept apart at import, so that the rest may not be all.
    """

    national_id: str
    birth_date: date
    employments: tuple[Employment, ...]
    months: tuple[RecordedMonth, ...]
    quarantined: bool

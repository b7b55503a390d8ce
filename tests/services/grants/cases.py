"""Facts for tests: a person who is owed the grant, to be changed where a test needs it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from typing import Any

from services.calendar import JalaliDay, JalaliMonth
from services.grants.facts import Employment, Facts, MarriageKind, WageMonth
from services.money import Rials

WAGE = Rials(100_000_000)


def jalali(year: int, month: int, day: int) -> date:
    return JalaliDay(year, month, day).gregorian


def full(months: Iterable[JalaliMonth], wage: Rials = WAGE) -> tuple[WageMonth, ...]:
    """Months worked from first to last day."""
    return tuple(WageMonth(month, month.days, wage) for month in months)


def span(first: str, last: str) -> list[JalaliMonth]:
    return list(JalaliMonth.parse(first).through(JalaliMonth.parse(last)))


def with_days(days: int) -> tuple[WageMonth, ...]:
    """`days` days of premium, well inside the window of `REGISTERED`."""
    months = []
    for month in span("1400-01", "1404-01"):
        months.append(WageMonth(month, min(days, month.days), Rials(1)))
        days -= months[-1].days
    return tuple(months)


REGISTERED = jalali(1404, 9, 15)
PAYABLE = Facts(
    marriage_id="M1",
    national_id="0012345679",
    registered_on=REGISTERED,
    kind=MarriageKind.PERMANENT,
    official=True,
    other_marriages=(),
    employments=(Employment(jalali(1398, 1, 1), None),),
    months=full(span("1399-09", "1404-09")),
    account_known=True,
    mobile_known=True,
    history_complete=True,
    quarantined=False,
)


def facts(**changes: Any) -> Facts:
    return replace(PAYABLE, **changes)

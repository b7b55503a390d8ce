"""The months of a request: what is recorded, what is missing, what that costs and whether it can be paid. No IO."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import date

from services.calendar import JalaliMonth
from services.contracts.contract import PartialMonth, PartialState
from services.contracts.terms import has_figures, rates_of
from services.money import Rials
from services.premiums import rules
from services.premiums.facts import RecordedMonth
from services.premiums.quote import decimal_text

MOST_MONTHS = 12  # of a request that are shown
EXAMPLES = 3  # partial months that are shown to who has no request


def of_request(
    first: JalaliMonth, recorded: Collection[RecordedMonth], paid: Collection[JalaliMonth], today: date
) -> list[PartialMonth]:
    """The months from `first` to the present one, oldest first, but for those that nobody reported in time."""
    here, lists = JalaliMonth.of(today), {seen.month: seen for seen in recorded}
    months = max(first, here.plus(1 - MOST_MONTHS)).through(here)
    return [seen for month in months if (seen := of_month(month, lists.get(month), paid, today)) is not None]


def examples(recorded: Collection[RecordedMonth], today: date) -> list[PartialMonth]:
    """The latest partial months before any request, oldest first. They are late: nothing is bought back."""
    return list(reversed([*_examples(recorded, today)][:EXAMPLES]))


def of_month(
    month: JalaliMonth, seen: RecordedMonth | None, paid: Collection[JalaliMonth], today: date
) -> PartialMonth | None:
    """A month of a request as it stands; None where no list of it came in time."""
    due = rules.partial_due(month)
    in_time = rules.in_time(today, due)
    missing = _missing(seen) if seen is not None and month < JalaliMonth.of(today) else None
    if seen is None or missing is None:
        return PartialMonth(month, 0, Rials(0), 0, "0", Rials(0), due, "awaited") if in_time else None
    if month in paid:
        return _told(seen, missing, "paid")
    if missing == 0:
        return _told(seen, missing, "whole")
    if not has_figures(month):
        return _told(seen, missing, "unpriced")
    return _told(seen, missing, "payable" if in_time else "late")


def _examples(recorded: Collection[RecordedMonth], today: date) -> Iterator[PartialMonth]:
    here = JalaliMonth.of(today)
    for seen in sorted(recorded, key=lambda seen: seen.month, reverse=True):
        if here.plus(-MOST_MONTHS) <= seen.month < here and has_figures(seen.month) and (missing := _missing(seen)):
            yield _told(seen, missing, "late")


def _missing(seen: RecordedMonth) -> int | None:
    """How many days of a listed month are not recorded; None where no compulsory day is, so that none can be added."""
    if seen.compulsory_days < rules.LEAST_RECORDED.value:
        return None
    return max(0, seen.month.days - max(seen.days, seen.compulsory_days))


def _told(seen: RecordedMonth, missing: int, state: PartialState) -> PartialMonth:
    """A listed month, with the premium of what is missing as far as the table of rates reaches."""
    month, due = seen.month, rules.partial_due(seen.month)
    recorded, wage = min(seen.compulsory_days, month.days), seen.compulsory_wage
    if missing == 0 or not has_figures(month):
        return PartialMonth(month, recorded, wage, missing, "0", Rials(0), due, state)
    besides = max(0, seen.days - seen.compulsory_days)
    quote = rules.partial(rates_of(month), recorded, wage, besides=besides)
    return PartialMonth(month, recorded, wage, quote.days, decimal_text(quote.base_daily), quote.premium, due, state)

"""The months of a request: what is recorded, what is missing, what that costs and whether it can be paid. No IO."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import date

from services.calendar import JalaliMonth
from services.contracts.contract import PartialMonth
from services.money import Rials
from services.premiums import rules
from services.premiums.facts import RecordedMonth
from services.premiums.quote import decimal_text
from services.premiums.rates import NoFigure
from services.premiums.rules import NoRecordedDay, NothingMissing
from services.premiums.table import TABLE

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
    quoted = _quoted(month, seen) if seen is not None and month < JalaliMonth.of(today) else None
    if quoted is None:
        return PartialMonth(month, 0, Rials(0), 0, "0", Rials(0), due, "awaited") if in_time else None
    recorded, wage, days, base, premium = quoted
    if month in paid:
        return PartialMonth(month, recorded, wage, days, base, premium, due, "paid")
    if days == 0:
        return PartialMonth(month, recorded, wage, days, base, premium, due, "whole")
    return PartialMonth(month, recorded, wage, days, base, premium, due, "payable" if in_time else "late")


def _examples(recorded: Collection[RecordedMonth], today: date) -> Iterator[PartialMonth]:
    here = JalaliMonth.of(today)
    for seen in sorted(recorded, key=lambda seen: seen.month, reverse=True):
        if here.plus(-MOST_MONTHS) <= seen.month < here and (quoted := _quoted(seen.month, seen)) and quoted[2]:
            yield PartialMonth(seen.month, *quoted, rules.partial_due(seen.month), "late")


def _quoted(month: JalaliMonth, seen: RecordedMonth) -> tuple[int, Rials, int, str, Rials] | None:
    """Recorded days, their wage, missing days, daily base and premium; None where no compulsory day is recorded.

    A month whose figures the table does not have yet is as one whose list is not in.
    """
    recorded = min(seen.compulsory_days, month.days)
    try:
        quote = rules.partial(
            TABLE.of(month), recorded, seen.compulsory_wage, besides=max(0, seen.days - seen.compulsory_days)
        )
    except NothingMissing:
        return recorded, seen.compulsory_wage, 0, "0", Rials(0)
    except (NoRecordedDay, NoFigure):
        return None
    return recorded, seen.compulsory_wage, quote.days, decimal_text(quote.base_daily), quote.premium

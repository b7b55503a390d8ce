"""The law of the marriage grant: facts in, a decision out.

Each spouse is decided alone, and each who qualifies is paid (Art. 85, note 2). R is the day on which the marriage was
officially registered. Every figure and every way of counting stands below, with its source; a change of the law, or a
text that settles what we assumed, changes one of these lines.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import date
from functools import lru_cache
from typing import Any

from services.calendar import ONE_DAY, JalaliMonth, month_end, years_before
from services.grants.decision import (
    AtWork,
    AwaitedLists,
    Computation,
    CountedMonth,
    Criterion,
    Decision,
    FirstMarriage,
    Missing,
    Outcome,
    Record,
    ReviewReason,
    Verdict,
    Window,
)
from services.grants.facts import Employment, Facts, Figures, Held, MarriageKind, OtherMarriage, WageMonth
from services.law import Constant, Mark
from services.money import Rials, divide_half_up

ASSUMED_ON = date(2026, 11, 22)
NOTHING = frozenset[Criterion]()

GRANTED_KINDS = Constant(frozenset({MarriageKind.PERMANENT}), Mark.LAW, "Art. 85: عقد دائم; announced so as well (S)")
EARLIER_KINDS = Constant(
    frozenset({MarriageKind.PERMANENT}),
    Mark.STATED,
    "«اولین عقد دائم»: an earlier temporary marriage does not count",
)
SCHEME = Constant("compulsory", Mark.STATED, "«بیمه‌شدگان اجباری»: no other scheme counts, for days and for wages")
AT_WORK = Constant(
    Employment.covers,
    Mark.ASSUMED,
    "Art. 85 asks for work in a covered workshop on R (S, L), the last day of work included; "
    "assumed: unemployment benefit on R is not employment",
    since=ASSUMED_ON,
)

NEEDED_DAYS = Constant(720, Mark.LAW, "Art. 85: at least 720 days; 720 passes, 719 fails")
WINDOW_YEARS = Constant(5, Mark.LAW, "Art. 85: in the five years before the marriage")
WINDOW_FIRST_DAY = Constant(
    years_before,
    Mark.ASSUMED,
    "the same Jalali day five years earlier; 30 Esfand falls back to 29 Esfand in a common year",
    since=ASSUMED_ON,
)
WINDOW_LAST_DAY = Constant(-ONE_DAY, Mark.ASSUMED, "the day before R: R itself is outside", since=ASSUMED_ON)
EDGE_MONTH: Constant[Callable[[int, int], int]] = Constant(
    min,
    Mark.ASSUMED,
    "lists state how many days, not which: an edge month gives the lesser of its days and those inside the window",
    since=ASSUMED_ON,
)

WAGE_MONTHS = Constant(24, Mark.LAW, "Art. 85, note 1: wages of the two years before the marriage ÷ 24, always 24")
LAST_WAGE_MONTH = Constant(
    -1, Mark.ASSUMED, "the two years are the 24 calendar months before the month of R", since=ASSUMED_ON
)
ROUNDING = Constant(divide_half_up, Mark.ASSUMED, "to a whole rial, a half up", since=ASSUMED_ON)

LIST_DUE_MONTHS = Constant(1, Mark.LAW, "Art. 39: a month's premium list is due by the end of the next month")
LISTS_ARE_AWAITED = Constant(
    True,
    Mark.ASSUMED,
    "who lacks nothing but days, which lists not yet due could bring, is not refused before those are due",
    since=ASSUMED_ON,
)
ZERO_IS_ORDERED = Constant(
    False, Mark.ASSUMED, "amount 0 stays payable, is explained, and enters no payment order", since=ASSUMED_ON
)
DECIDED_ON = Constant(
    month_end,
    Mark.ASSUMED,
    "at the end of the month of R; the announcement also says «the same day»",
    since=ASSUMED_ON,
)


def decide(facts: Facts) -> Decision:
    """Judge one spouse's grant.

    In this order: quarantined rows leave it to a person; any failed criterion refuses, and all are named; a partial
    marriage history leaves it to a person; a missing account or mobile makes it wait; else it is payable.
    A criterion that was overridden when an objection was upheld counts as held; a reviewer who looked into a partial
    history may have found an earlier marriage.
    """
    first = first_marriage(facts.registered_on, facts.other_marriages, found=facts.earlier_found)
    employed = at_work(facts.registered_on, facts.employments)
    record = counted_record(window(facts.registered_on), facts.months)
    permanent = facts.kind in GRANTED_KINDS.value
    judged = verdict(
        Held(
            permanent=permanent,
            official=facts.official,
            first=first.holds,
            employed=employed.holds,
            days=record.holds,
            overridden=facts.overridden,
            account_known=facts.account_known,
            mobile_known=facts.mobile_known,
            history_complete=facts.history_complete,
            quarantined=facts.quarantined,
        )
    )
    return Decision(
        marriage_id=facts.marriage_id,
        national_id=facts.national_id,
        registered_on=facts.registered_on,
        outcome=judged.outcome,
        failed=judged.failed,
        missing=judged.missing,
        review=judged.review,
        permanent=permanent,
        official=facts.official,
        first=first,
        employed=employed,
        record=record,
        computation=computed(facts.registered_on, facts.months) if judged.owed else None,
        overridden=judged.overridden,
    )


def verdict_of(figures: Figures) -> Verdict:
    """What `decide` comes to for the facts that these are the figures of."""
    return _verdict(
        figures.kind in GRANTED_KINDS.value,
        figures.official,
        figures.earlier is None and not figures.earlier_found,
        figures.at_work,
        figures.counted >= NEEDED_DAYS.value,
        frozenset(map(Criterion, figures.overridden)) if figures.overridden else NOTHING,
        figures.account is not None,
        figures.mobile is not None,
        figures.history_complete,
        figures.quarantined,
    )


# A month's run judges a hundred thousand people, who differ in few ways.
@lru_cache(maxsize=4096)
def _verdict(*held: Any) -> Verdict:
    return verdict(Held(*held))


def verdict(held: Held) -> Verdict:
    """Judge what holds of one spouse: `decide` without the figures, which may have been counted elsewhere."""
    holds = {
        Criterion.PERMANENT: held.permanent,
        Criterion.OFFICIAL: held.official,
        Criterion.FIRST: held.first,
        Criterion.EMPLOYED: held.employed,
        Criterion.DAYS: held.days,
    }
    lacking = tuple(criterion for criterion in Criterion if not holds[criterion])
    failed = tuple(criterion for criterion in lacking if criterion not in held.overridden)
    missing = tuple(_missing(held))
    outcome, review = _judged(held, failed, missing)
    return Verdict(
        outcome=outcome,
        failed=failed,
        missing=missing if outcome is Outcome.WAITING else (),
        review=review,
        overridden=tuple(criterion for criterion in lacking if criterion in held.overridden),
    )


def _judged(
    held: Held, failed: tuple[Criterion, ...], missing: tuple[Missing, ...]
) -> tuple[Outcome, ReviewReason | None]:
    if held.quarantined:
        return Outcome.REVIEW, ReviewReason.QUARANTINED
    if failed:
        return Outcome.REFUSED, None
    if not held.history_complete and Criterion.FIRST not in held.overridden:
        return Outcome.REVIEW, ReviewReason.PARTIAL_HISTORY
    if missing:
        return Outcome.WAITING, None
    return Outcome.PAYABLE, None


def _missing(held: Held) -> Iterator[Missing]:
    if not held.account_known:
        yield Missing.ACCOUNT
    if not held.mobile_known:
        yield Missing.MOBILE


def first_marriage(registered_on: date, others: Iterable[OtherMarriage], *, found: bool = False) -> FirstMarriage:
    """Whether no permanent marriage was registered earlier, by date, nor `found` by a reviewer; when the first was."""
    earlier = min(
        (m.registered_on for m in others if m.kind in EARLIER_KINDS.value and m.registered_on < registered_on),
        default=None,
    )
    return FirstMarriage(holds=earlier is None and not found, earlier=earlier)


def at_work(registered_on: date, employments: Iterable[Employment]) -> AtWork:
    """Whether some employment covers the day of registration; if none does, the last day of work before it."""
    rows = tuple(employments)
    if any(AT_WORK.value(row, registered_on) for row in rows):
        return AtWork(holds=True, last_day=None)
    last_day = max((row.ended for row in rows if row.ended and row.ended < registered_on), default=None)
    return AtWork(holds=False, last_day=last_day)


def window(registered_on: date) -> Window:
    """The five years before the marriage: [R − 5 Jalali years, R)."""
    return Window(
        first_day=WINDOW_FIRST_DAY.value(registered_on, WINDOW_YEARS.value),
        last_day=registered_on + WINDOW_LAST_DAY.value,
    )


def counted_record(within: Window, months: Iterable[WageMonth]) -> Record:
    """The months of the window that have a list, and the sum of their days.

    A month's days over all workshops count up to its length, an edge month's as `EDGE_MONTH` says.
    """
    first, last = within.first_month, within.last_month
    counted = tuple(_counted(reported, within) for reported in months if first <= reported.month <= last)
    days = sum(month.counted for month in counted)
    return Record(
        holds=days >= NEEDED_DAYS.value, counted=days, needed=NEEDED_DAYS.value, window=within, months=counted
    )


def _counted(reported: WageMonth, within: Window) -> CountedMonth:
    worked = min(reported.days, reported.month.days)
    inside = within.days_of(reported.month)
    return CountedMonth(reported.month, reported.days, EDGE_MONTH.value(worked, inside), reported.wage)


def most_counted(within: Window, month: JalaliMonth) -> int:
    """How many days of a month can count; of fewer that were worked all do, as far as `EDGE_MONTH` is the lesser."""
    return EDGE_MONTH.value(month.days, within.days_of(month))


def computed(registered_on: date, months: Iterable[WageMonth]) -> Computation:
    """The wages of the 24 calendar months before R's month, over all workshops and as reported, ÷ 24."""
    first, last = wage_months(registered_on)
    wages = [reported.wage for reported in months if first <= reported.month <= last]
    with_wages = sum(wage > 0 for wage in wages)
    total = Rials(sum(wages))
    return Computation(
        amount=amount_of(total),
        total=total,
        divided_by=WAGE_MONTHS.value,
        first_month=first,
        last_month=last,
        with_wages=with_wages,
        without_wages=WAGE_MONTHS.value - with_wages,
    )


def wage_months(registered_on: date) -> tuple[JalaliMonth, JalaliMonth]:
    """The first and the last of the months whose wages make the amount."""
    last = JalaliMonth.of(registered_on).plus(LAST_WAGE_MONTH.value)
    return last.plus(1 - WAGE_MONTHS.value), last


def amount_of(total: Rials) -> Rials:
    """The amount that the wages of those months, in sum `total`, come to."""
    return ROUNDING.value(total, WAGE_MONTHS.value)


def enters_payment_order(decision: Decision) -> bool:
    """Whether finance is to pay something."""
    return is_ordered(decision.outcome, decision.amount)


def is_ordered(outcome: Outcome, amount: Rials | None) -> bool:
    """The same, of an outcome and its amount."""
    if outcome is not Outcome.PAYABLE or amount is None:
        return False
    return ZERO_IS_ORDERED.value or amount > 0


def provisional(decision: Decision, today: date) -> AwaitedLists | None:
    """The lists that a refusal still waits for: it fails on `days` alone, and those not yet due could fill them.

    A list is not yet due up to and with its due day. A month of which a part has been reported can still grow.
    """
    refused_for = decision.failed if decision.outcome is Outcome.REFUSED else ()
    if not LISTS_ARE_AWAITED.value or refused_for != (Criterion.DAYS,):
        return None
    within = decision.record.window
    counted = {month.month: month.counted for month in decision.record.months}
    room = {
        month: within.days_of(month) - counted.get(month, 0)
        for month in within.first_month.through(within.last_month)
        if today <= list_due(month)
    }
    if decision.record.counted + sum(room.values()) < decision.record.needed:
        return None
    awaited = tuple(month for month, days in room.items() if days > 0)
    return AwaitedLists(months=awaited, until=list_due(awaited[-1]))


@lru_cache(maxsize=4096)
def most_awaited(registered_on: date, today: date) -> int:
    """How many days the lists not yet due could bring at most, to whoever has none in them so far."""
    within = window(registered_on)
    months = within.first_month.through(within.last_month)
    return sum(within.days_of(month) for month in months if today <= list_due(month))


def list_due(month: JalaliMonth) -> date:
    """The last day on which the premium list of `month` is in time."""
    return month.plus(LIST_DUE_MONTHS.value).last_day


def decided_on(registered_on: date) -> date:
    """The day at whose end a marriage is decided."""
    return DECIDED_ON.value(registered_on)

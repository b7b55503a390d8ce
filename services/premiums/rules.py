"""The law of voluntary insurance and of partial months: facts in, judgements and premiums out.

Every figure and every way of counting stands below with its source, save those that change with the year: these are in
rates.csv and come in as a value. Amounts are exact fractions until the premium is rounded to a whole rial, once.
A lapsed contract is never taken up again: whoever comes back is judged anew and signs a new one.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Collection, Iterable
from datetime import date, timedelta
from fractions import Fraction

from services.calendar import JalaliDay, JalaliMonth
from services.law import Constant, Mark
from services.money import Rials, divide_half_up
from services.premiums.eligibility import NOWHERE, Bar, Eligibility, InsuredElsewhere, Outcome, RecordForAge
from services.premiums.facts import Employment, RecordedMonth, VoluntaryFacts
from services.premiums.quote import BaseBounds, Quote, SuggestedBases
from services.premiums.rates import Rates

ASSUMED_ON = date(2026, 11, 22)

LEAST_RECORD = Constant(30, Mark.LAW, "by-law on continuing insurance voluntarily: at least 30 days of premium")
ENOUGH_RECORD = Constant(3650, Mark.LAW, "the same: with ten years of record, 3650 days, age does not matter")
AGE_WITHOUT_EXCESS = Constant(
    50, Mark.LAW, "the same: «حداکثر ۵۰ سال تمام»; the announcement's «کمتر از ۵۰ سال» gives way to it"
)
DAYS_FOR_EXCESS_YEAR = Constant(365, Mark.LAW, "the same: each completed year above the age needs a year of record")
NOT_IN_RECORD = Constant(
    "unemployment", Mark.ASSUMED, "every scheme counts for the record, unemployment benefit does not", since=ASSUMED_ON
)
MONTH_DAYS: Constant[Callable[[int, int], int]] = Constant(
    min, Mark.ASSUMED, "a month's days over all workshops count up to its length", since=ASSUMED_ON
)
FREELANCE_MONTHS = Constant(
    2, Mark.ASSUMED, "freelance premium of this month or the two before it is insurance elsewhere", since=ASSUMED_ON
)

LOWEST_BASE = Constant(Fraction(6, 5), Mark.LAW, "the published tables: 1.2 × the minimum daily wage")
HIGHEST_BASE = Constant(Fraction(7), Mark.LAW, "by-law: not above 7 × the minimum daily wage")
AVERAGE_MONTHS = Constant(
    12, Mark.ASSUMED, "the own average is of the 12 calendar months before the present one", since=ASSUMED_ON
)
MONTHLY_BASE_DAYS = Constant(
    30,
    Mark.ASSUMED,
    "a monthly base is declared as that of thirty days, as the published tables show it",
    since=ASSUMED_ON,
)
BASE_HELD: Constant[Callable[[BaseBounds, Fraction], Fraction]] = Constant(
    BaseBounds.held,
    Mark.ASSUMED,
    "a declared base that a later month's bounds leave out counts as the nearest one allowed",
    since=ASSUMED_ON,
)
ROUNDING = Constant(divide_half_up, Mark.ASSUMED, "to a whole rial, a half up, once at the end", since=ASSUMED_ON)

DUE_MONTHS = Constant(2, Mark.LAW, "by-law: by the last day of the second month after; Mehr by 30 Azar")
FIRST_MONTH = Constant(
    JalaliMonth.of, Mark.ASSUMED, "a contract begins with the whole month in which it is signed", since=ASSUMED_ON
)

MONTHS_AHEAD = Constant(1, Mark.ASSUMED, "the month after the present one may be paid as well", since=ASSUMED_ON)
IN_TIME: Constant[Callable[[date, date], bool]] = Constant(
    operator.le, Mark.ASSUMED, "who was sent to the bank by the end of the due day has paid in time", since=ASSUMED_ON
)
BASE_CHANGES = Constant(
    1, Mark.ASSUMED, "another base holds from the first unpaid month that has not begun", since=ASSUMED_ON
)
REMINDED_BEFORE = Constant(
    (10, 2), Mark.ASSUMED, "days before the due day on which people are reminded; no text asks for it", since=ASSUMED_ON
)

LOWEST_PARTIAL = Constant(Fraction(1), Mark.LAW, "partial months: not below the minimum daily wage")
HIGHEST_PARTIAL = Constant(Fraction(7), Mark.LAW, "partial months: not above 7 × the minimum daily wage")
LEAST_RECORDED = Constant(1, Mark.LAW, "partial months: at least one recorded day in the month")
MONTHS_AFTER_REQUEST = Constant(1, Mark.LAW, "partial months: only months after the request, no back-purchase")
REQUEST_MONTHS = Constant(
    2,
    Mark.ASSUMED,
    "who is at work, or has recorded days in this month or the two before it, may request completion",
    since=ASSUMED_ON,
)
PARTIAL_DUE_MONTHS = Constant(2, Mark.ASSUMED, "partial months are due as voluntary insurance is", since=ASSUMED_ON)


class BaseTooLow(ValueError):
    """The declared daily base is below the lowest of the month."""

    def __init__(self, base: Fraction, month: JalaliMonth, lowest: Fraction) -> None:
        super().__init__(f"a daily base of {base} is below {lowest}, the lowest of {month}")
        self.base, self.month, self.lowest = base, month, lowest


class BaseTooHigh(ValueError):
    """The declared daily base is above the highest of the month."""

    def __init__(self, base: Fraction, month: JalaliMonth, highest: Fraction) -> None:
        super().__init__(f"a daily base of {base} is above {highest}, the highest of {month}")
        self.base, self.month, self.highest = base, month, highest


class NoRecordedDay(ValueError):
    """Nothing was recorded in the month, so there is nothing to complete."""

    def __init__(self, month: JalaliMonth, recorded: int) -> None:
        super().__init__(f"{recorded} days are recorded in {month}")
        self.month, self.recorded = month, recorded


class NothingMissing(ValueError):
    """The month is recorded whole."""

    def __init__(self, month: JalaliMonth, recorded: int) -> None:
        super().__init__(f"{month} has {month.days} days, and {recorded} are recorded")
        self.month, self.recorded = month, recorded


# Who may contract


def eligibility(facts: VoluntaryFacts, today: date) -> Eligibility:
    """Whether a person may contract on that day."""
    return judged(
        completed_years(facts.birth_date, today),
        record_days(facts.months),
        insured_elsewhere(facts.employments, facts.months, today),
        quarantined=facts.quarantined,
    )


def judged(age: int, record: int, elsewhere: InsuredElsewhere = NOWHERE, *, quarantined: bool = False) -> Eligibility:
    """The same of figures that are known: `age` in completed years, `record` in days."""
    needed = needed_record(age)
    bars = []
    if elsewhere.is_so:
        bars.append(Bar.INSURED_ELSEWHERE)
    if record < needed:
        bars.append(Bar.RECORD if needed == LEAST_RECORD.value else Bar.RECORD_FOR_AGE)
    decided = Outcome.REFUSED if bars else Outcome.ELIGIBLE
    outcome = Outcome.REVIEW if quarantined else decided
    return Eligibility(outcome, tuple(bars), RecordForAge(record >= needed, record, needed, age), elsewhere)


def needed_record(age: int) -> int:
    """Days of record that somebody of `age` completed years needs: 30, a year for each above 50, at most 3650."""
    excess = max(0, age - AGE_WITHOUT_EXCESS.value)
    return min(ENOUGH_RECORD.value, max(LEAST_RECORD.value, DAYS_FOR_EXCESS_YEAR.value * excess))


def completed_years(birth_date: date, today: date) -> int:
    """Age in Jalali years. Who was born on 30 Esfand completes a year on 1 Farvardin where there is no such day."""
    born, here = JalaliDay.of(birth_date), JalaliDay.of(today)
    return here.year - born.year - ((here.month, here.day) < (born.month, born.day))


def record_days(months: Iterable[RecordedMonth]) -> int:
    """Days of record in all, each month's up to its length."""
    return sum(_capped(reported.days, reported.month) for reported in months)


def enough_on(birth_date: date, judgement: Eligibility, today: date) -> date:
    """The day on which a record that is too short would be enough, were each day from `today` on recorded.

    Needed days grow with age as well, so it is often the day of ten years.
    """
    record, born = judgement.record, JalaliDay.of(birth_date)
    for age in range(record.age, record.age + ENOUGH_RECORD.value // DAYS_FOR_EXCESS_YEAR.value + 1):
        turned = JalaliMonth(born.year + age, born.month).first_day + timedelta(days=born.day - 1)
        day = max(turned, today + timedelta(days=max(0, needed_record(age) - record.days)))
        if completed_years(birth_date, day) == age:
            return day
    return today + timedelta(days=ENOUGH_RECORD.value - record.days)


def insured_elsewhere(
    employments: Iterable[Employment], months: Iterable[RecordedMonth], today: date
) -> InsuredElsewhere:
    """How the person is insured on that day: the longest employment that covers it, the latest freelance month."""
    here = JalaliMonth.of(today)
    earliest = here.plus(-FREELANCE_MONTHS.value)
    return InsuredElsewhere(
        employed_since=min(
            (row.started for row in employments if row.started <= today and (row.ended is None or today <= row.ended)),
            default=None,
        ),
        freelance_month=max(
            (seen.month for seen in months if seen.freelance_days > 0 and earliest <= seen.month <= here),
            default=None,
        ),
    )


# The base and the premium


def bounds(rates: Rates) -> BaseBounds:
    """The lowest and the highest daily base that may be declared for the month."""
    minimum = rates.minimum_daily_wage.value
    return BaseBounds(LOWEST_BASE.value * minimum, HIGHEST_BASE.value * minimum)


def suggested_bases(months: Iterable[RecordedMonth], rates: Rates, today: date) -> SuggestedBases:
    """The lowest base of the month, the person's own average of the year before `today` held between, the highest."""
    allowed = bounds(rates)
    average = own_average(months, today)
    return SuggestedBases(allowed.lowest, None if average is None else allowed.held(Fraction(average)), allowed.highest)


def own_average(months: Iterable[RecordedMonth], today: date) -> Rials | None:
    """Compulsory wages ÷ recorded days of the 12 months before the present one, in whole rials a day.

    A month's days count up to its length, so that two jobs at once add up. None without such days.
    """
    last = JalaliMonth.of(today).previous()
    first = last.plus(1 - AVERAGE_MONTHS.value)
    year = [seen for seen in months if first <= seen.month <= last]
    days = sum(_capped(seen.compulsory_days, seen.month) for seen in year)
    if days == 0:
        return None
    return ROUNDING.value(Rials(sum(seen.compulsory_wage for seen in year)), days)


def voluntary(rates: Rates, base_daily: Fraction | None = None) -> Quote:
    """The premium of a whole month; of the lowest base where none is given. Raises `BaseTooLow`, `BaseTooHigh`."""
    allowed = bounds(rates)
    base = allowed.lowest if base_daily is None else base_daily
    if base < allowed.lowest:
        raise BaseTooLow(base, rates.month, allowed.lowest)
    if base > allowed.highest:
        raise BaseTooHigh(base, rates.month, allowed.highest)
    return _quote(rates, rates.month.days, base)


def base_in(rates: Rates, declared: Fraction) -> Fraction:
    """What a base declared for an earlier month counts as in this one: a new year's bounds may leave it out."""
    return BASE_HELD.value(bounds(rates), declared)


def monthly_base(base_daily: Fraction) -> Rials:
    """The base of thirty days."""
    exact = base_daily * MONTHLY_BASE_DAYS.value
    return ROUNDING.value(Rials(exact.numerator), exact.denominator)


def daily_base(monthly: Rials) -> Fraction:
    """The daily base of one that was declared for thirty days."""
    return Fraction(monthly, MONTHLY_BASE_DAYS.value)


def partial(rates: Rates, recorded: int, wage: Rials, *, besides: int = 0) -> Quote:
    """The premium of the days missing from a month of which `recorded` days were reported with `wage`.

    The base is the month's daily wage, held between the minimum wage and seven times it. `besides` are days recorded
    under other schemes, which are not missing either.
    Raises `NoRecordedDay`, `NothingMissing`, and ValueError for a negative wage.
    """
    month = rates.month
    if wage < 0:
        raise ValueError("a wage is not negative")
    if recorded < LEAST_RECORDED.value:
        raise NoRecordedDay(month, recorded)
    if recorded + besides >= month.days:
        raise NothingMissing(month, recorded + besides)
    minimum = rates.minimum_daily_wage.value
    allowed = BaseBounds(LOWEST_PARTIAL.value * minimum, HIGHEST_PARTIAL.value * minimum)
    return _quote(rates, month.days - recorded - besides, allowed.held(Fraction(wage, recorded)))


def may_request(employments: Iterable[Employment], months: Iterable[RecordedMonth], today: date) -> bool:
    """Whether somebody who asks that day works where months may come out partial."""
    here = JalaliMonth.of(today)
    earliest = here.plus(-REQUEST_MONTHS.value)
    at_work = any(row.started <= today and (row.ended is None or today <= row.ended) for row in employments)
    return at_work or any(seen.compulsory_days > 0 and earliest <= seen.month <= here for seen in months)


def first_to_complete(requested_on: date) -> JalaliMonth:
    """The first month that a request of that day can complete."""
    return JalaliMonth.of(requested_on).plus(MONTHS_AFTER_REQUEST.value)


# Due and lapsed


def due(month: JalaliMonth) -> date:
    """The last day on which the voluntary premium of `month` is in time."""
    return month.plus(DUE_MONTHS.value).last_day


def partial_due(month: JalaliMonth) -> date:
    """The last day on which the missing days of `month` can be paid for."""
    return month.plus(PARTIAL_DUE_MONTHS.value).last_day


def in_time(sent_on: date, due_day: date) -> bool:
    """Whether money is in time that somebody was sent to the bank for on that day."""
    return IN_TIME.value(sent_on, due_day)


def begins(signed_on: date, paid_through: JalaliMonth | None = None) -> JalaliMonth:
    """The first month of a contract signed that day; never one that an earlier contract has already paid for."""
    month = FIRST_MONTH.value(signed_on)
    return month if paid_through is None else max(month, paid_through.next())


def first_unpaid(
    begun: JalaliMonth, paid: Collection[JalaliMonth], last: JalaliMonth | None = None
) -> JalaliMonth | None:
    """The earliest month of a contract that is not paid; None when it ended with `last` and all of it is."""
    month = begun
    while month in paid:
        month = month.next()
    return month if last is None or month <= last else None


def lapsed_from(
    begun: JalaliMonth, paid: Collection[JalaliMonth], today: date, last: JalaliMonth | None = None
) -> JalaliMonth | None:
    """The month from which a contract has lapsed: its first unpaid one, once that is past due. None while it stands.

    `paid` are months whose premium came in time; what came later is no month but credit.
    """
    unpaid = first_unpaid(begun, paid, last)
    return unpaid if unpaid is not None and due(unpaid) < today else None


def falls_due(today: date) -> JalaliMonth:
    """The month whose voluntary premium is due by the end of the present one."""
    return JalaliMonth.of(today).plus(-DUE_MONTHS.value)


def payable_months(
    begun: JalaliMonth, paid: Collection[JalaliMonth], today: date, last: JalaliMonth | None = None
) -> list[JalaliMonth]:
    """The months of a standing contract that may be paid, in order: the first unpaid one to the one after today's."""
    unpaid = first_unpaid(begun, paid, last)
    ahead = JalaliMonth.of(today).plus(MONTHS_AHEAD.value)
    return [] if unpaid is None else list(unpaid.through(ahead if last is None else min(ahead, last)))


def base_changes_from(unpaid: JalaliMonth, today: date) -> JalaliMonth:
    """The month from which another base holds: the first unpaid one that has not begun."""
    return max(unpaid, JalaliMonth.of(today).plus(BASE_CHANGES.value))


def ends_with(begun: JalaliMonth, paid: Collection[JalaliMonth]) -> JalaliMonth:
    """The last month of a contract that is ended: the last that is paid, or the one before it began.

    Months begun and not paid are owed no more. (A: the by-law knows of lapse alone.)
    """
    return max(paid, default=begun.previous())


def reminder(due_day: date, today: date) -> int | None:
    """Which reminder of that due day it is time for: the least of ten and two days that has come. None on the day."""
    left = (due_day - today).days
    return min((days for days in REMINDED_BEFORE.value if 0 < left <= days), default=None)


def _quote(rates: Rates, days: int, base_daily: Fraction) -> Quote:
    exact = rates.rate.value * base_daily * days
    return Quote(rates, days, base_daily, ROUNDING.value(Rials(exact.numerator), exact.denominator))


def _capped(days: int, month: JalaliMonth) -> int:
    return MONTH_DAYS.value(days, month.days)

"""What must hold of every decision, whatever the facts."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from services.calendar import JalaliDay, JalaliMonth
from services.grants import rules
from services.grants.decision import Criterion, Decision, Missing, Outcome
from services.grants.facts import Employment, Facts, MarriageKind, OtherMarriage, WageMonth
from services.grants.rules import decide, provisional
from services.money import Rials
from services.plain import dump, load

DAY = timedelta(days=1)
FIRST, LAST = JalaliDay(1396, 1, 1).gregorian, JalaliDay(1410, 1, 1).gregorian
days = st.dates(FIRST, LAST)
leap_days = st.sampled_from([JalaliDay(year, 12, 30).gregorian for year in (1399, 1403, 1408)])
edges = st.integers(1396, 1409).map(lambda year: JalaliDay(year, 12, 29).gregorian) | leap_days
registrations = days | edges | edges.map(lambda day: day + DAY)


@st.composite
def employments(draw: st.DrawFn) -> Employment:
    started = draw(days)
    return Employment(started, draw(st.none() | st.integers(0, 900).map(lambda length: started + length * DAY)))


@st.composite
def any_facts(draw: st.DrawFn) -> Facts:
    registered_on = draw(registrations)
    here = JalaliMonth.of(registered_on)
    steps = draw(st.sets(st.integers(-63, 2)) | st.just(set(range(-61, 0))))
    months = tuple(
        WageMonth(here.plus(step), draw(st.integers(0, 65)), Rials(draw(st.integers(0, 10**10)))) for step in steps
    )
    others = st.builds(OtherMarriage, days, st.sampled_from(MarriageKind))
    return Facts(
        marriage_id="M1",
        national_id="0012345679",
        registered_on=registered_on,
        kind=draw(st.sampled_from([MarriageKind.PERMANENT, MarriageKind.PERMANENT, MarriageKind.TEMPORARY])),
        official=draw(st.booleans()),
        other_marriages=tuple(draw(st.lists(others, max_size=2))),
        employments=tuple(draw(st.lists(employments(), max_size=3) | st.just([Employment(FIRST, None)]))),
        months=months,
        account_known=draw(st.booleans()),
        mobile_known=draw(st.booleans()),
        history_complete=draw(st.booleans()),
        quarantined=draw(st.sampled_from([False, False, True])),
    )


def day_by_day(facts: Facts) -> int:
    """The counted days, by walking the calendar instead of comparing bounds."""
    here = JalaliDay.of(facts.registered_on)
    year = here.year - 5
    start = JalaliDay(year, here.month, min(here.day, JalaliMonth(year, here.month).days)).gregorian
    inside: dict[JalaliMonth, int] = {}
    for step in range((facts.registered_on - start).days):
        month = JalaliMonth.of(start + step * DAY)
        inside[month] = inside.get(month, 0) + 1
    return sum(min(row.days, row.month.days, inside.get(row.month, 0)) for row in facts.months)


@given(any_facts())
def test_days_are_those_of_the_calendar(facts: Facts) -> None:
    assert decide(facts).record.counted == day_by_day(facts)


@given(registrations)
def test_the_window_is_five_jalali_years(registered_on: date) -> None:
    window = rules.window(registered_on)
    here, there = JalaliDay.of(registered_on), JalaliDay.of(window.first_day)
    assert (there.year, there.month) == (here.year - 5, here.month)
    assert there.day == here.day or (here.month, here.day, there.day) == (12, 30, 29)
    assert window.last_day + DAY == registered_on
    assert sum(window.days_of(month) for month in window.first_month.through(window.last_month)) in (1826, 1827)


@given(any_facts())
def test_exactly_one_outcome_with_what_belongs_to_it(facts: Facts) -> None:
    decision = decide(facts)
    outcome = decision.outcome
    assert (outcome is Outcome.REFUSED) == (bool(decision.failed) and not facts.quarantined)
    assert (outcome is Outcome.WAITING) == bool(decision.missing)
    assert (outcome is Outcome.REVIEW) == (decision.review is not None)
    assert (outcome in (Outcome.PAYABLE, Outcome.WAITING)) == (decision.amount is not None)
    assert list(decision.failed) == [criterion for criterion in Criterion if criterion in decision.failed]
    assert list(decision.missing) == [missing for missing in Missing if missing in decision.missing]


@given(any_facts())
def test_the_outcome_follows_from_the_criteria(facts: Facts) -> None:
    decision = decide(facts)
    passes = (
        facts.kind is MarriageKind.PERMANENT
        and facts.official
        and not any(
            other.kind is MarriageKind.PERMANENT and other.registered_on < facts.registered_on
            for other in facts.other_marriages
        )
        and any(row.covers(facts.registered_on) for row in facts.employments)
        and day_by_day(facts) >= 720
    )
    if facts.quarantined:
        expected = Outcome.REVIEW
    elif not passes:
        expected = Outcome.REFUSED
    elif not facts.history_complete:
        expected = Outcome.REVIEW
    elif not (facts.account_known and facts.mobile_known):
        expected = Outcome.WAITING
    else:
        expected = Outcome.PAYABLE
    assert decision.outcome is expected


@given(any_facts())
def test_the_amount_is_the_nearest_rial_of_24_months(facts: Facts) -> None:
    here = JalaliMonth.of(facts.registered_on)
    computation = rules.computed(facts.registered_on, facts.months)
    period = [here.plus(-step) for step in range(1, 25)]
    share = Fraction(sum(row.wage for row in facts.months if row.month in period), 24)
    assert Fraction(-1, 2) < computation.amount - share <= Fraction(1, 2)
    assert computation.with_wages + computation.without_wages == computation.divided_by == len(period)
    assert (computation.first_month, computation.last_month) == (period[-1], period[0])


@given(any_facts())
def test_the_order_of_rows_does_not_matter(facts: Facts) -> None:
    shuffled = replace(
        facts,
        employments=tuple(reversed(facts.employments)),
        other_marriages=tuple(reversed(facts.other_marriages)),
    )
    assert decide(shuffled) == decide(facts)


@given(any_facts(), st.integers(0, 65))
def test_one_more_day_of_premium_never_harms(facts: Facts, place: int) -> None:
    more = tuple(replace(row, days=row.days + (at == place)) for at, row in enumerate(facts.months))
    before, after = decide(facts), decide(replace(facts, months=more))
    assert before.record.counted <= after.record.counted <= before.record.counted + 1
    assert before.outcome in (Outcome.REFUSED, after.outcome)


@given(any_facts(), st.integers(0, 100))
def test_what_is_awaited_would_be_enough(facts: Facts, after: int) -> None:
    today = facts.registered_on + after * DAY
    decision = decide(facts)
    awaited = provisional(decision, today)
    filled = {row.month: row for row in facts.months}
    for month in decision.record.window.first_month.through(decision.record.window.last_month):
        if month.next().last_day >= today:
            filled[month] = WageMonth(month, month.days, Rials(0))
    best = decide(replace(facts, months=tuple(filled.values())))
    only_days = decision.failed == (Criterion.DAYS,) and decision.outcome is Outcome.REFUSED
    assert (awaited is not None) == (only_days and best.outcome is not Outcome.REFUSED)
    if awaited:
        assert awaited.months
        assert awaited.until == awaited.months[-1].next().last_day >= today


@given(any_facts())
def test_a_decision_comes_back_from_json(facts: Facts) -> None:
    decision = decide(facts)
    assert load(Decision, dump(decision)) == decision

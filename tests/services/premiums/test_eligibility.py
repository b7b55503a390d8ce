"""Who may contract voluntary insurance, and the figures of why not."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.calendar import JalaliDay, JalaliMonth
from services.money import Rials
from services.plain import dump, load
from services.premiums.eligibility import Bar, Eligibility, InsuredElsewhere, Outcome, RecordForAge
from services.premiums.facts import Employment, RecordedMonth, VoluntaryFacts
from services.premiums.rules import (
    completed_years,
    eligibility,
    enough_on,
    insured_elsewhere,
    judged,
    needed_record,
    record_days,
)
from tests.services.premiums.cases import compulsory, freelance, jalali, month

DAY = timedelta(days=1)
TODAY = jalali(1404, 9, 15)
BORN = jalali(1370, 1, 1)
FREE = VoluntaryFacts(
    national_id="0012345679",
    birth_date=BORN,
    employments=(Employment(jalali(1395, 1, 1), jalali(1403, 12, 29)),),
    months=(compulsory("1403-11", 30), compulsory("1403-12", 29)),
    quarantined=False,
)


@pytest.mark.parametrize(
    ("age", "record", "needed", "bars"),
    [
        (49, 30, 30, ()),
        (50, 30, 30, ()),
        (51, 364, 365, (Bar.RECORD_FOR_AGE,)),
        (51, 365, 365, ()),
        (53, 1094, 1095, (Bar.RECORD_FOR_AGE,)),
        (53, 1095, 1095, ()),
        (60, 3649, 3650, (Bar.RECORD_FOR_AGE,)),
        (60, 3650, 3650, ()),
        (61, 3649, 3650, (Bar.RECORD_FOR_AGE,)),
        (75, 3650, 3650, ()),
        (18, 29, 30, (Bar.RECORD,)),
        (50, 29, 30, (Bar.RECORD,)),
        (0, 0, 30, (Bar.RECORD,)),
    ],
)
def test_age_and_record(age: int, record: int, needed: int, bars: tuple[Bar, ...]) -> None:
    decided = judged(age, record)
    assert decided.bars == bars
    assert decided.outcome is (Outcome.REFUSED if bars else Outcome.ELIGIBLE)
    assert decided.record == RecordForAge(holds=not bars, days=record, needed=needed, age=age)


@given(st.integers(0, 110), st.integers(0, 15_000))
def test_it_is_the_formula_of_the_by_law(age: int, record: int) -> None:
    formula = record >= 3650 or (record >= 30 and record >= 365 * max(0, age - 50))
    assert (judged(age, record).outcome is Outcome.ELIGIBLE) == formula


@given(st.integers(0, 110))
def test_29_days_never_pass(age: int) -> None:
    assert judged(age, 29).bars


@given(st.integers(0, 110), st.integers(0, 15_000), st.integers(0, 400))
def test_more_record_never_harms(age: int, record: int, more: int) -> None:
    assert len(judged(age, record + more).bars) <= len(judged(age, record).bars)


@pytest.mark.parametrize(
    ("born", "on", "years"),
    [
        (jalali(1354, 9, 15), TODAY, 50),
        (jalali(1354, 9, 16), TODAY, 49),
        (jalali(1354, 10, 1), TODAY, 49),
        (jalali(1375, 12, 30), jalali(1404, 12, 29), 28),  # no 30 Esfand in 1404
        (jalali(1375, 12, 30), jalali(1405, 1, 1), 29),
        (jalali(1375, 12, 30), jalali(1403, 12, 30), 28),
        (TODAY, TODAY, 0),
    ],
)
def test_years_are_completed_jalali_years(born: date, on: date, years: int) -> None:
    assert completed_years(born, on) == years


def test_a_months_days_count_up_to_its_length() -> None:
    assert record_days([compulsory("1404-07", 31), compulsory("1404-06", 31), compulsory("1404-12", 62)]) == 90
    assert record_days([compulsory("1403-12", 40), compulsory("1404-05", 0)]) == 30
    assert record_days([]) == 0


def test_whoever_is_free_and_has_the_record_may() -> None:
    decided = eligibility(FREE, TODAY)
    assert (decided.outcome, decided.bars) == (Outcome.ELIGIBLE, ())
    assert decided.record == RecordForAge(holds=True, days=59, needed=30, age=34)
    assert decided.elsewhere == InsuredElsewhere(None, None)


def test_days_of_every_scheme_are_record() -> None:
    both = RecordedMonth(month("1403-11"), 30, 12, Rials(0), 0)
    assert eligibility(replace(FREE, months=(both,)), TODAY).outcome is Outcome.ELIGIBLE


@pytest.mark.parametrize(
    ("started", "ended", "since"),
    [
        (jalali(1400, 1, 1), None, jalali(1400, 1, 1)),
        (TODAY, None, TODAY),
        (TODAY + DAY, None, None),
        (jalali(1400, 1, 1), TODAY, jalali(1400, 1, 1)),  # the last day of work is one of work
        (jalali(1400, 1, 1), TODAY - DAY, None),
    ],
)
def test_at_work_is_insured_elsewhere(started: date, ended: date | None, since: date | None) -> None:
    decided = eligibility(replace(FREE, employments=(Employment(started, ended),)), TODAY)
    assert decided.elsewhere == InsuredElsewhere(employed_since=since)
    assert decided.bars == ((Bar.INSURED_ELSEWHERE,) if since else ())
    assert decided.outcome is (Outcome.REFUSED if since else Outcome.ELIGIBLE)


@pytest.mark.parametrize(
    ("paid", "days", "counts"),
    [
        ("1404-09", 1, True),
        ("1404-08", 30, True),
        ("1404-07", 30, True),
        ("1404-06", 31, False),
        ("1404-10", 30, False),
        ("1404-08", 0, False),
    ],
)
def test_a_freelancer_of_the_last_two_months_is_insured_elsewhere(paid: str, days: int, counts: bool) -> None:
    seen = insured_elsewhere((), (freelance("1404-01", 31), freelance(paid, days)), TODAY)
    assert seen == InsuredElsewhere(freelance_month=month(paid) if counts else None)


def test_the_longest_work_and_the_latest_month_are_named() -> None:
    seen = insured_elsewhere(
        (Employment(jalali(1402, 1, 1), None), Employment(jalali(1399, 1, 1), None)),
        (freelance("1404-07", 30), freelance("1404-08", 30)),
        TODAY,
    )
    assert seen == InsuredElsewhere(jalali(1399, 1, 1), month("1404-08"))


def test_every_bar_is_named_in_order() -> None:
    facts = replace(FREE, birth_date=jalali(1350, 1, 1), employments=(Employment(jalali(1400, 1, 1), None),))
    assert eligibility(facts, TODAY).bars == (Bar.INSURED_ELSEWHERE, Bar.RECORD_FOR_AGE)


def test_rows_kept_apart_leave_it_to_a_person() -> None:
    assert eligibility(replace(FREE, quarantined=True), TODAY).outcome is Outcome.REVIEW
    decided = eligibility(replace(FREE, months=(), quarantined=True), TODAY)
    assert (decided.outcome, decided.bars) == (Outcome.REVIEW, (Bar.RECORD,))


@pytest.mark.parametrize(
    ("born", "record", "day"),
    [
        (jalali(1370, 1, 1), 29, TODAY + DAY),
        (jalali(1351, 9, 10), 1_094, TODAY + DAY),  # before the next birthday asks for a year more
        (jalali(1351, 8, 30), 30, TODAY + 3_620 * DAY),  # a year short, and a year more each year: ten years of record
    ],
)
def test_a_short_record_is_enough_on_a_day(born: date, record: int, day: date) -> None:
    assert enough_on(born, judged(completed_years(born, TODAY), record), TODAY) == day


@settings(max_examples=40)
@given(st.dates(date(1950, 1, 1), date(1990, 1, 1)), st.integers(0, 3_649))
def test_enough_is_the_first_day_that_is(born: date, record: int) -> None:
    days = (TODAY + n * DAY for n in range(3_651))
    first = next(day for day in days if record + (day - TODAY).days >= needed_record(completed_years(born, day)))
    assert enough_on(born, judged(completed_years(born, TODAY), record), TODAY) == first


@given(st.dates(date(1930, 1, 1), date(2026, 1, 1)), st.dates(date(2018, 3, 21), date(2030, 1, 1)))
def test_an_age_grows_by_one_each_jalali_year(born: date, today: date) -> None:
    years = completed_years(born, today)
    assert JalaliDay.of(today).year - JalaliDay.of(born).year - years in (0, 1)
    assert 0 <= completed_years(born, today + DAY) - years <= 1
    assert completed_years(born, JalaliMonth.of(born).plus(12 * 40).next().first_day) == 40


def test_a_judgement_can_be_kept() -> None:
    for facts in (FREE, replace(FREE, employments=(Employment(BORN, None),), months=(freelance("1404-08", 1),))):
        decided = eligibility(facts, TODAY)
        assert load(Eligibility, dump(decided)) == decided

"""Until when a month is due, when a contract lapses, and how one begins again."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.calendar import JalaliMonth
from services.premiums.rules import begins, due, first_unpaid, lapsed_from, partial_due
from tests.services.premiums.cases import jalali, month

DAY = timedelta(days=1)
MEHR = month("1404-07")
months = st.integers(0, 200).map(month("1397-01").plus)


@pytest.mark.parametrize(
    ("of", "day"),
    [
        ("1404-07", jalali(1404, 9, 30)),  # Mehr is due by 30 Azar
        ("1404-01", jalali(1404, 3, 31)),
        ("1404-06", jalali(1404, 8, 30)),
        ("1403-10", jalali(1403, 12, 30)),  # a leap year
        ("1404-10", jalali(1404, 12, 29)),
        ("1403-11", jalali(1404, 1, 31)),
        ("1403-12", jalali(1404, 2, 31)),
    ],
)
def test_a_month_is_due_by_the_last_day_of_the_second_month_after(of: str, day: date) -> None:
    assert due(month(of)) == partial_due(month(of)) == day


@pytest.mark.parametrize(
    ("paid", "today", "lapsed"),
    [
        ([], jalali(1404, 7, 1), None),
        ([], jalali(1404, 9, 30), None),  # the due day itself is in time
        ([], jalali(1404, 10, 1), "1404-07"),
        ([], jalali(1406, 1, 1), "1404-07"),
        (["1404-07"], jalali(1404, 10, 1), None),
        (["1404-07"], jalali(1404, 10, 30), None),
        (["1404-07"], jalali(1404, 11, 1), "1404-08"),
        (["1404-07", "1404-09"], jalali(1404, 11, 1), "1404-08"),  # what came after the gap does not heal it
        (["1404-08"], jalali(1404, 10, 1), "1404-07"),
        (["1404-07", "1404-08", "1404-09"], jalali(1404, 11, 30), None),
    ],
)
def test_a_contract_lapses_from_its_first_unpaid_month(paid: list[str], today: date, lapsed: str | None) -> None:
    found = lapsed_from(MEHR, set(map(month, paid)), today)
    assert found == (month(lapsed) if lapsed else None)


def test_a_contract_that_was_ended_owes_nothing_after_its_last_month() -> None:
    long_after = jalali(1406, 1, 1)
    assert lapsed_from(MEHR, {MEHR}, long_after, last=MEHR) is None
    assert lapsed_from(MEHR, {MEHR}, long_after, last=MEHR.next()) == MEHR.next()
    assert first_unpaid(MEHR, {MEHR}, last=MEHR) is None
    assert first_unpaid(MEHR, set(), last=MEHR) == MEHR
    assert first_unpaid(MEHR, {MEHR}) == MEHR.next()


@given(months, st.sets(st.integers(0, 12)), st.integers(0, 700))
def test_lapse_is_judged_as_a_walk_through_the_months_does(begun: JalaliMonth, paid: set[int], later: int) -> None:
    today = begun.first_day + later * DAY
    gap = next(step for step in range(14) if step not in paid)
    late = today > begun.plus(gap + 2).last_day
    assert lapsed_from(begun, {begun.plus(step) for step in paid}, today) == (begun.plus(gap) if late else None)


@given(months, st.integers(0, 700))
def test_paying_in_time_keeps_a_contract(begun: JalaliMonth, later: int) -> None:
    today = begun.first_day + later * DAY
    paid = {of for of in begun.through(JalaliMonth.of(today)) if due(of) < today}
    assert lapsed_from(begun, paid, today) is None


def test_who_comes_back_begins_a_new_contract_with_the_month_of_signing() -> None:
    signed = jalali(1404, 10, 5)
    assert lapsed_from(MEHR, set(), signed) == MEHR
    assert begins(signed) == month("1404-10")
    assert lapsed_from(begins(signed), set(), signed) is None
    assert begins(signed, paid_through=month("1404-08")) == month("1404-10")


def test_a_month_that_is_paid_for_already_is_not_contracted_again() -> None:
    signed = jalali(1404, 10, 5)
    assert begins(signed, paid_through=month("1404-10")) == month("1404-11")
    assert begins(signed, paid_through=month("1404-12")) == month("1405-01")

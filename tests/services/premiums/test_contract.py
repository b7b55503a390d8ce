"""What a contract may be paid for, its base from year to year, its changes and end, and when people are reminded."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.calendar import JalaliMonth
from services.money import Rials
from services.premiums import rules
from services.premiums.facts import Employment
from services.premiums.rules import NothingMissing
from tests.services.premiums.cases import MONTHS, compulsory, freelance, jalali, month, rates

MEHR, ABAN, AZAR, DEY = (month(f"1404-{number:02}") for number in (7, 8, 9, 10))
AZAR_10 = jalali(1404, 9, 10)


@pytest.mark.parametrize(
    ("begun", "paid", "last", "payable"),
    [
        (MEHR, [], None, [MEHR, ABAN, AZAR, DEY]),
        (MEHR, [MEHR], None, [ABAN, AZAR, DEY]),
        (MEHR, [MEHR, ABAN, AZAR], None, [DEY]),
        (MEHR, [MEHR, ABAN, AZAR, DEY], None, []),
        (DEY, [], None, [DEY]),
        (DEY.next(), [], None, []),
        (MEHR, [MEHR], MEHR, []),
        (MEHR, [], ABAN, [MEHR, ABAN]),
    ],
)
def test_the_months_to_pay_go_from_the_first_unpaid_to_the_one_ahead(
    begun: JalaliMonth, paid: list[JalaliMonth], last: JalaliMonth | None, payable: list[JalaliMonth]
) -> None:
    assert rules.payable_months(begun, paid, AZAR_10, last) == payable


@given(st.sampled_from(MONTHS), st.integers(0, 40), st.integers(0, 800))
def test_the_months_to_pay_have_no_gaps(begun: JalaliMonth, paid: int, later: int) -> None:
    months = rules.payable_months(
        begun, [begun.plus(number) for number in range(paid)], begun.first_day + timedelta(days=later)
    )
    assert months == [begun.plus(paid + place) for place in range(len(months))]


def test_the_month_that_falls_due_is_due_by_the_end_of_this_one() -> None:
    assert rules.falls_due(AZAR_10) == MEHR
    assert rules.due(rules.falls_due(AZAR_10)) == AZAR.last_day


@given(st.dates(date(2018, 4, 1), date(2027, 3, 1)))
def test_the_month_that_falls_due_next_is_the_earliest_that_has_not_lapsed(today: date) -> None:
    falls_due = rules.falls_due(today)
    assert rules.lapsed_from(falls_due, [], today) is None
    assert rules.lapsed_from(falls_due.previous(), [], today) == falls_due.previous()


@pytest.mark.parametrize(
    ("unpaid", "holds_from"),
    [(MEHR, DEY), (AZAR, DEY), (DEY, DEY), (DEY.plus(1), DEY.plus(1)), (DEY.plus(5), DEY.plus(5))],
)
def test_another_base_holds_from_a_month_that_is_neither_begun_nor_paid(
    unpaid: JalaliMonth, holds_from: JalaliMonth
) -> None:
    assert rules.base_changes_from(unpaid, AZAR_10) == holds_from


def test_a_contract_ends_with_the_last_month_that_is_paid() -> None:
    assert rules.ends_with(MEHR, [MEHR, ABAN]) == ABAN
    assert rules.ends_with(MEHR, []) == MEHR.previous()


@pytest.mark.parametrize(
    ("left", "reminder"), [(11, None), (10, 10), (9, 10), (3, 10), (2, 2), (1, 2), (0, None), (-1, None)]
)
def test_a_reminder_is_for_its_day_and_those_up_to_the_next(left: int, reminder: int | None) -> None:
    assert rules.reminder(AZAR.last_day, AZAR.last_day - timedelta(days=left)) == reminder


def test_who_was_sent_to_the_bank_on_the_last_day_has_paid_in_time() -> None:
    assert rules.in_time(AZAR.last_day, rules.due(MEHR))
    assert not rules.in_time(DEY.first_day, rules.due(MEHR))


@pytest.mark.parametrize(
    ("declared", "counts_as"),
    [
        (Fraction("4156387.2"), Fraction(6_650_220)),  # the lowest of 1404, below that of 1405
        (Fraction(10_000_000), Fraction(10_000_000)),
        (Fraction(50_000_000), Fraction(38_792_950)),
    ],
)
def test_a_base_that_a_new_year_leaves_out_counts_as_the_nearest_allowed(
    declared: Fraction, counts_as: Fraction
) -> None:
    assert rules.base_in(rates("1405-01"), declared) == counts_as


@given(st.sampled_from(MONTHS), st.fractions(0, 10**9))
def test_a_premium_can_be_reckoned_of_whatever_was_declared(of: JalaliMonth, declared: Fraction) -> None:
    figures = rates(str(of))
    assert rules.voluntary(figures, rules.base_in(figures, declared)).premium > 0


def test_a_monthly_base_is_that_of_thirty_days() -> None:
    assert rules.monthly_base(Fraction("4156387.2")) == 124_691_616
    assert rules.daily_base(Rials(124_691_616)) == Fraction("4156387.2")


@given(st.integers(1, 10**12))
def test_a_monthly_base_comes_back_from_its_daily_one(monthly: int) -> None:
    assert rules.monthly_base(rules.daily_base(Rials(monthly))) == monthly


def test_days_of_another_scheme_are_not_missing() -> None:
    quote = rules.partial(rates("1404-09"), 12, Rials(52_000_000), besides=9)
    assert (quote.days, quote.premium) == (9, 10_530_000)
    with pytest.raises(NothingMissing):
        rules.partial(rates("1404-09"), 12, Rials(52_000_000), besides=18)


@pytest.mark.parametrize(
    ("started", "ended", "may"),
    [
        (AZAR_10, None, True),
        (AZAR_10, AZAR_10, True),
        (jalali(1404, 9, 11), None, False),
        (MEHR.first_day, jalali(1404, 9, 9), False),
    ],
)
def test_who_is_at_work_may_ask_for_completion(started: date, ended: date | None, may: bool) -> None:
    assert rules.may_request([Employment(started, ended)], [], AZAR_10) is may


def test_who_was_listed_in_the_last_two_months_may_ask_for_completion() -> None:
    assert rules.may_request([], [compulsory("1404-07", 1)], AZAR_10)
    assert not rules.may_request([], [compulsory("1404-06", 30)], AZAR_10)
    assert not rules.may_request([], [freelance("1404-08", 30)], AZAR_10)

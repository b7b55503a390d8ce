"""The law of the marriage grant, case by case."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from services.calendar import JalaliDay, JalaliMonth
from services.grants import rules
from services.grants.decision import AtWork, AwaitedLists, Criterion, Decision, Missing, Outcome, ReviewReason, Window
from services.grants.facts import Employment, Facts, MarriageKind, OtherMarriage, WageMonth
from services.grants.rules import decide, decided_on, enters_payment_order, provisional
from services.law import Constant, Mark
from services.money import Rials
from services.plain import dump, load
from tests.services.grants.cases import PAYABLE, REGISTERED, facts, full, jalali, span, with_days

PERMANENT, OFFICIAL, FIRST, EMPLOYED, DAYS = Criterion
DAY = timedelta(days=1)


def test_who_fulfils_all_is_payable() -> None:
    decision = decide(PAYABLE)
    assert decision.outcome is Outcome.PAYABLE
    assert (decision.failed, decision.missing, decision.review) == ((), (), None)
    assert decision.amount == 100_000_000


def test_the_worked_example() -> None:
    months = full(span("1403-05", "1403-12"), Rials(71_661_840)) + full(span("1404-01", "1404-12"), Rials(103_909_680))
    decision = decide(facts(registered_on=jalali(1405, 1, 20), months=months))
    computation = rules.computed(jalali(1405, 1, 20), months)
    assert (computation.total, computation.amount) == (1_820_210_880, 75_842_120)
    assert (computation.with_wages, computation.without_wages, computation.divided_by) == (20, 4, 24)
    assert (str(computation.first_month), str(computation.last_month)) == ("1403-01", "1404-12")
    assert decision.failed == (DAYS,)  # the example is about the amount; eight and twelve months are 612 days


# days


@pytest.mark.parametrize(
    ("days", "outcome"), [(719, Outcome.REFUSED), (720, Outcome.PAYABLE), (721, Outcome.PAYABLE), (0, Outcome.REFUSED)]
)
def test_720_days_pass(days: int, outcome: Outcome) -> None:
    decision = decide(facts(months=with_days(days)))
    assert (decision.outcome, decision.record.counted, decision.record.needed) == (outcome, days, 720)
    assert decision.failed == ((DAYS,) if outcome is Outcome.REFUSED else ())


@pytest.mark.parametrize(
    ("registered", "first", "last"),
    [
        ((1404, 9, 15), (1399, 9, 15), (1404, 9, 14)),
        ((1399, 12, 30), (1394, 12, 29), (1399, 12, 29)),
        ((1408, 12, 30), (1403, 12, 30), (1408, 12, 29)),
        ((1404, 12, 29), (1399, 12, 29), (1404, 12, 28)),
        ((1404, 1, 1), (1399, 1, 1), (1403, 12, 30)),
        ((1405, 1, 1), (1400, 1, 1), (1404, 12, 29)),
        ((1400, 1, 31), (1395, 1, 31), (1400, 1, 30)),
    ],
)
def test_the_window(registered: tuple[int, int, int], first: tuple[int, int, int], last: tuple[int, int, int]) -> None:
    assert rules.window(jalali(*registered)) == Window(jalali(*first), jalali(*last))


def counted(registered: date, *months: WageMonth) -> int:
    return rules.counted_record(rules.window(registered), months).counted


def month(text: str, days: int) -> WageMonth:
    return WageMonth(JalaliMonth.parse(text), days, Rials(1))


@pytest.mark.parametrize(
    ("text", "recorded", "counts"),
    [
        ("1399-08", 30, 0),  # before the window
        ("1399-09", 30, 16),  # 15 to 30 Azar
        ("1399-09", 16, 16),
        ("1399-09", 10, 10),
        ("1399-10", 30, 30),
        ("1399-10", 31, 30),  # Dey has 30 days
        ("1399-12", 31, 30),
        ("1400-12", 31, 29),
        ("1400-01", 62, 31),  # two workshops, the whole month each
        ("1400-01", 20, 20),
        ("1404-09", 30, 14),  # 1 to 14 Azar
        ("1404-09", 5, 5),
        ("1404-10", 30, 0),  # after the marriage
    ],
)
def test_what_a_month_counts(text: str, recorded: int, counts: int) -> None:
    assert counted(REGISTERED, month(text, recorded)) == counts


def test_the_month_of_a_marriage_on_its_first_day_is_outside() -> None:
    assert counted(jalali(1404, 9, 1), month("1404-09", 30)) == 0
    assert counted(jalali(1404, 9, 1), month("1399-09", 30)) == 30


def test_a_month_is_capped_before_its_edge() -> None:
    assert counted(jalali(1404, 9, 30), month("1399-09", 60), month("1404-09", 60)) == 1 + 29


def test_29_esfand_of_the_year_before_last_counts_after_30_esfand() -> None:
    assert counted(jalali(1399, 12, 30), month("1394-12", 29), month("1399-12", 30)) == 1 + 29


def test_a_full_record_counts_every_day_of_the_window() -> None:
    within = rules.window(REGISTERED)
    record = rules.counted_record(within, PAYABLE.months)
    assert record.counted == (within.last_day - within.first_day).days + 1
    assert len(record.months) == 61


def test_the_record_is_told_month_by_month() -> None:
    record = decide(facts(months=(month("1399-08", 30), month("1399-09", 30), month("1403-02", 40)))).record
    assert [(str(m.month), m.recorded, m.counted) for m in record.months] == [("1399-09", 30, 16), ("1403-02", 40, 31)]


# permanent, official, first


def test_a_temporary_marriage_is_refused() -> None:
    decision = decide(facts(kind=MarriageKind.TEMPORARY))
    assert (decision.failed, decision.permanent, decision.amount) == ((PERMANENT,), False, None)


def test_an_unofficial_marriage_is_refused() -> None:
    decision = decide(facts(official=False))
    assert (decision.failed, decision.official) == ((OFFICIAL,), False)


def other(registered_on: date, kind: MarriageKind = MarriageKind.PERMANENT) -> OtherMarriage:
    return OtherMarriage(registered_on, kind)


def test_an_earlier_permanent_marriage_refuses_and_the_earliest_is_named() -> None:
    others = (other(jalali(1395, 1, 1)), other(jalali(1390, 1, 1)), other(REGISTERED + DAY))
    decision = decide(facts(other_marriages=others))
    assert (decision.failed, decision.first.earlier) == ((FIRST,), jalali(1390, 1, 1))


@pytest.mark.parametrize(
    "harmless",
    [other(REGISTERED - DAY, MarriageKind.TEMPORARY), other(REGISTERED), other(REGISTERED + DAY)],
    ids=["temporary", "same day", "later"],
)
def test_other_marriages_do_no_harm(harmless: OtherMarriage) -> None:
    assert decide(facts(other_marriages=(harmless,))).outcome is Outcome.PAYABLE


# employed


@pytest.mark.parametrize(
    ("started", "ended", "holds"),
    [
        (REGISTERED, None, True),
        (REGISTERED, REGISTERED, True),
        (REGISTERED - DAY, REGISTERED, True),
        (REGISTERED - DAY, REGISTERED + DAY, True),
        (REGISTERED - DAY, REGISTERED - DAY, False),
        (REGISTERED + DAY, None, False),
    ],
)
def test_who_is_at_work_on_the_day(started: date, ended: date | None, holds: bool) -> None:
    decision = decide(facts(employments=(Employment(started, ended),)))
    assert decision.employed.holds is holds
    assert decision.failed == (() if holds else (EMPLOYED,))


def test_the_last_day_of_work_is_named() -> None:
    rows = (
        Employment(jalali(1390, 1, 1), jalali(1402, 2, 3)),
        Employment(jalali(1391, 1, 1), jalali(1395, 1, 1)),
        Employment(REGISTERED + DAY, None),
        Employment(REGISTERED + DAY, REGISTERED + 5 * DAY),
    )
    assert decide(facts(employments=rows)).employed == AtWork(holds=False, last_day=jalali(1402, 2, 3))


def test_who_never_worked_has_no_last_day() -> None:
    assert decide(facts(employments=())).employed == AtWork(holds=False, last_day=None)


def test_one_of_two_open_employments_is_enough() -> None:
    rows = (Employment(jalali(1400, 1, 1), None), Employment(jalali(1401, 1, 1), None))
    assert decide(facts(employments=rows)).employed.holds


# the amount


@pytest.mark.parametrize(("total", "amount"), [(0, 0), (11, 0), (12, 1), (35, 1), (36, 2), (24, 1)])
def test_a_half_rial_goes_up(total: int, amount: int) -> None:
    assert rules.computed(REGISTERED, (WageMonth(JalaliMonth(1404, 8), 1, Rials(total)),)).amount == amount


def test_only_the_24_months_before_the_month_of_the_marriage_pay() -> None:
    months = full(span("1402-08", "1404-09"), Rials(24))
    computation = rules.computed(REGISTERED, months)
    assert (computation.total, computation.with_wages) == (24 * 24, 24)
    assert (str(computation.first_month), str(computation.last_month)) == ("1402-09", "1404-08")


def test_no_wages_give_zero_and_no_payment_order() -> None:
    decision = decide(facts(months=full(span("1399-10", "1402-08"))))
    assert (decision.outcome, decision.amount) == (Outcome.PAYABLE, 0)
    assert decision.computation
    assert decision.computation.is_zero
    assert (decision.computation.with_wages, decision.computation.without_wages) == (0, 24)
    assert not enters_payment_order(decision)


def test_only_the_payable_enter_a_payment_order() -> None:
    assert enters_payment_order(decide(PAYABLE))
    assert not enters_payment_order(decide(facts(mobile_known=False)))
    assert not enters_payment_order(decide(facts(official=False)))


# the order of judgement


def test_every_failed_criterion_is_named_in_order() -> None:
    worst = facts(
        kind=MarriageKind.TEMPORARY,
        official=False,
        other_marriages=(other(REGISTERED - DAY),),
        employments=(),
        months=(),
        account_known=False,
        mobile_known=False,
        history_complete=False,
    )
    decision = decide(worst)
    assert (decision.outcome, decision.failed) == (Outcome.REFUSED, (PERMANENT, OFFICIAL, FIRST, EMPLOYED, DAYS))
    assert (decision.missing, decision.computation, decision.review) == ((), None, None)


@pytest.mark.parametrize(
    ("changes", "missing"),
    [
        ({"account_known": False}, (Missing.ACCOUNT,)),
        ({"mobile_known": False}, (Missing.MOBILE,)),
        ({"account_known": False, "mobile_known": False}, (Missing.ACCOUNT, Missing.MOBILE)),
    ],
)
def test_who_lacks_account_or_mobile_waits(changes: dict[str, bool], missing: tuple[Missing, ...]) -> None:
    decision = decide(facts(**changes))
    assert (decision.outcome, decision.missing, decision.amount) == (Outcome.WAITING, missing, 100_000_000)


def test_a_partial_history_of_an_otherwise_passing_person_is_reviewed() -> None:
    decision = decide(facts(history_complete=False, account_known=False))
    assert (decision.outcome, decision.review) == (Outcome.REVIEW, ReviewReason.PARTIAL_HISTORY)
    assert (decision.missing, decision.amount, decision.record.counted) == ((), None, 1827)


def test_a_partial_history_saves_nobody_from_refusal() -> None:
    assert decide(facts(history_complete=False, official=False)).failed == (OFFICIAL,)


@pytest.mark.parametrize("changes", [{}, {"official": False}, {"account_known": False}, {"history_complete": False}])
def test_quarantined_rows_leave_it_to_a_person(changes: dict[str, bool]) -> None:
    decision = decide(facts(quarantined=True, **changes))
    assert (decision.outcome, decision.review) == (Outcome.REVIEW, ReviewReason.QUARANTINED)
    assert decision.failed == decide(facts(**changes)).failed
    assert (decision.missing, decision.amount) == ((), None)
    assert decision.record.counted == 1827


# provisional: R in Azar 1404, whose list is due by the end of Dey


def almost(days: int, **changes: object) -> Decision:
    """A decision on someone with `days` days who worked on: no list for Azar yet."""
    return decide(facts(months=with_days(days), **changes))


END_OF_DEY = jalali(1404, 10, 30)


def test_the_awaited_list_could_fill_the_days() -> None:
    awaited = AwaitedLists(months=(JalaliMonth(1404, 9),), until=END_OF_DEY)
    assert provisional(almost(706), jalali(1404, 10, 1)) == awaited
    assert provisional(almost(706), END_OF_DEY) == awaited


def test_14_days_of_azar_cannot_fill_15() -> None:
    assert provisional(almost(705), jalali(1404, 10, 1)) is None


def test_nothing_is_awaited_once_the_list_is_due() -> None:
    assert provisional(almost(706), END_OF_DEY + DAY) is None


def test_a_month_reported_in_part_can_still_grow() -> None:
    partly = decide(facts(months=(*with_days(700), month("1404-09", 5))))
    assert partly.record.counted == 705
    assert provisional(partly, jalali(1404, 10, 1)) is None  # nine days more make 714
    partly = decide(facts(months=(*with_days(706), month("1404-09", 5))))
    assert provisional(partly, jalali(1404, 10, 1)) == AwaitedLists((JalaliMonth(1404, 9),), END_OF_DEY)


def test_before_the_month_is_over_two_lists_may_be_awaited() -> None:
    decision = almost(680)
    awaited = provisional(decision, jalali(1404, 9, 20))
    assert awaited == AwaitedLists((JalaliMonth(1404, 8), JalaliMonth(1404, 9)), END_OF_DEY)


def test_a_month_that_is_full_is_not_awaited() -> None:
    decision = decide(facts(months=(*with_days(676), month("1404-08", 30))))
    awaited = provisional(decision, jalali(1404, 9, 20))
    assert awaited == AwaitedLists((JalaliMonth(1404, 9),), END_OF_DEY)


def test_a_marriage_on_the_first_day_awaits_nothing_of_its_own_month() -> None:
    decision = decide(facts(registered_on=jalali(1404, 9, 1), months=with_days(719)))
    assert provisional(decision, jalali(1404, 10, 1)) is None


@pytest.mark.parametrize("changes", [{"official": False}, {"employments": ()}, {"quarantined": True}])
def test_who_fails_otherwise_is_not_provisional(changes: dict[str, object]) -> None:
    assert provisional(almost(719, **changes), jalali(1404, 10, 1)) is None


def test_who_passes_is_not_provisional() -> None:
    assert provisional(almost(720), jalali(1404, 10, 1)) is None


def test_a_marriage_is_decided_at_the_end_of_its_month() -> None:
    assert decided_on(REGISTERED) == jalali(1404, 9, 30)
    assert decided_on(jalali(1403, 12, 1)) == jalali(1403, 12, 30)


# the constants and the stored form


def test_every_constant_has_a_source_and_every_assumption_a_date() -> None:
    constants = [value for value in vars(rules).values() if isinstance(value, Constant)]
    assert len(constants) > 10
    assert all(constant.source for constant in constants)
    assert all((constant.since is not None) == (constant.mark is Mark.ASSUMED) for constant in constants)


def test_an_undated_assumption_is_an_error() -> None:
    with pytest.raises(ValueError):
        Constant(1, Mark.ASSUMED, "a guess")


@pytest.mark.parametrize("case", [PAYABLE, facts(official=False, employments=()), facts(quarantined=True)])
def test_a_decision_comes_back_from_json(case: Facts) -> None:
    decision = decide(case)
    assert load(Decision, dump(decision)) == decision


def test_the_days_of_the_window_are_jalali() -> None:
    assert JalaliDay.of(decide(PAYABLE).record.window.first_day) == JalaliDay(1399, 9, 15)

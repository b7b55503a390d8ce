"""What can be objected to, and what its person sees of an objection."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from services.grants import Outcome, Payment, PaymentState, Standing, StandingKind
from services.grants.rules import decide
from services.grants.standing import MarriageSeen, standing
from services.money import Rials
from services.objections import State, SubjectKind
from services.objections.followed import followed, history
from services.objections.subjects import not_yet, subject_of
from tests.dialogs.worlds import OBJECTION
from tests.services.grants.cases import REGISTERED, facts, jalali, with_days

LATER = REGISTERED + timedelta(days=300)
PAID = Payment(Rials(75_842_120), PaymentState.PAID, LATER)


def told(*, payment: Payment | None = None, today: date = LATER, **changes: object) -> Standing:
    decision = decide(facts(**changes))
    marriage = MarriageSeen("M1", decision.registered_on, facts().kind, "رضا")
    return standing(marriage, decision, payment, today)


def test_a_refusal_is_objected_to_with_what_failed() -> None:
    subject = subject_of(replace(told(months=with_days(690)), version=2))
    assert (subject.kind, subject.marriage_id, subject.version) == (SubjectKind.DECISION, "M1", 2)
    assert (subject.outcome, subject.failed) == (Outcome.REFUSED, ("days",))


def test_an_amount_is_objected_to_as_it_was_told() -> None:
    subject = subject_of(told())
    assert (subject.outcome, subject.amount) == (Outcome.PAYABLE, decide(facts()).amount)


def test_what_was_paid_is_objected_to_with_the_amount_that_was_paid() -> None:
    subject = subject_of(told(payment=PAID, months=with_days(690)))
    assert (subject.outcome, subject.amount, subject.failed) == (Outcome.PAYABLE, PAID.amount, ())


@pytest.mark.parametrize(("today", "kind"), [(REGISTERED, StandingKind.NOT_OVER), (LATER, None)])
def test_nothing_is_objected_to_before_it_is_decided(today: date, kind: StandingKind | None) -> None:
    assert not_yet(told(today=today)).kind == kind


def test_a_ground_for_upholding_is_kept_between_colleagues_and_a_refusal_s_note_is_not() -> None:
    noted = replace(OBJECTION, note="دو لیست رسید")
    assert followed(replace(noted, state=State.UPHELD)).note is None
    assert followed(replace(noted, state=State.TO_CONFIRM)).note is None
    assert followed(replace(noted, state=State.REFUSED)).note == "دو لیست رسید"


def test_history_counts_a_filing_once_and_hides_how_many_reviewers_looked() -> None:
    late = datetime(2026, 11, 22, 21, 0, tzinfo=UTC)  # already the next day in Tehran
    whats = ("filed", "more-wanted", "images-added", "filed", "to-confirm", "upheld")
    steps = history({"what": what, "at": late, "by": "x", "detail": {}} for what in whats)
    assert [step.what for step in steps] == ["filed", "more-wanted", "images-added", "upheld"]
    assert steps[0].on == jalali(1405, 9, 2)

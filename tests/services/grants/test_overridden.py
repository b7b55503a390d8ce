"""A criterion that a reviewer has overridden counts as held, and nothing else changes."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, time

from sqlalchemy.ext.asyncio import AsyncEngine

from services.calendar import TEHRAN
from services.grants import Criterion, Grants, Outcome
from services.grants.decision import Decision
from services.grants.rules import decide
from services.money import Rials
from services.objections import Subject, SubjectKind
from services.plain import dump, load
from tests.clock import FrozenClock
from tests.services.grants.cases import PAYABLE, REGISTERED, jalali
from tests.services.grants.registry import Registry
from tests.services.objections.filing import objections_of

HER, REVIEWER = "0012345679", "5402839557"

REFUSED = replace(PAYABLE, official=False, months=PAYABLE.months[:3])


def test_overriding_all_that_failed_makes_it_payable() -> None:
    refused = decide(REFUSED)
    upheld = decide(replace(REFUSED, overridden=frozenset(refused.failed)))
    assert refused.failed == (Criterion.OFFICIAL, Criterion.DAYS)
    assert (upheld.outcome, upheld.failed, upheld.overridden) == (Outcome.PAYABLE, (), refused.failed)


def test_overriding_one_leaves_the_other() -> None:
    decision = decide(replace(REFUSED, overridden=frozenset({Criterion.DAYS})))
    assert (decision.outcome, decision.failed, decision.overridden) == (
        Outcome.REFUSED,
        (Criterion.OFFICIAL,),
        (Criterion.DAYS,),
    )


def test_a_person_who_has_looked_settles_a_partial_history() -> None:
    partial = replace(PAYABLE, history_complete=False)
    assert decide(partial).outcome is Outcome.REVIEW
    assert decide(replace(partial, overridden=frozenset({Criterion.FIRST}))).outcome is Outcome.PAYABLE


def test_an_earlier_marriage_that_a_reviewer_found_refuses_it_until_papers_show_another() -> None:
    found = replace(PAYABLE, history_complete=False, earlier_found=True)
    assert (decide(found).outcome, decide(found).failed) == (Outcome.REFUSED, (Criterion.FIRST,))
    assert decide(found).first.earlier is None
    assert decide(replace(found, overridden=frozenset({Criterion.FIRST}))).outcome is Outcome.PAYABLE


def test_what_cannot_be_read_stays_with_a_person() -> None:
    assert decide(replace(REFUSED, quarantined=True, overridden=frozenset(Criterion))).outcome is Outcome.REVIEW


def test_an_override_of_what_holds_is_not_told() -> None:
    assert decide(replace(PAYABLE, overridden=frozenset({Criterion.DAYS}))).overridden == ()


def test_a_decision_kept_before_there_were_overrides_still_reads() -> None:
    stored = dump(decide(PAYABLE))
    assert isinstance(stored, dict)
    del stored["overridden"]
    assert load(Decision, stored) == decide(PAYABLE)


async def test_upholding_an_objection_changes_the_standing(engine: AsyncEngine) -> None:
    clock = FrozenClock(datetime.combine(jalali(1404, 10, 1), time(12), TEHRAN).astimezone(UTC))
    rows = Registry()
    rows.person(HER)
    rows.marriage("M1", REGISTERED, None, HER)
    async with engine.begin() as connection:
        await rows.load(connection)
        before = (await Grants(connection, clock).standing(HER, "M1")).decision
        assert before
        assert before.failed == (Criterion.EMPLOYED, Criterion.DAYS)
        subject = Subject(SubjectKind.DECISION, REGISTERED, "M1", before.outcome, failed=before.failed)
        objections = objections_of(connection, clock)
        number = await objections.file(HER, subject, "سابقه دارم", [], channel="terminal", address="x")
        await objections.uphold(number, REVIEWER, "لیست رسید", second_over=Rials(1))
        after = await Grants(connection, clock).standing(HER, "M1")
        assert after.decision
        assert (after.decision.outcome, after.decision.overridden) == (Outcome.PAYABLE, before.failed)
        assert after.version == 2

"""What PostgreSQL counts for many is what the rules count in each one's facts."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from services.grants import Grants, records, rules
from services.grants.decision import Criterion, Decision
from services.grants.facts import Facts, Figures
from services.grants.figures import figures
from services.grants.rules import amount_of, decide, verdict_of
from services.money import Rials
from tests.clock import FrozenClock
from tests.services.grants.registry import Registry
from tests.services.grants.test_properties import any_facts
from tests.services.grants.test_records import AZAR, DAY, random_registry


def as_rows(facts: Facts, registry: Registry, several: int) -> None:
    """A registry that these facts are gathered from; with `several` some months lie over two workshops."""
    person = facts.national_id
    registry.person(
        person,
        sheba="IR062960000000100324200001" if facts.account_known else None,
        mobile="09121234567" if facts.mobile_known else None,
        marriage_history="complete" if facts.history_complete else "partial",
    )
    registry.marriage(facts.marriage_id, facts.registered_on, None, person, facts.kind.value, facts.official)
    for number, other in enumerate(facts.other_marriages):
        registry.marriage(f"{facts.marriage_id} {number}", other.registered_on, None, person, other.kind.value)
    for number, work in enumerate(facts.employments):
        registry.work(person, work.started, work.ended, f"w{number}")
    for month in facts.months:
        if several and month.month.month % several:
            registry.wage(person, month.month.number, month.days // 2, month.wage // 3)
            registry.wage(person, month.month.number, month.days - month.days // 2, month.wage - month.wage // 3, "w2")
        else:
            registry.wage(person, month.month.number, month.days, month.wage)
    if facts.quarantined:
        registry.quarantined(person)


def same(counted: Figures, decision: Decision) -> None:
    """The figures lead to the decision."""
    verdict = verdict_of(counted)
    assert (verdict.outcome, verdict.failed, verdict.missing, verdict.review, verdict.overridden) == (
        decision.outcome,
        decision.failed,
        decision.missing,
        decision.review,
        decision.overridden,
    )
    assert counted.counted == decision.record.counted
    assert (amount_of(Rials(counted.total)) if verdict.owed else None) == decision.amount
    assert counted.earlier == decision.first.earlier
    assert (counted.at_work, counted.last_day) == (decision.employed.holds, decision.employed.last_day)


@given(st.lists(any_facts(), min_size=8, max_size=8))
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
async def test_the_figures_of_random_facts_are_the_rules(engine: AsyncEngine, many: list[Facts]) -> None:
    registry = Registry()
    people = [replace(facts, national_id=f"{number:010}") for number, facts in enumerate(many)]
    for number, facts in enumerate(people):
        as_rows(facts, registry, several=(0, 2, 12, 13)[number % 4])
    keys = [(facts.national_id, facts.marriage_id) for facts in people]
    async with engine.connect() as connection:
        await registry.load(connection)
        found = await figures(connection, keys)
        for facts, counted in zip(people, found, strict=True):
            same(counted, decide(facts))


@pytest.mark.parametrize("seed", [1404, 1399])
async def test_the_figures_of_a_month_are_its_decisions(engine: AsyncEngine, seed: int) -> None:
    registry = random_registry(seed)
    async with engine.begin() as connection:
        await registry.load(connection)
        decisions = [decide(facts) async for facts in records.stream_facts(connection, AZAR)]
        found = await figures(connection, [(one.national_id, one.marriage_id) for one in decisions])
    assert len({decision.outcome for decision in decisions}) == 4
    for decision, counted in zip(decisions, found, strict=True):
        same(counted, decision)


async def test_whatever_days_are_expected_the_figures_are_the_same(engine: AsyncEngine) -> None:
    registry = random_registry(7)
    async with engine.begin() as connection:
        await registry.load(connection)
        keys = [(one.national_id, one.marriage_id) async for one in records.stream_facts(connection, AZAR)]
        keys.insert(3, ("0000000000", "no such marriage"))
        days = [AZAR.first_day + day * DAY for day in range(AZAR.days)]
        first, *others = [await figures(connection, keys, expected) for expected in ([], days[:9], days)]
    assert len({one.registered_on for one in first}) > 2
    assert [one.national_id for one in first] == [person for person, marriage in keys if marriage != "no such marriage"]
    assert others == [first, first]


async def test_what_is_asked_afterwards_is_planned_as_ever(engine: AsyncEngine) -> None:
    async with engine.connect() as connection:
        before = await connection.scalar(text("SHOW enable_nestloop"))
        await figures(connection, [])
        assert await connection.scalar(text("SHOW enable_nestloop")) == before


async def test_overridden_criteria_are_among_the_figures(engine: AsyncEngine) -> None:
    registry = Registry()
    registry.person("0000000001")
    registry.marriage("m", AZAR.first_day, None, "0000000001", official=False)
    async with engine.begin() as connection:
        await registry.load(connection)
        await connection.exec_driver_sql(
            "INSERT INTO hamyar.overrides SELECT '0000000001', 'm', unnest(ARRAY['official', 'days', 'employed']),"
            " '', '', '1', now()"
        )
        [counted] = await figures(connection, [("0000000001", "m")])
    verdict = verdict_of(counted)
    assert verdict.overridden == (Criterion.OFFICIAL, Criterion.EMPLOYED, Criterion.DAYS)
    assert verdict.owed


async def test_what_a_reviewer_found_not_to_hold_is_among_the_figures(engine: AsyncEngine) -> None:
    registry = Registry()
    registry.person("0000000001", marriage_history="partial")
    registry.marriage("m", AZAR.first_day, None, "0000000001")
    async with engine.begin() as connection:
        await registry.load(connection)
        await connection.exec_driver_sql(
            "INSERT INTO hamyar.overrides VALUES ('0000000001', 'm', 'first', '', '', '1', now(), false)"
        )
        [counted] = await figures(connection, [("0000000001", "m")])
        decision = await Grants(connection, FrozenClock(datetime.now(UTC))).judged("0000000001", "m")
    assert counted.overridden is None
    assert Criterion.FIRST in verdict_of(counted).failed
    assert verdict_of(counted).failed == decision.failed


@pytest.mark.parametrize(("state", "paid_before"), [("ordered", True), ("paid", True), ("returned", False)])
async def test_a_payment_for_whatever_marriage_is_among_the_figures(
    engine: AsyncEngine, state: str, paid_before: bool
) -> None:
    registry = Registry()
    for person in ("0000000001", "0000000002"):
        registry.person(person)
        registry.marriage("m", AZAR.first_day, None, person)
    registry.payment("another", "0000000001", 5, state, AZAR.first_day)
    async with engine.begin() as connection:
        await registry.load(connection)
        found = await figures(connection, [("0000000001", "m"), ("0000000002", "m")])
    assert [one.paid_before for one in found] == [paid_before, False]


async def test_the_facts_of_some_are_those_of_the_month(engine: AsyncEngine) -> None:
    registry = random_registry(7)
    async with engine.begin() as connection:
        await registry.load(connection)
        month = [facts async for facts in records.stream_facts(connection, AZAR)]
        keys = [(facts.national_id, facts.marriage_id, facts.registered_on) for facts in month]
        assert await records.facts_of_spouses(connection, keys) == month
        assert await records.facts_of_spouses(connection, []) == []


@given(any_facts(), st.integers(0, 100))
def test_nobody_awaits_more_than_lists_could_bring(facts: Facts, after: int) -> None:
    today: date = facts.registered_on + after * DAY
    decision = decide(facts)
    if rules.provisional(decision, today):
        missing = decision.record.needed - decision.record.counted
        assert missing <= rules.most_awaited(facts.registered_on, today)


def test_whom_full_lists_would_not_help_awaits_none() -> None:
    day = AZAR.last_day
    assert rules.most_awaited(day, day + timedelta(days=100)) == 0

"""What a person is told about a marriage, and what is kept of it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, date, datetime, time, timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from services.calendar import TEHRAN, JalaliMonth
from services.grants import (
    AwaitedLists,
    Decision,
    Grants,
    MarriageKind,
    MarriageSeen,
    NoSuchMarriage,
    NoSuchPerson,
    Outcome,
    Payment,
    PaymentState,
    Standing,
    StandingKind,
)
from services.grants.rules import decide
from services.grants.standing import standing
from services.money import Rials
from services.plain import dump, load
from tests.clock import FrozenClock
from tests.services.grants.cases import PAYABLE, REGISTERED, facts, jalali, with_days
from tests.services.grants.registry import Registry

HER, HIM = "0012345679", "0499370899"
SEEN = MarriageSeen("M1", REGISTERED, MarriageKind.PERMANENT, "رضا")
MONTH_END = jalali(1404, 9, 30)
AFTER = jalali(1404, 10, 1)
DAY = timedelta(days=1)


def payment(state: PaymentState) -> Payment:
    return Payment(Rials(100_000_000), state, AFTER)


# the precedence


def test_a_month_is_not_over_before_its_last_day_is() -> None:
    for today in (REGISTERED - DAY, REGISTERED, MONTH_END):
        told = standing(SEEN, decide(PAYABLE), payment(PaymentState.PAID), today)
        assert told == Standing(StandingKind.NOT_OVER, SEEN, MONTH_END)


@pytest.mark.parametrize("state", list(PaymentState))
def test_the_word_of_finance_comes_before_the_decision(state: PaymentState) -> None:
    told = standing(SEEN, decide(facts(months=())), payment(state), AFTER)
    assert (told.kind, told.payment) == (StandingKind(state), payment(state))


def test_awaited_lists_come_before_a_refusal() -> None:
    short = decide(facts(months=with_days(706)))  # and up to 14 in Azar, whose list is due by the end of Dey
    told = standing(SEEN, short, None, AFTER)
    assert (told.kind, told.decision) == (StandingKind.PROVISIONAL, short)
    assert told.awaited == AwaitedLists((JalaliMonth(1404, 9),), jalali(1404, 10, 30))
    assert standing(SEEN, short, None, jalali(1404, 11, 1)).kind is StandingKind.DECIDED


def test_else_the_decision_is_told() -> None:
    told = standing(SEEN, decide(PAYABLE), None, AFTER)
    assert told == Standing(StandingKind.DECIDED, SEEN, MONTH_END, decide(PAYABLE))


@pytest.mark.parametrize("today", [REGISTERED, AFTER])
def test_a_standing_comes_back_from_json(today: date) -> None:
    for decision in (decide(PAYABLE), decide(facts(months=with_days(706)))):
        for paid in (None, payment(PaymentState.PAID)):
            told = standing(SEEN, decision, paid, today)
            assert load(Standing, dump(told)) == told


# out of the database


def at(day: date) -> FrozenClock:
    return FrozenClock(datetime.combine(day, time(12), TEHRAN).astimezone(UTC))


def registry() -> Registry:
    """She is owed the grant; he is known to the registry by his other marriage as well."""
    rows = Registry()
    rows.person(HER)
    rows.person(HIM, first_name="رضا", sex="M")
    rows.marriage("M1", REGISTERED, HIM, HER)
    rows.marriage("M0", jalali(1395, 1, 1), HIM, "9999999999", kind="temporary")
    rows.work(HER, jalali(1398, 1, 1), None)
    for month in PAYABLE.months:
        rows.wage(HER, month.month.number, month.days, month.wage)
    return rows


@pytest.fixture
async def connection(engine: AsyncEngine) -> AsyncIterator[AsyncConnection]:
    async with engine.begin() as connection:
        await registry().load(connection)
        yield connection


async def kept(connection: AsyncConnection) -> list[tuple[int, datetime, Decision]]:
    rows = await connection.execute(
        text("SELECT version, told_at, decision FROM hamyar.decisions ORDER BY national_id, marriage_id, version")
    )
    return [(row.version, row.told_at, load(Decision, row.decision)) for row in rows]


async def test_marriages_are_told_newest_first(connection: AsyncConnection) -> None:
    assert await Grants(connection, at(AFTER)).marriages(HIM) == (
        MarriageSeen("M1", REGISTERED, MarriageKind.PERMANENT, "مریم"),
        MarriageSeen("M0", jalali(1395, 1, 1), MarriageKind.TEMPORARY, None),
    )


async def test_who_never_married_has_no_marriages(connection: AsyncConnection) -> None:
    assert await Grants(connection, at(AFTER)).marriages("0000000000") == ()


async def test_a_decision_is_kept_from_the_first_time_it_is_told(connection: AsyncConnection) -> None:
    clock = at(AFTER)
    first = await Grants(connection, clock).standing(HER, "M1")
    assert (first.kind, first.version, first.marriage.spouse_first_name) == (StandingKind.DECIDED, 1, "رضا")
    assert first.decision
    assert (first.decision.outcome, first.decision.amount) == (Outcome.PAYABLE, 100_000_000)
    told_at = clock.now()
    clock.advance(days=40)
    assert await Grants(connection, clock).standing(HER, "M1") == first
    assert await kept(connection) == [(1, told_at, first.decision)]


async def test_a_changed_decision_is_a_new_version_and_the_old_one_stays(connection: AsyncConnection) -> None:
    grants = Grants(connection, at(AFTER))
    first = await grants.standing(HER, "M1")
    await connection.execute(text("UPDATE registry.people SET sheba = NULL"))
    second = await grants.standing(HER, "M1")
    await connection.execute(text("UPDATE registry.people SET sheba = 'IR062960000000100324200001'"))
    third = await grants.standing(HER, "M1")
    assert [told.version for told in (first, second, third)] == [1, 2, 3]
    assert second.decision
    assert second.decision.outcome is Outcome.WAITING
    assert [decision for _, _, decision in await kept(connection)] == [
        first.decision,
        second.decision,
        third.decision,
    ]


async def test_each_spouse_is_told_apart(connection: AsyncConnection) -> None:
    grants = Grants(connection, at(AFTER))
    hers, his = await grants.standing(HER, "M1"), await grants.standing(HIM, "M1")
    assert hers.decision
    assert his.decision
    assert (hers.decision.outcome, his.decision.outcome) == (Outcome.PAYABLE, Outcome.REFUSED)
    assert (hers.version, his.version) == (1, 1)


@pytest.mark.parametrize("state", list(PaymentState))
async def test_finance_is_quoted_and_nothing_is_kept(connection: AsyncConnection, state: PaymentState) -> None:
    rows = Registry()
    rows.payment("M1", HER, 75_842_120, state, AFTER)
    await rows.load(connection)
    told = await Grants(connection, at(AFTER)).standing(HER, "M1")
    assert told.kind == StandingKind(state)
    assert told.payment == Payment(Rials(75_842_120), state, AFTER)
    assert told.decision
    assert await kept(connection) == []
    assert (await Grants(connection, at(AFTER)).standing(HIM, "M1")).payment is None


async def test_the_month_ends_at_midnight_in_tehran(connection: AsyncConnection) -> None:
    clock = FrozenClock(datetime.combine(AFTER, time(0), TEHRAN).astimezone(UTC) - timedelta(seconds=1))
    assert (await Grants(connection, clock).standing(HER, "M1")).kind is StandingKind.NOT_OVER
    assert await kept(connection) == []
    clock.advance(seconds=1)
    assert (await Grants(connection, clock).standing(HER, "M1")).kind is StandingKind.DECIDED


async def test_a_provisional_refusal_is_not_kept(connection: AsyncConnection) -> None:
    await connection.execute(text("DELETE FROM registry.wage_months"))
    rows = Registry()
    for month in with_days(706):
        rows.wage(HER, month.month.number, month.days, month.wage)
    await rows.load(connection)
    assert (await Grants(connection, at(AFTER)).standing(HER, "M1")).kind is StandingKind.PROVISIONAL
    assert await kept(connection) == []
    told = await Grants(connection, at(jalali(1404, 11, 1))).standing(HER, "M1")
    assert (told.kind, told.version) == (StandingKind.DECIDED, 1)


@pytest.mark.parametrize("marriage_id", ["M0", "nothing", ""])
async def test_another_persons_marriage_is_not_told(connection: AsyncConnection, marriage_id: str) -> None:
    with pytest.raises(NoSuchMarriage):
        await Grants(connection, at(AFTER)).standing(HER, marriage_id)


async def test_a_spouse_whom_the_registry_only_names_is_not_decided(connection: AsyncConnection) -> None:
    with pytest.raises(NoSuchPerson) as caught:
        await Grants(connection, at(AFTER)).standing("9999999999", "M0")
    assert "9999999999" not in str(caught.value)


async def test_two_who_tell_the_same_at_once_keep_it_once(engine: AsyncEngine) -> None:
    async with engine.begin() as connection:
        await registry().load(connection)

    async def tell() -> Standing:
        async with engine.begin() as connection:
            return await Grants(connection, at(AFTER)).standing(HER, "M1")

    told = await asyncio.gather(*(tell() for _ in range(8)))
    assert all(one == told[0] for one in told)
    async with engine.begin() as connection:
        assert len(await kept(connection)) == 1


async def test_a_rolled_back_turn_keeps_nothing(engine: AsyncEngine) -> None:
    async with engine.begin() as connection:
        await registry().load(connection)
    async with engine.connect() as connection:
        await Grants(connection, at(AFTER)).standing(HER, "M1")
    async with engine.begin() as connection:
        assert await kept(connection) == []

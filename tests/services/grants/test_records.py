"""The facts out of PostgreSQL are those a plain program would gather from the same rows."""

from __future__ import annotations

import random
from collections import defaultdict
from datetime import timedelta

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from services.calendar import JalaliMonth
from services.grants import records
from services.grants.facts import Employment, Facts, MarriageKind, OtherMarriage, WageMonth
from services.grants.rules import decide
from services.grants.standing import MarriageSeen
from services.money import Rials
from tests.services.grants.cases import REGISTERED, jalali
from tests.services.grants.registry import Registry

AZAR = JalaliMonth(1404, 9)
DAY = timedelta(days=1)


def random_registry(seed: int) -> Registry:
    """A hundred people with everything mixed: several workshops and schemes, other marriages, absent spouses."""
    rng = random.Random(seed)
    registry = Registry()
    people = [f"{number:010}" for number in rng.sample(range(10**9), 150)]
    for national_id in people:
        registry.person(
            national_id,
            sheba=rng.choice([None, *4 * ["IR062960000000100324200001"]]),
            mobile=rng.choice([None, *4 * ["09121234567"]]),
            marriage_history=rng.choice(["complete", "complete", "partial"]),
        )
        if rng.random() < 0.1:
            registry.quarantined(national_id)
        for workshop in range(rng.randrange(1, 4)):
            started = jalali(1398, 1, 1) + rng.randrange(2500) * DAY
            ended = rng.choice([None, None, started + rng.randrange(2000) * DAY])
            registry.work(national_id, started, ended, f"w{workshop}")
        for month in JalaliMonth(1399, 7).through(JalaliMonth(1404, 11)):
            for workshop in range(rng.choice([0, 1, 1, 1, 2])):
                for scheme in rng.choice([["compulsory"], ["compulsory"], ["compulsory", "voluntary"], ["freelance"]]):
                    days, wage = rng.randrange(32), rng.randrange(10**9)
                    registry.wage(national_id, month.number, days, wage, f"w{workshop}", scheme)
    registry.quarantined(None)
    for number in range(120):
        husband, wife = rng.sample(people, 2)
        registry.marriage(
            rng.choice(["M", "m", "س", "M-"]) + str(number),
            rng.choice([AZAR.first_day + rng.randrange(30) * DAY, jalali(1390, 1, 1) + rng.randrange(6000) * DAY]),
            rng.choice([husband, husband, None, "9999999999"]),
            wife,
            rng.choice(["permanent", "permanent", "temporary"]),
            rng.random() < 0.8,
        )
    return registry


def gathered(registry: Registry, month: JalaliMonth) -> list[Facts]:
    """The same facts, by plain loops."""
    rows = registry.rows
    people = {row["national_id"]: row for row in rows["people"]}
    quarantined = {row["national_id"] for row in rows["quarantine"]}
    found = []
    for row in sorted(rows["marriages"], key=lambda row: (row["marriage_id"].encode(), row["role"])):
        national_id = row["national_id"]
        if JalaliMonth.of(row["registered_on"]) != month or national_id not in people:
            continue
        days: dict[int, int] = defaultdict(int)
        wages: dict[int, int] = defaultdict(int)
        for wage in rows["wage_months"]:
            if (wage["national_id"], wage["scheme"]) == (national_id, "compulsory"):
                days[wage["month"]] += wage["days"]
                wages[wage["month"]] += wage["wage"]
        found.append(
            Facts(
                marriage_id=row["marriage_id"],
                national_id=national_id,
                registered_on=row["registered_on"],
                kind=MarriageKind(row["kind"]),
                official=row["official"],
                other_marriages=tuple(
                    OtherMarriage(other["registered_on"], MarriageKind(other["kind"]))
                    for other in rows["marriages"]
                    if other["national_id"] == national_id and other["marriage_id"] != row["marriage_id"]
                ),
                employments=tuple(
                    Employment(work["started"], work["ended"])
                    for work in rows["employment"]
                    if work["national_id"] == national_id
                ),
                months=tuple(
                    WageMonth(JalaliMonth.of_number(number), days[number], Rials(wages[number]))
                    for number in sorted(days)
                ),
                account_known=people[national_id]["sheba"] is not None,
                mobile_known=people[national_id]["mobile"] is not None,
                history_complete=people[national_id]["marriage_history"] == "complete",
                quarantined=national_id in quarantined,
            )
        )
    return found


async def test_the_database_finds_what_plain_loops_find(engine: AsyncEngine) -> None:
    registry = random_registry(1404)
    expected = [decide(facts) for facts in gathered(registry, AZAR)]
    async with engine.begin() as connection:
        await registry.load(connection)
        found = [decide(facts) async for facts in records.stream_facts(connection, AZAR)]
    assert len({decision.outcome for decision in found}) == 4
    assert found == expected


async def test_one_persons_facts_are_those_of_the_month(engine: AsyncEngine) -> None:
    registry = random_registry(1399)
    async with engine.begin() as connection:
        await registry.load(connection)
        month = [facts async for facts in records.stream_facts(connection, AZAR)]
        assert month
        for of_all in month:
            alone = [facts async for facts in records.stream_facts(connection, AZAR, of_all.national_id)]
            assert alone == [facts for facts in month if facts.national_id == of_all.national_id]
            seen = MarriageSeen(of_all.marriage_id, of_all.registered_on, of_all.kind, None)
            assert await records.facts(connection, of_all.national_id, seen) == of_all


async def test_marriages_come_by_id_in_code_order_husband_first(engine: AsyncEngine) -> None:
    registry = Registry()
    for national_id in ("0000000001", "0000000002"):
        registry.person(national_id)
    for marriage_id in ("b", "B", "a-1", "a1", "A", "10", "9"):
        registry.marriage(marriage_id, REGISTERED, "0000000002", "0000000001")
    async with engine.begin() as connection:
        await registry.load(connection)
        found = [(facts.marriage_id, facts.national_id[-1]) async for facts in records.stream_facts(connection, AZAR)]
    assert found == [(one, side) for one in ("10", "9", "A", "B", "a-1", "a1", "b") for side in "21"]


async def test_only_the_month_asked_for_is_decided(engine: AsyncEngine) -> None:
    registry = Registry()
    registry.person("0000000001")
    days = [AZAR.first_day - DAY, AZAR.first_day, AZAR.last_day, AZAR.last_day + DAY]
    for number, day in enumerate(days):
        registry.marriage(f"m{number}", day, None, "0000000001")
    async with engine.begin() as connection:
        await registry.load(connection)
        found = [facts.marriage_id async for facts in records.stream_facts(connection, AZAR)]
    assert found == ["m1", "m2"]


async def test_a_month_without_marriages_is_empty(engine: AsyncEngine) -> None:
    async with engine.begin() as connection:
        assert [facts async for facts in records.stream_facts(connection, AZAR)] == []


async def test_the_schemas_types_hold_the_largest_sums(engine: AsyncEngine) -> None:
    registry = Registry()
    registry.person("0000000001")
    registry.marriage("m", REGISTERED, "0000000001", None)
    for workshop in range(9):
        registry.wage("0000000001", 140308, 31, 10**17, f"w{workshop}")
    async with engine.begin() as connection:
        await registry.load(connection)
        (facts,) = [facts async for facts in records.stream_facts(connection, AZAR)]
    assert facts.months == (WageMonth(JalaliMonth(1403, 8), 9 * 31, Rials(9 * 10**17)),)


async def test_one_statement_gathers_a_month(engine: AsyncEngine) -> None:
    registry = random_registry(7)
    plan = text(f"EXPLAIN (FORMAT JSON) {records.FACTS.text}").bindparams(
        first_day=AZAR.first_day,
        last_day=AZAR.last_day,
        national_id=None,
        scheme="compulsory",
        first_month=139909,
        last_month=140409,
    )
    async with engine.begin() as connection:
        await registry.load(connection)
        await connection.execute(text("SET LOCAL enable_seqscan = off"))  # a table of a few rows is read whole else
        shown = str((await connection.execute(plan)).scalar_one())
    assert "wage_months_pkey" in shown
    assert "marriages_registered_on" in shown

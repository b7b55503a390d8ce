"""The facts out of PostgreSQL are those a plain program gathers from the same rows."""

from __future__ import annotations

import csv
import random
from collections import defaultdict
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import jdatetime  # type: ignore[import-untyped]
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.importing import import_registry
from sandbox.people import write_sample
from services.calendar import JalaliMonth
from services.money import Rials
from services.premiums import records
from services.premiums.eligibility import Bar, Outcome
from services.premiums.facts import Employment, RecordedMonth, VoluntaryFacts
from services.premiums.rules import eligibility
from tests.clock import FrozenClock
from tests.services.grants.registry import Registry
from tests.services.premiums.cases import compulsory, jalali, month

HER, HIM = "0012345679", "0499370899"
AS_OF = datetime(2026, 11, 22, 12, tzinfo=UTC)


async def test_schemes_and_workshops_of_a_month_come_together(engine: AsyncEngine) -> None:
    rows = Registry()
    rows.person(HER, birth_date=date(1995, 1, 1))
    rows.person(HIM)
    rows.work(HER, jalali(1402, 1, 1), None, "w2")
    rows.work(HER, jalali(1399, 1, 1), jalali(1401, 12, 29), "w1")
    rows.wage(HER, 140309, 20, 60, "w1")
    rows.wage(HER, 140309, 15, 40, "w2")
    rows.wage(HER, 140309, 4, 9, "w2", scheme="partial")
    rows.wage(HER, 140308, 30, 70, "w1", scheme="freelance")
    rows.wage(HER, 140307, 30, 50, "w1", scheme="voluntary")
    rows.wage(HER, 140306, 31, 30, "w1", scheme="unemployment")
    rows.wage(HER, 140305, 9, 30, "w1", scheme="unemployment")
    rows.wage(HER, 140305, 22, 80, "w1")
    rows.wage(HIM, 140309, 30, 10**9)
    async with engine.begin() as connection:
        await rows.load(connection)
        found = await records.facts(connection, HER)
    assert found == VoluntaryFacts(
        national_id=HER,
        birth_date=date(1995, 1, 1),
        employments=(
            Employment(jalali(1399, 1, 1), jalali(1401, 12, 29)),
            Employment(jalali(1402, 1, 1), None),
        ),
        months=(
            compulsory("1403-05", 22, 80),
            RecordedMonth(month("1403-07"), 30, 0, Rials(0), 0),
            RecordedMonth(month("1403-08"), 30, 0, Rials(0), 30),
            RecordedMonth(month("1403-09"), 39, 35, Rials(100), 0),
        ),
        quarantined=False,
    )


async def test_who_is_not_there_has_no_facts(engine: AsyncEngine) -> None:
    rows = Registry()
    rows.person(HIM)
    async with engine.begin() as connection:
        await rows.load(connection)
        assert await records.facts(connection, HER) is None
        alone = await records.facts(connection, HIM)
    assert alone is not None
    assert (alone.employments, alone.months, alone.quarantined) == ((), (), False)


async def test_rows_kept_apart_are_known_of(engine: AsyncEngine) -> None:
    rows = Registry()
    rows.person(HER)
    rows.person(HIM)
    rows.quarantined(HER)
    rows.quarantined(None)
    async with engine.begin() as connection:
        await rows.load(connection)
        hers, his = await records.facts(connection, HER), await records.facts(connection, HIM)
    assert hers is not None
    assert his is not None
    assert (hers.quarantined, his.quarantined) == (True, False)


async def test_the_largest_sums_are_held(engine: AsyncEngine) -> None:
    rows = Registry()
    rows.person(HER)
    for workshop in range(9):
        rows.wage(HER, 140308, 31, 10**17, f"w{workshop}")
    async with engine.begin() as connection:
        await rows.load(connection)
        found = await records.facts(connection, HER)
    assert found is not None
    assert found.months == (compulsory("1403-08", 9 * 31, 9 * 10**17),)


async def test_everybody_of_a_sample_is_judged_as_plain_loops_do(
    engine: AsyncEngine, database_url: str, tmp_path: Path
) -> None:
    write_sample(tmp_path, people=300, seed=7, today=AS_OF.date())
    import_registry(database_url, tmp_path, quarantine=False, clock=FrozenClock(AS_OF))
    files = _rows(tmp_path)
    met = set()
    async with engine.connect() as connection:
        for person in files["people"]:
            found = await records.facts(connection, person["national_id"])
            assert found is not None
            decided = eligibility(found, AS_OF.date())
            expected = _judged(person, files["employment"], files["wage_months"], AS_OF.date())
            assert (
                decided.record.days,
                decided.outcome is Outcome.ELIGIBLE,
                Bar.INSURED_ELSEWHERE in decided.bars,
            ) == (expected)
            met.add(expected[1:])
    assert len(met) == 3  # nobody is eligible and insured elsewhere


def _rows(folder: Path) -> dict[str, list[dict[str, str]]]:
    return {path.stem: list(csv.DictReader(path.open(encoding="utf-8"))) for path in folder.glob("*.csv")}


def _judged(
    person: dict[str, str], work: list[dict[str, str]], wages: list[dict[str, str]], today: date
) -> tuple[int, bool, bool]:
    """Days of record, whether they may contract, whether they are insured elsewhere. 1405/09/01 is the day."""
    mine = [row for row in wages if row["national_id"] == person["national_id"]]
    days: dict[str, int] = defaultdict(int)
    for row in mine:
        if row["scheme"] != "unemployment":
            days[row["month"]] += int(row["days"])
    record = sum(min(total, JalaliMonth.of_number(int(of)).days) for of, total in days.items())
    elsewhere = any(
        row["national_id"] == person["national_id"]
        and row["started"] <= today.isoformat()
        and (not row["ended"] or row["ended"] >= today.isoformat())
        for row in work
    ) or any(row["scheme"] == "freelance" and row["month"] in ("140507", "140508", "140509") for row in mine)
    born = jdatetime.date.fromgregorian(date=date.fromisoformat(person["birth_date"]))
    age = 1405 - born.year - ((born.month, born.day) > (9, 1))
    enough = record >= 3650 or (record >= 30 and record >= 365 * max(0, age - 50))
    return record, enough and not elsewhere, elsewhere


async def test_one_statement_finds_a_persons_rows_by_their_keys(engine: AsyncEngine) -> None:
    rng = random.Random(5)
    rows = Registry()
    for number in rng.sample(range(10**9), 50):
        rows.person(f"{number:010}")
        rows.work(f"{number:010}", jalali(1400, 1, 1) + timedelta(days=number % 900), None)
        for of in JalaliMonth(1400, 1).through(JalaliMonth(1404, 6)):
            rows.wage(f"{number:010}", of.number, 30, 10**8)
    plan = text(f"EXPLAIN (FORMAT JSON) {records.FACTS.text}").bindparams(
        national_id=rows.rows["people"][0]["national_id"], not_in_record="unemployment"
    )
    async with engine.begin() as connection:
        await rows.load(connection)
        await connection.execute(text("SET LOCAL enable_seqscan = off"))  # a table of a few rows is read whole else
        shown = str((await connection.execute(plan)).scalar_one())
    for index in ("people_pkey", "employment_pkey", "wage_months_pkey", "quarantine_national_id"):
        assert index in shown
    assert "Seq Scan" not in shown

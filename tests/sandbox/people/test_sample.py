"""The sample is repeatable, clean, and its cases are what they say they are."""

import csv
from collections import Counter
from collections.abc import Sequence
from datetime import UTC, date, datetime, time
from pathlib import Path

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.app import make_notices
from handlers.wording import Wording
from sandbox.people import Case, sample_cases, write_sample
from sandbox.people.names import LAST_NAMES, MEN, WOMEN
from services import mobile, national_id, sheba
from services.calendar import JalaliDay, JalaliMonth
from services.contracts import Contracts
from services.contracts.partials import Partials
from services.dependency import Dependency, Reason, State
from services.dependency.matching import Matching
from services.grants import Grants, decisions
from services.grants.rules import enters_payment_order
from services.premiums.eligibility import Bar
from services.registry import import_folder
from services.store import connect
from tests.clock import FrozenClock
from tests.services.registry.deliveries import Silence

TODAY = JalaliDay(1405, 9, 1).gregorian
# The first and last days of months and years, leap and common, and a month so early that 1399 is in the window.
DAYS = [
    TODAY,
    JalaliDay(1399, 9, 30).gregorian,
    JalaliDay(1403, 12, 30).gregorian,
    JalaliDay(1404, 1, 1).gregorian,
    JalaliDay(1404, 12, 29).gregorian,
    JalaliDay(1408, 2, 31).gregorian,
]

# What each case is told: how it stands, and of a decision the outcome, what failed, what is missing, the days.
TOLD: dict[str, tuple[str, str, list[str], list[str]]] = {
    "payable": ("decided", "payable", [], []),
    "two-workshops": ("decided", "payable", [], []),
    "days-720": ("decided", "payable", [], []),
    "days-690": ("decided", "refused", ["days"], []),
    "days-719": ("decided", "refused", ["days"], []),
    "several-failed": ("decided", "refused", ["official", "employed", "days"], []),
    "not-employed": ("decided", "refused", ["employed"], []),
    "not-first": ("decided", "refused", ["first"], []),
    "unofficial": ("decided", "refused", ["official"], []),
    "temporary": ("decided", "refused", ["permanent"], []),
    "no-account": ("decided", "waiting", [], ["account"]),
    "no-mobile": ("decided", "waiting", [], ["mobile"]),
    "partial-history": ("decided", "review", [], []),
    "provisional": ("provisional", "refused", ["days"], []),
    "month-not-over": ("not_over", "", [], []),
    "ordered": ("ordered", "payable", [], []),
    "paid": ("paid", "payable", [], []),
    "returned": ("returned", "payable", [], []),
    "amount-zero": ("decided", "payable", [], []),
    "two-marriages": ("decided", "payable", [], []),
    "shared-mobile": ("decided", "payable", [], []),
    "shared-mobile-wife": ("decided", "payable", [], []),
    "spouse-absent": ("decided", "payable", [], []),
    "esfand-30": ("decided", "payable", [], []),
}
UNMARRIED = {"no-marriage", "voluntary", "voluntary-age", "partial-months"}
# What becomes of each daughter's case at the first match, and why a person decides.
DAUGHTERS: dict[str, tuple[State, tuple[Reason, ...]] | None] = {
    "daughter-drawing": None,
    "daughter-married": (State.NOTIFIED, ()),
    "daughter-employed": (State.NOTIFIED, ()),
    "daughter-temporary": (State.REVIEW, (Reason.TEMPORARY_MARRIAGE,)),
    "daughter-divorced": (State.REVIEW, (Reason.UNDONE,)),
    "daughter-widowed": (State.REVIEW, (Reason.UNDONE,)),
    "daughter-job-over": (State.REVIEW, (Reason.UNDONE,)),
    "daughter-late": (State.REVIEW, (Reason.LATE,)),
    "daughter-before": None,
}
COUNTED = {"days-720": 720, "days-719": 719, "days-690": 690}


def load(url: str, folder: Path, today: date) -> None:
    with connect(url) as connection:
        assert import_folder(connection, folder, today=today, progress=Silence()).total_faults == 0


def noon(day: date) -> FrozenClock:
    return FrozenClock(datetime.combine(day, time(8, 30), UTC))


def rows(folder: Path, file: str) -> list[dict[str, str]]:
    with (folder / file).open(encoding="utf-8", newline="") as opened:
        return list(csv.DictReader(opened))


def by_code(cases: Sequence[Case]) -> dict[str, Case]:
    return {case.code: case for case in cases}


@pytest.mark.parametrize("today", DAYS, ids=str)
async def test_every_case_is_told_what_it_says(
    database_url: str, engine: AsyncEngine, tmp_path: Path, today: date
) -> None:
    cases = by_code(write_sample(tmp_path, people=1, seed=7, today=today))
    load(database_url, tmp_path, today)
    assert set(cases) == {*TOLD, *UNMARRIED, *DAUGHTERS}
    async with engine.connect() as connection:
        grants = Grants(connection, noon(today))
        for code in UNMARRIED:
            assert await grants.marriages(cases.pop(code).national_id) == ()
        for code in TOLD:
            case = cases[code]
            marriages = await grants.marriages(case.national_id)
            assert JalaliMonth.of(marriages[0].registered_on) == case.month
            told = await grants.standing(case.national_id, marriages[0].marriage_id)
            decision = told.decision
            assert (
                told.kind,
                decision.outcome if decision else "",
                list(decision.failed) if decision else [],
                list(decision.missing) if decision else [],
            ) == TOLD[code], code
            if code in COUNTED and decision:
                assert decision.record.counted == COUNTED[code]
            if told.payment and decision:
                assert told.payment.amount == decision.amount
            if decision and decision.outcome == "payable":
                assert enters_payment_order(decision) == (code != "amount-zero")
        assert len(await grants.marriages(cases["two-marriages"].national_id)) == 2
        assert (await grants.marriages(cases["spouse-absent"].national_id))[0].spouse_first_name is None


async def test_those_who_would_insure_themselves_are_told_what_their_case_says(
    database_url: str, engine: AsyncEngine, tmp_path: Path
) -> None:
    cases = by_code(write_sample(tmp_path, people=1, seed=7, today=TODAY))
    load(database_url, tmp_path, TODAY)
    async with engine.connect() as connection:
        contracts = Contracts(connection, noon(TODAY), make_notices(noon(TODAY), Wording())(connection))
        offered = {code: await contracts.offer(cases[code].national_id) for code in UNMARRIED}
        look = await Partials(connection, noon(TODAY)).look(cases["partial-months"].national_id)
    assert {code: offer.bars for code, offer in offered.items()} == {
        "voluntary": [],
        "voluntary-age": [Bar.RECORD_FOR_AGE],
        "partial-months": [Bar.INSURED_ELSEWHERE],
        "no-marriage": [Bar.INSURED_ELSEWHERE],
    }
    assert [one.kind for one in offered["voluntary"].suggestions] == ["lowest", "average", "highest"]
    assert look.eligible
    assert all(month.days > 0 and month.state == "late" for month in look.months)
    assert len(look.months) == 3


@pytest.mark.parametrize("today", DAYS, ids=str)
async def test_what_becomes_of_daughters_is_what_their_case_says(
    database_url: str, engine: AsyncEngine, tmp_path: Path, today: date
) -> None:
    cases = by_code(write_sample(tmp_path, people=1, seed=7, today=today))
    load(database_url, tmp_path, today)
    notices = make_notices(noon(today), Wording())
    matched = await Matching(engine, noon(today), notices).match()
    assert matched == Counter(filter(None, DAUGHTERS.values()))
    async with engine.connect() as connection:
        dependency = Dependency(connection, noon(today), notices(connection))
        for code, expected in DAUGHTERS.items():
            standing = await dependency.standing(cases[code].national_id)
            assert standing
            found = (standing.state, standing.case.reasons) if standing.case else None
            assert found == expected, code
            assert len(standing.shares) == 1


async def test_payments_of_the_population_are_what_the_rules_give(
    database_url: str, engine: AsyncEngine, tmp_path: Path
) -> None:
    write_sample(tmp_path, people=2500, seed=3, today=TODAY)
    load(database_url, tmp_path, TODAY)
    paid = {(row["marriage_id"], row["national_id"]): row["amount"] for row in rows(tmp_path, "payments.csv")}
    month, outcomes, met = JalaliMonth.of(TODAY).plus(-24), Counter[str](), 0
    async with engine.connect() as connection:
        while month <= JalaliMonth.of(TODAY):
            async for decision in decisions(connection, month):
                outcomes[decision.outcome] += 1
                amount = paid.get((decision.marriage_id, decision.national_id))
                if amount is not None:
                    assert (decision.outcome, decision.amount) == ("payable", int(amount))
                    met += 1
            month = month.next()
    assert met == len(paid) > 20
    assert min(outcomes[outcome] for outcome in ("payable", "waiting", "refused", "review")) > 5


def test_the_same_seed_writes_the_same_bytes(tmp_path: Path) -> None:
    folders = [tmp_path / "one", tmp_path / "two", tmp_path / "three"]
    for folder, seed in zip(folders, (5, 5, 6), strict=True):
        write_sample(folder, people=300, seed=seed, today=TODAY)
    one, two, three = ([file.read_bytes() for file in sorted(folder.iterdir())] for folder in folders)
    assert one == two
    assert all(first != other for first, other in zip(one, three, strict=True))


def test_the_cases_do_not_depend_on_how_many_people_there_are(tmp_path: Path) -> None:
    assert write_sample(tmp_path, people=500, seed=5, today=TODAY) == sample_cases(seed=5, today=TODAY)


def test_the_cases_are_the_first_of_the_people(tmp_path: Path) -> None:
    cases = write_sample(tmp_path, people=300, seed=5, today=TODAY)
    people = rows(tmp_path, "people.csv")
    assert len(people) == 300
    assert people[0]["national_id"] == cases[0].national_id
    assert {case.national_id for case in cases} <= {person["national_id"] for person in people[:60]}


def test_numbers_of_invented_people_pass_their_checks_and_are_their_own(tmp_path: Path) -> None:
    write_sample(tmp_path, people=2000, seed=5, today=TODAY)
    people = rows(tmp_path, "people.csv")
    assert all(national_id.is_valid(person["national_id"]) for person in people)
    assert all(mobile.is_valid(person["mobile"]) for person in people if person["mobile"])
    assert all(sheba.is_valid(person["sheba"]) for person in people if person["sheba"])
    mobiles = Counter(person["mobile"] for person in people if person["mobile"])
    assert sorted(mobiles.values())[-2:] == [1, 2]


@pytest.mark.parametrize("names", [WOMEN, MEN, LAST_NAMES])
def test_names_are_written_as_persian_is(names: Sequence[str]) -> None:
    letters = set("آابپتثجچحخدذرزژسشصضطظعغفقکگلمنوهیئ\u200c")
    assert all(name and set(name) <= letters for name in names)
    assert all(not name.startswith("\u200c") and not name.endswith("\u200c") for name in names)
    assert len(set(names)) == len(names) > 50

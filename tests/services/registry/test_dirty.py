"""Dirty rows under quarantine: each is named, kept apart, and its people are left to a person, wherever they are asked
about; all others are loaded and decided as if nothing had been the matter.
"""

from __future__ import annotations

import csv
import stat
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.app import make_notices
from bot.errors import OperatorError
from bot.importing import FolderRefused, import_registry, summary
from handlers.wording import Wording
from services.calendar import today
from services.grants import Decision, Grants, Outcome, ReviewReason, StandingKind, decisions
from services.month_end import MonthEnd
from services.registry import Imported
from tests.clock import FrozenClock
from tests.services.month_end.town import AZAR, DEY, noon, rows, whole
from tests.services.registry.couples import MONTHS, WAGE, Couples
from tests.services.registry.deliveries import places

BEFORE = AZAR.plus(-3)
CHILD = str(AZAR.last_day)  # somebody born after it
COUPLES = 100

Spoilt = tuple[list[tuple[str, int, str]], set[str]]  # places with their faults, and the people concerned


@pytest.fixture
def clock() -> FrozenClock:
    """Noon of the first day after Azar."""
    return FrozenClock(noon(DEY.first_day))


def wage_of(town: Couples, person: str) -> int:
    return town.line("wage_months.csv", person, str(BEFORE.number))


def forty_days(town: Couples, couple: int) -> Spoilt:
    _, wife = town.couple(couple)
    place = town.spoil("wage_months.csv", wage_of(town, wife), "days", "40")
    return [(*place, "bad-days")], {wife}


def a_negative_wage(town: Couples, couple: int) -> Spoilt:
    husband, _ = town.couple(couple)
    place = town.spoil("wage_months.csv", wage_of(town, husband), "wage", "-90000000")
    return [(*place, "negative-amount")], {husband}


def a_list_twice_with_other_figures(town: Couples, couple: int) -> Spoilt:
    _, wife = town.couple(couple)
    place = town.add("wage_months.csv", f"{wife},{BEFORE.number},W1,compulsory,12,1000")
    return [(*place, "key-twice")], {wife}


def work_that_ended_before_it_began(town: Couples, couple: int) -> Spoilt:
    husband, _ = town.couple(couple)
    place = town.add("employment.csv", f"{husband},W2,2020-01-02,2020-01-01")
    return [(*place, "ended-before-started")], {husband}


def a_birth_after_the_marriage(town: Couples, couple: int) -> Spoilt:
    husband, wife = town.couple(couple)
    town.spoil("people.csv", town.line("people.csv", wife), "birth_date", CHILD)
    line = town.line("marriages.csv", town.marriage(couple))
    return [("marriages.csv", line, "married-before-birth")], {husband, wife}


def a_spouse_whose_id_is_nobodys(town: Couples, couple: int) -> Spoilt:
    _, wife = town.couple(couple)
    place = town.spoil("marriages.csv", town.line("marriages.csv", wife), "husband_id", "1234567890")
    return [(*place, "bad-national-id")], {wife}


def a_marriage_twice_with_another_day(town: Couples, couple: int) -> Spoilt:
    husband, wife = town.couple(couple)
    place = town.add("marriages.csv", f"{town.marriage(couple)},2020-01-01,permanent,true,{husband},{wife}")
    return [(*place, "key-twice")], {husband, wife}


def a_person_twice_with_another_account(town: Couples, couple: int) -> Spoilt:
    _, wife = town.couple(couple)
    row = town.files["people.csv"][town.line("people.csv", wife) - 1].split(",")
    row[7] = ""
    return [(*town.add("people.csv", ",".join(row)), "key-twice")], {wife}


def a_person_with_a_bad_account(town: Couples, couple: int) -> Spoilt:
    """Who is not loaded, nor is anything that refers to her."""
    _, wife = town.couple(couple)
    place = town.spoil("people.csv", town.line("people.csv", wife), "sheba", "IR000000000000000000000000")
    follows = [
        (file, number, "unknown-person")
        for file in ("employment.csv", "wage_months.csv")
        for number, row in enumerate(town.files[file], 1)
        if row.startswith(wife)
    ]
    return [(*place, "bad-sheba"), *follows], {wife}


DIRT = [
    forty_days,
    a_negative_wage,
    a_list_twice_with_other_figures,
    work_that_ended_before_it_began,
    a_birth_after_the_marriage,
    a_spouse_whose_id_is_nobodys,
    a_marriage_twice_with_another_day,
    a_person_twice_with_another_account,
    a_person_with_a_bad_account,
]


def load(town: Couples, url: str, folder: Path, clock: FrozenClock, **how: Any) -> Imported:
    return import_registry(url, town.write(folder), clock=clock, **{"quarantine": True, **how})


async def decided(engine: AsyncEngine) -> dict[str, Decision]:
    async with engine.connect() as connection:
        return {one.national_id: one async for one in decisions(connection, AZAR)}


@pytest.mark.parametrize("dirty", DIRT)
async def test_what_is_dirty_is_named_and_its_people_are_left_to_a_person(
    engine: AsyncEngine,
    database_url: str,
    tmp_path: Path,
    clock: FrozenClock,
    dirty: Callable[[Couples, int], Spoilt],
) -> None:
    town = Couples(2)
    faults, people = dirty(town, 0)
    with pytest.raises(FolderRefused):
        load(town, database_url, tmp_path, clock, quarantine=False)
    imported = load(town, database_url, tmp_path, clock)
    assert places(imported.faults) == faults
    assert imported.quarantined == len(faults)
    apart = await rows(engine, "SELECT DISTINCT national_id FROM registry.quarantine WHERE national_id IS NOT NULL")
    assert {person for (person,) in apart} == people
    found = await decided(engine)
    spared = {*town.couple(0), *town.couple(1)} - people
    assert {person for person, one in found.items() if one.review is ReviewReason.QUARANTINED} == people
    assert {person for person, one in found.items() if one.outcome is Outcome.PAYABLE} >= set(town.couple(1))
    assert set(found) >= people | set(town.couple(1))
    assert {one.amount for person, one in found.items() if person in spared} == {WAGE}


async def test_all_of_it_in_one_delivery_amid_thousands_of_good_rows(
    engine: AsyncEngine, database_url: str, tmp_path: Path, clock: FrozenClock
) -> None:
    town, faults, people = Couples(COUPLES), list[tuple[str, int, str]](), set[str]()
    for couple, dirty in enumerate(DIRT):
        named, concerned = dirty(town, couple)
        faults += named
        people |= concerned
    report = tmp_path / "faults.csv"
    imported = load(town, database_url, tmp_path, clock, report=report)

    told = summary(imported)
    for file, line, code in faults:
        assert f"{file}:{line}: [{code}] " in told
    with report.open(encoding="utf-8", newline="") as written:
        named = [(row["file"], int(row["line"]), row["fault"]) for row in csv.DictReader(written)]
    assert sorted(named) == sorted(faults)
    assert stat.S_IMODE(report.stat().st_mode) == 0o600
    assert imported.quarantined == len(faults)
    assert sum(imported.rows.values()) + len(faults) == sum(len(lines) - 1 for lines in town.files.values()) > 5_000

    everybody = {person for couple in range(COUPLES) for person in town.couple(couple)}
    named_wrongly = town.couple(DIRT.index(a_spouse_whose_id_is_nobodys))[0]  # no marriage of his is known
    found = await decided(engine)
    assert set(found) == everybody - {named_wrongly}
    assert {person for person, one in found.items() if one.outcome is Outcome.REVIEW} == people
    assert {one.amount for person, one in found.items() if person not in people} == {WAGE}

    run = await whole(MonthEnd(engine, clock, make_notices(clock, Wording())), AZAR)
    tallies = {(one.result.value, one.reasons): (one.people, one.ordered) for one in run.tallies}
    good = len(found) - len(people)
    assert tallies == {("payable", ()): (good, good), ("review", ("quarantined",)): (len(people), 0)}
    notices = await rows(engine, "SELECT national_id, event, facts ->> 'why' FROM hamyar.notices WHERE channel = 'sms'")
    assert Counter(event for _, event, _ in notices) == {"grant-payable": good, "grant-review": len(people)}
    assert {(person, why) for person, event, why in notices if event == "grant-review"} == {
        (person, "quarantined") for person in people
    }

    clock.advance(days=1)
    async with engine.begin() as connection:
        grants = Grants(connection, clock)
        for person in people:
            (marriage,) = await grants.marriages(person)
            standing = await grants.standing(person, marriage.marriage_id)
            assert standing.kind is StandingKind.DECIDED
            assert standing.decision
            assert standing.decision.review is ReviewReason.QUARANTINED


async def test_what_only_follows_from_another_fault_is_named_last(
    database_url: str, tmp_path: Path, clock: FrozenClock
) -> None:
    town = Couples(5)
    for couple in range(4):
        a_person_with_a_bad_account(town, couple)
    (forty,), _ = forty_days(town, 4)
    imported = load(town, database_url, tmp_path, clock)
    assert imported.total_faults == 4 * (1 + 1 + MONTHS) + 1
    assert [fault.code for fault in imported.faults[:5]] == ["bad-sheba"] * 4 + ["bad-days"]
    assert f"{forty[0]}:{forty[1]}: [bad-days]" in summary(imported)


async def test_once_the_birth_is_put_right_the_marriage_is_in_doubt_no_longer(
    engine: AsyncEngine, database_url: str, tmp_path: Path, clock: FrozenClock
) -> None:
    town = Couples(1)
    a_birth_after_the_marriage(town, 0)
    load(town, database_url, tmp_path, clock)
    for file in ("employment.csv", "wage_months.csv", "marriages.csv"):
        del town.files[file][1:]
    load(town, database_url, tmp_path, clock)
    assert {one.outcome for one in (await decided(engine)).values()} == {Outcome.REVIEW}
    town.spoil("people.csv", town.line("people.csv", town.couple(0)[1]), "birth_date", "1996-01-01")
    load(town, database_url, tmp_path, clock, quarantine=False)
    assert {one.outcome for one in (await decided(engine)).values()} == {Outcome.PAYABLE}
    assert await rows(engine, "SELECT national_id FROM registry.quarantine") == []


async def test_a_doubted_marriage_changes_nothing_of_what_was_known_of_it(
    engine: AsyncEngine, database_url: str, tmp_path: Path, clock: FrozenClock
) -> None:
    town, known = Couples(1), "SELECT * FROM registry.marriages ORDER BY national_id"
    load(town, database_url, tmp_path, clock)
    before = await rows(engine, known)
    town.spoil("marriages.csv", 2, "registered_on", "1990-01-01")
    for _ in range(2):
        load(town, database_url, tmp_path, clock)
        assert await rows(engine, known) == before
        assert {one.review for one in (await decided(engine)).values()} == {ReviewReason.QUARANTINED}


def test_a_report_that_cannot_be_written(database_url: str, tmp_path: Path, clock: FrozenClock) -> None:
    with pytest.raises(OperatorError, match="nowhere"):
        load(Couples(1), database_url, tmp_path, clock, report=tmp_path / "nowhere" / "faults.csv")
    assert today(clock) == DEY.first_day

"""What the pension department is handed over, once each; and what its own files may say of it afterwards."""

from __future__ import annotations

import asyncio
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from services.calendar import today
from services.dependency import Ground, State, ordering
from services.dependency.case import Change
from services.dependency.order import ShareChange
from services.registry import import_folder
from services.store import connect
from tests.clock import FrozenClock
from tests.services.dependency.daughters import (
    EVENT,
    FATHER,
    HUSBAND,
    SINCE,
    House,
    dependency,
    do,
    matching,
    rows,
    told,
)
from tests.services.registry.deliveries import GOOD

LATELY = date(2025, 9, 10)
AZAR, DEY = date(2025, 11, 22), date(2025, 12, 22)  # the effective day, and the first of the month after
LAST_DAY = AZAR - timedelta(days=1)
REVIEWER, NUMBER = "0499370899", "88888888"


class Department:
    """The pension department, which is handed orders over and sends its files."""

    def __init__(self, engine: AsyncEngine, clock: FrozenClock, url: str, folder: Path) -> None:
        self.engine = engine
        self.clock = clock
        self._url = url
        self._folder = folder

    async def gets(self) -> list[ShareChange]:
        """What the next order holds."""
        async with self.engine.begin() as connection:
            await ordering.open_next(connection, self.clock.now(), "operator")
        async with self.engine.begin() as connection:
            found = []
            for order in await ordering.unwritten(connection):
                found += [change async for change in ordering.changes(connection, order)]
                await ordering.written(connection, order, self.clock.now())
        return found

    async def says(self, national_id: str, ended: date | None) -> None:
        """Its next `pensions.csv` is imported."""
        for file in ("people.csv", "employment.csv", "wage_months.csv", "marriages.csv"):
            (self._folder / file).write_text(GOOD[file][0] + "\n")
        line = f"P1,{FATHER},{national_id},daughter,{SINCE},{ended or ''}"
        (self._folder / "pensions.csv").write_text(f"{GOOD['pensions.csv'][0]}\n{line}\n")
        await asyncio.to_thread(self._import)

    def _import(self) -> None:
        with connect(self._url) as connection:
            import_folder(connection, self._folder, today=today(self.clock), progress=_Silent())


class _Silent:
    def read(self, file: str, done: int, total: int) -> None: ...

    def step(self, name: str) -> None: ...


@pytest.fixture
def department(engine: AsyncEngine, clock: FrozenClock, database_url: str, tmp_path: Path) -> Department:
    return Department(engine, clock, database_url, tmp_path)


@pytest.fixture
async def she(engine: AsyncEngine, clock: FrozenClock) -> str:
    """A daughter whose share has just ended, by her marriage `E1`."""
    she = await noticed(engine, clock)
    await her_day_comes(engine, clock)
    return she


async def noticed(engine: AsyncEngine, clock: FrozenClock, *shares: str) -> str:
    house = House()
    she = house.daughter()
    for share in shares:
        house.share(she, share)
    house.event(she, "marriage", LATELY, spouse=HUSBAND)
    await house.built(engine)
    await matching(engine, clock).match()
    return she


async def her_day_comes(engine: AsyncEngine, clock: FrozenClock) -> None:
    clock.advance(days=(AZAR - today(clock)).days)
    await matching(engine, clock).match()


async def restore(department: Department, she: str, ground: Ground = Ground.OBJECTION, case: str = "E1") -> None:
    async with department.engine.begin() as connection:
        hers = dependency(connection, department.clock)
        await hers.restore(she, case, ground, by=REVIEWER, number=NUMBER)


def said(changes: list[ShareChange]) -> list[tuple[str, Change, date]]:
    return [(one.pension_id, one.change, one.day) for one in changes]


async def test_a_share_that_ended_is_handed_over_once(department: Department, she: str) -> None:
    [line] = await department.gets()
    assert (line.national_id, line.pension_id, line.deceased_id) == (she, "P1", FATHER)
    assert (line.change, line.day, line.number) == (Change.ENDED, AZAR, None)
    assert (line.cause, line.cause_on, line.event_id) == ("marriage", LATELY, "E1")
    assert await department.gets() == []


async def test_every_share_that_ended_is_a_line(department: Department) -> None:
    await noticed(department.engine, department.clock, "P2", "P3")
    await her_day_comes(department.engine, department.clock)
    assert [share for share, _, _ in said(await department.gets())] == ["P1", "P2", "P3"]


@pytest.mark.parametrize("ground", Ground)
async def test_what_never_ended_is_not_handed_over(department: Department, ground: Ground) -> None:
    she = await noticed(department.engine, department.clock)
    assert await department.gets() == []
    await restore(department, she, ground)
    assert await department.gets() == []


async def test_what_is_restored_after_the_hand_over_is_a_line_of_the_next_without_a_gap(
    department: Department, she: str
) -> None:
    await department.gets()
    department.clock.advance(days=40)
    await restore(department, she)
    [line] = await department.gets()
    assert (line.change, line.day, line.number) == (Change.RESTORED, AZAR, NUMBER)
    assert await department.gets() == []


async def test_what_is_asked_for_again_begins_with_the_month_in_which_it_is_granted(
    department: Department, she: str
) -> None:
    await department.gets()
    department.clock.advance(days=40)
    await restore(department, she, Ground.ASKED_AGAIN)
    assert said(await department.gets()) == [("P1", Change.REESTABLISHED, DEY)]


async def test_what_happens_between_two_orders_is_in_the_second_as_it_happened(
    department: Department, she: str
) -> None:
    await restore(department, she)
    assert said(await department.gets()) == [("P1", Change.ENDED, AZAR), ("P1", Change.RESTORED, AZAR)]


async def test_the_dead_are_handed_over_with_their_last_month(department: Department) -> None:
    house = House()
    she = house.daughter()
    case = house.event(she, "death", LATELY)
    await house.built(department.engine)
    await matching(department.engine, department.clock).match()
    async with department.engine.begin() as connection:
        await dependency(connection, department.clock).stands(she, case, by=REVIEWER, number=NUMBER)
    assert said(await department.gets()) == [("P1", Change.ENDED, date(2025, 9, 23))]


async def test_orders_made_at_once_hold_each_change_once(department: Department, she: str) -> None:
    async def made() -> None:
        async with department.engine.begin() as connection:
            await ordering.open_next(connection, department.clock.now(), "operator")

    await asyncio.gather(*(made() for _ in range(4)))
    assert await rows(department.engine, "SELECT number FROM hamyar.pension_orders") == [(1,)]
    assert await rows(department.engine, "SELECT handed_over FROM hamyar.share_changes") == [(1,)]


async def test_an_order_whose_file_was_not_finished_holds_what_it_held(department: Department, she: str) -> None:
    async with department.engine.begin() as connection:
        await ordering.open_next(connection, department.clock.now(), "operator")
    await restore(department, she)
    assert said(await department.gets()) == [("P1", Change.ENDED, AZAR), ("P1", Change.RESTORED, AZAR)]
    assert await rows(department.engine, "SELECT what, handed_over FROM hamyar.share_changes ORDER BY id") == [
        ("ended", 1),
        ("restored", 2),
    ]


# ---- what pensions.csv says ----------------------------------------------------------------------------------------


async def match(department: Department) -> dict[tuple[State, tuple[str, ...]], int]:
    return dict(await matching(department.engine, department.clock).match())


async def stands(department: Department, she: str) -> tuple[State, int]:
    """Where her case stands, and how many shares she draws."""
    async with department.engine.connect() as connection:
        found = await dependency(connection, department.clock).standing(she)
    assert found
    return found.state, len(found.shares)


async def test_a_file_that_does_not_know_of_the_end_yet_changes_nothing(department: Department, she: str) -> None:
    await department.gets()
    await department.says(she, ended=None)
    assert not await match(department)
    assert (await stands(department, she))[0] is State.ENDED
    assert await department.gets() == []
    assert [event for _, event in await told(department.engine)] == ["dependency-notice", "dependency-ended"]


async def test_a_file_that_repeats_the_end_changes_nothing(department: Department, she: str) -> None:
    await department.gets()
    await department.says(she, ended=LAST_DAY)
    assert not await match(department)
    assert await stands(department, she) == (State.ENDED, 0)
    assert await department.gets() == []


@pytest.mark.parametrize("ground", [Ground.OBJECTION, Ground.ASKED_AGAIN])
async def test_a_file_that_still_repeats_an_end_we_have_taken_back_is_not_believed(
    department: Department, she: str, ground: Ground
) -> None:
    await department.gets()
    await restore(department, she, ground)
    await department.says(she, ended=LAST_DAY)
    assert await stands(department, she) == (State.RESTORED, 1)
    assert not await match(department)
    assert [one.change for one in await department.gets()] == [
        Change.RESTORED if ground is Ground.OBJECTION else Change.REESTABLISHED
    ]


async def test_and_a_new_job_ends_that_share_once_more(department: Department, she: str) -> None:
    await restore(department, she)
    await department.says(she, ended=LAST_DAY)
    job = {"event_id": "E2", "role": "person", "kind": "employment_start", "on": today(department.clock)}
    await do(department.engine, EVENT, national_id=she, spouse_id=None, **job)
    assert await match(department) == {(State.NOTIFIED, ()): 1}
    await department.gets()
    department.clock.advance(days=90)
    assert await match(department) == {(State.ENDED, ()): 1}
    [line] = await department.gets()
    assert (line.change, line.event_id) == (Change.ENDED, "E2")


async def test_any_other_end_is_the_department_s_own_word(department: Department, she: str) -> None:
    await restore(department, she)
    await department.says(she, ended=LAST_DAY - timedelta(days=1))
    assert await stands(department, she) == (State.RESTORED, 0)


async def test_what_the_department_has_ended_by_itself_is_not_ended_once_more(department: Department) -> None:
    she = await noticed(department.engine, department.clock)
    await department.says(she, ended=LAST_DAY)
    await her_day_comes(department.engine, department.clock)
    assert (await stands(department, she))[0] is State.ENDED
    assert await department.gets() == []
    await restore(department, she)
    assert await department.gets() == []

"""Grants that a month-end could not decide: a reviewer sees each once, and what they find is law from then on."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import TypeVar

import pytest
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from services.desk import Empty, Enrolment
from services.grants import Criterion, Grants, Outcome
from services.objections import Image, NoSuchObjection, RefusalReason, State, SubjectKind
from services.objections.doubts import refer_grants
from services.objections.subjects import subject_of
from services.reviews import NoSuchPaper
from tests.clock import FrozenClock
from tests.services.month_end.town import DEY, WAGE, Street, do, month_end, noon, rows, whole
from tests.services.reviews.conftest import LIMIT, REVIEWER, ROLES, SECOND, Chamber

T = TypeVar("T")


@dataclass
class Desk:
    """One whose history is partial, after a month-end."""

    chamber: Chamber
    person: str

    @property
    def marriage(self) -> str:
        return f"M{self.person}"

    async def inside(self, act: Callable[[AsyncConnection], Awaitable[T]]) -> T:
        async with self.chamber.engine.begin() as connection:
            return await act(connection)

    async def referred(self) -> int:
        return await self.inside(lambda connection: refer_grants(connection, self.chamber.clock))

    async def waiting(self) -> list[str]:
        found = await self.chamber.act(lambda reviews: reviews.waiting(REVIEWER))
        return [one.number for one in found if one.subject.kind is SubjectKind.REVIEW]

    async def standing(self) -> tuple[Outcome, tuple[Criterion, ...]]:
        found = await self.inside(
            lambda connection: Grants(connection, self.chamber.clock).judged(self.person, self.marriage)
        )
        return found.outcome, found.failed

    async def objects(self) -> str:
        async def file(connection: AsyncConnection) -> str:
            told = await Grants(connection, self.chamber.clock).standing(self.person, self.marriage)
            papers = [Image("doc-1", "marriage-contract")]
            filing = self.chamber.objections(connection)
            return await filing.file(self.person, subject_of(told), "نخستین است", papers, channel="sms", address="5")

        return await self.inside(file)

    async def next_month_end(self) -> list[tuple[object, ...]]:
        self.chamber.clock.time = noon(DEY.last_day + timedelta(days=1))
        await whole(month_end(self.chamber.engine, self.chamber.clock), DEY)
        query = "SELECT outcome, reasons, payment FROM hamyar.month_decisions WHERE month = :month"
        return await rows(self.chamber.engine, query, month=DEY.number)


async def desk_of(engine: AsyncEngine, wage: int = WAGE) -> Desk:
    clock, street = FrozenClock(noon(DEY.first_day)), Street()
    person = street.weds(marriage_history="partial", wage=wage)
    street.weds()
    await street.built(engine)
    async with engine.begin() as connection:
        for one, (role, national_id, name) in ROLES.items():
            await Enrolment(connection).add(one, role, national_id, name, clock.now())
    await whole(month_end(engine, clock))
    return Desk(Chamber(engine, clock), person)


@pytest.fixture
async def desk(engine: AsyncEngine) -> Desk:
    return await desk_of(engine, LIMIT - 1)


async def test_whom_a_month_end_left_to_review_a_reviewer_has_before_them_once(desk: Desk) -> None:
    assert (await desk.referred(), await desk.referred()) == (1, 0)
    [number] = await desk.waiting()
    case = await desk.chamber.act(lambda reviews: reviews.case(number))
    assert (case.objection.national_id, case.objection.subject.marriage_id) == (desk.person, desk.marriage)
    assert case.now
    assert (case.now.outcome, case.at_stake, case.images) == (Outcome.REVIEW, LIMIT - 1, ())


async def test_nobody_is_told_of_it_as_of_an_objection_of_theirs(desk: Desk) -> None:
    await desk.referred()
    [number] = await desk.waiting()

    async def look(connection: AsyncConnection) -> tuple[object, ...]:
        return await desk.chamber.objections(connection).of(desk.person)

    assert await desk.inside(look) == ()
    with pytest.raises(NoSuchObjection):
        await desk.inside(lambda connection: desk.chamber.objections(connection).one(desk.person, number))
    with pytest.raises(NoSuchPaper):
        await desk.chamber.act(lambda reviews: reviews.want_better(number, REVIEWER, "marriage-contract"))
    told = "SELECT event FROM hamyar.notices WHERE national_id = :person AND channel = 'sms'"
    assert await rows(desk.chamber.engine, told, person=desk.person) == [("grant-review",)]


async def test_found_to_be_the_first_it_is_paid_at_the_next_month_end(desk: Desk) -> None:
    await desk.referred()
    [number] = await desk.waiting()
    await desk.chamber.act(lambda reviews: reviews.uphold(number, REVIEWER, "شناسنامه را دیدم"))
    assert await desk.standing() == (Outcome.PAYABLE, ())
    assert await desk.referred() == 0
    assert await desk.next_month_end() == [("payable", [], "ordered")]


async def test_of_much_at_stake_a_second_reviewer_confirms(engine: AsyncEngine) -> None:
    desk = await desk_of(engine, LIMIT + 1)
    await desk.referred()
    [number] = await desk.waiting()
    assert await desk.chamber.act(lambda reviews: reviews.uphold(number, REVIEWER, "دیدم")) is State.TO_CONFIRM
    assert await desk.standing() == (Outcome.REVIEW, ())
    assert await desk.chamber.act(lambda reviews: reviews.uphold(number, SECOND, "دیدم")) is State.UPHELD
    assert await desk.standing() == (Outcome.PAYABLE, ())


async def test_found_not_to_be_the_first_it_is_refused_at_once_and_told_at_the_month_end(desk: Desk) -> None:
    await desk.referred()
    [number] = await desk.waiting()
    with pytest.raises(Empty):
        await desk.chamber.act(lambda reviews: reviews.refuse(number, REVIEWER, RefusalReason.RECORD_IS_RIGHT))
    await desk.chamber.act(lambda reviews: reviews.refuse(number, REVIEWER, RefusalReason.RECORD_IS_RIGHT, "۱۳۹۰"))
    assert await desk.standing() == (Outcome.REFUSED, (Criterion.FIRST,))
    kept = "SELECT decision->>'outcome', decision->'first' FROM hamyar.decisions WHERE national_id = :person"
    assert await rows(desk.chamber.engine, kept, person=desk.person) == [
        ("refused", {"holds": False, "earlier": None}),
    ]
    assert await desk.referred() == 0
    assert await desk.next_month_end() == [("refused", ["first"], None)]
    told = "SELECT event FROM hamyar.notices WHERE national_id = :person AND channel = 'sms' ORDER BY at"
    assert await rows(desk.chamber.engine, told, person=desk.person) == [("grant-review",), ("grant-refused",)]


async def test_what_a_reviewer_found_can_be_objected_to_with_papers(desk: Desk) -> None:
    await desk.referred()
    [number] = await desk.waiting()
    await desk.chamber.act(lambda reviews: reviews.refuse(number, REVIEWER, RefusalReason.RECORD_IS_RIGHT, "۱۳۹۰"))
    objection = await desk.objects()
    await desk.chamber.act(lambda reviews: reviews.uphold(objection, SECOND, "عقد پیشین موقت بود"))
    assert await desk.standing() == (Outcome.PAYABLE, ())
    found = "SELECT holds, ground, number FROM hamyar.overrides"
    assert await rows(desk.chamber.engine, found) == [(True, "عقد پیشین موقت بود", objection)]
    assert await desk.next_month_end() == [("payable", [], "ordered")]


async def test_who_has_objected_is_no_second_case(desk: Desk) -> None:
    number = await desk.objects()
    assert await desk.referred() == 0
    await desk.chamber.act(lambda reviews: reviews.refuse(number, REVIEWER, RefusalReason.OTHER, "پیدا نیست"))
    assert await desk.referred() == 0


async def test_what_the_civil_registry_has_told_since_needs_no_reviewer(desk: Desk) -> None:
    await do(desk.chamber.engine, "UPDATE registry.people SET marriage_history = 'complete'")
    assert await desk.referred() == 0


async def test_whose_rows_could_not_be_read_is_no_case_of_a_reviewer(desk: Desk) -> None:
    engine = desk.chamber.engine
    await do(engine, "UPDATE registry.people SET marriage_history = 'complete'")
    await do(
        engine,
        "UPDATE hamyar.month_decisions SET reasons = '{quarantined}' WHERE national_id = :person",
        person=desk.person,
    )
    assert await rows(engine, "SELECT outcome FROM hamyar.month_decisions WHERE reasons = '{quarantined}'") == [
        ("review",)
    ]
    assert await desk.referred() == 0

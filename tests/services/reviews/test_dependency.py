"""The end of a dependency before reviewers: what is upheld restores the share, and what is refused stands."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import date, timedelta
from typing import TypeVar

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.app import make_notices
from services.calendar import today
from services.dependency import Ground, Reason, Standing, State
from services.dependency.matching import Matching
from services.objections import (
    IllegalMove,
    Image,
    MayNotDecide,
    NoSuchObjection,
    RefusalReason,
    Subject,
    SubjectKind,
)
from services.objections.doubts import refer
from services.objections.rules import Cause
from services.objections.subjects import ending
from tests.services.dependency.daughters import House
from tests.services.reviews.conftest import HIM, REVIEWER, WORDING, Chamber

T = TypeVar("T")
GROOM = 17  # a colleague whom the registry names as her husband


class Daughters:
    """A chamber that decides about daughters."""

    def __init__(self, chamber: Chamber) -> None:
        self.chamber = chamber
        self.house = House()

    async def weds(self, *, temporary: bool = False, spouse: str | None = None) -> str:
        """A daughter of whom the civil registry has just told that she married; her national ID."""
        she, day = self.house.daughter(), self.today - timedelta(days=5)
        self.house.event(she, "marriage", day, spouse=spouse)
        if temporary:
            self.house.marriage(she, day, kind="temporary")
        await self.house.built(self.chamber.engine)
        await self.matched()
        return she

    @property
    def today(self) -> date:
        return today(self.chamber.clock)

    async def matched(self) -> None:
        notices = make_notices(self.chamber.clock, WORDING)
        await Matching(self.chamber.engine, self.chamber.clock, notices).match()
        await self.inside(lambda connection: refer(connection, self.chamber.clock))

    async def ends(self) -> None:
        """Her notice's time is over."""
        self.chamber.clock.advance(days=90)
        await self.matched()

    async def standing(self, she: str) -> Standing:
        found = await self.inside(lambda connection: self.chamber.dependency(connection).standing(she))
        assert found
        return found

    async def file(self, she: str, since: Cause | None = None) -> str:
        """Her objection, or her request because of what has come since."""
        self.chamber.clock.advance(seconds=1)
        told = ending(await self.standing(she))
        subject: Subject = told.objected if since is None else told.asked_again(since)
        papers = [Image(f"doc-{place}", paper) for place, paper in enumerate(subject.wanted)]
        return await self.inside(
            lambda connection: self.chamber.objections(connection).file(
                she, subject, "چنین نیست", papers, channel="telegram", address="5"
            )
        )

    async def doubt(self) -> str:
        """The only case that nobody has filed."""
        waiting = await self.chamber.act(lambda reviews: reviews.waiting(REVIEWER))
        [doubt] = [one.number for one in waiting if one.subject.kind is SubjectKind.DOUBT]
        return doubt

    async def uphold(self, number: str, staff: int = REVIEWER) -> None:
        self.chamber.clock.advance(seconds=1)
        await self.chamber.act(lambda reviews: reviews.uphold(number, staff, "مدرک درست است"))

    async def refuse(self, number: str) -> None:
        self.chamber.clock.advance(seconds=1)
        await self.chamber.act(lambda reviews: reviews.refuse(number, REVIEWER, RefusalReason.RECORD_IS_RIGHT))

    async def told(self, she: str) -> list[str]:
        rows = await self.chamber.rows(
            f"SELECT event FROM hamyar.notices WHERE national_id = '{she}' AND channel = 'sms' ORDER BY at, event"
        )
        return [event for (event,) in rows]

    async def inside(self, act: Callable[[AsyncConnection], Awaitable[T]]) -> T:
        async with self.chamber.engine.begin() as connection:
            return await act(connection)


@pytest.fixture
def daughters(chamber: Chamber) -> Daughters:
    return Daughters(chamber)


async def test_an_upheld_objection_leaves_her_the_share_and_is_told_once(daughters: Daughters) -> None:
    she = await daughters.weds()
    number = await daughters.file(she)
    assert (await daughters.standing(she)).state is State.OBJECTED
    await daughters.uphold(number)
    found = await daughters.standing(she)
    assert found.case
    assert (found.state, found.case.ground) == (State.RESTORED, Ground.OBJECTION)
    assert await daughters.told(she) == ["dependency-notice", "objection-filed", "dependency-restored"]


async def test_a_refused_objection_changes_nothing_and_the_share_ends_on_its_day(daughters: Daughters) -> None:
    she = await daughters.weds()
    await daughters.refuse(await daughters.file(she))
    assert (await daughters.standing(she)).state is State.NOTIFIED
    await daughters.ends()
    told = await daughters.told(she)
    assert told == ["dependency-notice", "objection-filed", "objection-refused", "dependency-ended"]


async def test_a_request_that_is_granted_restores_what_had_ended(daughters: Daughters) -> None:
    she = await daughters.weds()
    await daughters.ends()
    assert (await daughters.standing(she)).state is State.ENDED
    await daughters.uphold(await daughters.file(she, Cause.DIVORCE))
    found = await daughters.standing(she)
    assert found.case
    assert (found.state, found.case.ground) == (State.RESTORED, Ground.ASKED_AGAIN)
    assert (await daughters.told(she))[-1] == "dependency-restored"


async def test_an_objection_and_a_request_are_not_open_at_once(daughters: Daughters) -> None:
    she = await daughters.weds()
    await daughters.ends()
    assert await daughters.file(she) == await daughters.file(she, Cause.WIDOWHOOD)


async def test_a_doubt_is_before_reviewers_once_and_is_not_hers_to_see(daughters: Daughters) -> None:
    she = await daughters.weds(temporary=True)
    await daughters.matched()
    number = await daughters.doubt()
    objections = daughters.chamber.objections
    assert await daughters.inside(lambda connection: objections(connection).of(she)) == ()
    with pytest.raises(NoSuchObjection):
        await daughters.inside(lambda connection: objections(connection).one(she, number))
    assert await daughters.told(she) == ["dependency-review"]


async def test_a_doubt_that_is_dispelled_leaves_her_the_share(daughters: Daughters) -> None:
    she = await daughters.weds(temporary=True)
    await daughters.uphold(await daughters.doubt())
    found = await daughters.standing(she)
    assert found.case
    assert (found.state, found.case.ground) == (State.RESTORED, Ground.REVIEW)
    assert await daughters.told(she) == ["dependency-review", "dependency-restored"]


async def test_a_doubt_that_is_confirmed_ends_it_after_the_notice_she_has_not_had(daughters: Daughters) -> None:
    she = await daughters.weds(temporary=True)
    await daughters.refuse(await daughters.doubt())
    found = await daughters.standing(she)
    assert found.case
    assert found.case.effective_on
    assert found.state is State.NOTIFIED
    assert found.case.effective_on > daughters.today
    assert await daughters.told(she) == ["dependency-review", "dependency-notice"]


async def test_a_second_doubt_names_its_own_reason(daughters: Daughters) -> None:
    she = await daughters.weds(temporary=True)
    first = await daughters.doubt()
    await daughters.refuse(first)
    await daughters.inside(
        lambda connection: connection.execute(text('UPDATE registry.civil_events SET "on" = "on" - 1'))
    )
    await daughters.ends()
    second = await daughters.doubt()
    assert second != first
    found = await daughters.standing(she)
    assert found.case
    assert found.case.reasons == (Reason.CORRECTED, Reason.TEMPORARY_MARRIAGE)
    assert await daughters.told(she) == ["dependency-review", "dependency-notice", "dependency-review"]
    named = "SELECT facts ->> 'reason' FROM hamyar.notices WHERE event = 'dependency-review' ORDER BY at"
    assert await daughters.chamber.rows(named) == [("temporary_marriage",), ("corrected",)]
    await daughters.uphold(second)
    assert (await daughters.standing(she)).state is State.RESTORED


async def test_of_a_doubt_nobody_is_asked_for_a_picture(daughters: Daughters) -> None:
    await daughters.weds(temporary=True)
    number = await daughters.doubt()
    with pytest.raises(IllegalMove):
        await daughters.inside(
            lambda connection: daughters.chamber.objections(connection).want_better(number, "0033333333", "other")
        )


async def test_whom_the_registry_names_as_her_husband_does_not_decide(daughters: Daughters) -> None:
    she = await daughters.weds(spouse=HIM)
    number = await daughters.file(she)
    with pytest.raises(MayNotDecide):
        await daughters.uphold(number, staff=GROOM)


async def test_a_better_picture_is_asked_for_of_the_papers_that_fit(daughters: Daughters) -> None:
    she = await daughters.weds()
    await daughters.ends()
    number = await daughters.file(she, Cause.WIDOWHOOD)
    daughters.chamber.clock.advance(seconds=1)
    await daughters.chamber.act(lambda reviews: reviews.want_better(number, REVIEWER, "death-record"))
    assert (await daughters.told(she))[-1] == "objection-more-wanted"


async def test_the_case_shows_where_her_dependency_stands_now(daughters: Daughters) -> None:
    she = await daughters.weds()
    number = await daughters.file(she)
    case = await daughters.chamber.act(lambda reviews: reviews.case(number))
    assert case.dependency
    assert case.dependency.case
    assert (case.told, case.now, case.amount) == (None, None, None)
    assert case.dependency.case.state is State.NOTIFIED

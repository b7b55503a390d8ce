"""What a person hears of their objection: with the act itself or not at all, and not where they were just told."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import date

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from services.grants.decision import Criterion, Outcome
from services.money import Rials
from services.objections import Image, MayNotDecide, Objections, RefusalReason, Subject, SubjectKind
from tests.clock import FrozenClock
from tests.services.messages.people import MOBILE, SARA, Town
from tests.services.objections.filing import objections_of

REVIEWER, SECOND = "5402839557", "0503409588"
CONTRACT = Image("doc-1", "marriage-contract")
LIMIT = Rials(100)
SUBJECT = Subject(SubjectKind.DECISION, date(2025, 9, 2), "M1", Outcome.REFUSED, failed=(Criterion.DAYS,))
DEAR = Subject(SubjectKind.DECISION, date(2025, 9, 2), "M2", Outcome.PAYABLE, Rials(101))

Act = Callable[[Objections, str], Awaitable[object]]


class Case:
    """Sara's objection, and what she has heard since it was filed."""

    def __init__(self, town: Town, clock: FrozenClock) -> None:
        self.town = town
        self.clock = clock
        self.number = ""

    async def filed(self, subject: Subject = SUBJECT, said_on: str | None = None) -> list[tuple[str, str]]:
        async with self.town.engine.begin() as connection:
            objections = objections_of(connection, self.clock, said_on)
            self.number = await objections.file(SARA, subject, "دلیل من", [CONTRACT], channel="telegram", address="7")
        return await self._heard()

    async def after(self, act: Act, said_on: str | None = None) -> list[tuple[str, str]]:
        """(channel, event) of what is heard of the act."""
        before = await self._heard()
        async with self.town.engine.begin() as connection:
            await act(objections_of(connection, self.clock, said_on), self.number)
        return (await self._heard())[len(before) :]

    async def _heard(self) -> list[tuple[str, str]]:
        rows = await self.town.rows(
            "SELECT n.channel, n.event FROM hamyar.notices n"
            " JOIN hamyar.outbox o ON (o.channel, o.id) = (n.channel, n.outbox_id) ORDER BY n.at, o.id"
        )
        return [(channel, event) for channel, event in rows]


@pytest.fixture
async def case(engine: AsyncEngine, clock: FrozenClock) -> Case:
    town = Town(engine)
    await town.born()
    await town.linked("7", clock.now())
    return Case(town, clock)


def heard(event: str, *channels: str) -> list[tuple[str, str]]:
    return [(channel, f"objection-{event}") for channel in channels or ("telegram", "sms")]


async def uphold(objections: Objections, number: str) -> None:
    await objections.uphold(number, REVIEWER, "سابقه کامل است", second_over=LIMIT)


async def confirm(objections: Objections, number: str) -> None:
    await objections.uphold(number, SECOND, "سابقه کامل است", second_over=LIMIT)


async def refuse(objections: Objections, number: str) -> None:
    await objections.refuse(number, REVIEWER, RefusalReason.RECORD_IS_RIGHT, "دیدیم")


async def want_better(objections: Objections, number: str) -> None:
    await objections.want_better(number, REVIEWER, "marriage-contract")


async def give(objections: Objections, number: str) -> None:
    await objections.add_images(SARA, number, [Image("doc-2", "marriage-contract")])


async def withdraw(objections: Objections, number: str) -> None:
    await objections.withdraw(SARA, number)


async def test_filing_is_heard_on_the_other_channel(case: Case) -> None:
    assert await case.filed(said_on="telegram") == heard("filed", "sms")


async def test_filing_twice_is_heard_once(case: Case) -> None:
    await case.filed(said_on="telegram")
    assert await case.filed(said_on="telegram") == heard("filed", "sms")


@pytest.mark.parametrize(("act", "event"), [(uphold, "upheld"), (refuse, "refused"), (want_better, "more-wanted")])
async def test_what_a_reviewer_does_is_heard_on_telegram_and_by_sms(case: Case, act: Act, event: str) -> None:
    await case.filed()
    assert await case.after(act) == heard(event)


async def test_a_withdrawal_is_heard_on_the_other_channel_once(case: Case) -> None:
    await case.filed()
    assert await case.after(withdraw, said_on="sms") == heard("withdrawn", "telegram")
    assert await case.after(withdraw, said_on="sms") == []


async def test_nothing_is_heard_of_the_first_of_two_reviewers(case: Case) -> None:
    await case.filed(DEAR)
    assert await case.after(uphold) == []
    assert await case.after(confirm) == heard("upheld")


async def test_each_wish_for_a_better_picture_is_heard(case: Case) -> None:
    await case.filed()
    assert await case.after(want_better) == heard("more-wanted")
    assert await case.after(give) == []
    assert await case.after(want_better) == heard("more-wanted")


async def test_nothing_is_heard_of_what_was_not_allowed(case: Case) -> None:
    await case.filed()

    async def own(objections: Objections, number: str) -> None:
        with pytest.raises(MayNotDecide):
            await objections.refuse(number, SARA, RefusalReason.OTHER)

    assert await case.after(own) == []


async def test_a_decision_that_is_rolled_back_is_not_heard_of(case: Case) -> None:
    await case.filed()

    async def refused_and_gone() -> None:
        async with case.town.engine.begin() as connection:
            await refuse(objections_of(connection, case.clock), case.number)
            await connection.execute(text("SELECT 1/0"))

    with pytest.raises(Exception, match="division by zero"):
        await refused_and_gone()
    assert await case.after(refuse) == heard("refused")


async def test_a_refusal_by_sms_gives_the_reason_and_where_to_turn(case: Case) -> None:
    await case.filed()
    await case.after(refuse)
    rows = await case.town.rows(
        "SELECT body->>'text' FROM hamyar.outbox WHERE address = :address ORDER BY id DESC LIMIT 1", address=MOBILE
    )
    assert "درست ثبت شده است" in rows[0][0]
    assert "دیوان عدالت اداری" in rows[0][0]

"""Whose own row in people.csv was kept apart stands in the file all the same: a person decides."""

from __future__ import annotations

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from services.calendar import JalaliMonth
from services.grants import Criterion, Decision, Outcome, ReviewReason, decisions
from tests.services.grants.cases import REGISTERED
from tests.services.grants.registry import Registry

HER, HIM, NOBODY = "0012345679", "0499370899", "1994825677"
MONTH = JalaliMonth.of(REGISTERED)


async def decided(connection: AsyncConnection, national_id: str | None = None) -> list[Decision]:
    return [decision async for decision in decisions(connection, MONTH, national_id)]


async def set_apart(connection: AsyncConnection, national_id: str, file: str) -> None:
    await connection.execute(
        text(
            "INSERT INTO registry.quarantine (national_id, file, line, fault, raw, key)"
            " VALUES (:national_id, :file, 2, 'bad-sheba', '', NULL)"
        ),
        {"national_id": national_id, "file": file},
    )


async def test_a_person_set_apart_is_for_review(engine: AsyncEngine) -> None:
    rows = Registry()
    rows.person(HIM, sex="M")
    rows.marriage("M1", REGISTERED, HIM, HER)
    async with engine.begin() as connection:
        await rows.load(connection)
        await set_apart(connection, HER, "people.csv")
        his, hers = await decided(connection)
        assert (his.national_id, his.outcome) == (HIM, Outcome.REFUSED)
        assert (hers.national_id, hers.outcome, hers.review) == (HER, Outcome.REVIEW, ReviewReason.QUARANTINED)
        assert [decision.national_id for decision in await decided(connection, HER)] == [HER]


async def test_whoever_stands_in_no_file_is_not_decided(engine: AsyncEngine) -> None:
    rows = Registry()
    rows.person(HIM, sex="M")
    rows.marriage("M1", REGISTERED, HIM, NOBODY)
    async with engine.begin() as connection:
        await rows.load(connection)
        await set_apart(connection, NOBODY, "marriages.csv")
        assert [decision.national_id for decision in await decided(connection)] == [HIM]


async def test_every_failed_criterion_is_named_in_a_review_too(engine: AsyncEngine) -> None:
    rows = Registry()
    rows.person(HER)
    rows.marriage("M1", REGISTERED, None, HER)
    rows.quarantined(HER)
    async with engine.begin() as connection:
        await rows.load(connection)
        (hers,) = await decided(connection)
        assert (hers.outcome, hers.failed) == (Outcome.REVIEW, (Criterion.EMPLOYED, Criterion.DAYS))

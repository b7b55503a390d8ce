"""The audit: appended to, sealed into a chain, and broken where somebody touched it."""

from __future__ import annotations

import asyncio

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from services.desk import Enrolment, NoSuchStaff, Role
from services.desk.audit import Verified, seal, verify
from tests.services.desk.room import AGENT, IDS, ROLES, Room

WITHOUT_TRIGGERS = "SET LOCAL session_replication_role = replica"


async def sealed(room: Room) -> int:
    async with room.engine.begin() as connection:
        return await seal(connection)


async def verified(room: Room) -> Verified:
    async with room.engine.connect() as connection:
        return await verify(connection)


async def meddle(room: Room, *statements: str) -> None:
    async with room.engine.begin() as connection:
        for statement in (WITHOUT_TRIGGERS, *statements):
            await connection.execute(text(statement))


async def test_each_act_is_a_row_and_each_row_is_sealed_once(room: Room) -> None:
    assert await sealed(room) == len(ROLES)
    assert await sealed(room) == 0
    found = await verified(room)
    assert (found.sealed, found.unsealed, found.broken) == (len(ROLES), 0, None)


async def test_two_who_seal_at_once_seal_each_row_once(room: Room) -> None:
    assert sum(await asyncio.gather(*(sealed(room) for _ in range(4)))) == len(ROLES)
    assert (await verified(room)).broken is None


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE hamyar.audit SET actor = 'nobody'",
        "UPDATE hamyar.audit SET act = 'x', place = 1, hash = 'x' WHERE seq = 1",
        "UPDATE hamyar.audit SET place = NULL, hash = NULL",
        "DELETE FROM hamyar.audit",
        "TRUNCATE hamyar.audit",
    ],
)
async def test_nothing_in_it_can_be_changed(room: Room, statement: str) -> None:
    await sealed(room)
    with pytest.raises(DBAPIError, match="append-only"):
        async with room.engine.begin() as connection:
            await connection.execute(text(statement))


@pytest.mark.parametrize(
    ("meddling", "broken", "missing"),
    [
        ("UPDATE hamyar.audit SET facts = '{}' WHERE seq = 2", 2, None),
        ("UPDATE hamyar.audit SET at = at + interval '1 second' WHERE seq = 3", 3, None),
        ("DELETE FROM hamyar.audit WHERE seq = 2", 3, 2),
        ("UPDATE hamyar.audit SET hash = 'x' WHERE seq = 1", 1, None),
        ("DELETE FROM hamyar.audit WHERE seq = 4", None, None),
    ],
)
async def test_the_first_row_that_was_touched_is_named(
    room: Room, meddling: str, broken: int | None, missing: int | None
) -> None:
    await sealed(room)
    last = (await verified(room)).last
    await meddle(room, meddling)
    found = await verified(room)
    assert (found.broken, found.missing) == (broken, missing)
    assert broken or found.last != last  # a cut-off end shows to whoever has kept the last hash


async def test_a_row_that_commits_late_finds_its_place(room: Room) -> None:
    await sealed(room)
    async with room.engine.connect() as late:
        await Enrolment(late).add(77, Role.AGENT, "0055555555", "دیر", room.clock.now())
        async with room.engine.begin() as early:
            await Enrolment(early).add(78, Role.AGENT, "0066666666", "زود", room.clock.now())
        assert await sealed(room) == 1
        await late.commit()
    assert await sealed(room) == 1
    assert (await verified(room)).broken is None


async def test_enrolling_again_changes_the_role_and_keeps_what_was(room: Room) -> None:
    room.clock.advance(days=1)
    async with room.engine.begin() as connection:
        await Enrolment(connection).add(AGENT, Role.SUPERVISOR, IDS[AGENT], "سارا", room.clock.now())
        found = await Enrolment(connection).find(AGENT)
        assert found
        assert found.role is Role.SUPERVISOR
        assert len(await Enrolment(connection).everybody()) == len(ROLES)
    assert len(await room.rows("SELECT role FROM hamyar.staff WHERE telegram_id = :id", id=AGENT)) == 2


async def test_who_was_removed_is_nobody(room: Room) -> None:
    async with room.engine.begin() as connection:
        await Enrolment(connection).remove(AGENT, room.clock.now())
        assert await Enrolment(connection).find(AGENT) is None
        with pytest.raises(NoSuchStaff):
            await Enrolment(connection).remove(AGENT, room.clock.now())

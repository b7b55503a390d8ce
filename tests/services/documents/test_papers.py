"""The pictures of one conversation: looked at and made evidence; another conversation's are not there."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from services.conversations import Place
from services.documents import Documents, DocumentsGone
from services.documents.examining import Examined
from services.documents.papers import Papers
from services.pictures import MediaType, PaperSeen, Remark
from tests.clock import FrozenClock
from tests.services.documents.conftest import CHAT

OTHER = Place("telegram", "2002")
SARA, REZA = "0012345679", "1994825677"
EXAMINED = Examined("ab" * 32, 3, MediaType.JPEG, 1000, 1400, (Remark.BLURRED,), (b"page",))


async def kept(
    engine: AsyncEngine, clock: FrozenClock, document: str, sha256: str = "ab" * 32, place: Place = CHAT
) -> str:
    async with engine.begin() as connection:
        await Documents(connection, clock).keep(document, replace(EXAMINED, sha256=sha256), place, "old")
    return document


async def filed(engine: AsyncEngine) -> list[tuple[str, str | None]]:
    async with engine.connect() as connection:
        rows = await connection.execute(
            text("SELECT id, national_id FROM hamyar.documents WHERE filed_at IS NOT NULL ORDER BY id")
        )
        return [tuple(row) for row in rows]


async def test_a_picture_tells_what_is_wrong_with_it_and_where_it_came_before(
    engine: AsyncEngine, clock: FrozenClock
) -> None:
    for document in ("one", "two"):
        await kept(engine, clock, document)
    await kept(engine, clock, "three", "cd" * 32)
    async with engine.connect() as connection:
        papers = Papers(connection, clock, CHAT)
        assert await papers.look("two") == PaperSeen((Remark.BLURRED,), ("one",))
        assert await papers.look("three") == PaperSeen((Remark.BLURRED,), ())


async def test_another_conversation_s_picture_is_not_there(engine: AsyncEngine, clock: FrozenClock) -> None:
    await kept(engine, clock, "one")
    async with engine.begin() as connection:
        papers = Papers(connection, clock, OTHER)
        for act in (papers.look("one"), papers.file(["one"], REZA), papers.look("none")):
            with pytest.raises(DocumentsGone):
                await act
    assert await filed(engine) == []


async def test_pictures_become_evidence_of_their_person(engine: AsyncEngine, clock: FrozenClock) -> None:
    await kept(engine, clock, "one")
    await kept(engine, clock, "two")
    for _ in range(2):
        async with engine.begin() as connection:
            await Papers(connection, clock, CHAT).file(["one", "two"], SARA)
    assert await filed(engine) == [("one", SARA), ("two", SARA)]


async def test_where_one_is_gone_none_is_filed(engine: AsyncEngine, clock: FrozenClock) -> None:
    await kept(engine, clock, "one")
    async with engine.begin() as connection:
        with pytest.raises(DocumentsGone) as gone:
            await Papers(connection, clock, CHAT).file(["one", "gone"], SARA)
        assert gone.value.ids == {"gone"}
    assert await filed(engine) == []


async def test_held_pictures_tell_what_they_were_given_as(engine: AsyncEngine, clock: FrozenClock) -> None:
    await kept(engine, clock, "one")
    async with engine.begin() as connection:
        await Documents(connection, clock).keep("two", EXAMINED, CHAT, "old", paper="identity-page")
        assert await Papers(connection, clock, CHAT).hold(["one", "two"]) == {"one": None, "two": "identity-page"}

"""A colleague who is the citizen of a ticket does nothing with it, whatever they may do with others."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from sqlalchemy import text

from services.conversations import Place
from services.desk import Desk, Kind, OwnTicket
from tests.services.desk.room import AGENT, COLLEAGUE, IDS, SUPERVISOR, Room

BAHRAM_AT_HOME = Place("telegram", "77")

ACTS: dict[str, Callable[[Desk, int], Awaitable[Any]]] = {
    "take": lambda desk, number: desk.take(number, SUPERVISOR),
    "reply": lambda desk, number: desk.reply(number, SUPERVISOR, "پاسخ"),
    "note": lambda desk, number: desk.note(number, SUPERVISOR, "یادداشت"),
    "hand-to": lambda desk, number: desk.hand_to(number, SUPERVISOR, COLLEAGUE, "بگیر"),
    "hand-to-group": lambda desk, number: desk.hand_to_group(number, SUPERVISOR, Kind.COMPLAINTS, "بگیرید"),
    "hand-back": lambda desk, number: desk.hand_back(number, SUPERVISOR),
    "close": lambda desk, number: desk.close(number, SUPERVISOR),
}


@pytest.mark.parametrize("act", ACTS)
async def test_a_supervisor_does_nothing_with_their_own_ticket_that_a_colleague_has(act: str, room: Room) -> None:
    number = await room.opened(BAHRAM_AT_HOME)
    async with room.engine.begin() as connection:
        await connection.execute(text("UPDATE hamyar.tickets SET national_id = :id"), {"id": IDS[SUPERVISOR]})
    await room.act(lambda desk: desk.take(number, AGENT))
    before = await room.audited(number)
    with pytest.raises(OwnTicket):
        await room.act(lambda desk: ACTS[act](desk, number))
    assert await room.audited(number) == before

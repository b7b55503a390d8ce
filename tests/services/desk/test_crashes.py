"""A crash between any two steps of taking, replying, noting, handing over, handing back and closing: all or nothing."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import pytest

from services.conversations import Place
from services.desk import Desk, Kind
from tests.services.desk.room import AGENT, COLLEAGUE, Room

HER = Place("telegram", "5")
ACTS: dict[str, Callable[[Desk, int], Awaitable[object]]] = {
    "take": lambda desk, number: desk.take(number, AGENT),
    "reply": lambda desk, number: desk.reply(number, AGENT, "پاسخ", key="r1"),
    "note": lambda desk, number: desk.note(number, AGENT, "یادداشت", key="n1"),
    "hand to": lambda desk, number: desk.hand_to(number, AGENT, COLLEAGUE, "ببین"),
    "hand to group": lambda desk, number: desk.hand_to_group(number, AGENT, Kind.COMPLAINTS, "ببین"),
    "hand back": lambda desk, number: desk.hand_back(number, AGENT),
    "close": lambda desk, number: desk.close(number, AGENT),
}
EVERYTHING = """
SELECT (SELECT jsonb_agg(to_jsonb(t)) FROM hamyar.tickets t)::text,
       (SELECT jsonb_agg(to_jsonb(l) ORDER BY seq) FROM hamyar.ticket_lines l)::text,
       (SELECT count(*) FROM hamyar.audit), (SELECT count(*) FROM hamyar.outbox), (SELECT count(*) FROM hamyar.inbox),
       (SELECT jsonb_agg(state) FROM hamyar.conversations)::text
"""


class Crash(BaseException):
    """The process is gone."""


class Crashing:
    """Crashes at the nth point that is passed, once."""

    def __init__(self) -> None:
        self.at = 0
        self.passed = 0

    def __call__(self, point: str) -> None:
        self.passed += 1
        if self.passed == self.at:
            raise Crash(point)


@pytest.mark.parametrize("name", ACTS)
async def test_a_crash_between_any_two_steps_leaves_all_or_nothing(room: Room, name: str) -> None:
    number = await room.opened(HER)
    if name != "take":
        await room.act(lambda desk: desk.take(number, AGENT))
    if name == "close":
        await room.act(lambda desk: desk.reply(number, AGENT, "پاسخ"))
    before = await room.rows(EVERYTHING)
    crashing = Crashing()
    room.checkpoint = crashing
    while True:
        crashing.at += 1
        crashing.passed = 0
        try:
            await room.act(lambda desk: ACTS[name](desk, number))
        except Crash as crash:
            if str(crash) == "committed":
                break
            assert await room.rows(EVERYTHING) == before
    assert crashing.at >= 3
    done = await room.rows(EVERYTHING)
    assert done != before
    assert done[0][2] == before[0][2] + 1  # audited once
    crashing.at = 0
    await room.turn.sweep()  # what the bot was asked to do, another process does
    assert await room.rows("SELECT key FROM hamyar.inbox WHERE state = 'waiting'") == []
    told = await room.heard(HER)
    assert len(told) == len(set(told))


@pytest.mark.parametrize("name", ["take", "reply", "note"])
async def test_repeated_after_a_crash_it_is_done_once(room: Room, name: str) -> None:
    number = await room.opened(HER)
    if name != "take":
        await room.act(lambda desk: desk.take(number, AGENT))
    await room.act(lambda desk: ACTS[name](desk, number))
    done = await room.rows(EVERYTHING)
    await room.act(lambda desk: ACTS[name](desk, number))
    assert await room.rows(EVERYTHING) == done

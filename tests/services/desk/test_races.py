"""Two things at the same moment in one conversation: one after the other, in whichever order, and no word is lost."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from itertools import combinations_with_replacement

from services.conversations import Place
from services.desk import Desk, DeskError, Kind
from tests.services.desk.room import AGENT, COLLEAGUE, SUPERVISOR, Room

Act = Callable[[Desk, int], Awaitable[object]]

ACTS: dict[str, Act] = {
    "take": lambda desk, number: desk.take(number, COLLEAGUE),
    "reply": lambda desk, number: desk.reply(number, AGENT, "پاسخ", key="reply"),
    "note": lambda desk, number: desk.note(number, COLLEAGUE, "یادداشت"),
    "hand to a colleague": lambda desk, number: desk.hand_to(number, AGENT, COLLEAGUE, "یادداشت"),
    "hand to a supervisor": lambda desk, number: desk.hand_to(number, AGENT, SUPERVISOR, "یادداشت"),
    "hand to a group": lambda desk, number: desk.hand_to_group(number, AGENT, Kind.COMPLAINTS, "یادداشت"),
    "hand back": lambda desk, number: desk.hand_back(number, AGENT),
    "close": lambda desk, number: desk.close(number, AGENT),
}


async def one(room: Room, act: Act, number: int) -> bool:
    """Whether it was done; what could not be done has done nothing."""
    try:
        await room.act(lambda desk: act(desk, number))
    except DeskError:
        return False
    return True


async def agrees(room: Room, number: int) -> None:
    """The conversation's floor is the ticket's while somebody has it, and every act stands once in the audit."""
    ((state, holder, floor),) = await room.rows(
        "SELECT t.state, t.taken_by, c.state->>'floor' FROM hamyar.tickets t JOIN hamyar.conversations c"
        " USING (channel, address) WHERE t.number = :number",
        number=number,
    )
    assert floor == (str(number) if state == "taken" else None)
    assert (state == "waiting") <= (holder is None)


async def test_two_acts_at_once_are_one_after_the_other(room: Room) -> None:
    for person, names in enumerate(combinations_with_replacement(ACTS, 2)):
        number = await room.opened(Place("telegram", f"1{person:03}"))
        await room.act(lambda desk, number=number: desk.take(number, AGENT))
        before = len(await room.audited(number))
        done = await asyncio.gather(*(one(room, ACTS[name], number) for name in names))
        # The same message of the topic brought twice, and a colleague who takes what was just handed to them.
        nothing_new = all(done) and names in (("reply", "reply"), ("take", "hand to a colleague"))
        assert len(await room.audited(number)) - before == sum(done) - nothing_new, names
        assert any(done) or set(names) == {"take"}, f"{names}: at least the first finds it as it was"
        assert names not in (("close", "close"), ("hand back", "hand back")) or sum(done) == 1, names
        await agrees(room, number)


async def test_what_she_writes_at_that_moment_is_heard_by_exactly_one(room: Room) -> None:
    for person, name in enumerate(ACTS):
        her = Place("telegram", f"2{person:03}")
        number = await room.opened(her)
        await room.act(lambda desk, number=number: desk.take(number, AGENT))
        before = await by_bot(room, her)
        done, _ = await asyncio.gather(one(room, ACTS[name], number), room.says(her, "این گم نمی‌شود", key="word"))
        relayed = await room.rows("SELECT text FROM hamyar.ticket_lines WHERE number = :n AND key = 'word'", n=number)
        repeated = done and name == "hand back"  # the bot repeats its question
        assert len(relayed) + await by_bot(room, her) - before - repeated == 1, name
        await agrees(room, number)


async def test_what_she_writes_while_an_act_is_refused_does_not_wait_for_a_sweep(room: Room) -> None:
    her = Place("telegram", "3000")
    number = await room.opened(her)
    await room.act(lambda desk: desk.take(number, AGENT))

    async def too_late(desk: Desk) -> None:
        try:
            await desk.take(number, COLLEAGUE)
        finally:
            await room.says(her, "این گم نمی‌شود", key="word")

    assert not await one(room, lambda desk, _: too_late(desk), number)
    assert await room.rows("SELECT text FROM hamyar.ticket_lines WHERE key = 'word'") == [("این گم نمی‌شود",)]


async def by_bot(room: Room, place: Place) -> int:
    """How many answers of the bot's own have gone to her."""
    query = "SELECT count(*) FROM hamyar.outbox WHERE address = :address AND NOT body ? 'ticket'"
    return int((await room.rows(query, address=place.address))[0][0])

"""A turn: noted once, played in order, answered in the same transaction."""

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine
from structlog.testing import capture_logs

from dialogs.messages import Typed
from handlers.turn import Note, Outcome, Turn
from services.store.engine import make_engine
from tests.clock import FrozenClock
from tests.handlers.house import a_turn, answers, at_the_gate, build, closed_gate, inbox, kept, note, place


@pytest.fixture
async def house(engine: AsyncEngine) -> AsyncEngine:
    await build(engine)
    return engine


@pytest.fixture
async def turn(house: AsyncEngine, clock: FrozenClock) -> Turn:
    turn = a_turn(house, clock)
    await turn.receive(note("menu"))
    return turn


async def state(engine: AsyncEngine) -> object:
    async with engine.connect() as connection:
        return (await connection.execute(text("SELECT state FROM hamyar.conversations"))).scalar_one()


async def test_a_message_is_noted_played_and_answered(turn: Turn, house: AsyncEngine) -> None:
    assert await turn.receive(note("one")) is Outcome.PLAYED
    assert await inbox(house) == [("menu", "played"), ("one", "played")]
    assert await answers(house) == ["", "menu-kept 1 one"]
    assert await kept(house) == ["one"]


async def test_a_message_seen_before_changes_nothing(turn: Turn, house: AsyncEngine) -> None:
    await turn.receive(note("one"))
    before = await state(house)
    assert await turn.receive(note("one")) is Outcome.SEEN_BEFORE
    assert await turn.receive(note("another text", key="one")) is Outcome.SEEN_BEFORE
    assert (await answers(house), await kept(house)) == (["", "menu-kept 1 one"], ["one"])
    assert await state(house) == before


async def test_the_same_key_of_another_conversation_is_another_message(turn: Turn, house: AsyncEngine) -> None:
    assert await turn.receive(note("menu", address="2")) is Outcome.PLAYED
    assert await turn.receive(note("one", address="2")) is Outcome.PLAYED
    assert (await kept(house), await kept(house, "2")) == ([], ["one"])


async def test_one_message_brought_many_times_at_once_is_played_once(turn: Turn, house: AsyncEngine) -> None:
    came = await asyncio.gather(*(turn.receive(note("one")) for _ in range(8)))
    assert sorted(came) == [Outcome.PLAYED, *[Outcome.SEEN_BEFORE] * 7]
    assert await kept(house) == ["one"]


async def test_what_waits_is_played_in_the_order_it_came(turn: Turn, house: AsyncEngine) -> None:
    for said in ("one", "two", "three"):
        assert await turn.note(note(said)) is Outcome.NOTED
    assert await answers(house) == [""]
    await turn.receive(note("four"))
    assert await answers(house) == ["", *(f"menu-kept {n} {said}" for n, said in enumerate(await kept(house), 1))]
    assert await kept(house) == ["one", "two", "three", "four"]


async def test_more_than_one_load_of_waiting_messages_is_played_to_the_end(
    house: AsyncEngine, clock: FrozenClock
) -> None:
    turn = a_turn(house, clock, flood=100)
    await turn.receive(note("menu"))
    for number in range(45):
        await turn.note(note(f"text {number}"))
    assert await turn.look_again(place())
    assert await kept(house) == [f"text {number}" for number in range(45)]


async def test_what_is_not_due_is_not_played(turn: Turn, house: AsyncEngine, clock: FrozenClock) -> None:
    await turn.note(Note(place(), "later", Typed("later"), wait=timedelta(seconds=3)))
    await turn.close()
    await turn.receive(note("now"))
    assert await kept(house) == ["now"]
    clock.advance(seconds=3)
    assert await turn.sweep() == 1
    assert await kept(house) == ["now", "later"]


@pytest.mark.parametrize("said", ["fail", "divide"])
async def test_a_failing_play_undoes_itself_alone_and_tells_a_reference(
    turn: Turn, house: AsyncEngine, said: str
) -> None:
    await turn.receive(note("one"))
    before = await state(house)
    with capture_logs() as logs:
        assert await turn.receive(note(said)) is Outcome.PLAYED
    (failure,) = [entry for entry in logs if entry["log_level"] == "error"]
    assert await answers(house) == ["", "menu-kept 1 one", f"talk-our-fault {failure['reference']}"]
    assert await kept(house) == ["one"]
    assert await state(house) == before
    async with house.connect() as connection:
        row = (await connection.execute(text("SELECT * FROM hamyar.inbox WHERE state = 'failed'"))).one()
    assert (row.key, row.reference, row.message) == (said, failure["reference"], {"is": "typed", "text": said})


async def test_a_failed_message_is_not_tried_again(turn: Turn, house: AsyncEngine) -> None:
    await turn.receive(note("fail"))
    assert await turn.receive(note("fail")) is Outcome.SEEN_BEFORE
    assert await turn.sweep() == 0
    assert len(await answers(house)) == 2


async def test_a_failing_play_does_no_harm_to_those_before_and_after_it(turn: Turn, house: AsyncEngine) -> None:
    for said in ("one", "fail", "two"):
        await turn.note(note(said))
    await turn.look_again(place())
    assert await inbox(house) == [("menu", "played"), ("one", "played"), ("fail", "failed"), ("two", "played")]
    assert await kept(house) == ["one", "two"]
    said = await answers(house)
    assert (said[1], said[3]) == ("menu-kept 1 one", "menu-kept 2 two")


@pytest.mark.parametrize("said", ["drop", "too long at the gate"])
async def test_database_trouble_in_a_play_comes_through_and_keeps_nothing(
    turn: Turn, house: AsyncEngine, said: str
) -> None:
    async with closed_gate(house):
        with pytest.raises(DBAPIError), capture_logs() as logs:
            await turn.receive(note(said))
    assert [entry for entry in logs if entry["log_level"] == "error"] == []
    assert await inbox(house) == [("menu", "played")]
    assert (await kept(house), await answers(house)) == ([], [""])
    assert await turn.receive(note("one")) is Outcome.PLAYED


async def test_a_database_out_of_reach_comes_through(clock: FrozenClock) -> None:
    nowhere = make_engine("postgresql+psycopg://hamyar@127.0.0.1:1/hamyar")
    with pytest.raises(DBAPIError):
        await a_turn(nowhere, clock).receive(note("one"))
    await nowhere.dispose()


async def test_a_message_for_a_busy_conversation_is_noted_alone_and_played_by_its_holder(
    turn: Turn, house: AsyncEngine, clock: FrozenClock
) -> None:
    other = a_turn(house, clock)
    async with closed_gate(house):
        holder = asyncio.create_task(turn.receive(note("gate")))
        await at_the_gate(house)
        assert await other.receive(note("two")) is Outcome.NOTED
        assert await inbox(house) == [("menu", "played"), ("two", "waiting")]
        assert await answers(house) == [""]
    assert await holder is Outcome.PLAYED
    assert await kept(house) == ["gate", "two"]
    assert await answers(house) == ["", "menu-kept 1 gate", "menu-kept 2 two"]


async def test_a_conversation_that_is_only_beginning_is_busy_too(house: AsyncEngine, clock: FrozenClock) -> None:
    turn, others = a_turn(house, clock, flood=100), a_turn(house, clock, flood=100)
    await turn.note(note("menu"))
    async with closed_gate(house):
        holder = asyncio.create_task(turn.receive(note("gate")))
        await at_the_gate(house)
        came = await asyncio.gather(*(others.receive(note(f"text {number}")) for number in range(40)))
        assert set(came) == {Outcome.NOTED}
    await holder
    assert sorted(await kept(house)) == sorted(["gate", *(f"text {number}" for number in range(40))])


async def test_a_sweep_plays_what_nobody_played(turn: Turn, house: AsyncEngine) -> None:
    await turn.note(note("one"))
    await turn.note(note("menu", address="2"))
    assert await turn.sweep() == 2
    assert await kept(house) == ["one"]
    assert await answers(house, "2") == [""]
    assert await turn.sweep() == 0


@pytest.mark.parametrize(
    ("typed", "read"),
    [("a\0b", "a\ufffdb"), ("a\ud800b", "a\ufffdb"), ("\ud83d\ude00", "😀"), ("سلام 👩‍👧", "سلام 👩‍👧")],
)
async def test_whatever_can_be_typed_can_be_noted(turn: Turn, house: AsyncEngine, typed: str, read: str) -> None:
    assert await turn.receive(note(typed, key="odd")) is Outcome.PLAYED
    assert await kept(house) == [read]

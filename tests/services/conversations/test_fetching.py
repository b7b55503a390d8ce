"""The inbox while a picture is to be fetched: what may be played, who has it in hand, and whose word counts."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncEngine

from services.conversations import Conversations, Noted, Place
from services.conversations.fetching import Claim, Fetching
from tests.clock import FrozenClock

HERE = Place("telegram", "1")
LEASE = timedelta(seconds=15)


class Inbox:
    """One conversation's inbox; each step a transaction of its own."""

    def __init__(self, engine: AsyncEngine, clock: FrozenClock) -> None:
        self.engine = engine
        self.clock = clock

    async def comes(self, key: str, *, fetch: str = "", album: str = "", wait: float = 0, flood: int = 10) -> Noted:
        now = self.clock.now()
        async with self.engine.begin() as connection:
            return await Conversations(connection).note(
                HERE,
                key,
                {"is": "pictures", "ids": [], "caption": key} if fetch else {"is": "typed", "text": key},
                now,
                now + timedelta(seconds=wait),
                part_of=album or None,
                fetch=fetch or None,
                flood=flood,
            )

    async def playable(self) -> list[str]:
        async with self.engine.connect() as connection:
            conversations = Conversations(connection)
            held = await conversations.take(HERE, self.clock.now())
            assert held is not None
            keys = [one.key for one in held.waiting]
            assert await conversations.any_due(HERE, self.clock.now()) is bool(keys)
            found = await conversations.left_over(["telegram"], self.clock.now())
            assert found == ((HERE,) if keys else ())
            return keys

    async def claims(self) -> Claim | None:
        async with self.engine.begin() as connection:
            return await Fetching(connection).claim(HERE, self.clock.now(), self.clock.now() + LEASE)

    async def claimed(self) -> list[str]:
        claim = await self.claims()
        return [one.key for one in claim.claimed] if claim else []

    async def settles(self, key: str, *ids: str) -> bool:
        async with self.engine.begin() as connection:
            return await Fetching(connection).settle(HERE, [key], {"ids": ids})

    async def left_over(self) -> bool:
        async with self.engine.connect() as connection:
            return await Fetching(connection).left_over("telegram", self.clock.now(), self.clock.now()) == (HERE,)


@pytest.fixture
def inbox(engine: AsyncEngine, clock: FrozenClock) -> Inbox:
    return Inbox(engine, clock)


async def test_nothing_is_played_past_a_picture_that_is_to_be_fetched(inbox: Inbox) -> None:
    await inbox.comes("before")
    await inbox.comes("picture", fetch="f1")
    await inbox.comes("after")
    assert await inbox.playable() == ["before"]


async def test_once_it_is_settled_all_is_played_in_the_order_it_came(inbox: Inbox) -> None:
    await inbox.comes("picture", fetch="f1")
    await inbox.comes("after")
    assert await inbox.playable() == []
    assert await inbox.settles("picture", "d1")
    assert await inbox.playable() == ["picture", "after"]


async def test_an_album_is_played_when_its_last_picture_is_fetched(inbox: Inbox) -> None:
    for number in "123":
        await inbox.comes(f"a{number}", fetch=f"f{number}", album="album 9")
    await inbox.comes("after")
    for number in "13":
        await inbox.settles(f"a{number}", f"d{number}")
        assert await inbox.playable() == []
    await inbox.settles("a2", "d2")
    assert await inbox.playable() == ["a1", "a2", "a3", "after"]


async def test_an_album_is_handed_out_whole_and_the_next_message_not_before_it_is_played(inbox: Inbox) -> None:
    await inbox.comes("a1", fetch="f1", album="album 9")
    await inbox.comes("a2", fetch="f2", album="album 9")
    await inbox.comes("later", fetch="f3")
    assert await inbox.claimed() == ["a1", "a2"]
    await inbox.settles("a1", "d1")
    await inbox.settles("a2", "d2")
    claim = await inbox.claims()
    assert claim
    assert (claim.claimed, claim.earlier) == ((), True)


async def test_it_is_not_handed_out_before_it_is_due(inbox: Inbox) -> None:
    await inbox.comes("a1", fetch="f1", album="album 9", wait=1.5)
    claim = await inbox.claims()
    assert claim
    assert (claim.claimed, claim.due) == ((), inbox.clock.now() + timedelta(seconds=1.5))
    inbox.clock.advance(seconds=1.5)
    assert await inbox.claimed() == ["a1"]


async def test_it_is_in_one_hand_at_a_time_until_the_lease_ends(inbox: Inbox) -> None:
    await inbox.comes("picture", fetch="f1")
    assert await inbox.left_over()
    assert await inbox.claimed() == ["picture"]
    assert await inbox.claimed() == []
    assert not await inbox.left_over()
    inbox.clock.time += LEASE
    assert await inbox.left_over()
    assert await inbox.claimed() == ["picture"]


async def test_a_renewed_lease_lasts_longer(inbox: Inbox) -> None:
    await inbox.comes("picture", fetch="f1")
    await inbox.claimed()
    async with inbox.engine.begin() as connection:
        await Fetching(connection).renew(HERE, ["picture"], inbox.clock.now() + 2 * LEASE)
    inbox.clock.time += LEASE
    assert await inbox.claimed() == []


async def test_the_first_to_settle_it_has_the_word(inbox: Inbox, engine: AsyncEngine) -> None:
    await inbox.comes("picture", fetch="f1")
    assert await inbox.settles("picture", "first")
    assert not await inbox.settles("picture", "second")
    async with engine.connect() as connection:
        held = await Conversations(connection).take(HERE, inbox.clock.now())
    assert held
    assert [one.message["ids"] for one in held.waiting] == [["first"]]


async def test_what_is_slowed_is_not_to_be_fetched(inbox: Inbox) -> None:
    assert await inbox.comes("one", fetch="f1", flood=1) is Noted.NEW
    assert await inbox.comes("two", fetch="f2", flood=1) is Noted.FIRST_SLOWED
    assert await inbox.claimed() == ["one"]
    await inbox.settles("one", "d1")
    assert await inbox.playable() == ["one"]
    assert await inbox.claims() is None


async def test_a_picture_of_another_conversation_holds_up_nothing(inbox: Inbox, engine: AsyncEngine) -> None:
    now = inbox.clock.now()
    async with engine.begin() as connection:
        other = Conversations(connection)
        await other.note(Place("telegram", "2"), "picture", {"is": "pictures"}, now, now, fetch="f1")
    await inbox.comes("mine")
    assert await inbox.playable() == ["mine"]


async def test_what_is_to_be_fetched_cannot_be_called_played(inbox: Inbox, engine: AsyncEngine) -> None:
    await inbox.comes("picture", fetch="f1")
    with pytest.raises(IntegrityError):
        async with engine.begin() as connection:
            await connection.exec_driver_sql("UPDATE hamyar.inbox SET state = 'played'")

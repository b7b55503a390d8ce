"""What a reply does before it goes, and what an edit does that changes nothing."""

from __future__ import annotations

import pytest

from dialogs.messages import Edited
from services.conversations import Place
from services.desk import ManyParts
from tests.services.desk.room import AGENT, Room
from tests.services.messages.people import Town

HER = Place("telegram", "5")
HIM = Place("sms", "09120000001")


async def test_an_edit_that_changes_nothing_is_not_told(room: Room) -> None:
    number = await room.opened(HER)
    await room.act(lambda desk: desk.take(number, AGENT))
    await room.act(lambda desk: desk.reply(number, AGENT, "فردا بیایید", key="1"))
    await room.says(HER, "چشم", key="her word")
    before = await room.heard(HER), await lines(room, number)
    await room.act(lambda desk: desk.edit(number, AGENT, "1", "فردا بیایید"))
    await room.says(HER, Edited("چشم", "her word"))
    assert (await room.heard(HER), await lines(room, number)) == before
    await room.act(lambda desk: desk.edit(number, AGENT, "1", "پس‌فردا بیایید"))
    await room.act(lambda desk: desk.edit(number, AGENT, "1", "فردا بیایید"))
    assert "فردا بیایید" in (await room.heard(HER))[-1]
    assert len(await room.heard(HER)) == len(before[0]) + 2


async def lines(room: Room, number: int) -> list[str]:
    async with room.engine.connect() as connection:
        return [line.text for line in await room.desk(connection).history(number)]


async def test_a_reply_of_many_sms_parts_waits_for_somebody_who_knows(room: Room) -> None:
    number = await room.opened(HIM)
    await room.act(lambda desk: desk.take(number, AGENT))
    before = await room.heard(HIM)
    with pytest.raises(ManyParts) as refused:
        await room.act(lambda desk: desk.reply(number, AGENT, "کلمه " * 45, knowing=False))
    assert refused.value.parts == 4
    assert await room.heard(HIM) == before
    assert (await room.act(lambda desk: desk.reply(number, AGENT, "کلمه " * 30, knowing=False))).parts == 3
    assert (await room.act(lambda desk: desk.reply(number, AGENT, "کلمه " * 45))).parts == 4


async def test_a_canned_reply_greets_whoever_is_known_by_name(room: Room) -> None:
    town = Town(room.engine)
    await town.born()
    await town.linked(HER.address, room.clock.now())
    [(name,)] = await town.rows("SELECT first_name || ' ' || last_name FROM registry.people")
    number = await room.opened(HER)
    canned = {one.name: one.text for one in await room.act(lambda desk: desk.canned(number))}
    assert canned["greeting"].startswith(f"سلام {name}. ")
    assert str(number) in canned["done"]
    await room.act(lambda desk: desk.take(number, AGENT))
    await room.act(lambda desk: desk.reply(number, AGENT, canned["greeting"]))
    assert f"سلام {name}. " in (await room.heard(HER))[-1]

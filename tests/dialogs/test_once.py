"""What is done happens once, and is not taken back."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from dialogs.reading import Text
from dialogs.talk import Talk
from services.plain import NotPlain
from tests.dialogs.phone import Phone
from tests.dialogs.plays import Counter


class Filing:
    """Asks, files, asks again."""

    def __init__(self) -> None:
        self.file = Counter()

    async def __call__(self, talk: Talk) -> None:
        await talk.ask("reason", Text())
        number = await talk.once("filed", self.file)
        await talk.say("filed", number=number)
        await talk.ask("comment", Text())
        await talk.ask("stars", Text())
        await talk.say("thanks", number=number)


async def test_an_action_happens_once() -> None:
    filing = Filing()
    phone = Phone(filing=filing)
    await phone.starts("filing")
    await phone.says("because")
    await phone.commands("help")
    await phone.says("good")
    await phone.says("5")
    assert (filing.file.times, phone.fact("number")) == (1, 1)


async def test_there_is_no_way_back_past_an_action() -> None:
    filing = Filing()
    phone = Phone(filing=filing)
    await phone.starts("filing")
    await phone.says("because")
    assert not phone.reply.back
    await phone.commands("back")
    phone.hears("talk-no-way-back", "filing-comment")
    await phone.says("good")
    assert phone.reply.back
    await phone.commands("back")
    phone.hears("filing-filed", "filing-comment")
    await phone.commands("back")
    phone.hears("talk-no-way-back", "filing-comment")
    assert filing.file.times == 1


async def test_an_action_that_an_edit_put_before_the_question_is_not_done_twice_by_going_back() -> None:
    filed = Counter()

    async def old(talk: Talk) -> None:
        await talk.ask("one", Text())
        await talk.ask("two", Text())

    async def new(talk: Talk) -> None:
        await talk.ask("one", Text())
        await talk.once("filed", filed)
        await talk.ask("two", Text())

    phone = Phone(filing=old)
    await phone.starts("filing")
    await phone.says("one")
    phone.knows(filing=new)
    await phone.commands("back")
    phone.hears("talk-no-way-back", "filing-two")
    await phone.says("two")
    assert filed.times == 1


@pytest.mark.parametrize("given", ["text", 7, True])
async def test_an_action_gives_the_same_scalar_ever_after(given: Any) -> None:
    async def act(talk: Talk) -> None:
        gave = await talk.once("done", Counter(given))
        await talk.ask("more", Text())
        await talk.say("gave", gave=gave)

    phone = Phone(act=act)
    await phone.starts("act")
    await phone.says("x")
    assert phone.fact("gave") is given or phone.fact("gave") == given


@pytest.mark.parametrize("given", [[1], (1,), {"a": 1}, 1.5, date(2020, 1, 1)])
async def test_an_action_may_give_scalars_only(given: Any) -> None:
    async def act(talk: Talk) -> None:
        await talk.once("done", Counter(given))

    with pytest.raises(NotPlain):
        await Phone(act=act).starts("act")

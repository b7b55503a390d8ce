"""Going back takes the newest answer back."""

from __future__ import annotations

from dialogs.reading import Text
from dialogs.talk import Talk
from tests.dialogs.phone import Phone
from tests.dialogs.plays import Counter, three


async def test_back_takes_the_newest_answer_back() -> None:
    phone = Phone(three=three)
    await phone.starts("three")
    await phone.says("one")
    await phone.presses("a")
    await phone.commands("back")
    phone.hears("three-after-first", "three-second")
    await phone.commands("back")
    phone.hears("three-welcome", "three-first")
    assert not phone.reply.back
    assert phone.journal == []


async def test_back_at_the_start_says_so_and_repeats_the_question() -> None:
    phone = Phone(three=three)
    await phone.starts("three")
    await phone.commands("back")
    phone.hears("talk-no-way-back", "three-first")
    await phone.says("one")
    phone.hears("three-after-first", "three-second")


async def test_back_fetches_again_what_was_seen_later_and_keeps_what_was_seen_before() -> None:
    early, late = Counter(), Counter()

    async def look(talk: Talk) -> None:
        one = await talk.seen("early", int, early)
        await talk.ask("which", Text())
        two = await talk.seen("late", int, late)
        await talk.ask("sure", Text(), seen=(one, two))

    phone = Phone(look=look)
    await phone.starts("look")
    await phone.says("this")
    assert phone.fact("seen") == (1, 1)
    await phone.commands("back")
    await phone.says("that")
    assert phone.fact("seen") == (1, 2)


async def test_a_button_of_before_going_back_belongs_to_another_question() -> None:
    phone = Phone(three=three)
    await phone.starts("three")
    await phone.says("one")
    old = phone.shown
    await phone.presses("a")
    await phone.commands("back")
    await phone.presses("b", of=old)
    phone.hears("conversation-old-button", "three-second")

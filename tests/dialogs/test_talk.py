"""The engine: dialogs played again from the start, as a person meets them."""

from __future__ import annotations

import json

import pytest

from dialogs.messages import Contact, Issued, Typed
from dialogs.reading import Choice, Text
from dialogs.talk import Go, KeyUsedTwice, Talk
from tests.dialogs.phone import Phone
from tests.dialogs.plays import Counter, three

# ---- replay ---------------------------------------------------------------------------------------------------------


async def test_a_replay_gives_the_recorded_answers() -> None:
    phone = Phone(three=three)
    await phone.starts("three")
    await phone.says("یک")
    await phone.presses("b")
    await phone.says("سه")
    assert phone.fact("all") == "یک b سه"


async def test_only_what_follows_the_newest_answer_is_spoken() -> None:
    phone = Phone(three=three)
    await phone.starts("three")
    phone.hears("three-welcome", "three-first")
    await phone.says("one")
    phone.hears("three-after-first", "three-second")
    await phone.presses("a")
    phone.hears("three-after-second", "three-third")


async def test_all_that_a_turn_says_is_one_reply_with_its_question() -> None:
    async def talkative(talk: Talk) -> None:
        await talk.say("one", fact=1)
        await talk.say("two")
        await talk.ask("three", Text())

    phone = Phone(talkative=talkative)
    reply = await phone.starts("talkative")
    assert [words.id for words in reply.said] == ["talkative-one", "talkative-two"]
    assert reply.question
    assert reply.question.words.id == "talkative-three"


async def test_a_turn_that_would_say_nothing_says_why() -> None:
    async def silent(talk: Talk) -> None:
        await talk.ask("anything", Text())

    phone = Phone(silent=silent)
    await phone.starts("silent")
    await phone.says("yes")
    phone.hears("talk-nothing")


async def test_an_ended_dialog_offers_the_menu() -> None:
    phone = Phone(three=three)
    await phone.starts("three")
    assert not phone.reply.menu
    for said in ("one", "1", "three"):
        await phone.says(said)
    assert phone.reply.menu
    assert json.loads(phone.kept) == {}


async def test_words_carry_the_facts_of_their_question() -> None:
    phone = Phone(three=three)
    await phone.starts("three")
    await phone.says("one")
    assert phone.question.words.facts == {"first": "one"}


async def test_an_answer_that_does_not_read_says_why_and_repeats_the_question() -> None:
    phone = Phone(three=three)
    await phone.starts("three")
    await phone.says("one")
    await phone.says("neither of them")
    phone.hears("answer-choose", "three-second")


async def test_a_dialog_cannot_swallow_the_throws_of_the_engine() -> None:
    async def careless(talk: Talk) -> None:
        first = "nothing"
        try:
            first = await talk.ask("first", Choice("a", "b"))
        except Exception:  # noqa: BLE001  the point
            await talk.say("swallowed")
        await talk.say("done", first=first)

    phone = Phone(careless=careless)
    await phone.starts("careless")
    phone.hears("careless-first")
    await phone.presses("a")
    phone.hears("careless-done")


async def test_an_error_in_a_dialog_comes_through() -> None:
    async def broken(talk: Talk) -> None:
        await talk.ask("first", Text())
        raise ZeroDivisionError

    phone = Phone(broken=broken)
    await phone.starts("broken")
    kept = phone.kept
    with pytest.raises(ZeroDivisionError):
        await phone.says("one")
    assert phone.kept == kept


# ---- keys -----------------------------------------------------------------------------------------------------------


async def test_a_key_used_twice_is_an_error() -> None:
    async def twice(talk: Talk) -> None:
        await talk.seen("same", int, Counter())
        await talk.ask("same", Text())

    with pytest.raises(KeyUsedTwice, match="'same'"):
        await Phone(twice=twice).starts("twice")


async def test_a_sub_dialog_has_keys_and_words_of_its_own() -> None:
    async def sub(talk: Talk) -> str:
        with talk.within("who_is"):
            await talk.say("hello")
            return await talk.ask("name", Text())

    async def outer(talk: Talk) -> None:
        name = await talk.ask("name", Text())
        other = await sub(talk)
        await talk.say("done", names=f"{name} {other}")

    phone = Phone(outer=outer)
    await phone.starts("outer")
    phone.hears("outer-name")
    await phone.says("Sara")
    phone.hears("who-is-hello", "who-is-name")
    assert phone.question.key == "who_is.name"
    await phone.says("Reza")
    phone.hears("outer-done")
    assert phone.fact("names") == "Sara Reza"


async def test_a_loop_numbers_its_keys_and_keeps_its_words() -> None:
    async def loop(talk: Talk) -> None:
        said = [await talk.ask(f"next.{number}", Text()) for number in range(1, 4)]
        await talk.say("done", all=" ".join(said))

    phone = Phone(loop=loop)
    await phone.starts("loop")
    for said in ("a", "b", "c"):
        phone.hears("loop-next")
        await phone.says(said)
    assert phone.fact("all") == "a b c"


# ---- what no question wants -----------------------------------------------------------------------------------------


async def test_a_contact_where_none_is_wanted_is_said_to_be_out_of_place() -> None:
    phone = Phone(three=three)
    await phone.starts("three")
    await phone.sends(Contact("09121234567", own=True))
    phone.hears("answer-not-this", "three-first")


async def test_the_dialog_is_told_who_where_and_about_what() -> None:
    async def sara() -> str:
        return "Sara"

    async def who(talk: Talk) -> None:
        await talk.say("here", person=talk.person, about=talk.about, channel=talk.channel.name)

    phone = Phone(who=who, person=sara)
    await phone.starts("who", "marriage-7")
    assert phone.reply.said[0].facts == {"person": "Sara", "about": "marriage-7", "channel": "chat"}
    await phone.sends(Typed("x"))


# ---- papers ---------------------------------------------------------------------------------------------------------


async def giving(talk: Talk) -> None:
    """A paper before a question, and another after it."""
    await talk.give("contract", "11111118")
    await talk.say("given")
    await talk.ask("which", Choice("a", "b"))
    await talk.say("here")
    await talk.give("receipt", "22222226")


async def test_a_paper_goes_along_with_what_its_turn_says() -> None:
    phone = Phone(giving=giving)
    await phone.starts("giving")
    assert phone.reply.papers == (Issued("contract", "11111118"),)


async def test_a_paper_that_was_given_before_the_newest_answer_is_not_given_again() -> None:
    phone = Phone(giving=giving)
    await phone.starts("giving")
    await phone.presses("a")
    assert phone.reply.papers == (Issued("receipt", "22222226"),)


@pytest.mark.parametrize("text", ["راهنما", "چیز دیگری"])
async def test_a_repeated_question_gives_no_paper(text: str) -> None:
    phone = Phone(giving=giving)
    await phone.starts("giving")
    await phone.says(text)
    assert phone.reply.papers == ()


async def test_a_paper_of_the_dialog_before_goes_along_with_the_next_one() -> None:
    async def first(talk: Talk) -> Go:
        await talk.give("contract", "11111118")
        return Go("giving")

    phone = Phone(giving=giving, first=first)
    await phone.starts("first")
    assert [paper.number for paper in phone.reply.papers] == ["11111118", "11111118"]

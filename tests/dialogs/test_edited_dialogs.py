"""A dialog may be edited and deployed under running conversations."""

from __future__ import annotations

import json
from typing import Any

import pytest

from dialogs.reading import Choice, NationalId, OneTimeCode, Text
from dialogs.talk import Talk
from tests.dialogs.phone import Phone
from tests.dialogs.plays import Codes, Counter

# ---- stored answers that no longer read -----------------------------------------------------------------------------


def picking(*options: str) -> Any:
    async def pick(talk: Talk) -> None:
        await talk.ask("one", Text())
        await talk.ask("two", Choice(*options))
        await talk.ask("three", Text())
        await talk.ask("four", Text())

    return pick


async def _at_four(phone: Phone) -> None:
    await phone.starts("pick")
    await phone.says("one")
    await phone.presses("a")
    await phone.says("three")
    phone.hears("pick-four")


async def test_an_answer_that_no_longer_reads_drops_itself_and_later_ones_and_is_asked_again() -> None:
    phone = Phone(pick=picking("a", "b"))
    await _at_four(phone)
    phone.knows(pick=picking("b", "c"))
    await phone.says("four")
    phone.hears("talk-question-changed", "pick-two")
    assert phone.options == ["b", "c"]
    assert [key for key, _, _ in phone.journal] == ["one"]


@pytest.mark.parametrize("name", ["back", "help", "person"])
async def test_it_is_noticed_at_whatever_is_done_next(name: str) -> None:
    phone = Phone(pick=picking("a", "b"))
    await _at_four(phone)
    phone.knows(pick=picking("b"))
    await phone.commands(name)
    assert "talk-question-changed" in phone.heard
    assert phone.question.key == "two"


async def test_an_answer_before_the_last_action_that_no_longer_reads_ends_the_dialog_with_an_apology() -> None:
    def version(*options: str) -> Any:
        async def pick(talk: Talk) -> None:
            await talk.ask("two", Choice(*options))
            await talk.once("filed", Counter())
            await talk.ask("four", Text())

        return pick

    phone = Phone(pick=version("a", "b"))
    await phone.starts("pick")
    await phone.presses("a")
    phone.knows(pick=version("b"))
    await phone.says("four")
    phone.hears("talk-broken")
    assert json.loads(phone.kept) == {}
    assert phone.turned
    assert phone.turned.outcome == "broken"


async def test_a_message_is_not_checked_twice_when_an_older_answer_no_longer_reads() -> None:
    codes = Codes()

    async def old(talk: Talk) -> None:
        await talk.ask("pick", Choice("a"))
        await talk.ask("code", OneTimeCode(), check=codes.check)

    async def new(talk: Talk) -> None:
        await talk.ask("code", OneTimeCode(), check=codes.check)
        await talk.ask("pick", Choice("b"))

    phone = Phone(codes=old)
    await phone.starts("codes")
    await phone.presses("a")
    phone.knows(codes=new)
    await phone.says("123456")
    phone.hears("talk-question-changed", "codes-code")
    assert codes.tried == ["123456"]
    assert phone.turned
    assert phone.turned.secret


# ---- dialogs edited under running conversations ---------------------------------------------------------------------


def asking(*keys: str, kinds: dict[str, Any] | None = None) -> Any:
    async def ask(talk: Talk) -> None:
        for key in keys:
            await talk.ask(key, (kinds or {}).get(key, Text()))
            await talk.say(f"after-{key}")

    return ask


async def _running(*answered: str, opened: str) -> Phone:
    phone = Phone(edited=asking(*answered, opened))
    await phone.starts("edited")
    for key in answered:
        await phone.says(f"to {key}")
    return phone


async def test_a_question_added_before_the_open_one_is_asked_and_the_message_not_taken_for_it() -> None:
    phone = await _running("a", "b", opened="c")
    phone.knows(edited=asking("a", "new", "b", "c"))
    await phone.says("to c")
    assert phone.heard[-1] == "edited-new"
    assert phone.heard[0] == "talk-question-changed"
    await phone.says("to new")
    assert phone.heard[-1] == "edited-c"


async def test_a_question_added_after_the_open_one_comes_in_its_turn() -> None:
    phone = await _running("a", opened="b")
    phone.knows(edited=asking("a", "b", "new"))
    await phone.says("to b")
    phone.hears("edited-after-b", "edited-new")


async def test_the_answer_of_a_removed_question_stays_and_is_never_the_newest() -> None:
    phone = await _running("a", "b", opened="c")
    phone.knows(edited=asking("a", "c"))
    await phone.commands("help")
    assert phone.question.key == "c"
    await phone.says("to c")
    phone.hears("edited-after-c")
    phone = await _running("a", "b", opened="c")
    phone.knows(edited=asking("a", "c", "d"))
    await phone.says("to c")
    assert ["b", "answer", "to b"] in phone.journal
    await phone.commands("back")
    phone.hears("edited-after-a", "edited-c")


async def test_going_back_passes_over_what_is_no_longer_asked() -> None:
    phone = await _running("a", "b", opened="c")
    phone.knows(edited=asking("a", "c"))
    await phone.commands("back")
    phone.hears("edited-a")


async def test_a_removed_open_question_lets_the_dialog_go_on() -> None:
    phone = await _running("a", opened="b")
    phone.knows(edited=asking("a", "c"))
    await phone.says("to b")
    phone.hears("talk-question-changed", "edited-after-a", "edited-c")


async def test_a_renamed_question_is_asked_under_its_new_name() -> None:
    phone = await _running("a", "b", opened="c")
    phone.knows(edited=asking("a", "beta", "c"))
    await phone.says("to c")
    assert phone.heard[-1] == "edited-beta"


async def test_reordered_questions_keep_their_answers_and_speak_after_the_newest() -> None:
    phone = await _running("a", "b", opened="c")
    phone.knows(edited=asking("b", "a", "c"))
    await phone.starts("edited")
    phone.hears("conversation-resumed", "edited-after-b", "edited-after-a", "edited-c")
    await phone.says("to c")
    phone.hears("edited-after-c")


async def test_going_back_among_reordered_questions_takes_back_what_was_answered_last() -> None:
    phone = await _running("a", "b", opened="c")
    phone.knows(edited=asking("b", "a", "c"))
    await phone.commands("back")
    assert phone.question.key == "b"
    assert phone.journal == [["a", "answer", "to a"]]


async def test_a_changed_kind_asks_again_when_the_answer_is_none_of_it() -> None:
    phone = await _running("a", "b", opened="c")
    phone.knows(edited=asking("a", "b", "c", kinds={"a": NationalId()}))
    await phone.says("to c")
    phone.hears("talk-question-changed", "edited-a")
    assert phone.journal == []


async def test_a_key_that_became_another_sort_finds_nothing_and_raises_nothing() -> None:
    acted = Counter()

    async def old(talk: Talk) -> None:
        await talk.once("thing", acted)
        await talk.ask("next", Text())

    async def new(talk: Talk) -> None:
        await talk.ask("thing", Text())
        await talk.ask("next", Text())

    phone = Phone(edited=old)
    await phone.starts("edited")
    phone.knows(edited=new)
    await phone.says("to next")
    phone.hears("talk-question-changed", "edited-thing")
    await phone.says("to thing")
    phone.hears("edited-next")
    phone.knows(edited=old)
    await phone.says("to next")
    assert acted.times == 1


async def test_an_answer_is_not_taken_for_an_action_of_the_same_key() -> None:
    acted = Counter()

    async def new(talk: Talk) -> None:
        await talk.once("a", acted)
        await talk.ask("b", Text())

    phone = await _running("a", opened="b")
    phone.knows(edited=new)
    await phone.says("to b")
    assert acted.times == 1

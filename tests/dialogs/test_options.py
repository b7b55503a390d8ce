"""Options: what was shown is what is meant."""

from __future__ import annotations

import pytest

from dialogs.messages import Option, Pressed, Words
from dialogs.reading import Choice
from dialogs.talk import Talk
from tests.dialogs.phone import Phone
from tests.dialogs.plays import three


class Shelf:
    """A dialog whose options change under the conversation."""

    def __init__(self, *options: str) -> None:
        self.options = options

    async def __call__(self, talk: Talk) -> None:
        chosen = await talk.ask("which", Choice(*self.options))
        await talk.say("took", chosen=chosen)


async def test_a_press_means_the_option_that_was_shown() -> None:
    shelf = Shelf("a", "b", "c")
    phone = Phone(shelf=shelf)
    await phone.starts("shelf")
    shelf.options = ("c", "b", "a")
    await phone.presses("c")
    assert phone.fact("chosen") == "c"


@pytest.mark.parametrize(("text", "value"), [("چرا؟", "how"), ("قبول ندارم", "object"), ("نه ممنون", "done")])
async def test_an_act_goes_by_what_else_people_call_it(text: str, value: str) -> None:
    phone = Phone(shelf=Shelf("how", "object", "done"))
    await phone.starts("shelf")
    await phone.says(text)
    assert phone.fact("chosen") == value


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("خب قرارداد میخوام", "contract"),
        ("لطفاً قرارداد رو می‌خوام", "contract"),
        ("ادامه میدم", "go"),
        ("آره ادامه میدم", "go"),
    ],
)
async def test_an_option_may_be_wished_for_as_people_talk(text: str, value: str) -> None:
    async def shelf(talk: Talk) -> None:
        options = (Option("contract", Words("قرارداد بیمه")), Option("go", Words("ادامه می‌دهم")))
        await talk.say("took", chosen=await talk.ask("which", Choice(*options)))

    phone = Phone(shelf=shelf)
    await phone.starts("shelf")
    await phone.says(text)
    assert phone.fact("chosen") == value


@pytest.mark.parametrize("text", ["قرارداد نمیخوام", "وام میخوام", "میخوام"])
async def test_what_wishes_for_none_of_them_chooses_none(text: str) -> None:
    async def shelf(talk: Talk) -> None:
        await talk.ask("which", Choice(Option("contract", Words("قرارداد بیمه")), Option("claim", Words("حکم بدهی"))))

    phone = Phone(shelf=shelf)
    await phone.starts("shelf")
    await phone.says(text)
    phone.hears("answer-choose", "shelf-which")


async def test_a_typed_number_means_the_option_that_was_shown() -> None:
    shelf = Shelf("a", "b", "c")
    phone = Phone(shelf=shelf)
    await phone.starts("shelf")
    shelf.options = ("c", "b", "a")
    await phone.says("۳")
    assert phone.fact("chosen") == "c"


async def test_an_option_that_has_gone_is_said_to_be_gone_and_the_new_ones_are_shown() -> None:
    shelf = Shelf("a", "b")
    phone = Phone(shelf=shelf)
    await phone.starts("shelf")
    shelf.options = ("b", "c")
    await phone.presses("a")
    phone.hears("answer-option-gone", "shelf-which")
    assert phone.options == ["b", "c"]


async def test_a_press_of_another_question_repeats_the_current_one() -> None:
    phone = Phone(three=three)
    await phone.starts("three")
    await phone.says("one")
    before = phone.shown
    await phone.presses("a")
    await phone.presses("b", of=before)
    phone.hears("conversation-old-button", "three-third")
    assert phone.turned
    assert phone.turned.outcome == "stale"


async def test_a_press_beyond_the_options_is_refused() -> None:
    phone = Phone(shelf=Shelf("a"))
    await phone.starts("shelf")
    await phone.sends(Pressed(phone.shown.nonce, 7))
    phone.hears("answer-old-button", "shelf-which")
    await phone.sends(Pressed(phone.shown.nonce, -1))
    phone.hears("answer-old-button", "shelf-which")


async def test_a_question_repeated_unchanged_keeps_its_buttons_alive() -> None:
    phone = Phone(shelf=Shelf("a", "b"))
    await phone.starts("shelf")
    old = phone.shown
    await phone.says("nonsense")
    assert phone.shown.nonce == old.nonce
    await phone.presses("b", of=old)
    assert phone.fact("chosen") == "b"


async def test_changed_options_end_the_old_buttons() -> None:
    shelf = Shelf("a", "b")
    phone = Phone(shelf=shelf)
    await phone.starts("shelf")
    old = phone.shown
    shelf.options = ("b", "a")
    await phone.says("nonsense")
    assert phone.shown.nonce != old.nonce
    await phone.presses("a", of=old)
    phone.hears("conversation-old-button", "shelf-which")


async def test_a_label_or_another_name_answers_as_a_press_does() -> None:
    async def names(talk: Talk) -> None:
        options = (Option("k", Words("کمک‌هزینه ازدواج"), ("عروسی",)), Option("b", Words("بیمهٔ بیکاری")))
        await talk.say("took", chosen=await talk.ask("which", Choice(*options)))

    for typed in ("كمك هزينه ازدواج", "عروسي", "ازدواج", "1", "١", "۱.", "«کمک‌هزینه ازدواج»"):
        phone = Phone(names=names)
        await phone.starts("names")
        await phone.says(typed)
        assert phone.fact("chosen") == "k", typed

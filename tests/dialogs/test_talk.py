"""The engine: dialogs played again from the start, as a person meets them."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest

from dialogs.kind import Fault
from dialogs.messages import Contact, Issued, Option, Pressed, Started, Typed, Words
from dialogs.reading import Choice, NationalId, OneTimeCode, Text, YesNo
from dialogs.talk import Go, KeyUsedTwice, Talk
from services.calendar import JalaliMonth
from services.plain import Misread, NotPlain
from tests.dialogs.phone import Phone

YES_NO = YesNo(Words("act-file"), Words("act-keep"))


class Counter:
    """Something done in the world, counted."""

    def __init__(self, gives: Any = None) -> None:
        self.times = 0
        self._gives = gives

    async def __call__(self) -> Any:
        self.times += 1
        return self.times if self._gives is None else self._gives


async def three(talk: Talk) -> None:
    """Three questions with words between."""
    await talk.say("welcome")
    first = await talk.ask("first", Text())
    await talk.say("after-first", first=first)
    second = await talk.ask("second", Choice("a", "b"), first=first)
    await talk.say("after-second", second=second)
    third = await talk.ask("third", Text())
    await talk.say("done", all=f"{first} {second} {third}")


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


# ---- options: what was shown is what is meant -----------------------------------------------------------------------


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


# ---- facts that are seen --------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Month:
    number: int
    days: tuple[int, ...]


@dataclass(frozen=True)
class Facts:
    on: date
    months: tuple[Month, ...]
    name: str | None = None


async def test_what_was_seen_stays_as_it_was_shown() -> None:
    world = {"facts": Facts(date(2020, 12, 5), (Month(139909, (30, 29)),))}

    async def fetch() -> Facts:
        return world["facts"]

    async def look(talk: Talk) -> None:
        facts = await talk.seen("facts", Facts, fetch)
        await talk.ask("sure", YES_NO, on=facts.on)
        await talk.say("done", facts=facts)

    phone = Phone(look=look)
    await phone.starts("look")
    shown = world["facts"]
    world["facts"] = Facts(date(2021, 1, 1), ())
    await phone.presses(True)
    assert phone.fact("facts") == shown


@pytest.mark.parametrize(
    ("kind", "value"),
    [(int, 5), (bool, True), (str, "۵"), (date, date(2020, 12, 5)), (tuple[str, ...], ("a",)), (int | None, None),
     (JalaliMonth, JalaliMonth(1399, 9)), (list[date], [date(2020, 1, 1)])],
)  # fmt: skip
async def test_facts_are_read_back_by_their_type(kind: Any, value: Any) -> None:
    async def look(talk: Talk) -> None:
        seen = await talk.seen("facts", kind, Counter(value) if value is not None else _none)
        await talk.ask("sure", Text())
        await talk.say("done", seen=[seen])

    phone = Phone(look=look)
    await phone.starts("look")
    await phone.says("yes")
    assert phone.fact("seen") == [value]
    assert type(phone.fact("seen")[0]) is type(value)


async def _none() -> None:
    return None


async def test_facts_of_another_type_than_promised_are_an_error_at_once() -> None:
    async def look(talk: Talk) -> None:
        await talk.seen("facts", date, Counter("tomorrow"))

    with pytest.raises(Misread):
        await Phone(look=look).starts("look")


async def test_seen_facts_that_no_longer_read_are_looked_at_again_and_later_answers_asked_again() -> None:
    def version(kind: Any, value: Any) -> Any:
        async def look(talk: Talk) -> None:
            await talk.ask("before", Text())
            seen = await talk.seen("facts", kind, Counter(value))
            await talk.ask("sure", Text(), seen=seen)
            await talk.ask("really", Text())

        return look

    phone = Phone(look=version(str, "five"))
    await phone.starts("look")
    await phone.says("one")
    await phone.says("two")
    phone.knows(look=version(int, 5))
    await phone.says("three")
    phone.hears("talk-question-changed", "look-sure")
    assert phone.fact("seen") == 5
    assert [key for key, _, _ in phone.journal] == ["before", "facts"]


# ---- what is done once ----------------------------------------------------------------------------------------------


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


# ---- going back -----------------------------------------------------------------------------------------------------


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


# ---- secrets and checks ---------------------------------------------------------------------------------------------


class Codes:
    """A code is asked for; every try is counted."""

    def __init__(self) -> None:
        self.tried: list[str] = []

    async def check(self, code: str) -> Fault | None:
        if code == "again":
            return None
        self.tried.append(code)
        return None if code == "123456" else Fault(Words("codes-wrong", {"left": 5 - len(self.tried)}))

    async def __call__(self, talk: Talk) -> None:
        given = await talk.ask("code", OneTimeCode("again"), check=self.check)
        await talk.say("given", given=given)
        await talk.ask("more", Text())
        await talk.ask("most", Text())


async def test_a_right_code_is_recorded_as_right_and_its_message_is_not_kept() -> None:
    phone = Phone(codes=Codes())
    await phone.starts("codes")
    await phone.says("۱۲۳۴۵۶")
    assert phone.journal == [["code", "answer", "right"]]
    assert phone.turned
    assert phone.turned.secret
    assert phone.fact("given") == "right"
    assert "123456" not in phone.kept


async def test_a_wrong_code_and_one_among_words_are_not_kept_either() -> None:
    phone = Phone(codes=Codes(), keywords={"ازدواج": Started("other")}, other=three)
    await phone.starts("codes")
    for typed in ("654321", "code 123456", "12345", "ازدواج 123456"):
        await phone.says(typed)
        assert phone.turned
        assert phone.turned.secret, typed
        assert typed not in phone.kept


async def test_other_messages_are_kept() -> None:
    phone = Phone(codes=Codes())
    await phone.starts("codes")
    await phone.says("123456")
    await phone.says("anything")
    assert phone.turned
    assert not phone.turned.secret


async def test_a_check_runs_on_a_fresh_answer_only() -> None:
    codes = Codes()
    phone = Phone(codes=codes)
    await phone.starts("codes")
    await phone.says("111111")
    phone.hears("codes-wrong", "codes-code")
    assert phone.fact("left") == 4
    await phone.says("123456")
    await phone.commands("help")
    await phone.says("more")
    await phone.commands("back")
    assert codes.tried == ["111111", "123456"]


async def test_what_does_not_read_is_not_checked() -> None:
    codes = Codes()
    phone = Phone(codes=codes)
    await phone.starts("codes")
    await phone.says("12")
    phone.hears("answer-code", "codes-code")
    assert codes.tried == []


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

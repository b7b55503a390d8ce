"""Every dialog, through every question and option, on every kind of channel, in every world; and the words for it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

import pytest
from fluent.syntax import FluentParser, ast
from fluent.syntax.visitor import Visitor

from bot.app import CATALOG
from dialogs.messages import Channel, Message, Pressed, Started, Typed, Words
from handlers import sms, telegram, terminal
from handlers.rendering import PARTS, parts, render, units
from handlers.wording import LOCALES, Wording, without_marks
from services.grants.rules import decide
from services.persian import persian_digits
from tests.dialogs.ears import GIVEN
from tests.dialogs.explorer import Explorer, Standpoint, Step
from tests.dialogs.worlds import ALL_FAILED, World, longest, many_marriages, worlds
from tests.services.grants.cases import facts
from tests.test_wording import EMOJI

WORDING = Wording()
LISTS = ("grant-status-record", "objection-following-history")  # which come in pages, a line a year or a step
ROOT = Path(__file__).parent.parent.parent
TELEGRAM_LIMIT = 4096
ANONYMOUS = terminal.channel(contact=False)
PEOPLES = (telegram.CHANNEL, sms.CHANNEL)
CHANNELS = (*PEOPLES, terminal.channel(contact=True), ANONYMOUS)
# What differs at a terminal is how one is identified; the dialogs are told like Telegram's.
AT_A_TERMINAL = ("a stranger", "unknown number", "no marriage", "a desk", "objection: no way for pictures")
ENDLESS = [world for world in worlds() if world.name in ("a stranger", "three marriages")]
HEARD = ("no marriage", "a stranger", "a desk")  # where free text is said
# Words that no dialog says are said where their id, or its beginning, stands in quotes.
SPOKEN_ELSEWHERE = ("handlers", "bot", "sandbox", "services")
# Words that no path leads to today, and why they stay.
KEPT = {
    "dialog-menu": "the name of every dialog, for what is said about one",
    "dialog-resume": "the name of every dialog, for what is said about one",
    "dialog-forget": "the name of every dialog, for what is said about one",
}


class Where(NamedTuple):
    """Where something was seen; it is spelled out only where it matters."""

    channel: str
    world: str
    message: Message


@dataclass
class Exploration:
    """All that was seen on the way."""

    wording: Wording
    used: set[str]
    texts: dict[str, Where] = field(default_factory=dict)  # a text of a long channel, and where
    messages: dict[str, Where] = field(default_factory=dict)  # a message or page of a short channel, and where
    faults: list[str] = field(default_factory=list)
    statements: dict[str, str] = field(default_factory=dict)  # the longest short form of each message that was said
    asked: Counter[str] = field(default_factory=Counter)
    said: set[tuple[object, ...]] = field(default_factory=set)  # what was said together, by its words' ids
    simply: dict[str, tuple[str, Where]] = field(default_factory=dict)  # a text, the same in simple words, and where
    steps: int = 0

    def saw(self, world: World, channel: Channel, step: Step) -> None:
        self.steps += 1
        where, reply = Where(channel.name, world.name, step.message), step.turned.reply
        asked = [reply.question.words] if reply.question else []
        said = (channel.short, *_ids((*reply.said, *asked)))
        if said not in self.said:
            self.said.add(said)
            self._say_simply(channel, step, where)
        self.faults += [f"{fault}: {where}" for fault in _wrongly_filed(channel, step, world)]
        self.faults += [f"{fault}: {where}" for fault in _wrongly_done(channel, step)]
        if reply.question:
            self.asked[reply.question.words.id] += 1
        for rendered in step.rendered:
            if not without_marks(rendered.text).strip() or not all(page.text.strip() for page in rendered.pages):
                self.faults.append(f"nothing said: {where}")
            for button in (*rendered.buttons, *rendered.footer):
                if not button.label.strip() or len(button.data.encode()) > 64:
                    self.faults.append(f"a button {button}: {where}")
            if channel.short:
                self._state(step)
                self.messages.update(dict.fromkeys((rendered.text, *(page.text for page in rendered.pages)), where))
            else:
                self.texts[rendered.text] = where

    def _say_simply(self, channel: Channel, step: Step, where: Where) -> None:
        pages = list(render(step.turned.reply, channel, self.wording.simply, simple=True))
        for rendered in pages:
            pages += rendered.pages
        if channel.short:
            self.messages.update(dict.fromkeys((page.text for page in pages), where))
        else:
            plain = "\n".join(rendered.text for rendered in step.rendered)
            self.simply[plain] = ("\n".join(page.text for page in pages), where)

    def _state(self, step: Step) -> None:
        question = step.turned.reply.question
        for words in (*step.turned.reply.said, *([question.words] if question else [])):
            text = WORDING(words, short=True)
            if units(text) > units(self.statements.get(words.id, "")):
                self.statements[words.id] = text


def _wrongly_filed(channel: Channel, step: Step, world: World) -> Iterator[str]:
    """What must not be in the cabinet, and what came into it or left it unconfirmed."""
    before, after = step.before.cabinet or world.cabinet, step.after.cabinet or world.cabinet
    yield from after.faults()
    if before == after or step.before.spoilt:
        return
    front = step.before.conversation.front
    asked = front.shown if front else None
    wants = ("file-it", "add-them", "withdraw-it") if channel.pictures else ("papers", "withdraw-it", "code")
    if asked is None or not any(want in asked.key for want in wants):
        yield f"filed at {asked.key if asked else 'nothing'}"
    if channel.pictures and not isinstance(step.message, Pressed | Typed):
        yield "filed without a yes"


def _wrongly_done(channel: Channel, step: Step) -> Iterator[str]:
    """What was done with a contract or a request without a yes to it; by SMS the right code is the last word of it."""
    if not step.acts or step.before.spoilt:
        return
    front = step.before.conversation.front
    asked = front.shown.key if front and front.shown else ""
    yes = ("code",) if channel.short else ("sign-it", "change-it", "end-it", "request-it")
    if len(step.acts) > 1 or not any(key in asked.split(".") for key in yes):
        yield f"{step.acts} at {asked}"
    if not isinstance(step.message, Pressed | Typed):
        yield "done without a yes"


@pytest.fixture(scope="module")
async def exploration() -> Exploration:
    used: set[str] = set()
    seen = Exploration(Wording(use=used.add), used)
    explorer = Explorer(CATALOG, seen.wording, seen.saw)
    for channel in CHANNELS:
        for world in worlds():
            if channel in PEOPLES or world.name in AT_A_TERMINAL:
                await explorer.explore(world, channel)
        for world in worlds():
            if world.name in HEARD and channel in PEOPLES:
                await explorer.hear(world, channel)
            if world.name in GIVEN and channel in PEOPLES:
                await explorer.explore(world, channel, Typed(GIVEN[world.name]))
        for world in ENDLESS:
            for option in ("send-again", "other-national-id", "other-marriage"):
                await explorer.go_round(world, channel, option)
    return seen


def test_every_message_is_answered(exploration: Exploration) -> None:
    assert exploration.faults == []
    assert exploration.steps > 10_000


def test_every_dialog_is_reached(exploration: Exploration) -> None:
    reached = {id.split("-")[0] for id in exploration.used}
    assert {entry.name.split("_")[0] for entry in CATALOG.entries.values()} <= reached


def test_nothing_is_left_unfilled(exploration: Exploration) -> None:
    for text, where in (exploration.texts | exploration.messages).items():
        assert not re.search(r"[{}]|None|\bnan\b", text.replace("{ $x }", "")), f"{where}: {text}"


def test_a_short_message_is_at_most_three_parts(exploration: Exploration) -> None:
    long = {text: where for text, where in exploration.messages.items() if parts(text) > PARTS}
    assert long == {}


def test_simple_words_drop_no_figure(exploration: Exploration) -> None:
    """But for a record, whose months are told by their years."""
    dropped = {}
    for plain, (simple, where) in exploration.simply.items():
        if (figures := _figures(plain) - _figures(simple)) and "سابقهٔ شما در پنج سال" not in plain:
            dropped[plain] = (figures, simple, where)
    assert dropped == {}


def test_simple_words_ask_one_thing_at_a_time(exploration: Exploration) -> None:
    asked = {simple for simple, _ in exploration.simply.values() if re.sub("«[^»]*»", "", simple).count("؟") > 1}
    assert asked == set()


def test_simple_words_show_no_emoji(exploration: Exploration) -> None:
    assert [simple for simple, _ in exploration.simply.values() if EMOJI.search(simple.replace("🙂", ""))] == []


def _ids(value: object) -> Iterator[str]:
    """The ids of words, and of the words among their facts."""
    if isinstance(value, Words):
        yield value.id
        yield from _ids(tuple(value.facts.values()))
    elif isinstance(value, list | tuple):
        for one in value:
            yield from _ids(one)


def _figures(text: str) -> set[str]:
    return set(re.findall(r"[۰-۹0-9](?:[۰-۹0-9٬/:]*[۰-۹0-9])?", re.sub(r"(?m)^[۰-۹]+\. ", "", text)))


def test_a_statement_alone_never_needs_a_second_page(exploration: Exploration) -> None:
    signature = WORDING(Words("sms-signature"))
    signed = {id: f"{text}\n{signature}" for id, text in exploration.statements.items() if id not in LISTS}
    assert {id: text for id, text in signed.items() if parts(text) > PARTS} == {}


async def test_the_options_of_twenty_marriages_come_in_pages() -> None:
    world = World("twenty", many_marriages(20))
    explorer = Explorer(CATALOG, WORDING, lambda *_: None)
    step = await explorer.say(world, sms.CHANNEL, Standpoint(), Started("grant_status"))
    (rendered,) = step.rendered
    pages = (rendered.text, *(page.text for page in rendered.pages))
    shown = step.after.conversation.front.shown
    assert all(parts(page) <= PARTS for page in pages)
    assert all("«بیشتر»" in page for page in pages[:-1])
    assert "«بیشتر»" not in pages[-1]
    lines = [line for page in pages for line in page.split("\n")]
    for place, (_, label) in enumerate(shown.options, 1):
        assert lines.count(f"{persian_digits(str(place))}. {label}") == 1


async def test_a_refusal_gives_the_first_reason_and_more_the_rest() -> None:
    told = longest(decide(facts(**ALL_FAILED)))
    world = World("five", {told.marriage.marriage_id: told})
    explorer = Explorer(CATALOG, WORDING, lambda *_: None)
    step = await explorer.say(world, sms.CHANNEL, Standpoint(), Started("grant_status"))
    (rendered,) = step.rendered
    first, rest = rendered.text, "\n".join(page.text for page in rendered.pages)
    assert "۵ دلیل" in first
    assert "دائم" in first
    assert "«بیشتر»" in first
    for reason in ("دفتر رسمی", "ازدواج دائم پیشین", "شاغل نبودید", "روز، سابقهٔ شما"):
        assert reason not in first
        assert reason in rest
    assert "«بیشتر»" not in rendered.pages[-1].text


def test_a_long_message_is_one_telegram_message(exploration: Exploration) -> None:
    assert max(units(text) for text in exploration.texts) <= TELEGRAM_LIMIT


def test_no_words_are_unused(exploration: Exploration) -> None:
    defined = dict(_defined())
    used = set(exploration.used) | set(_spoken_elsewhere(defined)) | set(KEPT)
    while True:
        more = {reference for id in used & defined.keys() for reference in defined[id]} - used
        if not more:
            break
        used |= more
    unused = sorted(defined.keys() - used)
    assert unused == [], unused


def test_what_is_kept_is_there_and_unused(exploration: Exploration) -> None:
    unused = dict(_defined()).keys() - exploration.used
    assert KEPT.keys() & dict(_defined()).keys() <= unused


def _defined() -> Iterator[tuple[str, set[str]]]:
    """Every message and attribute of the locale by id, with the ids it refers to."""
    for path in sorted((LOCALES / "fa").glob("*.ftl")):
        for entry in FluentParser().parse(path.read_text(encoding="utf-8")).body:
            assert not isinstance(entry, ast.Junk), f"{path.name}: {entry.content}"
            if isinstance(entry, ast.Message):
                if entry.value:
                    yield entry.id.name, _references(entry.value)
                for attribute in entry.attributes:
                    yield f"{entry.id.name}.{attribute.id.name}", _references(attribute.value)


class _References(Visitor):
    def __init__(self) -> None:
        self.found: set[str] = set()

    def visit_MessageReference(self, node: ast.MessageReference) -> None:  # noqa: N802  named by fluent.syntax
        self.found.add(f"{node.id.name}.{node.attribute.name}" if node.attribute else node.id.name)


def _references(pattern: ast.Pattern) -> set[str]:
    visitor = _References()
    visitor.visit(pattern)
    return visitor.found


def _spoken_elsewhere(defined: dict[str, set[str]]) -> Iterator[str]:
    sources = [path.read_text("utf-8") for folder in SPOKEN_ELSEWHERE for path in (ROOT / folder).rglob("*.py")]
    whole = {word for source in sources for word in re.findall(r"[\"']([a-z0-9-]+)[\"']", source)}
    begun = {word for source in sources for word in re.findall(r"f[\"']([a-z0-9-]+-)\{", source)}
    for id in defined:
        name = id.partition(".")[0]
        if name in whole or any(name.startswith(beginning) for beginning in begun):
            yield id

"""An explorer of dialogs: it goes breadth-first through every question and option, and says at each all that a person
might.

Where a conversation stands is told apart by the open question, its options, and the shape of the journals: numbers at
the end of a key are left out, so that a loop is gone round as often as something new comes of it. Whatever is said
outside the options is tried once for each such question on each channel, not again in every world.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from functools import cached_property
from itertools import count
from typing import Any

from dialogs.catalog import Catalog
from dialogs.conversation import respond
from dialogs.journal import Entry, Journal
from dialogs.messages import (
    NOT_FETCHED,
    Channel,
    Command,
    Contact,
    Edited,
    Message,
    Other,
    Pictures,
    Pressed,
    Returned,
    Started,
    Typed,
)
from dialogs.stage import Stage, Turned
from dialogs.state import Conversation, Running
from handlers import terminal
from handlers.rendering import Rendered, render
from handlers.wording import Wording
from services.people import Person
from services.pictures import Fault
from tests.dialogs.cabinet import GONE, NUMBERS, Cabinet
from tests.dialogs.ears import SENTENCES, TestEar
from tests.dialogs.worlds import CODES, HE, MOBILE, NOBODY, NOW, SHE, FakeDesk, World, changed, services

ADDRESS = "09121234567"
ENOUGH = 200  # rounds in which every loop must have come to its end
LOOKED_UP = ("marriages", "objections", "looked-over")
OURS = ("menu", "resume", "forget", "which", "onward")  # the engine's own dialogs, which are never withdrawn
ABOUT = {
    "marking": "1",
    "objection": NUMBERS[0],
    "premium": "2",
    "receipts": NUMBERS[22],
}  # what a notice may start these about
# Dialogs that are left, parked and come back to as any other: it is enough that one of them lies behind another dialog,
# and that one lies behind them.
ALIKE = ("contract", "premium", "partial_months", "receipts", "dependency", "marking")
COMMANDS = ("back", "cancel", "help", "person", "complaint", "menu", "more", "forget", "simple", "plain")
# What reads as an answer to a kind of question, and leads on. The options of a question are tried in any case.
_CONTACTS = (Contact(MOBILE, own=True), Contact("09351112233", own=True))
ANSWERS: Mapping[str, tuple[Message, ...]] = {
    "choice": (),
    "yes-no": (),
    "base": tuple(map(Typed, ("۳۰ میلیون تومان", "۱ میلیون تومان", "۲ میلیارد تومان", "زیاد"))),
    "national-id": tuple(Typed(number) for number in (SHE.national_id, HE.national_id, NOBODY)),
    "contact": _CONTACTS,
    "code": tuple(map(Typed, CODES)),
    "text": (Typed("لیست بیمهٔ دو ماه من نیامده است"), Typed("کوتاه"), Typed(f"اعتراض {NUMBERS[0]}")),
    "day": tuple(map(Typed, ("۲۰ آذر ۱۴۰۰", "1450/1/1", "1990/1/1", "۳۱ آذر ۱۴۰۴", "1405/9/1", "نمی‌دانم"))),
    "picture": (
        Pictures(("clear",)),
        Pictures(("unreadable",)),
        Pictures(("copy",)),
        Pictures((GONE,)),
        Pictures(("clear", "dark", "clear"), faults=("damaged",)),
        Pictures(("clear", "unreadable", "third"), complete=True),
        Pictures((GONE,), complete=True),
        Pictures((), complete=True),
        *(Pictures((), faults=(fault,)) for fault in (*Fault, NOT_FETCHED)),
        Typed("عقدنامه"),
    ),
}
MANY = ("text", "day", "picture", "base")  # of which one answer leads on as well as another
LISTENS = "a desk"  # the world in which free text is understood all the time
# Where free text is said: with nothing open, at the menu, in a question, with a dialog set aside, or two.
WAYS: tuple[tuple[Message, ...], ...] = (
    (),
    (Command("menu"),),
    (Started("objection"),),
    (Started("contract"),),
    (Started("contract"), Typed("صبر کن، یه سؤال دیگه")),
    (Started("contract"), Typed("صبر کن، یه سؤال دیگه"), Started("objection")),
)
# What never is one, or should not matter.
NOISE: tuple[Message, ...] = (
    *(Command(name) for name in COMMANDS),  # type: ignore[arg-type]
    *(Typed(text) for text in ("کارشناس", "بیشتر", "راهنما", "برگشت", "انصراف", "سلام", "پول ازدواج بیمه رو نریختن")),
    *(
        Typed(text)
        for text in ("چرت و پرت", "🙂", "", " \u200c", "0", "۹۹", "؟", "'; DROP TABLE", "\u202eabc", "{ $x }")
    ),
    *(Typed(text) for text in ("۱۲۳", "1111111111", "0012345670", "001234567a", "۱۲۳۴۵۶۷۸۹۰۱")),
    Typed("ا" * 1_100),
    Typed("۷" * 1_000),
    Pressed("gone", 0),
    Pressed("", -1),
    *_CONTACTS,
    Contact(MOBILE, own=False),
    Contact("+4915112345678", own=True),
    Contact("", own=True),
    Pictures(("document-1",)),
    Pictures(("document-1", "document-2")),
    Other("sticker"),
    Edited("چیز دیگری", "m1"),
    Returned(),
    Started("nonesuch", "M1"),
    Started("grant_status", "M9"),
    Started("menu", "start"),
    Started("objection", NUMBERS[0]),
    Started("objection", "dependency"),
    *(Typed(f"اعتراض {number}") for number in (NUMBERS[0], NUMBERS[1], "12345678", "1234567")),
    *(Typed(number) for number in (NUMBERS[0], NUMBERS[1], "12345678")),
)


@dataclass(frozen=True)
class Standpoint:
    """A conversation between two messages, and who is linked to it."""

    conversation: Conversation = field(default_factory=Conversation)
    link: Person | None = None
    kind: str = ""  # of the open question
    cabinet: Cabinet | None = None  # as the world has it, until something is filed
    spoilt: bool = False  # the journal is not as it was left

    @cached_property
    def kept(self) -> str:
        """The conversation as it lies between two messages."""
        return json.dumps(self.conversation.dump())


@dataclass(frozen=True)
class Step:
    """One message and what came of it."""

    before: Standpoint
    message: Message
    turned: Turned
    rendered: tuple[Rendered, ...]
    after: Standpoint
    acts: tuple[str, ...] = ()  # what was done with a contract or a request


class Explorer:
    """Explores the dialogs of a catalogue; `seen` is told of every step."""

    def __init__(self, catalog: Catalog, wording: Wording, seen: Callable[[World, Channel, Step], None]) -> None:
        self._catalog = catalog
        self._wording = wording
        self._seen = seen
        self._tried: set[object] = set()
        self._nonces = (f"n{number}" for number in count())
        self._listens = False

    @contextmanager
    def _ear(self) -> Iterator[None]:
        """Free text is understood; elsewhere only words of the catalog are, for it is the same everywhere."""
        self._listens = True
        yield
        self._listens = False

    async def explore(self, world: World, channel: Channel, *begun: Message) -> int:
        """Go everywhere from an empty conversation, or one that has begun so; how many messages that took."""
        steps = 0
        start = Standpoint(link=None if channel.short else world.link)
        with self._ear():
            for message in begun:
                start = (await self.say(world, channel, start, message)).after
        known: set[object] = {shape(start)}
        waiting = [start]
        while waiting:
            here = waiting.pop(0)
            for message in self._messages(here, channel, world):
                step = await self.say(world, channel, here, message)
                steps += 1
                at = shape(step.after)
                if at not in known and not _leads_nowhere_new(step.after, world):
                    known.add(at)
                    waiting.append(step.after)
            steps += await self._mishaps(world, channel, here)
        return steps

    async def hear(self, world: World, channel: Channel) -> int:
        """Say what people write freely: with nothing open, at the menu, in a question, with a dialog set aside; answer
        whatever is asked back, and write on instead. How many messages that took."""
        start = Standpoint(link=None if channel.short else world.link)
        steps = 0
        with self._ear():
            for ways in WAYS:
                here = start
                for message in ways:
                    here = (await self.say(world, channel, here, message)).after
                for text in SENTENCES:
                    step = await self.say(world, channel, here, Typed(text))
                    steps += 1 + await self._choose(world, channel, step.after, text)
        return steps

    async def _choose(self, world: World, channel: Channel, here: Standpoint, text: str) -> int:
        """Answer in every way what was asked back or offered, if anything was."""
        front = here.conversation.front
        if front is None or front.shown is None or front.dialog not in ("which", "onward"):
            return 0
        presses = [Pressed(front.shown.nonce, place) for place in range(len(front.shown.options))]
        answers = (*presses, Typed(text), Command("help"), Command("back"), Command("cancel"))
        for answer in answers:
            await self.say(world, channel, here, answer)
        return len(answers)

    async def go_round(self, world: World, channel: Channel, option: str) -> int:
        """Choose that option wherever it is, until the dialog has had enough; how many messages that took."""
        here = (await self.say(world, channel, Standpoint(link=world.link), Started("grant_status"))).after
        for steps in range(1, ENOUGH):
            front = here.conversation.front
            if front is None or front.shown is None:
                return steps
            values = [value for value, _ in front.shown.options]
            answers = (
                *(ANSWERS[here.kind] if here.kind == "code" else ANSWERS[here.kind][::-1]),
                Pressed(front.shown.nonce, 0),
            )
            message = Pressed(front.shown.nonce, values.index(option)) if option in values else answers[0]
            here = (await self.say(world, channel, here, message)).after
        raise AssertionError(f"{option} has no end")

    async def say(
        self,
        world: World,
        channel: Channel,
        here: Standpoint,
        message: Message,
        *,
        later: timedelta = timedelta(),
        catalog: Catalog | None = None,
    ) -> Step:
        """Say one thing where a conversation stands."""
        given, people, objections = services(world, here.link, here.cabinet or world.cabinet)
        stage = Stage(
            dialogs=(catalog or self._catalog).bind(given),
            channel=channel,
            address=ADDRESS,
            person=people.linked,
            label=lambda words: self._wording(words, short=channel.short),
            nonce=lambda: next(self._nonces),
            now=NOW + later,
            desk=FakeDesk(world) if world.desk else None,
            ear=TestEar() if self._listens or world.name == LISTENS else None,
        )
        conversation = Conversation.load(json.loads(here.kept))
        turned = await respond(conversation, message, stage)
        simple = turned.conversation.simple
        rendered = render(turned.reply, channel, self._wording.simply if simple else self._wording, simple=simple)
        kind = turned.reply.question.kind if turned.reply.question else ""
        after = Standpoint(turned.conversation, people.link_, kind, objections.cabinet)
        acts = (*given["contracts"].acts, *given["partials"].acts)
        step = Step(here, message, turned, rendered, after, acts)
        self._seen(world, channel, step)
        return step

    def _messages(self, here: Standpoint, channel: Channel, world: World) -> Iterator[Message]:
        front = here.conversation.front
        shown = front.shown if front else None
        first_time = self._first_time(channel, here)
        if shown:
            yield from (Pressed(shown.nonce, place) for place in range(len(shown.options)))
            yield from ANSWERS[here.kind] if first_time or here.kind not in MANY else ANSWERS[here.kind][:1]
        else:
            yield from self._openings(world)
        if first_time:
            if shown:
                yield Pressed(shown.nonce, len(shown.options))
                for place, (_, label) in enumerate(shown.options, 1):
                    yield from (Typed(label), Typed(str(place)), Typed(label[:4]))
            yield from NOISE
            if not _is_alike(here.conversation):
                yield from self._openings(world)

    def _openings(self, world: World) -> Iterator[Message]:
        """Ways into the dialogs; where a world is about one, into that one."""
        for entry in self._catalog.entries.values():
            if world.opens not in ("", entry.name):
                continue
            yield Started(entry.name)
            yield Started(entry.name, ABOUT.get(entry.name, "M1"))
            yield from (Typed(words) for words in entry.words[:1])

    async def _mishaps(self, world: World, channel: Channel, here: Standpoint) -> int:
        """What may happen between two messages.

        Days pass, a dialog is edited or withdrawn, a journal does not read, the number is somebody else's, the registry
        is delivered anew.
        """
        front = here.conversation.front
        if front is None or not self._first_time(channel, here, "mishap"):
            return 0
        messages = (Typed("سلام"), Typed("۱"), Command("back"), Pressed(front.shown.nonce if front.shown else "", 0))
        for message in messages:
            await self.say(world, channel, here, message, later=timedelta(days=4))
            for spoilt in _spoilt(front):
                await self.say(world, channel, replace(here, conversation=spoilt, spoilt=True), message)
            if front.dialog not in OURS:
                await self.say(world, channel, here, message, catalog=self._without(front.dialog))
        sent = Pictures(("clear",), complete=True)
        for message in (*messages, sent) if here.kind == "picture" else messages:
            await self.say(replace(world, standings=changed(world.standings)), channel, here, message)
            others = replace(world, under_the_number=(HE,))
            await self.say(others, channel, replace(here, link=here.link and HE), message)
        return 1

    def _without(self, dialog: str) -> Catalog:
        return Catalog(entry for name, entry in self._catalog.entries.items() if name != dialog)

    def _first_time(self, channel: Channel, here: Standpoint, what: str = "noise") -> bool:
        conversation = here.conversation
        if _is_alike(conversation) and (channel.name == terminal.NAME or conversation.parked):
            return False  # it is told at a terminal like on Telegram, and is the same whatever lies behind it
        parked = _behind(conversation)
        at = (what, channel, here.link is None, _question(conversation.front), parked, conversation.misses)
        if at in self._tried:
            return False
        self._tried.add(at)
        return True


def _spoilt(front: Running) -> Iterator[Conversation]:
    """The conversation with its options gone, and with each entry of its journal not reading as valid, or gone."""
    if front.shown:
        options = tuple(("gone", label) for _, label in front.shown.options)
        yield Conversation(replace(front, shown=replace(front.shown, options=options)))
    entries = front.journal.entries
    for place, entry in enumerate(entries):
        if entry.sort != "once":
            changed = (*entries[:place], Entry(entry.key, entry.sort, {"no": "longer"}), *entries[place + 1 :])
            yield Conversation(replace(front, journal=Journal(changed)))
        yield Conversation(replace(front, journal=Journal((*entries[:place], *entries[place + 1 :]))))


def _leads_nowhere_new(here: Standpoint, world: World) -> bool:
    """Whether something was filed and that dialog is over: what follows is explored in worlds that begin so."""
    front = here.conversation.front
    return here.cabinet not in (None, world.cabinet) and (front is None or front.dialog != "objection")


def shape(here: Standpoint) -> object:
    """What tells where a conversation stands from everywhere else."""
    front, parked = here.conversation.front, here.conversation.parked
    at = (here.link is None, _question(front), here.conversation.misses, here.cabinet and here.cabinet.shape)
    return (*at, _behind(here.conversation)) if parked else (*at, _journal(front))


def _is_alike(conversation: Conversation) -> bool:
    return conversation.front is not None and conversation.front.dialog in ALIKE


def _behind(conversation: Conversation) -> str:
    parked = conversation.parked
    if parked is None:
        return ""
    return "any" if parked.dialog in ALIKE or _is_alike(conversation) else parked.dialog


def _question(running: Running | None) -> object:
    if running is None:
        return None
    shown = running.shown
    return (running.dialog, _stem(shown.key) if shown else "", shown.options if shown else ())


def _journal(running: Running | None) -> object:
    entries: tuple[Entry, ...] = running.journal.entries if running else ()
    return frozenset((_stem(entry.key), str(_plain(entry))) for entry in entries if not _looked_up(entry))


def _looked_up(entry: Entry) -> bool:
    """Whether it is what a world has, whatever the conversation."""
    return entry.sort == "seen" and (entry.key in LOOKED_UP or any(part.isdigit() for part in entry.key.split(".")))


def _plain(entry: Entry) -> Any:
    """What may decide where a dialog goes: what happened once, what is yes or no, and answers outside loops."""
    in_a_loop = entry.key[-1].isdigit()
    return entry.value if entry.sort == "once" or isinstance(entry.value, bool) or not in_a_loop else None


def _stem(key: str) -> str:
    return ".".join(part for part in key.split(".") if not part.isdigit())

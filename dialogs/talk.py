"""The engine of conversations: one dialog, played again from the start on every message.

Theory of operation. A dialog is an ordinary async function that asks, says and acts through a `Talk`. Nothing of it is
kept between two messages but its *journal*, the answers it was given in their order, and the question that was left
open. When a message comes, the function runs again from its first line: `ask` gives back the recorded answers, `seen`
the pinned facts, `once` the results of what was done, until an `ask` finds nothing recorded. There the message is read
as the answer; if it reads, it is recorded and the play goes on to the next open question, where it stops. So a play is
a pure function of (dialog, journal, message, the world), it costs what its few lines cost, and it survives any restart
and most edits of the dialog.

What was said before the newest answer was said in an earlier turn, so only what follows it is spoken. "Newest" counts
only entries that this play has met: what an edited dialog no longer asks stays in the journal, silent.

A play (`dialogs.play`) is left by throwing. The two throws (`Paused` at an open question, `Cut` at a stored answer that
no longer reads) are BaseExceptions, so that no `except Exception` in a dialog can swallow them.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import Any, Literal, TypeVar, cast

from dialogs.given import Given
from dialogs.journal import Entry, Journal, Sort
from dialogs.kind import Fault, Kind, Unreadable
from dialogs.messages import Channel, Issued, Message, Pictures, Question, Shown, Words
from dialogs.reading import ENOUGH, KEEP, Picture, YesNo, untaken
from services import plain
from services.pictures import PaperSeen

MOST_IMAGES = 10  # an album's worth; ours
BETTER_PICTURES = 3  # how often a better picture of one paper is asked for; ours
T = TypeVar("T")
Scalar = TypeVar("Scalar", bound="str | int | bool | None")
Check = Callable[[T], Awaitable[Fault | None]]
Look = Callable[[str], Awaitable[PaperSeen]]


class KeyUsedTwice(Exception):
    """A dialog used one key for two things in one play: the programmer's mistake."""

    def __init__(self, dialog: str, key: str) -> None:
        super().__init__(f"{dialog} used the key {key!r} twice")


@dataclass(frozen=True)
class Scene:
    """Where a play takes place: who with, on which channel and address, and what it was started about.

    `given` is what the sentence that started it gives besides, and no question has taken yet.
    """

    channel: Channel
    address: str = ""
    about: str = ""
    person: Any = None
    given: Given = field(default_factory=dict)


Dialog = Callable[["Talk"], Awaitable[Any]]


class Paused(BaseException):
    """The play has reached the open question."""

    def __init__(self, question: Question, fault: Words | None = None, *, misplaced: bool = False) -> None:
        self.question = question
        self.fault = fault  # what is wrong with the message as an answer
        self.misplaced = misplaced  # the message was meant for another question


class Cut(BaseException):
    """A stored entry no longer reads as valid."""

    def __init__(self, place: int) -> None:
        self.place = place


class Talk:
    """What a dialog converses through. One instance is one play."""

    def __init__(self, name: str, scene: Scene, journal: Journal, opened: Shown | None, fresh: Message | None) -> None:
        self.name = name
        self.scene = scene
        self.said: list[Words] = []
        self.heard = 0  # how much had been said when the newest answer met so far was given
        self._given: list[Issued] = []
        self._had = 0  # how many papers had been given by then
        self.newest: int | None = None  # its place in the journal
        self.secret = False
        self._journal = journal
        self._opened = opened
        self._fresh = fresh
        self._rest = False  # whether what is left of the message are an album's further pictures
        self._album: Pictures | None = None  # the message, where it brought several pictures or all there are
        self._untaken: tuple[str, ...] = ()  # what was wrong with other files of the message; not said yet
        self._used: set[str] = set()
        self._within: tuple[str, ...] = ()
        self.given = dict(scene.given)

    @property
    def unread(self) -> Message | None:
        """The message, as long as no question has taken it."""
        return self._fresh

    @property
    def unspoken(self) -> tuple[Words, ...]:
        """What was said after the newest answer."""
        return tuple(self.said[self.heard :])

    @property
    def papers(self) -> tuple[Issued, ...]:
        """What was given after the newest answer."""
        return tuple(self._given[self._had :])

    @property
    def person(self) -> Any:
        """Who is linked to this conversation (`services.people.Person`), or None."""
        return self.scene.person

    @property
    def channel(self) -> Channel:
        return self.scene.channel

    @property
    def about(self) -> str:
        """What the dialog was started about. It comes from outside: check it against the person."""
        return self.scene.about

    @contextmanager
    def within(self, name: str) -> Iterator[None]:
        """A sub-dialog: its keys and its words carry its name."""
        self._within = (*self._within, name)
        try:
            yield
        finally:
            self._within = self._within[:-1]

    def words(self, key: str, **facts: Any) -> Words:
        """Words of this dialog by key; a number at the end of a key (`next.2`) is left out of their name."""
        stem = ".".join(part for part in key.split(".") if not part.isdigit())
        return Words(f"{self._within[-1] if self._within else self.name}-{stem}".replace("_", "-"), facts)

    async def say(self, key: str, **facts: Any) -> None:
        """Say something; it goes out with the rest of the turn."""
        self.said.append(self.words(key, **facts))

    async def give(self, kind: Literal["receipt", "contract"], number: str) -> None:
        """Hand over a paper that was issued, along with what this turn says."""
        self._given.append(Issued(kind, number))

    async def ask(self, key: str, kind: Kind[T], *, check: Check[T] | None = None, **facts: Any) -> T:
        """The answer to a question: the recorded one, or the message that came, or the play stops here.

        `check` runs on a fresh answer only, for what has an effect, such as counting a try. A fresh answer is given
        as it will be read back later, so that no play knows more than the next one.
        """
        return await self._ask(self._claim(key), self.words(key, **facts), kind, check)

    async def _ask(self, path: str, words: Words, kind: Kind[T], check: Check[T] | None = None) -> T:
        place = self._journal.place(path, "answer")
        if place is not None:
            return self._recorded(place, kind)
        if self._fresh is None and (taken := await self._taken(path, kind, check)) is not None:
            return taken
        further = self._rest
        question = Question(path, words, kind.name, kind.options, kind.wants)
        value = await self._answered(question, kind, check)
        stored = kind.dump(value)
        kept = kind.load(stored)
        self._meet(self._record(path, "answer", stored), further=further)
        if self._untaken:
            self.said.append(Words("picture-not-taken", {"faults": untaken(self._untaken)}))
            self._untaken = ()
        return kept

    async def _taken(self, path: str, kind: Kind[T], check: Check[T] | None) -> T | None:
        """The answer that the sentence gave which started the dialog; it is said, and may be taken back like any."""
        part = self.given.get(kind.takes)
        value = kind.given(part) if part else None
        if value is None or (check and await check(value)):
            return None
        del self.given[kind.takes]
        stored = kind.dump(value)
        self._meet(self._record(path, "answer", stored), further=True)
        self.said.append(Words(f"given-{kind.takes}", {"value": value}))
        return kind.load(stored)

    async def confirm(self, key: str, **facts: Any) -> bool:
        """Whether the person wants it. The question's words carry both answers, as `.yes` and `.no`."""
        asked = self.words(key, **facts)
        answers = YesNo(Words(f"{asked.id}.yes", facts), Words(f"{asked.id}.no", facts))
        return await self.ask(key, answers, **facts)

    async def ask_images(
        self,
        key: str,
        *,
        wanted: Sequence[str],
        look: Look | None = None,
        given: Sequence[str] = (),
        link: str = "",
        most: int = MOST_IMAGES,
    ) -> tuple[str, ...]:
        """Stored documents, by id: the `wanted` ones asked for by name, then others until there are enough.

        A picture of which `look` has something to say, or that is one of those `given` before, is asked for again, and
        may be kept. An album answers as many questions as it has pictures; what there is to say of them is said once
        all of them are taken. Facts of the question: `paper`, the words `paper-<name>` or `paper-other`; `named`,
        whether it is one of the wanted; `taken`, how many there are; `link`, where pictures can be given on a channel
        that carries none, else empty; `by_link`, whether there is one.
        """
        images: list[str] = []
        for place in range(1, most + 1):
            named = place <= len(wanted)
            paper = Words(f"paper-{wanted[place - 1] if named else 'other'}")
            asked: dict[str, Any] = {"paper": paper, "named": named, "link": link, "by_link": bool(link)}
            image = await self.ask(f"{key}.{place}", Picture(ENOUGH if images else None), taken=len(images), **asked)
            if image == ENOUGH:
                break
            if look:
                image = await self._looked_at(f"{key}.seen.{place}", image, look, {*given, *images}, asked)
            images.append(image)
        return tuple(images)

    async def _looked_at(self, key: str, image: str, look: Look, before: set[str], asked: dict[str, Any]) -> str:
        """The picture that is kept: this one, or the better one that came when it was asked for."""
        for turn in range(1, BETTER_PICTURES + 1):
            seen = await self.seen(f"{key}.{turn}", PaperSeen, lambda: look(image))  # noqa: B023  awaited here
            remarks = [Words(f"picture-{remark}".replace("_", "-")) for remark in seen.remarks]
            if before.intersection((image, *seen.same_as)):
                remarks.append(Words("picture-same"))
            if not remarks:
                break
            better = await self._better(f"{key}.better.{turn}", image, {**asked, "remarks": remarks})
            if better == KEEP:
                break
            image = better
        return image

    async def _better(self, key: str, image: str, asked: dict[str, Any]) -> str:
        """A better picture, or KEEP. One that came among others is kept, and what is wrong with it is said."""
        path = self._claim(key)
        known = self._journal.place(path, "answer") is not None
        if known or self._album is None or image not in self._album.ids:
            return await self._ask(path, Words("picture-better", asked), Picture(KEEP))
        if not self._album.complete:  # else all of it was looked at before it was sent
            self.said.append(Words("picture-remarked", asked))
        self._meet(self._record(path, "answer", KEEP), further=True)
        return KEEP

    async def seen(self, key: str, kind: type[T], fetch: Callable[[], Awaitable[T]]) -> T:
        """Facts as they were when first looked at, so that what is confirmed is what was shown."""
        path = self._claim(key)
        place = self._journal.place(path, "seen")
        if place is None:
            stored = plain.dump(await fetch())
            value = plain.load(kind, stored)
            self._record(path, "seen", stored)
            return value
        try:
            return plain.load(kind, self._journal.value(place))
        except plain.Misread:
            raise Cut(place) from None

    async def once(self, key: str, action: Callable[[], Awaitable[Scalar]]) -> Scalar:
        """What an action gave. It happens once; nothing before it can be taken back afterwards."""
        path = self._claim(key)
        place = self._journal.place(path, "once")
        if place is not None:
            return cast(Scalar, self._journal.value(place))
        value = await action()
        if value is not None and not isinstance(value, str | int | bool):
            raise plain.NotPlain(type(value))
        self._record(path, "once", value)
        return value

    def _claim(self, key: str) -> str:
        path = ".".join((*self._within, key))
        if path in self._used:
            raise KeyUsedTwice(self.name, path)
        self._used.add(path)
        return path

    def _record(self, path: str, sort: Sort, value: plain.Json) -> int:
        return self._journal.add(Entry(path, sort, value))

    def _meet(self, place: int, *, further: bool = False) -> None:
        """The entry at `place` is met. `further`: its message has given an answer before this one."""
        if self.newest is None or place > self.newest:
            self.newest = place
            if not further:
                self.heard, self._had = len(self.said), len(self._given)

    def _recorded(self, place: int, kind: Kind[T]) -> T:
        try:
            value = kind.load(self._journal.value(place))
        except (Unreadable, plain.Misread):
            raise Cut(place) from None
        self._meet(place)
        return value

    async def _answered(self, question: Question, kind: Kind[T], check: Check[T] | None) -> T:
        fresh, self._fresh = self._fresh, None
        if fresh is None or (self._rest and question.wants != "pictures"):
            raise Paused(question)
        if self._opened is None or (self._opened.key != question.key and not self._rest):
            raise Paused(question, misplaced=True)
        self.secret = kind.secret  # even when it does not read: a code among other words is still a code
        try:
            value = kind.read(fresh, self._opened)
        except Unreadable as refused:
            raise Paused(question, refused.fault.words) from None
        fault = await check(value) if check else None
        if fault:
            raise Paused(question, fault.words)
        if isinstance(fresh, Pictures):
            self._take_on(fresh)
        return value

    def _take_on(self, pictures: Pictures) -> None:
        """Leave the other pictures of the message to the next questions."""
        self._untaken = pictures.faults
        if pictures.ids[1:] or (pictures.ids and pictures.complete):
            self._album = self._album or pictures
            self._fresh, self._rest = replace(pictures, ids=pictures.ids[1:], faults=()), True


@dataclass(frozen=True)
class Go:
    """What a dialog returns to be followed by another."""

    dialog: str
    about: str = ""


@dataclass(frozen=True)
class Resume:
    """What the dialog `resume` returns to bring back the conversation that was left half-way."""


@dataclass(frozen=True)
class ToPerson:
    """What a dialog returns where the citizen wants to speak with a person."""

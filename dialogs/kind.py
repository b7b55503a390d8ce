"""What a kind of answer is: how a message becomes a value, and how the value is kept.

A press is read against the options as they were shown, never against what they have become; typed words may be the
option's number, its label, or one of its other names. What remains is the kind's own to read.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Generic, TypeVar

from dialogs.given import given_in
from dialogs.messages import Contact, Message, Option, Pictures, Pressed, Shown, Typed, Want, Words
from services import persian
from services.plain import Json

T = TypeVar("T")
_WISHING = frozenset(persian.words("آره بله خب لطفا همون همین می خوام خواهم میخوام میخواهم رو را"))


@dataclass(frozen=True)
class Fault:
    """Why something is no answer: words that say it, with their facts."""

    words: Words


class Unreadable(Exception):
    """A message is no answer to the question, or a stored value no longer is one."""

    def __init__(self, id: str, **facts: object) -> None:
        super().__init__(id)
        self.fault = Fault(Words(id, facts))


class Kind(Generic[T]):
    """A kind of answer. Subclasses read text (`parse`), and say how a value is kept (`dump`) and read back (`load`)."""

    name = "answer"
    options: tuple[Option, ...] = ()
    wants: Want | None = None
    secret = False  # the message itself must not be kept
    takes = ""  # the sort of thing in a sentence that may answer it (`dialogs.given`)

    def read(self, message: Message, shown: Shown) -> T:
        """The value that a message gives. Raises `Unreadable`."""
        match message:
            case Pressed(nonce, index):
                if nonce != shown.nonce or not 0 <= index < len(shown.options):
                    raise Unreadable("answer-old-button")
                return self.load(shown.options[index][0])
            case Typed(text):
                return self._typed(text, shown)
            case Contact():
                return self.contact(message)
            case Pictures():
                return self.pictures(message)
            case _:
                raise Unreadable("answer-not-this")

    def parse(self, text: str) -> T:
        """The value that typed words give, where they are none of the options. Raises `Unreadable`."""
        raise Unreadable("answer-choose")

    def given(self, text: str) -> T | None:
        """The value that a part of a sentence gives, if it is one."""
        try:
            return self.parse(text)
        except Unreadable:
            return None

    def contact(self, contact: Contact) -> T:
        raise Unreadable("answer-not-this")

    def pictures(self, pictures: Pictures) -> T:
        raise Unreadable("answer-no-pictures")

    def load(self, stored: Json) -> T:
        """The value again. Raises `Unreadable` when the kind no longer accepts it."""
        raise NotImplementedError

    def dump(self, value: T) -> Json:
        raise NotImplementedError

    def _typed(self, text: str, shown: Shown) -> T:
        said = persian.spoken(text)
        place = named(said, shown)
        if place is not None:
            return self.load(shown.options[place][0])
        try:
            return self.parse(text)
        except Unreadable:
            place = numbered(said, shown)
            if place is None:
                place = nearly_named(said, shown)
            if place is None:
                place = nearly_named(_wished(text), shown)
            if place is not None:
                return self.load(shown.options[place][0])
            part = given_in(text).get(self.takes) if self.takes else None
            value = self.given(part) if part else None
            if value is None:
                raise
            return value


def mentioned(text: str, shown: Shown) -> bool:
    """Whether typed words are the name of an option, or a part of one only."""
    said = persian.spoken(text)
    return named(said, shown) is not None or nearly_named(said, shown) is not None


def named(said: str, shown: Shown) -> int | None:
    """The place of the option that folded words name exactly, by label or another name."""
    if not said:
        return None
    for place, (_, label) in enumerate(shown.options):
        synonyms = shown.synonyms[place] if place < len(shown.synonyms) else ()
        if _colloquial(said) in {_colloquial(persian.spoken(name)) for name in (label, *synonyms)}:
            return place
    return None


def _wished(text: str) -> str:
    """What is left of «خب قرارداد میخوام» without the words of wishing and of a yes, folded."""
    return "".join(word for word in persian.words(text) if word not in _WISHING)


def _colloquial(said: str) -> str:
    """Folded words with the verbs of our labels as people say them: «ادامه میدم» for «ادامه می‌دهم»."""
    return said.replace("میدهم", "میدم").replace("میخواهم", "میخوام")


def numbered(said: str, shown: Shown) -> int | None:
    """The place of the option whose number was typed, in any digits."""
    place = int(said) - 1 if said.isascii() and said.isdigit() and len(said) < 4 else -1
    return place if 0 <= place < len(shown.options) else None


def nearly_named(said: str, shown: Shown) -> int | None:
    """The place of the only option whose label contains what was typed, three letters at least."""
    if len(said) < 3:
        return None
    said = _colloquial(said)
    found = [place for place, (_, label) in enumerate(shown.options) if said in _colloquial(persian.spoken(label))]
    return found[0] if len(found) == 1 else None

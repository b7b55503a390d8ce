"""What can arrive in a conversation, and what it answers with: plain values, the same for every channel."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, TypeAlias, cast

from services import plain

NOT_FETCHED = "not_fetched"  # the fault of a picture that the channel could not be got to hand over

# ---- what arrives -------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Typed:
    """Words that a person wrote."""

    text: str


@dataclass(frozen=True)
class Pressed:
    """A button of a question: the question's nonce and the option's place in it, from `q:nonce:index`."""

    nonce: str
    index: int


@dataclass(frozen=True)
class Contact:
    """A shared contact; `own` only where the channel vouches that it is the sender's."""

    mobile: str
    own: bool


@dataclass(frozen=True)
class Pictures:
    """Pictures that came as one message: stored documents by id, and what was written under them.

    `faults`: why each of the others was not taken, a value of `services.pictures.Fault`, or NOT_FETCHED. `complete`:
    nothing more is to come.
    """

    ids: tuple[str, ...]
    caption: str = ""
    faults: tuple[str, ...] = ()
    complete: bool = False


@dataclass(frozen=True)
class Started:
    """A dialog asked for by address: a notice's button `d:<dialog>:<about>`, `/start <dialog>-<about>`, a keyword."""

    dialog: str
    about: str = ""


@dataclass(frozen=True)
class Command:
    """What works everywhere, given as a command or a button of the channel."""

    name: Literal["back", "cancel", "help", "person", "complaint", "menu", "more", "forget", "simple", "plain"]


@dataclass(frozen=True)
class Edited:
    """An earlier message that was changed, by its key `of`. What was understood then stays."""

    text: str
    of: str = ""


@dataclass(frozen=True)
class Returned:
    """A colleague has given the conversation back to the bot."""


@dataclass(frozen=True)
class Other:
    """Something no question wants: a sticker, a voice message, a location."""

    what: str


Message: TypeAlias = Typed | Pressed | Contact | Pictures | Started | Command | Edited | Returned | Other

_MESSAGES: dict[str, type[Message]] = {
    "typed": Typed,
    "pressed": Pressed,
    "contact": Contact,
    "pictures": Pictures,
    "started": Started,
    "command": Command,
    "edited": Edited,
    "returned": Returned,
    "other": Other,
}
_NAMES = {kind: name for name, kind in _MESSAGES.items()}


def dump_message(message: Message) -> dict[str, Any]:
    """The message as JSON, its kind under `is`."""
    return {"is": _NAMES[type(message)], **cast(dict[str, Any], plain.dump(message))}


def load_message(stored: Mapping[str, Any]) -> Message:
    """The message again. Raises `plain.Misread` when it is none of ours."""
    rest = dict(stored)
    kind = _MESSAGES.get(rest.pop("is", ""))
    if kind is None:
        raise plain.Misread("a message", stored.get("is"), ".is")
    message: Message = plain.load(kind, rest)
    return message


# ---- where it arrives ----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Channel:
    """What a way to a person can carry.

    `short` wants the `.sms` form of words, in at most three parts. `limit` is the longest message, in UTF-16 units.
    `files`: an issued paper can be handed over as a file. `numbers`: it sets a number before whatever can be chosen.
    """

    name: str
    buttons: bool = True
    pictures: bool = True
    contact: bool = True
    short: bool = False
    limit: int | None = None
    files: bool = False
    numbers: bool = False


# ---- what is answered ---------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Words:
    """A message of the locale by its id, with the facts it names.

    A fact is a scalar, a date, a month, or Words (one, or a sequence that becomes one line each). `otherwise` is the
    id to take where the locale has no `id`.
    """

    id: str
    facts: Mapping[str, Any] = field(default_factory=dict)
    otherwise: str = ""


@dataclass(frozen=True)
class Option:
    """An answer that can be chosen: what is recorded, and what it is called. `synonyms` are other words for it."""

    value: plain.Json
    label: Words
    synonyms: tuple[str, ...] = ()


Want: TypeAlias = Literal["contact", "pictures"]


@dataclass(frozen=True)
class Question:
    """The one thing that is asked now. `kind` names the kind of answer, for its general help."""

    key: str
    words: Words
    kind: str
    options: tuple[Option, ...] = ()
    wants: Want | None = None


@dataclass(frozen=True)
class Shown:
    """An open question as the person saw it: option values with the labels that stood on them, and what it wants."""

    key: str
    nonce: str
    options: tuple[tuple[plain.Json, str], ...] = ()
    synonyms: tuple[tuple[str, ...], ...] = ()
    wants: Want | None = None


@dataclass(frozen=True)
class Issued:
    """A paper that the Organisation has issued, by its number. It is drawn from its facts when it is sent."""

    kind: Literal["receipt", "contract"]
    number: str


@dataclass(frozen=True)
class Reply:
    """All that one turn says, with its question: one message.

    `back`: there is an answer to go back to. `cancel`: there is something to leave. `menu` asks the channel for a way
    to the menu, where no question is open, `person` for a way to a person. `papers` go along where the channel carries
    files; the words tell their numbers in any case.
    """

    said: tuple[Words, ...] = ()
    question: Question | None = None
    shown: Shown | None = None
    back: bool = False
    cancel: bool = False
    menu: bool = False
    person: bool = False
    papers: tuple[Issued, ...] = ()

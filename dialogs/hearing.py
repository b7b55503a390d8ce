"""What to do with free text that was understood, or not quite.

Pure: a text, what was understood of it and where the conversation stands give a decision; the conversation acts on it.
Inside a dialog only what is sure counts, and what is about that dialog itself does not: it was an answer that failed.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Protocol, TypeAlias

from dialogs.messages import Started, Words
from dialogs.names import named
from dialogs.reckoning import PREMIUM, premium_in
from dialogs.topics import (
    DIALOGS,
    ELSEWHERE,
    SERVICES,
    Topic,
    ambiguous,
    follows,
    here,
    places,
    topic_in,
    topic_named,
    where,
)
from dialogs.which import Meant
from services import persian
from services.understanding import Service, Sureness, Understood
from services.understanding.faq import Then
from services.understanding.faq_entries import FAQ

WORTH_ASKING = 0.15  # from which confidence on it is asked whether that was meant; ours
RIVAL = 0.3  # the same beside what a keyword names
ALONE = 0.4  # the same where nothing else can be asked for
COMPLAINT = "complaint"  # what a person is asked for about, where somebody complains
_COMPLAINS = re.compile(r"شکایت|شاکی|shekayat")


class Came(StrEnum):
    """What came of a text that was heard."""

    ANSWERED = "answered"  # by a short answer of the FAQ
    STARTED = "started"  # its service's dialog
    NOT_HERE = "not-here"  # the service has no dialog here, and where it is was said
    ELSEWHERE = "elsewhere"  # not ours; where to go was said
    ABOUT_US = "about-us"  # what we can do was said
    ASKED_BACK = "asked-back"  # which of two is meant
    PERSON = "person"  # a person was called
    LOST = "not-understood"  # the menu
    REFUSED = "refused"  # it was an answer that is none, and the open question was asked again


class Ear(Protocol):
    """Understands what people type, for one turn."""

    def understand(self, text: str) -> Understood: ...

    async def heard(self, text: str, understood: Understood, came: Came) -> None:
        """Told once for each text that was understood, inside the turn's transaction; never for one to be kept
        secret."""
        ...


@dataclass(frozen=True)
class Where:
    """Where the conversation stands. `wanted` is the dialog that a keyword among other words names.

    `open` is the dialog whose question is open, empty outside one; `strictly`: that keyword alone does not leave it;
    `missed`: the text before was not understood either.
    """

    knows: Callable[[str], bool]
    today: date
    wanted: Started | None = None
    open: str = ""
    strictly: bool = False
    missed: bool = False


@dataclass(frozen=True)
class Say:
    """Say it, and ask again what was open; where nothing is, offer `then`. `beside` is said where that cannot be."""

    words: tuple[Words, ...]
    came: Came
    then: Meant | None = None
    beside: Words | None = None

    @property
    def is_a_wish(self) -> bool:
        """Whether the text was clearly after something of ours, whatever else it said."""
        return self.came in (Came.ANSWERED, Came.NOT_HERE)


@dataclass(frozen=True)
class Begin:
    """Begin a dialog."""

    started: Started
    came: Came = Came.STARTED
    is_a_wish = True


@dataclass(frozen=True)
class AskBack:
    """Ask which is meant; of `several` wishes, which comes first."""

    meanings: tuple[Meant, ...]
    came: Came = Came.ASKED_BACK
    several: bool = False
    is_a_wish = False


@dataclass(frozen=True)
class Call:
    """Call a person, about a complaint or whatever is open."""

    service: str = ""
    came: Came = Came.PERSON

    @property
    def is_a_wish(self) -> bool:
        return self.service == COMPLAINT


@dataclass(frozen=True)
class GiveUp:
    """It is not understood: the menu, or the open question again."""

    came: Came = Came.LOST
    is_a_wish = False


PERSON = Meant(Service.HUMAN)
Decision: TypeAlias = Say | Begin | AskBack | Call | GiveUp


def decide(text: str, understood: Understood, at: Where) -> Decision:
    """What to do with a text that is no keyword, no answer and no remark."""
    several = ambiguous(text)
    if several and not at.open:
        meanings = tuple(_meant(service, topic, at) for service, topic in several)
        return GiveUp() if at.missed else AskBack(meanings)
    if understood.sureness is Sureness.SURE:
        decision = _sure(text, understood, at)
    elif at.open:
        leaves = at.wanted and not at.strictly and at.wanted.dialog != at.open
        decision = Begin(at.wanted) if at.wanted and leaves else None
    else:
        decision = _unsure(text, understood, at)
    return decision or GiveUp(Came.REFUSED if at.open else Came.LOST)


def wishes(both: tuple[Understood, ...], at: Where) -> AskBack | None:
    """Of two halves of a text (`halves_in`): both services, where each half is surely after another one of ours."""
    services = {one.service for one in both if one.sureness is Sureness.SURE and one.service in SERVICES}
    if at.open or len(services) < 2:
        return None
    return AskBack(tuple(_meant(one.service, "", at) for one in both), several=True)


def is_a_mere_number(text: str, understood: Understood) -> bool:
    """Whether it is a number that names nothing of ours, such as that of no option."""
    return understood.service is Service.OUT and not any(letter.isalpha() for letter in text)


def chosen(meant: Meant, at: Where) -> Decision:
    """What to do with a meaning that was chosen when asked back."""
    if meant.service is Service.OUT:
        topic = topic_named(meant.dialog)
        return Say((where(topic, at.today),), Came.ELSEWHERE) if topic else GiveUp()
    if meant.service is Service.HUMAN:
        return Call()
    if meant.dialog and at.knows(meant.dialog):
        return Begin(Started(meant.dialog, meant.about))
    return _not_here(meant.service) or GiveUp()


def _sure(text: str, understood: Understood, at: Where) -> Decision | None:
    service = understood.service
    topic = topic_in(text, service)
    if topic and topic.precise:
        return Say((where(topic, at.today),), Came.ELSEWHERE if service is Service.OUT else Came.ANSWERED)
    if understood.faq:
        return _answer(understood.faq, at, text)
    if service is Service.HUMAN:
        return Call(COMPLAINT if _COMPLAINS.search(text) else "")
    if service in SERVICES:
        return _serve(service, at)
    if topic:
        return Say((where(topic, at.today),), Came.ELSEWHERE)
    if at.open:
        return None
    if service is Service.ASK:
        return Say((Words("hearing-ask", places()),), Came.ABOUT_US)
    return Say((Words("hearing-elsewhere", places()),), Came.ELSEWHERE)


def _serve(service: Service, at: Where) -> Decision | None:
    started = _begun(service, at)
    if started is None:
        return _not_here(service)
    return None if at.open in DIALOGS.get(service, ()) else Begin(started)


def _meant(service: Service, topic: str, at: Where) -> Meant:
    """A service with its dialog, if there is one, or a topic of what is not ours."""
    started = _begun(service, at)
    return Meant(service, started.dialog, started.about) if started else Meant(service, topic)


def _begun(service: Service, at: Where) -> Started | None:
    """The service's dialog: the one that a keyword names, else the first."""
    dialogs = here(service, at.knows)
    if at.wanted and at.wanted.dialog in dialogs:
        return at.wanted
    return Started(dialogs[0]) if dialogs else None


def _not_here(service: Service) -> Say | None:
    if service not in ELSEWHERE:
        return None
    there = Words(f"not-here-{service.lower()}", places())
    return Say((there,), Came.NOT_HERE, PERSON, Words("faq-then-person"))


def _answer(id: str, at: Where, text: str) -> Say:
    """The short answer, with the text's own figures where it has any, and what can be done next."""
    entry = FAQ[id]
    said = (premium_in(text, at.today) if id == PREMIUM else None) or Words(f"faq-{id}", entry.facts(at.today))
    then = Words(f"faq-then-{entry.then}")
    if entry.then is Then.PERSON:
        return Say((said,), Came.ANSWERED, PERSON, then)
    service = Service.MAR if entry.service is Service.OUT else entry.service
    dialogs = here(service, at.knows)
    if entry.then is Then.START and dialogs:
        started = follows(id, service, at.knows)
        there = at.open == started.dialog or at.open in DIALOGS[service]
        onward = None if there else Words("hearing-go-on", {"dialog": named(started.dialog)})
        return Say((said,), Came.ANSWERED, Meant(service, started.dialog, started.about), onward)
    if entry.then is Then.START:
        then = Words("faq-then-portal")
    elif entry.then is Then.PORTAL and dialogs:
        then = Words("faq-then-elsewhere")
    return Say((said, then), Came.ANSWERED)


def _unsure(text: str, understood: Understood, at: Where) -> Decision | None:
    meanings = tuple(_meanings(text, understood, at))[:2]
    lost = understood.sureness is Sureness.LOST
    if at.wanted and (lost or at.missed or len(meanings) < 2 or _serves(understood.service, at.wanted)):
        return Begin(at.wanted)
    if lost or at.missed or not meanings or (len(meanings) == 1 and understood.confidence < ALONE):
        return None
    return AskBack(meanings)


def _serves(service: Service, started: Started) -> bool:
    return started.dialog in DIALOGS.get(service, ())


def _meanings(text: str, understood: Understood, at: Where) -> Iterator[Meant]:
    """What can be asked for by name, likeliest first; a keyword goes before."""
    named = next((one for one in SERVICES if at.wanted and _serves(one, at.wanted)), None)
    if named and at.wanted:
        yield Meant(named, at.wanted.dialog, at.wanted.about)
    found = (
        (understood.service, understood.confidence),
        *((one.service, one.confidence) for one in understood.alternatives),
    )
    for service, confidence in found:
        if service is named or confidence < (RIVAL if named else WORTH_ASKING):
            continue
        if service is Service.OUT:
            topic: Topic | None = topic_in(text, service)
            if topic and topic.may_be_meant:
                yield Meant(service, topic.id)
        elif service is Service.HUMAN or service in ELSEWHERE or _begun(service, at):
            yield _meant(service, "", at)


# ---- something else is asked first --------------------------------------------------------------------------------

_BOTH = re.compile(
    r"(?:^|.* )هم (?P<first>.+?) (?:و )?هم (?P<second>.+)$"
    r"|(?P<before>.+?) و? ?(?:همچنین|همینطور|در ضمن|ضمنا|راستی|بعدشم) (?P<after>.+)$"
)
_FIRST = r"(?:صبر کن(?:ید|ین)?|وایسا(?:ید|ین)?|واستا|یه لحظه|یک لحظه|قبلش|راستی)"
_ANOTHER = r"(?:یه|یک) (?:سوال|پرسش|چیز) (?:دیگه|دیگر)(?: ای)?(?: هم)?(?: دارم| داشتم| بپرسم| بکنم| میپرسم)?"
_A_QUESTION = r"(?:یه|یک) (?:سوال|پرسش)(?: هم)? (?:دارم|داشتم|بپرسم|بکنم)"
_ASIDE = re.compile(
    rf"(?:{_FIRST} )?(?:{_ANOTHER})(?: |$)|{_FIRST} (?:{_A_QUESTION})(?: |$)|(?:{_FIRST}|{_A_QUESTION})$"
)


def halves_in(text: str) -> tuple[str, ...]:
    """The two halves of a text that says «هم … هم …» or the like; nothing of another text."""
    found = _BOTH.match(" ".join(persian.words(re.sub(r"[^\w\s\u200c]", " ", text))))
    return tuple(filter(None, found.groups())) if found else ()


def aside_in(text: str) -> str | None:
    """What is asked after «صبر کن، یه سؤال دیگه» or the like, which leaves a dialog for a while; None without it."""
    said = " ".join(persian.words(re.sub(r"[^\w\s\u200c]", " ", text)))
    found = _ASIDE.match(said)
    return said[found.end() :].strip() if found else None

"""Which of two is meant: asked back where a text could be about either. And what may follow an answer."""

from __future__ import annotations

from dataclasses import dataclass, replace

from dialogs.messages import Option, Words
from dialogs.names import MENU, named
from dialogs.reading import NO, YES, Choice
from dialogs.talk import Go, Talk
from services.understanding import Service

NEITHER = "neither"
SEVERAL = "several "  # before the meanings of more than one wish
# Taken for each other so often that the question itself tells them apart.
PAIRS = frozenset({"agr-clm", "dau-dep", "clr-settlement", "loan-of-marriage-mar", "instalments-pmc"})


@dataclass(frozen=True)
class Meant:
    """What a text may be about: a service, and of it a dialog, or the topic of what is not ours."""

    service: Service
    dialog: str = ""
    about: str = ""

    @property
    def name(self) -> str:
        """As its words and the pairs have it."""
        return (self.dialog if self.service is Service.OUT else self.service).lower()

    def dump(self) -> str:
        return ":".join((self.service, self.dialog, self.about))


@dataclass(frozen=True)
class Neither:
    """What `which` returns where it is none of them."""


def about(*meanings: Meant, several: bool = False) -> str:
    """What `which` and `onward` are started about; `several` wishes, of which one comes first."""
    listed = " ".join(one.dump() for one in meanings)
    return f"{SEVERAL}{listed}" if several else listed


async def which(talk: Talk) -> Meant | Neither:
    """Ask which of them is meant, or which of them comes first."""
    dumped_ones = talk.about.removeprefix(SEVERAL).split()
    meanings = {one.dump(): one for one in map(_load, dumped_ones)}
    options = [Option(dumped, _label(one)) for dumped, one in meanings.items()]
    names = "-".join(sorted(one.name for one in meanings.values()))
    key = names if names in PAIRS else "two" if len(options) > 1 else "one"
    if talk.about.startswith(SEVERAL):
        key = "first"
    if len(options) == 1:
        options = [replace(options[0], synonyms=YES)]
    neither = Option(NEITHER, Words(f"which-{'neither' if options[1:] else 'not'}"), (*NO, "هیچکدوم", "هیچکدام"))
    chosen = await talk.ask(key, Choice(*options, neither))
    return Neither() if chosen == NEITHER else meanings[chosen]


async def onward(talk: Talk) -> Meant | Go:
    """Offer what an answer leads to, and the menu."""
    then = _load(talk.about)
    key = "person" if then.service is Service.HUMAN else "what"
    chosen = await talk.ask(key, Choice(Option(then.dump(), _label(then), YES), MENU))
    return Go(MENU) if chosen == MENU else then


def _load(dumped: str) -> Meant:
    service, dialog, about = dumped.split(":", 2)
    return Meant(Service(service), dialog, about)


def _label(one: Meant) -> Words:
    here = one.dialog and one.service is not Service.OUT
    return named(one.dialog) if here else Words(f"meant-{one.name}".replace("_", "-"))

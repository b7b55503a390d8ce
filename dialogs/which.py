"""Which of two is meant: asked back where a text could be about either."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from dialogs.messages import Option, Words
from dialogs.reading import Choice
from dialogs.talk import Talk
from services.understanding import Service

NEITHER = "neither"
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


def about(meanings: Sequence[Meant]) -> str:
    """What `which` is started about."""
    return " ".join(one.dump() for one in meanings)


async def which(talk: Talk) -> Meant | Neither:
    """Ask which of them is meant."""
    meanings = {one.dump(): one for one in map(_load, talk.about.split())}
    options = [Option(dumped, _label(one)) for dumped, one in meanings.items()]
    names = "-".join(sorted(one.name for one in meanings.values()))
    key = names if names in PAIRS else "two" if len(options) > 1 else "one"
    chosen = await talk.ask(
        key, Choice(*options, Option(NEITHER, Words(f"which-{'neither' if options[1:] else 'not'}")))
    )
    return Neither() if chosen == NEITHER else meanings[chosen]


def _load(dumped: str) -> Meant:
    service, dialog, about = dumped.split(":", 2)
    return Meant(Service(service), dialog, about)


def _label(one: Meant) -> Words:
    here = one.dialog and one.service is not Service.OUT
    return Words((f"dialog-{one.dialog}" if here else f"meant-{one.name}").replace("_", "-"))

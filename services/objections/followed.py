"""An objection as its person follows it: nothing in it about who decides, and nothing about where it was filed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from services.calendar import TEHRAN
from services.objections import Objection, RefusalReason, State, SubjectKind
from services.objections.rules import OPEN

HIDDEN = frozenset({State.TO_CONFIRM.value})  # how many reviewers look at it is no affair of the person's


@dataclass(frozen=True, slots=True)
class Followed:
    """Where an objection stands. `wanted` is the paper of which a better picture is asked for; `papers` are all."""

    number: str
    kind: SubjectKind
    registered_on: date
    marriage_id: str | None
    state: State
    filed_on: date
    answer_by: date
    wanted: str | None
    refusal_reason: RefusalReason | None
    note: str | None
    images: int
    papers: tuple[str, ...]

    @property
    def is_open(self) -> bool:
        return self.state in OPEN


@dataclass(frozen=True, slots=True)
class Happened:
    """A step of an objection's way. `paper` is given for `more-wanted`, `images` for `filed` and `images-added`."""

    what: str
    on: date
    paper: str | None = None
    images: int | None = None


def followed(objection: Objection) -> Followed:
    """What its person sees of an objection. A reviewer's ground for upholding is kept between colleagues."""
    return Followed(
        objection.number,
        objection.subject.kind,
        objection.subject.registered_on,
        objection.subject.marriage_id,
        objection.state,
        objection.filed_on,
        objection.answer_by,
        objection.wanted,
        objection.refusal_reason,
        objection.note if objection.state is State.REFUSED else None,
        objection.images,
        objection.subject.wanted,
    )


def history(events: Iterable[Mapping[str, Any]]) -> tuple[Happened, ...]:
    """The steps a person would count: being looked at again once the pictures came is none of its own."""
    return tuple(_steps(events))


def _steps(events: Iterable[Mapping[str, Any]]) -> Iterator[Happened]:
    filed = False
    for event in events:
        what, detail = event["what"], event["detail"]
        if what in HIDDEN or (what == State.FILED.value and filed):
            continue
        filed = True
        on = event["at"].astimezone(TEHRAN).date()
        yield Happened(what, on, detail.get("wanted"), detail.get("images"))

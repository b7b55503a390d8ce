"""One objection as it stands."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Row

from services.calendar import TEHRAN
from services.objections.rules import OPEN, RefusalReason, State
from services.objections.subject import Subject
from services.plain import load


class NoSuchObjection(LookupError):
    """This person has no objection of that number."""


@dataclass(frozen=True, slots=True)
class Image:
    """A stored document, and the paper it was given as."""

    document_id: str
    paper: str


@dataclass(frozen=True, slots=True)
class Objection:
    """Where one objection stands. `wanted` is the paper of which a better picture is asked for."""

    national_id: str
    number: str
    subject: Subject
    reason: str
    state: State
    filed_on: date
    answer_by: date
    wanted: str | None
    upheld_first_by: str | None
    refusal_reason: RefusalReason | None
    note: str | None
    channel: str
    address: str
    images: int

    @property
    def is_open(self) -> bool:
        return self.state in OPEN


def objection_of(row: Row[Any]) -> Objection:
    """An objection as it is kept."""
    return Objection(
        national_id=row.national_id,
        number=row.number,
        subject=load(Subject, row.subject),
        reason=row.reason,
        state=State(row.state),
        filed_on=row.filed_at.astimezone(TEHRAN).date(),
        answer_by=row.answer_by,
        wanted=row.wanted,
        upheld_first_by=row.upheld_first_by,
        refusal_reason=RefusalReason(row.refusal_reason) if row.refusal_reason else None,
        note=row.note,
        channel=row.channel,
        address=row.address,
        images=row.images,
    )

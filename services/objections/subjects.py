"""What can be objected to: a marriage as it was told to the person, once there is something to object to."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from services.grants import Outcome, Standing, StandingKind
from services.objections import Subject, SubjectKind

_NOT_DECIDED = frozenset({StandingKind.NOT_OVER, StandingKind.PROVISIONAL})


@dataclass(frozen=True, slots=True)
class NotYet:
    """Why nothing is decided, and the day until which that is so; with no `kind` something is."""

    kind: StandingKind | None
    registered_on: date
    until: date


def not_yet(told: Standing) -> NotYet:
    """Whether there is nothing to object to yet."""
    kind = told.kind if told.kind in _NOT_DECIDED else None
    until = told.awaited.until if told.awaited else told.decided_on
    return NotYet(kind, told.marriage.registered_on, until)


def subject_of(told: Standing) -> Subject:
    """The decision that was told, or what finance has told in its place."""
    marriage = told.marriage
    subject = Subject(SubjectKind.DECISION, marriage.registered_on, marriage.marriage_id, version=told.version)
    if told.payment is not None:
        return replace(subject, outcome=Outcome.PAYABLE, amount=told.payment.amount)
    assert told.decision
    decision = told.decision
    return replace(subject, outcome=decision.outcome, amount=decision.amount, failed=decision.failed)

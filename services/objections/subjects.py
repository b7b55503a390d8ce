"""What can be objected to: a marriage or the end of a dependency, as it was told to the person, once it was."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from services.dependency.case import EventKind
from services.dependency.case import Standing as DependencyStanding
from services.grants import Outcome, Standing, StandingKind
from services.objections import Subject, SubjectKind
from services.objections.rules import Cause

_NOT_DECIDED = frozenset({StandingKind.NOT_OVER, StandingKind.PROVISIONAL})
_ENDED_BY = {EventKind.MARRIAGE: Cause.MARRIAGE, EventKind.EMPLOYMENT_START: Cause.EMPLOYMENT}
_CAME_SINCE = {
    EventKind.DIVORCE: Cause.DIVORCE,
    EventKind.WIDOWHOOD: Cause.WIDOWHOOD,
    EventKind.EMPLOYMENT_END: Cause.JOB_LOST,
}
_MAY_COME_SINCE = {Cause.MARRIAGE: (Cause.DIVORCE, Cause.WIDOWHOOD), Cause.EMPLOYMENT: (Cause.JOB_LOST,)}


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


@dataclass(frozen=True, slots=True)
class Ending:
    """What ends a dependency, and what may have come `since`: what the registry knows of, else all that is possible."""

    objected: Subject
    since: tuple[Cause, ...]

    def asked_again(self, since: Cause) -> Subject:
        """The request to be reinstated because of that."""
        return replace(self.objected, kind=SubjectKind.REINSTATEMENT, cause=since)


def ending(told: DependencyStanding) -> Ending:
    """The subject of an objection to the end of a dependency, which has a case."""
    assert told.case
    cause = told.case.cause
    ended_by = _ENDED_BY[cause.kind]
    objected = Subject(
        SubjectKind.DEPENDENCY, cause.on, spouse_id=cause.spouse_id, event_id=cause.event_id, cause=ended_by
    )
    return Ending(objected, (_CAME_SINCE[told.undone.kind],) if told.undone else _MAY_COME_SINCE[ended_by])

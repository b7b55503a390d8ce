"""What is objected to, or asked for, and the papers that show it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from services.dependency import Ground, subject_key
from services.grants.decision import Criterion, Outcome
from services.money import Rials
from services.objections.rules import DEPENDENCY_PAPERS, WANTED_PAPERS, Cause


class SubjectKind(StrEnum):
    """What is objected to, asked for, or in doubt."""

    DECISION = "decision"
    UNLISTED = "unlisted"  # a marriage that the registry lacks: a reviewer's case at once
    DEPENDENCY = "dependency"  # that a daughter's dependency ends, or has ended
    REINSTATEMENT = "reinstatement"  # no objection: she asks for her share again, and files it in the same way
    DOUBT = "doubt"  # nobody objects: the rules could not tell whether it ends, and a reviewer is asked
    REVIEW = "review"  # nobody objects: the data could not tell whether a grant is owed, and a reviewer is asked

    @property
    def is_filed(self) -> bool:
        """Whether a person has filed it, and hears of it."""
        return self not in (SubjectKind.DOUBT, SubjectKind.REVIEW)


GROUNDS = {
    SubjectKind.DEPENDENCY: Ground.OBJECTION,
    SubjectKind.REINSTATEMENT: Ground.ASKED_AGAIN,
    SubjectKind.DOUBT: Ground.REVIEW,
}


@dataclass(frozen=True, slots=True)
class Subject:
    """A decision as it was told, a marriage the person names, or the end of a dependency.

    Of an unlisted marriage, the day and `spouse_id` are the person's own words. The spouse of a listed marriage is the
    registry's, and set when the objection is filed. Of a dependency, `event_id` and `registered_on` name the event that
    ends it, and `cause` is what the papers have to show something of: that event, or what has come since.
    """

    kind: SubjectKind
    registered_on: date
    marriage_id: str | None = None
    outcome: Outcome | None = None
    amount: Rials | None = None
    failed: tuple[Criterion, ...] = ()
    version: int | None = None
    spouse_id: str | None = None
    event_id: str | None = None
    cause: Cause | None = None

    @property
    def key(self) -> str:
        """One open objection a key: the marriage, the day of one not listed, the event that ends a dependency."""
        if self.event_id is not None:
            return doubt_key(self.event_id) if self.kind is SubjectKind.DOUBT else subject_key(self.event_id)
        if self.kind is SubjectKind.REVIEW:
            return f"review {self.marriage_id}"  # beside an objection to what comes of it
        return self.marriage_id or f"unlisted {self.registered_on}"

    @property
    def wanted(self) -> tuple[str, ...]:
        """The papers of which pictures are asked for."""
        if not self.kind.is_filed:
            return ()
        if self.event_id is None:
            return WANTED_PAPERS.value
        return DEPENDENCY_PAPERS.value[self.cause] if self.cause else ()


def doubt_key(event_id: str) -> str:
    """What a doubt about a case is filed under: beside an objection to it, and once."""
    return f"doubt {event_id}"

"""What is known of a daughter's dependency: her shares, what happened to her, and where her case stands."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class EventKind(StrEnum):
    """What the civil registry and the insurance lists tell of a person. A spouse's death is her widowhood."""

    MARRIAGE = "marriage"
    DIVORCE = "divorce"
    WIDOWHOOD = "widowhood"
    DEATH = "death"
    EMPLOYMENT_START = "employment_start"
    EMPLOYMENT_END = "employment_end"


class State(StrEnum):
    """Where a dependency stands. `objected` is a case, of whatever state, to which an objection is open."""

    DRAWING = "drawing"
    NOTIFIED = "notified"
    ENDED = "ended"
    OBJECTED = "objected"
    RESTORED = "restored"
    REVIEW = "review"


class Reason(StrEnum):
    """Why a person has to decide, in the order in which it is told."""

    OWN_DEATH = "own_death"
    QUARANTINED = "quarantined"
    TEMPORARY_MARRIAGE = "temporary_marriage"
    UNDONE = "undone"  # what would end it was over before anybody noticed it
    LATE = "late"  # heard of so long afterwards that the effective day is in doubt
    CORRECTED = "corrected"  # the event has changed, or gone, since the notice


class Act(StrEnum):
    """What she can do."""

    OBJECT = "object"
    ASK_AGAIN = "ask_again"


class Change(StrEnum):
    """What the pension department is to change of a share."""

    ENDED = "ended"
    RESTORED = "restored"  # it goes on as if it had never ended
    REESTABLISHED = "reestablished"  # it begins again


class Ground(StrEnum):
    """Why she draws again."""

    OBJECTION = "objection"  # she was right
    REVIEW = "review"  # a person has looked, and nothing ends it
    ASKED_AGAIN = "asked_again"  # she is unmarried and without work again


@dataclass(frozen=True, slots=True)
class Share:
    """Her share of a deceased's pension; `ended` is its last day."""

    pension_id: str
    deceased_id: str
    started: date
    ended: date | None = None

    def runs(self, day: date) -> bool:
        """Whether it has begun by that day and is not over."""
        return self.started <= day and (self.ended is None or day <= self.ended)


@dataclass(frozen=True, slots=True)
class CivilEvent:
    """Something that happened to her; `spouse_id` is the husband of a marriage, where the civil registry names him."""

    event_id: str
    kind: EventKind
    on: date
    spouse_id: str | None = None


@dataclass(frozen=True, slots=True)
class Registered:
    """A marriage of hers that the registry holds with its kind."""

    registered_on: date
    temporary: bool
    spouse_id: str | None = None


@dataclass(frozen=True, slots=True)
class Facts:
    """All that is judged about one daughter. `matched` are the events that something has come of already."""

    national_id: str
    shares: tuple[Share, ...]
    events: tuple[CivilEvent, ...]
    marriages: tuple[Registered, ...] = ()
    quarantined: bool = False
    at_work: bool = False  # by the insurance lists: some employment has begun and not ended
    matched: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Verdict:
    """What an event comes to: with `reasons` a person decides, else it ends her shares on `effective_on`.

    `repeated` are events that tell of the same thing once more.
    """

    cause: CivilEvent
    pensions: tuple[str, ...]
    effective_on: date | None
    reasons: tuple[Reason, ...] = ()
    repeated: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Case:
    """What has become of one event that ends her shares; named by the event. One of a person's is open at a time.

    `state` is notified, ended, review or restored; `effective_on` is the first day without the shares, None while a
    person has to decide, and stays as it was when they are restored. `ground` is given for restored ones. Of `reasons`
    those of the last doubt come first; a person has looked at the others.
    """

    cause: CivilEvent
    state: State
    pensions: tuple[str, ...]
    opened_on: date
    effective_on: date | None = None
    reasons: tuple[Reason, ...] = ()
    ground: Ground | None = None

    @property
    def is_open(self) -> bool:
        return self.state is not State.RESTORED


@dataclass(frozen=True, slots=True)
class Asked:
    """The number of an open objection to a case, or of an open request to draw again."""

    objection: str | None = None
    request: str | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """What a daughter is to be told of her own dependency.

    `case` is the newest one, None where nothing has ever ended it. `undone` is what the registry knows to have undone
    the cause (a divorce, a spouse's death, a job's end), and `married` and `at_work` what it knows to stand in the way
    of drawing again.
    """

    state: State
    shares: tuple[Share, ...]
    case: Case | None = None
    can: tuple[Act, ...] = ()
    undone: CivilEvent | None = None
    married: bool = False
    at_work: bool = False
    asked: Asked = Asked()

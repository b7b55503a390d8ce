"""What an objection may become, and when: pure functions and tables, no IO."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from itertools import chain

from services.law import Constant, Mark
from services.money import Rials

ASSUMED_ON = date(2026, 11, 22)

ANSWER_WITHIN = Constant(
    timedelta(days=30), Mark.ASSUMED, "no time for the answer is published; a month is told", since=ASSUMED_ON
)
FILED_ANY_TIME = Constant(
    True, Mark.ASSUMED, "no deadline for filing is published: taken at any time", since=ASSUMED_ON
)
WANTED_PAPERS = Constant(
    ("marriage-contract", "identity-page"),
    Mark.STATED,
    "images of the marriage contract and of the marriage page of the identity booklet; more may be added later",
)


class Cause(StrEnum):
    """Why a daughter's dependency ended, or why she may ask for it again."""

    MARRIAGE = "marriage"
    EMPLOYMENT = "employment"
    DIVORCE = "divorce"
    WIDOWHOOD = "widowhood"
    JOB_LOST = "job-lost"


DEPENDENCY_PAPERS: Constant[Mapping[Cause, tuple[str, ...]]] = Constant(
    {
        Cause.MARRIAGE: ("identity-page",),
        Cause.EMPLOYMENT: ("workshop-letter",),
        Cause.DIVORCE: ("divorce-record", "identity-page"),
        Cause.WIDOWHOOD: ("death-record",),
        Cause.JOB_LOST: ("workshop-letter",),
    },
    Mark.ASSUMED,
    "no list is published: the paper that would show the opposite of what was reported, or what has come since",
    since=ASSUMED_ON,
)
PAPERS = tuple(dict.fromkeys((*WANTED_PAPERS.value, *chain.from_iterable(DEPENDENCY_PAPERS.value.values()))))
REASON_LEAST, REASON_MOST = 10, 1000  # letters; ours


class State(StrEnum):
    """Where an objection stands."""

    FILED = "filed"
    MORE_WANTED = "more-wanted"
    TO_CONFIRM = "to-confirm"  # upheld by one reviewer, waiting for a second
    UPHELD = "upheld"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


OPEN = frozenset({State.FILED, State.MORE_WANTED, State.TO_CONFIRM})
MOVES = {
    State.FILED: frozenset({State.MORE_WANTED, State.TO_CONFIRM, State.UPHELD, State.REFUSED, State.WITHDRAWN}),
    State.MORE_WANTED: frozenset({State.FILED, State.TO_CONFIRM, State.UPHELD, State.REFUSED, State.WITHDRAWN}),
    State.TO_CONFIRM: frozenset({State.FILED, State.UPHELD, State.REFUSED, State.WITHDRAWN}),
    State.UPHELD: frozenset(),
    State.REFUSED: frozenset(),
    State.WITHDRAWN: frozenset(),
}


class RefusalReason(StrEnum):
    """Why an objection is refused; a reviewer chooses one and may add a line."""

    PAPERS_DO_NOT_SHOW_IT = "papers-do-not-show-it"
    RECORD_IS_RIGHT = "record-is-right"
    NOT_THE_PERSON = "not-the-person"
    NOT_REGISTERED = "not-registered"
    OTHER = "other"


class IllegalMove(Exception):
    """An objection cannot go from where it stands to there."""

    def __init__(self, now: State, wanted: State) -> None:
        super().__init__(f"an objection that is {now} cannot become {wanted}")
        self.now = now
        self.wanted = wanted


class MayNotDecide(Exception):
    """A reviewer may not decide this case."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


class SameReviewer(MayNotDecide):
    """Whoever upheld a case first does not confirm it as well."""


@dataclass(frozen=True, slots=True)
class Case:
    """What deciding turns on: who filed it, who is named in it, who upheld it first, and how much hangs on it."""

    state: State
    filed_by: str
    named: frozenset[str]
    upheld_first_by: str | None
    amount: Rials | None


def moved(now: State, wanted: State) -> State:
    """`wanted`, where the table of moves has it. Raises IllegalMove."""
    if wanted not in MOVES[now]:
        raise IllegalMove(now, wanted)
    return wanted


def after_upholding(case: Case, reviewer: str, second_over: Rials) -> State:
    """What upholding by this reviewer (a national ID) makes of a case.

    Over `second_over` another reviewer has to confirm. Nobody decides a case they filed or are named in.
    Raises MayNotDecide, IllegalMove.
    """
    may_decide(case, reviewer)
    if case.state is State.TO_CONFIRM:
        if reviewer == case.upheld_first_by:
            raise SameReviewer("a second reviewer has to confirm it")
        return moved(case.state, State.UPHELD)
    needs_second = case.amount is not None and case.amount > second_over
    return moved(case.state, State.TO_CONFIRM if needs_second else State.UPHELD)


def may_decide(case: Case, reviewer: str) -> None:
    """Raises MayNotDecide where the reviewer filed the case or is named in it."""
    if reviewer == case.filed_by:
        raise MayNotDecide("nobody decides what they filed themselves")
    if reviewer in case.named:
        raise MayNotDecide("nobody decides a case they are named in")


def answer_by(filed_on: date) -> date:
    """The day until which an answer is to be expected."""
    return filed_on + ANSWER_WITHIN.value

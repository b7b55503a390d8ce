"""Where a daughter's dependency may stand, for explored worlds; `LONG_DAY` is among the longest days there are."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from services.dependency.case import (
    Asked,
    Case,
    CivilEvent,
    EventKind,
    Ground,
    Reason,
    Share,
    Standing,
    State,
)
from services.dependency.rules import CAN
from tests.dialogs.cabinet import NUMBERS
from tests.services.grants.cases import jalali

LONG_DAY = jalali(1399, 2, 31)
SHARE = Share("P1", "0499370899", LONG_DAY)
WEDDING = CivilEvent("E1", EventKind.MARRIAGE, LONG_DAY)
JOB = CivilEvent("E1", EventKind.EMPLOYMENT_START, LONG_DAY)
DIVORCE = CivilEvent("E2", EventKind.DIVORCE, LONG_DAY)
DRAWING = Standing(State.DRAWING, (SHARE,))


class FakeDependency:
    """The dependency service out of a world."""

    def __init__(self, told: Standing | None) -> None:
        self._told = told

    async def standing(self, national_id: str) -> Standing | None:
        return self._told


def told(state: State, cause: CivilEvent = WEDDING, effective_on: date | None = LONG_DAY) -> Standing:
    """A standing with a case that stands so."""
    case = Case(cause, state, ("P1",), LONG_DAY, effective_on)
    return Standing(state, (SHARE,), case, CAN.get(state, ()))


NOTIFIED, ENDED = told(State.NOTIFIED), told(State.ENDED)
OBJECTED = replace(NOTIFIED, state=State.OBJECTED, can=(), asked=Asked(objection=NUMBERS[0]))
ASKED_AGAIN = replace(ENDED, can=(), asked=Asked(request=NUMBERS[0]))


def standings() -> Iterator[tuple[str, Standing]]:
    """Every kind of standing, by name."""
    yield "drawing", DRAWING
    yield "notified", NOTIFIED
    yield "notified of a job", told(State.NOTIFIED, JOB)
    yield "notified, and stopped before", replace(NOTIFIED, shares=())
    yield "ended", ENDED
    yield "ended by a job", replace(told(State.ENDED, JOB), at_work=True)
    for kind in (EventKind.DIVORCE, EventKind.WIDOWHOOD, EventKind.EMPLOYMENT_END):
        yield f"ended, then {kind}", replace(ENDED, undone=replace(DIVORCE, kind=kind))
    for cause in (WEDDING, JOB):
        for reason in set(Reason) - {Reason.OWN_DEATH}:
            standing = told(State.REVIEW, cause, None)
            assert standing.case
            standing = replace(standing, case=replace(standing.case, reasons=(reason,)))
            yield f"in doubt: {reason}, {cause.kind}", standing
            if reason is Reason.CORRECTED:
                yield f"in doubt, and stopped before: {cause.kind}", replace(standing, shares=())
    for ground in Ground:
        standing = told(State.RESTORED)
        assert standing.case
        restored = replace(standing, case=replace(standing.case, ground=ground))
        yield f"restored: {ground}", restored
        yield f"restored and over: {ground}", replace(restored, shares=())


def waiting() -> Iterator[tuple[str, Standing]]:
    """Those with an objection or a request before a reviewer."""
    assert ENDED.case
    yield "objected", OBJECTED
    yield "objected after the end", replace(OBJECTED, case=ENDED.case)
    yield "asked for again", ASKED_AGAIN

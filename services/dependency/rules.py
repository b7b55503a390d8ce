"""The law of a pensioner's daughter's dependency: facts in, what they come to out.

A daughter draws her share of a deceased parent's pension, at any age, as long as she has neither husband nor job. An
event of the civil registry ends it, after an advance notice. Every figure and every way of counting stands below, with
its source. Where the law leaves a doubt nothing is guessed: a person decides.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date, timedelta

from services.calendar import JalaliMonth
from services.dependency.case import (
    Act,
    Asked,
    Case,
    Change,
    CivilEvent,
    EventKind,
    Facts,
    Ground,
    Reason,
    Registered,
    Share,
    Standing,
    State,
    Verdict,
)
from services.law import Constant, Mark

ASSUMED_ON = date(2026, 11, 23)

MARRIAGE_ENDS = Constant(
    EventKind.MARRIAGE, Mark.STATED, "«خاتمهٔ کفالت فرزندان اناث» follows from the civil registry's events"
)
EMPLOYMENT_ENDS = Constant(
    EventKind.EMPLOYMENT_START,
    Mark.ASSUMED,
    "she draws while she has no job (L); assumed: the insurance lists tell of one as the civil registry does of a "
    "marriage",
    since=ASSUMED_ON,
)
UNDOES: Constant[Mapping[EventKind, frozenset[EventKind]]] = Constant(
    {
        EventKind.MARRIAGE: frozenset({EventKind.DIVORCE, EventKind.WIDOWHOOD}),
        EventKind.EMPLOYMENT_START: frozenset({EventKind.EMPLOYMENT_END}),
    },
    Mark.ASSUMED,
    "after divorce, widowhood or losing the job she may ask again; nothing comes back by itself",
    since=ASSUMED_ON,
)
NOTICE = Constant(
    timedelta(days=30),
    Mark.ASSUMED,
    "no time for the advance notice is published; a month to object before the day",
    since=ASSUMED_ON,
)
EFFECTIVE_MONTH = Constant(
    1,
    Mark.ASSUMED,
    "no effective day is published; pensions are paid by the month: the first day of the Jalali month after the notice",
    since=ASSUMED_ON,
)
AGAIN_MONTH = Constant(
    0,
    Mark.ASSUMED,
    "no day is published; a share that is asked for again begins with the Jalali month in which that is granted",
    since=ASSUMED_ON,
)
BEFORE_THE_SHARE = Constant(
    False,
    Mark.ASSUMED,
    "what happened before her share began was known when it was granted, and ends nothing",
    since=ASSUMED_ON,
)
UNKNOWN_KIND_IS_TEMPORARY = Constant(
    False,
    Mark.ASSUMED,
    "a marriage that the registry holds without its kind is taken for a permanent one, as nearly all registered are",
    since=ASSUMED_ON,
)
SAME_MARRIAGE = Constant(
    timedelta(days=30),
    Mark.ASSUMED,
    "the marriage of an event is registered at most so long before or after it",
    since=ASSUMED_ON,
)
LATE = Constant(
    timedelta(days=90),
    Mark.ASSUMED,
    "heard of later, her shares were drawn for months that somebody may ask back: the effective day is in doubt",
    since=ASSUMED_ON,
)

ENDING = frozenset({MARRIAGE_ENDS.value, EMPLOYMENT_ENDS.value})
CAN: Mapping[State, tuple[Act, ...]] = {
    State.NOTIFIED: (Act.OBJECT,),
    State.ENDED: (Act.OBJECT, Act.ASK_AGAIN),
    State.REVIEW: (),  # a person is looking
}


def judge(facts: Facts, today: date) -> Verdict | None:
    """What her events come to; None where nothing new ends a share that she draws.

    Of several the first counts that nothing has undone; her own death goes before all.
    """
    found = [event for event in facts.events if event.event_id not in facts.matched and _ends(event, facts, today)]
    if not found:
        return None
    cause = min(found, key=lambda event: (_undone(event, facts, today) is not None, *_order(event)))
    repeated = tuple(sorted(one.event_id for one in found if one is not cause and _repeats(one, cause, facts)))
    reasons = _in_order({*_doubts(cause, facts), *_doubts_of_the_day(cause, facts, today)})
    pensions = tuple(share.pension_id for share in facts.shares if share.runs(today) and _within(share, cause))
    return Verdict(cause, pensions, None if reasons else effective_day(today), reasons, repeated)


def on_its_day(facts: Facts, case: Case) -> Case:
    """What becomes of a case whose effective day has come: the shares end, unless something has come up since.

    What a person has looked at before is no doubt any more, and stands behind what is new.
    """
    new = _doubts_since(facts, case) - set(case.reasons)
    if not new:
        return replace(case, state=State.ENDED)
    return replace(case, state=State.REVIEW, effective_on=None, reasons=(*_in_order(new), *case.reasons))


def _doubts_since(facts: Facts, case: Case) -> set[Reason]:
    told = case.cause
    now = next((event for event in facts.events if event.event_id == told.event_id), None)
    found = set(_doubts(told, facts))
    if now is None or (now.kind, now.on) != (told.kind, told.on):
        found.add(Reason.CORRECTED)
    if any(event.kind is EventKind.DEATH for event in facts.events):
        found.add(Reason.OWN_DEATH)
    return found


def _in_order(reasons: Iterable[Reason]) -> tuple[Reason, ...]:
    return tuple(sorted(reasons, key=list(Reason).index))


def effective_day(notified_on: date) -> date:
    """The first day without the shares: that of the Jalali month after the one in which the notice's time is over."""
    return JalaliMonth.of(notified_on + NOTICE.value).plus(EFFECTIVE_MONTH.value).first_day


def drawn_again(case: Case, ground: Ground, today: date) -> tuple[Change, date] | None:
    """What becomes of shares that a case has ended, and the first day with them again; None where it has ended none.

    What ended wrongly goes on without a gap.
    """
    if case.state is not State.ENDED or case.effective_on is None:
        return None
    if ground is not Ground.ASKED_AGAIN:
        return Change.RESTORED, case.effective_on
    return Change.REESTABLISHED, max(case.effective_on, JalaliMonth.of(today).plus(AGAIN_MONTH.value).first_day)


def is_told(case: Case) -> bool:
    """Whether the person hears where the case stands now: not the dead."""
    if case.cause.kind is EventKind.DEATH:
        return False
    return case.state is State.RESTORED or Reason.OWN_DEATH not in case.reasons


def decided_to_end(facts: Facts, case: Case, today: date) -> Case:
    """A case in doubt, once a person has decided that it ends the shares: she has her notice first, unless she died.

    A death that the civil registry has taken back since is no doubt any more.
    """
    deaths = [event for event in (*facts.events, case.cause) if event.kind is EventKind.DEATH]
    if deaths:
        after = JalaliMonth.of(min(deaths, key=_order).on).plus(EFFECTIVE_MONTH.value).first_day
        return replace(case, state=State.ENDED, effective_on=after)
    reasons = tuple(reason for reason in case.reasons if reason is not Reason.OWN_DEATH)
    return replace(case, state=State.NOTIFIED, effective_on=effective_day(today), reasons=reasons)


def standing(facts: Facts, case: Case | None, asked: Asked, today: date) -> Standing:
    """What she is to be told. `case` is her newest one."""
    shares = tuple(share for share in facts.shares if share.runs(today))
    found = Standing(State.DRAWING, shares, case, married=_married(facts, today), at_work=facts.at_work)
    if case is None:
        return found
    if not case.is_open:
        return replace(found, state=State.RESTORED)
    return replace(
        found,
        state=State.OBJECTED if asked.objection else case.state,
        can=() if asked.objection or asked.request else CAN[case.state],
        undone=_undone(case.cause, facts, today),
        asked=asked,
    )


def _ends(event: CivilEvent, facts: Facts, today: date) -> bool:
    if event.kind not in ENDING and event.kind is not EventKind.DEATH:
        return False
    return event.on <= today and any(share.runs(today) and _within(share, event) for share in facts.shares)


def _within(share: Share, event: CivilEvent) -> bool:
    return BEFORE_THE_SHARE.value or share.started <= event.on


def _order(event: CivilEvent) -> tuple[bool, date, str]:
    return (event.kind is not EventKind.DEATH, event.on, event.event_id)


def _repeats(event: CivilEvent, cause: CivilEvent, facts: Facts) -> bool:
    """Whether both tell of one thing: on the same day, or with the same husband and no divorce in between."""
    if event.kind is not cause.kind:
        return False
    if event.on == cause.on:
        return True
    first, last = sorted((event, cause), key=_order)
    same_husband = event.spouse_id is not None and event.spouse_id == cause.spouse_id
    return same_husband and _undone(first, facts, last.on) is None


def _doubts(cause: CivilEvent, facts: Facts) -> Iterator[Reason]:
    """What the data cannot tell of the event itself."""
    if cause.kind is EventKind.DEATH:
        yield Reason.OWN_DEATH
    if facts.quarantined:
        yield Reason.QUARANTINED
    if cause.kind is EventKind.MARRIAGE and _may_be_temporary(cause, facts.marriages):
        yield Reason.TEMPORARY_MARRIAGE


def _doubts_of_the_day(cause: CivilEvent, facts: Facts, today: date) -> Iterator[Reason]:
    """What makes the effective day doubtful."""
    if cause.kind is EventKind.DEATH:
        return
    if _undone(cause, facts, today):
        yield Reason.UNDONE
    if today - cause.on > LATE.value:
        yield Reason.LATE


def _may_be_temporary(cause: CivilEvent, marriages: Iterable[Registered]) -> bool:
    same = [marriage for marriage in marriages if _is_of(marriage, cause)]
    return any(marriage.temporary for marriage in same) if same else UNKNOWN_KIND_IS_TEMPORARY.value


def _is_of(marriage: Registered, cause: CivilEvent) -> bool:
    strangers = marriage.spouse_id and cause.spouse_id and marriage.spouse_id != cause.spouse_id
    return not strangers and abs(marriage.registered_on - cause.on) <= SAME_MARRIAGE.value


def _undone(cause: CivilEvent, facts: Facts, today: date) -> CivilEvent | None:
    """What undid the cause: the first event of its kind on the same day or later."""
    kinds = UNDOES.value.get(cause.kind, frozenset())
    later = [event for event in facts.events if event.kind in kinds and cause.on <= event.on <= today]
    return min(later, key=_order, default=None)


def _married(facts: Facts, today: date) -> bool:
    """Whether the last that the registry heard is a marriage that nothing has undone."""
    weddings = [event for event in facts.events if event.kind is EventKind.MARRIAGE and event.on <= today]
    return bool(weddings) and _undone(max(weddings, key=_order), facts, today) is None

"""The law of dependency: a table of what facts come to, and what holds of any facts."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.calendar import JalaliDay, JalaliMonth
from services.dependency import rules
from services.dependency.case import (
    Act,
    Asked,
    Case,
    CivilEvent,
    EventKind,
    Facts,
    Reason,
    Registered,
    Share,
    State,
    Verdict,
)
from services.law import Constant, Mark

TODAY = date(2025, 9, 23)  # 1 Mehr 1404
AZAR = date(2025, 11, 22)
DAY = timedelta(days=1)
LATELY = TODAY - 10 * DAY
SHARE = Share("P1", "0012345679", date(2015, 3, 21))
ALI, REZA = "0499370899", "1111111121"
DRAWING = Facts("0000000000", (SHARE,), ())


def event(kind: str, on: date = LATELY, name: str = "E1", spouse: str | None = None) -> CivilEvent:
    return CivilEvent(name, EventKind(kind), on, spouse)


def of(*events: CivilEvent, **changes: object) -> Facts:
    return replace(DRAWING, events=events, **changes)  # type: ignore[arg-type]


def sure(verdict: Verdict | None) -> Verdict:
    assert verdict
    return verdict


TEMPORARY, PERMANENT = Registered(LATELY, temporary=True), Registered(LATELY, temporary=False)

REASONS = [
    (of(event("marriage")), ()),
    (of(event("employment_start")), ()),
    (of(event("death")), (Reason.OWN_DEATH,)),
    (of(event("marriage"), quarantined=True), (Reason.QUARANTINED,)),
    (of(event("marriage"), marriages=(PERMANENT,)), ()),
    (of(event("marriage"), marriages=(TEMPORARY,)), (Reason.TEMPORARY_MARRIAGE,)),
    (of(event("marriage"), marriages=(PERMANENT, TEMPORARY)), (Reason.TEMPORARY_MARRIAGE,)),
    (of(event("marriage", LATELY + 30 * DAY - 29 * DAY), marriages=(TEMPORARY,)), (Reason.TEMPORARY_MARRIAGE,)),
    (of(event("marriage"), marriages=(replace(TEMPORARY, registered_on=LATELY + 30 * DAY),)), ("temporary_marriage",)),
    (of(event("marriage"), marriages=(replace(TEMPORARY, registered_on=LATELY - 31 * DAY),)), ()),
    (of(event("marriage", spouse=ALI), marriages=(replace(TEMPORARY, spouse_id=REZA),)), ()),
    (of(event("marriage", spouse=ALI), marriages=(replace(TEMPORARY, spouse_id=ALI),)), (Reason.TEMPORARY_MARRIAGE,)),
    (of(event("marriage", spouse=ALI), marriages=(TEMPORARY,)), (Reason.TEMPORARY_MARRIAGE,)),
    (of(event("employment_start"), marriages=(TEMPORARY,)), ()),
    (of(event("marriage"), event("divorce", LATELY, "E2")), (Reason.UNDONE,)),
    (of(event("marriage"), event("widowhood", LATELY + DAY, "E2")), (Reason.UNDONE,)),
    (of(event("marriage"), event("divorce", LATELY - DAY, "E2")), ()),
    (of(event("marriage"), event("divorce", TODAY + DAY, "E2")), ()),
    (of(event("marriage"), event("employment_end", TODAY, "E2")), ()),
    (of(event("employment_start"), event("employment_end", TODAY, "E2")), (Reason.UNDONE,)),
    (of(event("employment_start"), event("divorce", TODAY, "E2")), ()),
    (of(event("marriage", TODAY - 90 * DAY)), ()),
    (of(event("marriage", TODAY - 91 * DAY)), (Reason.LATE,)),
    (
        of(event("marriage", TODAY - 91 * DAY), event("divorce", TODAY, "E2"), quarantined=True),
        (Reason.QUARANTINED, Reason.UNDONE, Reason.LATE),
    ),
]


@pytest.mark.parametrize(("facts", "reasons"), REASONS)
def test_why_a_person_decides(facts: Facts, reasons: tuple[Reason, ...]) -> None:
    verdict = sure(rules.judge(facts, TODAY))
    assert verdict.reasons == reasons
    assert (verdict.effective_on is None) == bool(reasons)


NOTHING = [
    of(),
    of(event("divorce")),
    of(event("widowhood")),
    of(event("employment_end")),
    of(event("marriage", TODAY + DAY)),
    of(event("marriage", SHARE.started - DAY)),
    of(event("marriage"), shares=()),
    of(event("marriage"), shares=(replace(SHARE, ended=TODAY - DAY),)),
    of(event("marriage"), shares=(replace(SHARE, started=TODAY + DAY),)),
    of(event("marriage"), matched=frozenset({"E1"})),
]


@pytest.mark.parametrize("facts", NOTHING)
def test_what_ends_nothing(facts: Facts) -> None:
    assert rules.judge(facts, TODAY) is None


@pytest.mark.parametrize("started", [LATELY, SHARE.started])
@pytest.mark.parametrize("ended", [None, TODAY])
def test_a_share_that_ran_on_the_day_and_runs_now_ends(started: date, ended: date | None) -> None:
    facts = of(event("marriage"), shares=(replace(SHARE, started=started, ended=ended),))
    assert sure(rules.judge(facts, TODAY)).pensions == ("P1",)


CAUSES = [
    ((event("marriage", LATELY, "E2"), event("employment_start", LATELY - DAY, "E1")), "E1"),
    ((event("marriage", LATELY, "E2"), event("employment_start", LATELY, "E1")), "E1"),
    ((event("employment_start", LATELY - 9 * DAY, "E1"), event("employment_end", LATELY - 5 * DAY, "E2"),
      event("marriage", LATELY, "E3")), "E3"),
    ((event("marriage", LATELY - DAY, "E1"), event("death", LATELY, "E2")), "E2"),
]  # fmt: skip


@pytest.mark.parametrize(("events", "cause"), CAUSES)
def test_the_first_that_nothing_has_undone_is_the_cause(events: tuple[CivilEvent, ...], cause: str) -> None:
    assert sure(rules.judge(of(*events), TODAY)).cause.event_id == cause


REPEATED = [
    (event("marriage", LATELY, "E2", ALI), ("E2",)),
    (event("marriage", LATELY, "E2"), ("E2",)),
    (event("marriage", TODAY, "E2", ALI), ("E2",)),
    (event("marriage", TODAY, "E2", REZA), ()),
    (event("marriage", TODAY, "E2"), ()),
    (event("employment_start", LATELY, "E2"), ()),
]


@pytest.mark.parametrize(("other", "repeated"), REPEATED)
def test_what_tells_the_same_once_more(other: CivilEvent, repeated: tuple[str, ...]) -> None:
    assert sure(rules.judge(of(event("marriage", spouse=ALI), other), TODAY)).repeated == repeated


def test_the_same_husband_after_a_divorce_is_another_marriage() -> None:
    first, divorce = event("marriage", LATELY, "E1", ALI), event("divorce", LATELY + DAY, "E2", ALI)
    again = event("marriage", TODAY, "E3", ALI)
    verdict = sure(rules.judge(of(first, divorce, again), TODAY))
    assert (verdict.cause, verdict.reasons, verdict.repeated) == (again, (), ())


DAYS = [
    ((1404, 7, 1), (1404, 9, 1)),  # thirty days later it is 1 Aban
    ((1404, 6, 31), (1404, 8, 1)),
    ((1403, 11, 30), (1404, 1, 1)),  # Esfand of a leap year has 30 days
    ((1404, 11, 30), (1405, 2, 1)),  # and that of a common one 29
]


@pytest.mark.parametrize(("notified", "effective"), DAYS)
def test_the_effective_day(notified: tuple[int, int, int], effective: tuple[int, int, int]) -> None:
    assert rules.effective_day(JalaliDay(*notified).gregorian) == JalaliDay(*effective).gregorian


@given(st.dates(date(1990, 1, 1), date(2100, 1, 1)))
def test_the_effective_day_is_the_first_of_a_month_and_leaves_the_notices_time(notified: date) -> None:
    effective = rules.effective_day(notified)
    assert JalaliDay.of(effective).day == 1
    assert rules.NOTICE.value < effective - notified <= rules.NOTICE.value + 31 * DAY


NOTIFIED = Case(event("marriage"), State.NOTIFIED, ("P1",), TODAY, AZAR)

ON_ITS_DAY = [
    (of(event("marriage")), ()),
    (of(event("marriage", spouse=ALI)), ()),
    (of(event("marriage"), event("divorce", TODAY, "E2")), ()),  # she may ask again
    (of(event("marriage"), quarantined=True), (Reason.QUARANTINED,)),
    (of(event("marriage"), marriages=(TEMPORARY,)), (Reason.TEMPORARY_MARRIAGE,)),
    (of(), (Reason.CORRECTED,)),
    (of(event("marriage", LATELY - DAY)), (Reason.CORRECTED,)),
    (of(event("divorce")), (Reason.CORRECTED,)),
    (of(event("marriage"), event("death", TODAY, "E2")), (Reason.OWN_DEATH,)),
]


@pytest.mark.parametrize(("facts", "reasons"), ON_ITS_DAY)
def test_what_has_come_up_between_notice_and_end(facts: Facts, reasons: tuple[Reason, ...]) -> None:
    case = rules.on_its_day(facts, NOTIFIED)
    assert (case.state, case.reasons) == (State.REVIEW if reasons else State.ENDED, reasons)


def test_what_a_person_has_looked_at_is_no_doubt_any_more() -> None:
    looked_at = replace(NOTIFIED, reasons=(Reason.QUARANTINED,))
    assert rules.on_its_day(of(event("marriage"), quarantined=True), looked_at).state is State.ENDED
    again = rules.on_its_day(of(quarantined=True), looked_at)
    assert (again.state, again.reasons) == (State.REVIEW, (Reason.CORRECTED, Reason.QUARANTINED))


def test_the_dead_are_told_nothing() -> None:
    died = event("death", LATELY)
    in_doubt = replace(NOTIFIED, state=State.REVIEW, effective_on=None, reasons=(Reason.OWN_DEATH,))
    assert not rules.is_told(in_doubt)
    ended = rules.decided_to_end(of(event("marriage"), died), in_doubt, TODAY)
    assert (ended.state, ended.effective_on) == (State.ENDED, JalaliDay(1404, 7, 1).gregorian)
    assert not rules.is_told(ended)
    assert not rules.is_told(replace(NOTIFIED, cause=died, state=State.RESTORED))


def test_whose_death_was_taken_back_has_her_notice_or_hears_that_she_draws() -> None:
    in_doubt = replace(NOTIFIED, state=State.REVIEW, effective_on=None, reasons=(Reason.OWN_DEATH,))
    noticed = rules.decided_to_end(of(event("marriage")), in_doubt, TODAY)
    assert (noticed.state, noticed.effective_on, noticed.reasons) == (State.NOTIFIED, AZAR, ())
    assert rules.is_told(noticed)
    assert rules.is_told(rules.on_its_day(of(event("marriage")), noticed))
    assert rules.is_told(replace(in_doubt, state=State.RESTORED))


def test_only_what_stands_can_be_objected_to() -> None:
    of_a_case = (State.NOTIFIED, State.ENDED, State.REVIEW, State.RESTORED)
    can = {state: rules.standing(DRAWING, replace(NOTIFIED, state=state), Asked(), TODAY).can for state in of_a_case}
    assert can[State.NOTIFIED] == (Act.OBJECT,)
    assert can[State.ENDED] == (Act.OBJECT, Act.ASK_AGAIN)
    assert can[State.REVIEW] == can[State.RESTORED] == ()


def test_what_stands_in_the_way_of_drawing_again_is_told() -> None:
    ended = replace(NOTIFIED, state=State.ENDED)
    wed, divorced = event("marriage", LATELY, "E1", ALI), event("divorce", LATELY + DAY, "E2", ALI)
    again = event("marriage", TODAY, "E3", REZA)
    found = rules.standing(of(wed), ended, Asked(), TODAY)
    assert (found.undone, found.married) == (None, True)
    found = rules.standing(of(wed, divorced, at_work=True), ended, Asked(), TODAY)
    assert (found.undone, found.married, found.at_work) == (divorced, False, True)
    assert rules.standing(of(wed, divorced, again), ended, Asked(), TODAY).married


def test_every_assumption_is_dated() -> None:
    constants = [one for one in vars(rules).values() if isinstance(one, Constant)]
    assert {one.since for one in constants if one.mark is Mark.ASSUMED} == {rules.ASSUMED_ON}
    assert [one.value for one in constants if one.mark is Mark.STATED] == [EventKind.MARRIAGE]


# Any facts at all.

days = st.integers(-400, 40).map(lambda count: TODAY + count * DAY)
spouses = st.sampled_from([None, ALI, REZA])
events = st.lists(
    st.builds(CivilEvent, st.sampled_from("ABCDEFGH"), st.sampled_from(EventKind), days, spouses),
    max_size=6,
    unique_by=lambda one: one.event_id,
).map(tuple)
shares = st.lists(
    st.builds(Share, st.sampled_from(("P1", "P2", "P3")), st.just(ALI), days, st.none() | days),
    max_size=3,
    unique_by=lambda one: one.pension_id,
).map(tuple)
marriages = st.lists(st.builds(Registered, days, st.booleans(), spouses), max_size=2).map(tuple)
anybody = st.builds(
    Facts,
    st.just("0000000000"),
    shares | st.just((SHARE,)),
    events,
    marriages,
    st.booleans(),
    st.booleans(),
    st.frozensets(st.sampled_from("ABCDEFGH"), max_size=2),
)


@given(anybody, st.randoms())
def test_the_order_in_which_it_is_heard_changes_nothing(facts: Facts, chance: Random) -> None:
    shuffled = list(facts.events)
    chance.shuffle(shuffled)
    assert rules.judge(replace(facts, events=tuple(shuffled)), TODAY) == rules.judge(facts, TODAY)


@given(anybody)
def test_whatever_the_facts_a_notice_ends_shares_of_hers_by_something_new_that_happened(facts: Facts) -> None:
    verdict = rules.judge(facts, TODAY)
    if verdict is None:
        return
    running = {share.pension_id: share for share in facts.shares if share.runs(TODAY)}
    assert verdict.cause in facts.events
    assert verdict.cause.event_id not in facts.matched
    assert verdict.cause.on <= TODAY
    assert verdict.pensions
    assert all(running[pension].started <= verdict.cause.on for pension in verdict.pensions)
    assert not set(verdict.repeated) & (facts.matched | {verdict.cause.event_id})


@given(anybody)
def test_whatever_the_facts_nothing_doubtful_ends_by_itself(facts: Facts) -> None:
    verdict = rules.judge(facts, TODAY)
    if verdict is None or verdict.reasons:
        return
    assert verdict.effective_on == AZAR
    assert not facts.quarantined
    assert verdict.cause.kind in rules.ENDING
    assert TODAY - verdict.cause.on <= rules.LATE.value
    assert JalaliMonth.of(verdict.effective_on) > JalaliMonth.of(TODAY)


@given(anybody)
def test_once_all_is_matched_nothing_comes_of_it_again(facts: Facts) -> None:
    all_ = frozenset(event.event_id for event in facts.events)
    assert rules.judge(replace(facts, matched=all_), TODAY) is None


@given(anybody)
def test_what_happened_before_her_shares_began_changes_no_cause(facts: Facts) -> None:
    before = CivilEvent("Z", EventKind.MARRIAGE, date(1990, 1, 1), None)
    found, again = rules.judge(facts, TODAY), rules.judge(replace(facts, events=(*facts.events, before)), TODAY)
    assert found == again

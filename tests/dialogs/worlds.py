"""What the services may answer: a world for every kind of standing, and for every way of finding out who somebody is.

The decisions are those of the real rules. `LONGEST` holds the longest figures, days, months and names there can be.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from services import dependency
from services.calendar import JalaliMonth
from services.desk import Opened
from services.grants import (
    AwaitedLists,
    Criterion,
    Decision,
    MarriageKind,
    MarriageSeen,
    Outcome,
    Payment,
    PaymentState,
    Standing,
    StandingKind,
)
from services.grants.decision import CountedMonth, Record, Window
from services.grants.facts import Employment, OtherMarriage
from services.grants.rules import decide
from services.grants.standing import standing
from services.money import Rials
from services.objections import Objection, RefusalReason, State, Subject, SubjectKind
from services.objections.rules import Cause
from services.people import Asked, Attempt, CodeAttempt, Person
from tests.dialogs.cabinet import (
    NUMBERS,
    Cabinet,
    FakeObjections,
    FakePapers,
    FakeUploads,
    filed,
)
from tests.dialogs.insurance import FakeContracts, FakePartials, FakePremiums, FakeReceipts, Insurance, insurances
from tests.dialogs.shares import ENDED, FakeDependency, waiting
from tests.dialogs.shares import standings as shares_told
from tests.services.grants.cases import REGISTERED, facts, full, jalali, span, with_days

NOW = datetime(2026, 11, 22, 8, 30, tzinfo=UTC)  # noon of 1 Azar 1405 in Tehran
TODAY = jalali(1405, 9, 1)
MOBILE = "09121234567"
SHE = Person("0012345679", "زهرا", "کریمی", "F", MOBILE)
HE = Person("0499370899", "رضا", "کریمی", "M", MOBILE)
NOBODY = "0084575948"  # valid, and in no registry
CODES = {
    "111111": CodeAttempt(Attempt.RIGHT),
    "222222": CodeAttempt(Attempt.WRONG, left=4),
    "333333": CodeAttempt(Attempt.EXPIRED),
    "444444": CodeAttempt(Attempt.LOCKED, until=NOW + timedelta(hours=1)),
}


UPLOAD_LINK = "https://hamyar.tamin.example/u/abcdefghijklmnopqrstuvwxyz234"  # as long as a link is


@dataclass(frozen=True)
class World:
    """What is true while a conversation is explored; `link` is who was linked to it before.

    `opens` is the one dialog that conversations here start with; any, where it is empty.
    """

    name: str
    standings: Mapping[str, Standing] = field(default_factory=dict)
    under_the_number: tuple[Person, ...] = (SHE,)
    asked: Asked = Asked.DONE
    link: Person | None = None
    desk: Opened | None = None
    cabinet: Cabinet = field(default_factory=Cabinet)
    upload_link: str = UPLOAD_LINK
    insurance: Insurance = field(default_factory=Insurance)
    share: dependency.Standing | None = None
    opens: str = ""
    raced: bool = False  # whether whatever is done with objections, somebody has just done

    @property
    def marriages(self) -> tuple[MarriageSeen, ...]:
        return tuple(told.marriage for told in self.standings.values())


class FakePeople:
    """The people service of one conversation, out of a world; `link` is all that a turn changes."""

    def __init__(self, world: World, link: Person | None) -> None:
        self._world = world
        self.link_ = link

    async def linked(self) -> Person | None:
        return self.link_

    async def with_mobile(self, mobile: str) -> tuple[Person, ...]:
        return self._world.under_the_number

    async def holds(self, national_id: str, mobile: str | None) -> bool:
        return (national_id, mobile) == (SHE.national_id, SHE.mobile)

    async def link(self, national_id: str, proof: str) -> bool:
        self.link_ = SHE
        return True

    async def unlink(self) -> bool:
        was, self.link_ = self.link_, None
        return was is not None

    async def send_code(self, national_id: str) -> Asked:
        return self._world.asked

    async def try_code(self, national_id: str, code: str) -> CodeAttempt:
        return CODES.get(code, CODES["222222"])


class FakeGrants:
    """The grants service out of a world."""

    def __init__(self, world: World) -> None:
        self._world = world

    async def marriages(self, national_id: str) -> tuple[MarriageSeen, ...]:
        return self._world.marriages

    async def standing(self, national_id: str, marriage_id: str) -> Standing:
        return self._world.standings[marriage_id]


class FakeDesk:
    """The way to a person, and what is thought of them afterwards: of the ticket `M1`, whose number is 1."""

    def __init__(self, world: World) -> None:
        self._opened = world.desk

    async def open(self, service: str) -> Opened:
        assert service
        assert self._opened
        return self._opened

    async def awaited(self, number: int) -> bool:
        return number == 1 and self._opened is not None

    async def mark(self, number: int, mark: int) -> bool:
        assert 1 <= mark <= 5
        return self._opened is not None and self._opened.new


class FakeSilences:
    """Whether notices are wanted; nobody asks."""

    async def opt_out(self) -> bool:
        return True

    async def opt_in(self) -> bool:
        return True


def services(
    world: World, link: Person | None, cabinet: Cabinet
) -> tuple[Mapping[str, Any], FakePeople, FakeObjections]:
    """The services that dialogs take; among them the people and the objections, which a turn may change."""
    people, objections = FakePeople(world, link), FakeObjections(cabinet, NOW, raced=world.raced)
    given = {
        "people": people,
        "dependency": FakeDependency(world.share),
        "grants": FakeGrants(world),
        "silences": FakeSilences(),
        "marks": FakeDesk(world),
        "objections": objections,
        "papers": FakePapers(objections),
        "uploads": FakeUploads(world.upload_link),
        "contracts": FakeContracts(world.insurance),
        "premiums": FakePremiums(world.insurance),
        "partials": FakePartials(world.insurance),
        "receipts": FakeReceipts(world.insurance),
    }
    return given, people, objections


# ---- standings ----------------------------------------------------------------------------------------------------


def _told(decision: Decision, *, payment: Payment | None = None, today: date = TODAY, spouse: str = "رضا") -> Standing:
    seen = MarriageSeen(decision.marriage_id, decision.registered_on, MarriageKind.PERMANENT, spouse)
    return standing(seen, decision, payment, today)


LAST_DAY = REGISTERED - timedelta(days=40)
EARLIER = (OtherMarriage(jalali(1398, 2, 31), MarriageKind.PERMANENT),)
NOT_AT_WORK = (Employment(jalali(1398, 1, 1), LAST_DAY),)
ALONE: Mapping[Criterion, dict[str, Any]] = {
    Criterion.PERMANENT: {"kind": MarriageKind.TEMPORARY},
    Criterion.OFFICIAL: {"official": False},
    Criterion.FIRST: {"other_marriages": EARLIER},
    Criterion.EMPLOYED: {"employments": NOT_AT_WORK},
    Criterion.DAYS: {"months": with_days(690)},
}
ALL_FAILED = {name: value for change in ALONE.values() for name, value in change.items()}


def _provisional() -> Standing:
    """A few days short, with the list of the wedding's month still on its way."""
    return _told(decide(facts(registered_on=jalali(1405, 8, 25), months=full(span("1403-09", "1405-07")))))


def _of_two_months(told: Standing) -> Standing:
    """The same with two lists on their way. With lists due a month later it is always one; the law may change."""
    assert told.awaited
    (month,) = told.awaited.months
    return replace(told, awaited=replace(told.awaited, months=(month.previous(), month)))


def standings() -> Iterator[tuple[str, Standing]]:
    """Every kind of standing, by name."""
    paid = Payment(Rials(75_842_120), PaymentState.PAID, jalali(1404, 10, 12))
    yield "not over", _told(decide(facts(registered_on=jalali(1405, 9, 1))))
    for state in PaymentState:
        yield f"finance: {state}", _told(decide(facts()), payment=replace(paid, state=state))
    yield "provisional, a month", _provisional()
    yield "provisional, two months", _of_two_months(_provisional())
    yield "payable", _told(decide(facts()))
    yield "payable, months without wages", _told(decide(facts(months=full(span("1399-09", "1404-01")))))
    yield "payable, amount 0", _told(decide(facts(months=full(span("1399-10", "1402-08")))))
    yield "waiting for the account", _told(decide(facts(account_known=False)))
    yield "waiting for the mobile", _told(decide(facts(mobile_known=False)))
    yield "waiting for both", _told(decide(facts(account_known=False, mobile_known=False)))
    for criterion, change in ALONE.items():
        yield f"refused: {criterion}", _told(decide(facts(**change)))
    yield "refused: an earlier marriage was found", _told(decide(facts(history_complete=False, earlier_found=True)))
    yield "refused: never employed", _told(decide(facts(employments=())))
    yield "refused: no record at all", _told(decide(facts(months=())))
    yield "refused: all five", _told(decide(facts(**ALL_FAILED)))
    yield "review: partial history", _told(decide(facts(history_complete=False)))
    yield "review: quarantined", _told(decide(facts(quarantined=True)))
    long = longest(decide(facts()))
    for state in PaymentState:
        yield f"longest: {state}", _by_finance(long, Payment(MOST, state, LONG_DAY))
    yield "longest: provisional", _longest_provisional()
    yield "longest: not over", Standing(StandingKind.NOT_OVER, long.marriage, LONG_DAY)
    yield "longest: amount 0", longest(decide(facts(months=full(span("1399-10", "1402-08")))))
    yield "longest record", long
    yield "longest refusal", longest(decide(facts(**ALL_FAILED)))
    yield "longest waiting", longest(decide(facts(account_known=False, mobile_known=False)))


def changed(told: Mapping[str, Standing]) -> Mapping[str, Standing]:
    """What the registry gives of the same marriages when it has been delivered anew."""
    return {
        marriage_id: _told(decide(facts(marriage_id=marriage_id, history_complete=False, quarantined=True)))
        for marriage_id in told
    }


def _by_finance(told: Standing, payment: Payment) -> Standing:
    return replace(told, kind=StandingKind(payment.state), payment=payment)


# ---- the longest there can be -------------------------------------------------------------------------------------

MOST = Rials(999_999_999_999)
LONG_DAY = jalali(1399, 2, 31)  # no month's name is longer than «اردیبهشت»
LONG_NAME = "سیده‌معصومه‌سادات‌فاطمه"


def longest(decision: Decision) -> Standing:
    """The decision with twelve-digit amounts, the longest days and months, and a record of 61 months."""
    within = Window(jalali(1394, 2, 31), jalali(1399, 2, 30))
    months = tuple(CountedMonth(month, 31, 30, MOST) for month in JalaliMonth(1394, 2).through(JalaliMonth(1399, 2)))
    employed = replace(decision.employed, last_day=LONG_DAY if decision.employed.last_day else None)
    first = replace(decision.first, earlier=LONG_DAY if decision.first.earlier else None)
    computation = decision.computation and replace(
        decision.computation,
        amount=MOST if decision.amount else Rials(0),
        total=Rials(24 * MOST) if decision.amount else Rials(0),
        first_month=JalaliMonth(1397, 2),
        last_month=JalaliMonth(1399, 2),
        with_wages=11,
        without_wages=13,
    )
    record = Record(
        holds=decision.record.holds,
        counted=1830 if decision.record.holds else 719,
        needed=720,
        window=within,
        months=months,
    )
    grown = replace(
        decision, registered_on=LONG_DAY, employed=employed, first=first, computation=computation, record=record
    )
    return _told(grown, spouse=LONG_NAME)


def _longest_provisional() -> Standing:
    told = longest(decide(facts(months=with_days(690))))
    awaited = AwaitedLists((JalaliMonth(1399, 1), JalaliMonth(1399, 2)), LONG_DAY)
    return replace(told, kind=StandingKind.PROVISIONAL, awaited=awaited)


def many_marriages(number: int) -> Mapping[str, Standing]:
    """So many marriages of one person, newest first, the spouses' names as long as can be."""
    told = [_told(decide(facts(marriage_id=f"M{place}")), spouse=LONG_NAME) for place in range(number)]
    return {one.marriage.marriage_id: one for one in told}


def worlds() -> Iterator[World]:
    """Every world: one for each standing, several marriages, and each way of finding out who somebody is."""
    for name, told in standings():
        yield World(name, {told.marriage.marriage_id: told}, link=SHE)
    yield World("no marriage", link=SHE)
    yield World("three marriages", _three(), link=SHE)
    yield World("a stranger", _three())
    yield World("unknown number", under_the_number=())
    yield World("two people, one number", _three(), under_the_number=(SHE, HE))
    yield World("codes are locked", asked=Asked.LOCKED)
    yield World("too many codes", asked=Asked.TOO_MANY)
    yield from objections()
    for name, dialog, insurance in insurances():
        yield World(f"{dialog}: {name}", link=SHE, insurance=insurance, opens=dialog)
    yield from shares()
    yield World("a desk", desk=Opened(1001, 12, 45, None))
    yield World("a desk that is new", desk=Opened(1001, 1, None, None))
    yield World("a desk asked again", desk=Opened(123456, 987, 1440, None, new=False))
    yield World("a desk at night", desk=Opened(123456, 987, 1440, NOW + timedelta(days=4)))
    yield World("a desk about to close", desk=Opened(123456, 987, 1440, None, NOW + timedelta(days=4)))
    yield World("a desk asked again at night", desk=Opened(123456, 987, None, NOW + timedelta(days=4), new=False))


OBJECTION = Objection(
    national_id=SHE.national_id,
    number=NUMBERS[0],
    subject=Subject(SubjectKind.DECISION, LONG_DAY, "M1", Outcome.REFUSED),
    reason="لیست بیمهٔ دو ماه من نیامده است",
    state=State.FILED,
    filed_on=LONG_DAY,
    answer_by=LONG_DAY,
    wanted=None,
    upheld_first_by=None,
    refusal_reason=None,
    note=None,
    channel="telegram",
    address="5",
    images=2,
)
UNLISTED = replace(OBJECTION, subject=Subject(SubjectKind.UNLISTED, LONG_DAY), state=State.UPHELD, note="ثبت شد")
NOTE = "سابقهٔ شما در کارگاه دوم هم دیده شد و چیزی عوض نشد. " * 19  # as long as a note is shown


def objections() -> Iterator[World]:
    """An objection in every state, and those of a person who has several."""
    base = World("", _three(), link=SHE)

    def world(name: str, objection: Objection, *events: tuple[str, Mapping[str, Any]]) -> World:
        return replace(base, name=f"objection: {name}", cabinet=filed(objection, *events))

    yield world("filed", OBJECTION)
    wanted = replace(OBJECTION, state=State.MORE_WANTED, wanted="identity-page")  # no paper's name is longer
    yield world("a better picture wanted", wanted, ("more-wanted", {"wanted": "identity-page"}))
    first = replace(OBJECTION, state=State.TO_CONFIRM, upheld_first_by="0499370899", note="دو لیست رسید")
    yield world("upheld by one", first, ("to-confirm", {"note": "دو لیست رسید"}))
    yield world("upheld", replace(OBJECTION, state=State.UPHELD, note="دو لیست رسید"), ("upheld", {}))
    yield world("unlisted, upheld", UNLISTED, ("upheld", {}))
    yield world("unlisted, filed", replace(UNLISTED, state=State.FILED, note=None))
    for reason in RefusalReason:
        refused = replace(OBJECTION, state=State.REFUSED, refusal_reason=reason)
        yield world(f"refused: {reason}", replace(refused, note=NOTE), ("refused", {"reason": reason}))
    yield world("refused without a note", refused, ("refused", {"reason": reason}))
    yield world("withdrawn", replace(OBJECTION, state=State.WITHDRAWN), ("withdrawn", {}))
    yield replace(base, name="objection: another's", cabinet=filed(replace(OBJECTION, national_id=HE.national_id)))
    yield replace(world("decided meanwhile", OBJECTION), raced=True)
    yield replace(base, name="objection: filed meanwhile", raced=True)
    yield replace(base, name="objection: no way for pictures", upload_link="")


def shares() -> Iterator[World]:
    """A daughter's share in every state, and what she has filed about it."""
    for name, told in shares_told():
        yield World(f"dependency: {name}", link=SHE, share=told, opens="dependency")
    yield World("objection: the end of a dependency", link=SHE, share=ENDED, opens="objection")
    about = {"event_id": "E1", "cause": Cause.MARRIAGE}
    objected = replace(OBJECTION, subject=Subject(SubjectKind.DEPENDENCY, LONG_DAY, **about))
    request = replace(OBJECTION, subject=Subject(SubjectKind.REINSTATEMENT, LONG_DAY, **about))
    for name, told in waiting():
        cabinet = filed(request if told.asked.request else objected)
        yield World(f"dependency: {name}", link=SHE, share=told, cabinet=cabinet, opens="dependency")
    for one in (objected, request):
        kind = one.subject.kind
        of_one = World(f"{kind}: ", link=SHE, share=ENDED, opens="objection")
        upheld = filed(replace(one, state=State.UPHELD, note="درست است"), ("upheld", {}))
        yield replace(of_one, name=f"{kind}: upheld", cabinet=upheld)
        for reason in RefusalReason:
            refused = replace(one, state=State.REFUSED, refusal_reason=reason, note=NOTE)
            yield replace(of_one, name=f"{kind}: {reason}", cabinet=filed(refused, ("refused", {"reason": reason})))


def _three() -> Mapping[str, Standing]:
    refused = _told(decide(facts(marriage_id="M1", other_marriages=EARLIER)))
    not_over = _told(decide(facts(marriage_id="M2", registered_on=jalali(1405, 9, 1))))
    stranger = _told(decide(facts(marriage_id="M3", kind=MarriageKind.TEMPORARY)))
    stranger = replace(stranger, marriage=replace(stranger.marriage, spouse_first_name=None))
    return {"M1": refused, "M2": not_over, "M3": stranger}


__all__ = ["Criterion", "Outcome", "World", "services", "standings", "worlds"]

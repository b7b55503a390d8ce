"""What became of my marriage grant? Told with the person's own figures, and what they can do next."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import Any

from dialogs.identify import identify
from dialogs.messages import Option, Words
from dialogs.reading import Choice
from dialogs.talk import Go, Talk
from services.grants import Grants, MarriageSeen, Standing, StandingKind
from services.grants.decision import Computation, CountedMonth, Criterion, Decision, Outcome
from services.objections import SubjectKind
from services.objections.subjects import not_yet
from services.people import People

WORDS = (
    *("ازدواج", "کمک هزینه ازدواج", "کمک‌هزینهٔ ازدواج", "هزینه ازدواج", "پول ازدواج", "کمک ازدواج"),
    *("ezdevaj", "komak hazine ezdevaj", "komak hazineh ezdevaj"),
)
ROUNDS = 20  # how many times one may ask for more of the same answer; ours


async def grant_status(talk: Talk, people: People, grants: Grants) -> Go | None:
    person = await identify(talk, people)
    if person is None:
        return None
    marriages = await talk.seen("marriages", tuple[MarriageSeen, ...], lambda: grants.marriages(person.national_id))
    if not marriages:
        await talk.say("none")
        return Go("objection", SubjectKind.UNLISTED.value) if await _wants_to_object(talk) else None
    for round_ in range(1, ROUNDS + 1):
        marriage = await _which(talk, marriages, round_)
        if marriage is None:
            return None
        standing = await talk.seen(
            f"standing.{round_}",
            Standing,
            lambda: grants.standing(person.national_id, marriage.marriage_id),  # noqa: B023  awaited here
        )
        await _tell(talk, standing)
        match await _more(talk, standing, round_, several=len(marriages) > 1):
            case "object":
                return Go("objection", marriage.marriage_id)
            case "done":
                return None
    return None


async def _wants_to_object(talk: Talk) -> bool:
    """Whether a marriage that the registry lacks is to be told of."""
    if await talk.ask("none-next", Choice("object", "done")) == "object":
        return True
    await talk.say("bye")
    return False


async def _which(talk: Talk, marriages: tuple[MarriageSeen, ...], round_: int) -> MarriageSeen | None:
    """The marriage meant: the only one, the one the dialog was started about, or the one chosen."""
    by_id = {marriage.marriage_id: marriage for marriage in marriages}
    if talk.about and round_ == 1:
        if talk.about not in by_id:
            await talk.say("not-yours")
        return by_id.get(talk.about)
    if len(marriages) == 1:
        return marriages[0]
    chosen = await talk.ask(f"which.{round_}", Choice(*(_option(talk, marriage) for marriage in marriages)))
    return by_id[chosen]


def _option(talk: Talk, marriage: MarriageSeen) -> Option:
    key = "marriage-with" if marriage.spouse_first_name else "marriage"
    words = talk.words(key, on=marriage.registered_on, spouse=marriage.spouse_first_name or "")
    return Option(marriage.marriage_id, words)


async def _tell(talk: Talk, standing: Standing) -> None:
    on = standing.marriage.registered_on
    match standing.kind:
        case StandingKind.NOT_OVER:
            await talk.say("not-over", registered_on=on, decided_on=standing.decided_on)
        case StandingKind.PROVISIONAL:
            await _tell_provisional(talk, standing)
        case StandingKind.DECIDED:
            await _tell_decision(talk, standing)
        case told_by_finance:
            assert standing.payment
            await talk.say(
                told_by_finance.value, registered_on=on, amount=standing.payment.amount, on=standing.payment.on
            )


async def _tell_provisional(talk: Talk, standing: Standing) -> None:
    decision, awaited = standing.decision, standing.awaited
    assert decision
    assert awaited
    await talk.say(
        "provisional",
        registered_on=standing.marriage.registered_on,
        counted=decision.record.counted,
        needed=decision.record.needed,
        first=awaited.months[0],
        last=awaited.months[-1],
        several=len(awaited.months) > 1,
        until=awaited.until,
    )


async def _tell_decision(talk: Talk, standing: Standing) -> None:
    decision = standing.decision
    assert decision
    on = decision.registered_on
    match decision.outcome:
        case Outcome.PAYABLE | Outcome.WAITING:
            await _tell_amount(talk, decision)
        case Outcome.REFUSED:
            reasons = [_reason(talk, decision, criterion) for criterion in decision.failed]
            numbered = list(_numbered(talk, reasons)) if len(reasons) > 1 else reasons
            await talk.say(
                "refused",
                registered_on=on,
                count=len(reasons),
                reasons=numbered,
                first=reasons[0],
                rest=numbered[1:],
            )
        case Outcome.REVIEW:
            assert decision.review
            why = talk.words(f"review-{decision.review.value.replace('_', '-')}")
            await talk.say("review", registered_on=on, why=why)


async def _tell_amount(talk: Talk, decision: Decision) -> None:
    computation = decision.computation
    assert computation
    facts = {"registered_on": decision.registered_on, **_amount(computation)}
    if decision.outcome is Outcome.PAYABLE:
        await talk.say("payable-zero" if computation.is_zero else "payable", **facts)
        return
    missing = [talk.words(f"missing-{missing.value}") for missing in decision.missing]
    await talk.say("waiting", missing=missing, **facts)


def _amount(computation: Computation) -> dict[str, Any]:
    return {
        "amount": computation.amount,
        "total": computation.total,
        "months": computation.divided_by,
        "first": computation.first_month,
        "last": computation.last_month,
        "with_wages": computation.with_wages,
        "without_wages": computation.without_wages,
    }


def _reason(talk: Talk, decision: Decision, criterion: Criterion) -> Words:
    """Why a criterion fails, with the person's own figures."""
    match criterion:
        case Criterion.PERMANENT | Criterion.OFFICIAL:
            return talk.words(f"reason-{criterion.value}")
        case Criterion.FIRST if decision.first.earlier is None:
            return talk.words("reason-first-found")
        case Criterion.FIRST:
            return talk.words("reason-first", earlier=decision.first.earlier)
        case Criterion.EMPLOYED if decision.employed.last_day is None:
            return talk.words("reason-never-employed", registered_on=decision.registered_on)
        case Criterion.EMPLOYED:
            last_day = decision.employed.last_day
            return talk.words("reason-employed", registered_on=decision.registered_on, last_day=last_day)
        case Criterion.DAYS:
            record = decision.record
            return talk.words(
                "reason-days",
                counted=record.counted,
                needed=record.needed,
                short=record.needed - record.counted,
                first_day=record.window.first_day,
                last_day=record.window.last_day,
            )


def _numbered(talk: Talk, reasons: Iterable[Words]) -> Iterator[Words]:
    for place, reason in enumerate(reasons, 1):
        yield talk.words("numbered", place=place, what=reason)


async def _more(talk: Talk, standing: Standing, round_: int, *, several: bool) -> str:
    """What else about it: `object`, `other-marriage`, or `done`."""
    unfolded = False
    while True:
        options = ["how"] if standing.decision and not unfolded else []
        options += ["object"] if not not_yet(standing).kind else []
        options += ["other-marriage"] if several else []
        if not options:
            return "done"
        next_ = await talk.ask(f"next.{round_}.{1 + unfolded}", Choice(*options, "done"))
        if next_ != "how":
            break
        assert standing.decision
        await _unfold(talk, standing.decision)
        unfolded = True
    if next_ == "done":
        await talk.say("bye")
    return next_


async def _unfold(talk: Talk, decision: Decision) -> None:
    """The record month by month; by SMS a line a year."""
    record = decision.record
    months = sorted(record.months, key=lambda counted: counted.month)
    facts = {
        "registered_on": decision.registered_on,
        "counted": record.counted,
        "needed": record.needed,
        "first_day": record.window.first_day,
        "last_day": record.window.last_day,
        "lines": list(_month_lines(talk, months)),
        "years": list(_year_lines(talk, months)),
    }
    await talk.say("record" if months else "record-empty", **facts)
    if decision.computation:
        await talk.say("record-amount", **_amount(decision.computation))


def _month_lines(talk: Talk, months: Iterable[CountedMonth]) -> Iterator[Words]:
    for year, of_year in groupby(months, key=lambda counted: counted.month.year):
        yield talk.words("record-year", year=year)
        for counted in of_year:
            key = "record-month" if counted.counted == counted.recorded else "record-month-part"
            yield talk.words(
                key, month=counted.month, days=counted.counted, recorded=counted.recorded, wage=counted.wage
            )


def _year_lines(talk: Talk, months: Iterable[CountedMonth]) -> Iterator[Words]:
    for year, of_year in groupby(months, key=lambda counted: counted.month.year):
        rows = list(of_year)
        days, wage = sum(row.counted for row in rows), sum(row.wage for row in rows)
        yield talk.words("record-year-sum", year=year, days=days, wage=wage)

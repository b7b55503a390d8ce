"""What a run makes of figures: the law's verdict, and what belongs to a month-end alone. No IO."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from services.grants.decision import AwaitedLists, Criterion, Outcome, Verdict
from services.grants.facts import Figures, Key
from services.grants.rules import NEEDED_DAYS, amount_of, is_ordered, most_awaited, verdict_of
from services.money import Rials
from services.month_end.run import PAID_BEFORE, Result, Tally, merged


class Decided(NamedTuple):
    """One spouse's grant as a run decides it. `ordered` is paid by the run's order."""

    figures: Figures
    why: str
    result: Result
    reasons: tuple[str, ...]
    overridden: tuple[Criterion, ...]
    amount: Rials | None
    awaited: AwaitedLists | None
    ordered: bool


def judged(figures: Iterable[Figures]) -> list[tuple[Figures, Verdict]]:
    """Each with what the law says."""
    return [(one, verdict_of(one)) for one in figures]


def may_be_provisional(figures: Figures, verdict: Verdict, as_of: date) -> bool:
    """Whether the lists not yet due have to be looked at, month by month: few stand so near to what is needed."""
    if verdict.outcome is not Outcome.REFUSED or verdict.failed != (Criterion.DAYS,):
        return False
    return figures.counted + most_awaited(figures.registered_on, as_of) >= NEEDED_DAYS.value


def decided(
    judged: Iterable[tuple[Figures, Verdict]],
    whys: Mapping[Key, str],
    awaited: Mapping[Key, AwaitedLists],
) -> list[Decided]:
    """What each of them comes to.

    Nobody is paid twice: whose figures pass a second time is left to a person, whom a wedding's two papers on one day
    or a paper of another office may have led there.
    """
    found, ordered = list[Decided](), set[str]()
    for one, verdict in judged:
        key = (one.national_id, one.marriage_id)
        result, reasons, owed = _told(verdict)
        amount = amount_of(Rials(one.total)) if owed else None
        pays = is_ordered(verdict.outcome, amount)
        if key in awaited:
            result = Result.PROVISIONAL
        elif pays and (one.paid_before or one.national_id in ordered):
            result, reasons, amount, pays = Result.REVIEW, (PAID_BEFORE,), None, False
        elif pays:
            ordered.add(one.national_id)
        found.append(Decided(one, whys[key], result, reasons, verdict.overridden, amount, awaited.get(key), pays))
    return found


@lru_cache(maxsize=4096)
def _told(verdict: Verdict) -> tuple[Result, tuple[str, ...], bool]:
    """What it is, for which reasons, and whether there is an amount."""
    match verdict.outcome:
        case Outcome.PAYABLE:
            return Result.PAYABLE, (), verdict.owed
        case Outcome.WAITING:
            return Result.WAITING, verdict.missing, verdict.owed
        case Outcome.REFUSED:
            return Result.REFUSED, verdict.failed, verdict.owed
        case Outcome.REVIEW:
            assert verdict.review
            return Result.REVIEW, (verdict.review,), verdict.owed


def tallied(all_: Iterable[Decided]) -> tuple[Tally, ...]:
    """How often each result came about, for which reasons, and what it costs."""
    sums: dict[tuple[Result, tuple[str, ...], bool], list[int]] = {}
    for one in all_:
        count = sums.setdefault((one.result, one.reasons, one.ordered), [0, 0])
        count[0] += 1
        count[1] += one.amount or 0
    return merged(
        Tally(
            result,
            tuple(map(str, reasons)),
            people,
            Rials(amount),
            people if ordered else 0,
            Rials(amount if ordered else 0),
        )
        for (result, reasons, ordered), (people, amount) in sums.items()
    )

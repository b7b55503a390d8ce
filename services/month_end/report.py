"""What was decided in a month and why, and how that compares with the months before. Sums of tallies; no queries."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from services.calendar import JalaliMonth
from services.money import Rials
from services.month_end.run import Result, Run, Tally, merged

MONTHS = 12  # of a trend, the month itself among them


@dataclass(frozen=True, slots=True)
class Share:
    """How many people came to a result, and what they are owed together."""

    result: Result
    people: int
    amount: Rials


@dataclass(frozen=True, slots=True)
class MonthShown:
    """A month of the trend: people by result, and what was ordered to be paid."""

    month: JalaliMonth
    people: Mapping[Result, int]
    to_pay: Rials


@dataclass(frozen=True, slots=True)
class Report:
    """A month. Whoever fails for several reasons is counted under each, so `reasons` may add up to more people."""

    month: JalaliMonth
    runs: tuple[Run, ...]
    people: int
    ordered: int
    to_pay: Rials
    shares: tuple[Share, ...]
    reasons: Mapping[Result, tuple[tuple[str, int], ...]]
    trend: tuple[MonthShown, ...]


def report(month: JalaliMonth, finished: Iterable[Run]) -> Report | None:
    """The report of a month, out of all finished runs; None where the month has none."""
    months: dict[JalaliMonth, list[Run]] = {}
    for run in finished:
        months.setdefault(run.month, []).append(run)
    if month not in months:
        return None
    tallies = _tallies(months[month])
    shown = [one for one in sorted(months) if one <= month][-MONTHS:]
    return Report(
        month,
        tuple(months[month]),
        sum(one.people for one in tallies),
        sum(one.ordered for one in tallies),
        Rials(sum(one.ordered_amount for one in tallies)),
        tuple(_share(result, tallies) for result in Result),
        {result: reasons for result in Result if (reasons := _reasons(result, tallies))},
        tuple(_shown(one, _tallies(months[one])) for one in shown),
    )


def _tallies(runs: Iterable[Run]) -> tuple[Tally, ...]:
    return merged(tally for run in runs for tally in run.tallies)


def _share(result: Result, tallies: Iterable[Tally]) -> Share:
    of_result = [one for one in tallies if one.result is result]
    return Share(result, sum(one.people for one in of_result), Rials(sum(one.amount for one in of_result)))


def _reasons(result: Result, tallies: Iterable[Tally]) -> tuple[tuple[str, int], ...]:
    counts: Counter[str] = Counter()
    for one in tallies:
        if one.result is result:
            counts.update(dict.fromkeys(one.reasons, one.people))
    return tuple(counts.most_common())


def _shown(month: JalaliMonth, tallies: tuple[Tally, ...]) -> MonthShown:
    people = {share.result: share.people for share in (_share(result, tallies) for result in Result)}
    return MonthShown(month, people, Rials(sum(one.ordered_amount for one in tallies)))

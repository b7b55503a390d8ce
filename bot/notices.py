"""`hamyar notices`: what became of the notices of a Jalali month, and what those of a month-end would cost."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from datetime import datetime, time

from services.calendar import TEHRAN, JalaliMonth
from services.messages.notices import Count, Foreseen, counted
from services.messages.rules import Outcome
from services.month_end import Run, finished_runs
from services.store.engine import make_engine


def notices(url: str, month: JalaliMonth, *, as_json: bool = False) -> str:
    """What became so far of what was told in a month, a line for each event, channel and outcome."""
    counts, runs = asyncio.run(_counted(url, month))
    if as_json:
        return "\n".join(json.dumps(asdict(one), ensure_ascii=False) for one in counts)
    told = list(_table(counts)) if counts else [f"Nobody was told anything in {month}."]
    return "\n".join([*told, *_elsewhere(month, runs)])


def foreseen(told: Sequence[Foreseen], price: float | None) -> Iterator[str]:
    """What notices would come to; `price` is rials a part of an SMS."""
    queued = [one for one in told if one.outcome is Outcome.QUEUED]
    parts, sms = sum(one.parts for one in queued), sum(one.notices for one in queued if one.parts)
    for one in told:
        yield f"  {one.event:<20} {one.channel:<9} {one.outcome:<10} {one.notices:>9,} {_parts(one.parts):>14}"
    cost = "what a part costs is not known yet" if price is None else f"some {parts * price:,.0f} rials"
    yield f"notices: {sum(one.notices for one in queued):,}; {sms:,} by SMS in {parts:,} parts, {cost}"


def _elsewhere(month: JalaliMonth, runs: Sequence[Run]) -> Iterator[str]:
    """A month's own run tells people later, when the month is over; who asks for the month may mean that."""
    for run in runs:
        told = JalaliMonth.of(run.started_at.astimezone(TEHRAN).date())
        if run.month == month != told:
            yield f"The run {run.label} told people in {told}: hamyar notices {told}"


async def _counted(url: str, month: JalaliMonth) -> tuple[tuple[Count, ...], tuple[Run, ...]]:
    since, until = (datetime.combine(one.first_day, time(), TEHRAN) for one in (month, month.next()))
    engine = make_engine(url, pool_size=1)
    try:
        async with engine.connect() as connection:
            return await counted(connection, since, until), await finished_runs(connection)
    finally:
        await engine.dispose()


def _table(counts: Sequence[Count]) -> Iterator[str]:
    for one in counts:
        people = f"{one.notices:>9,} {one.people:>9,} people"
        rials = f"{one.cost:,} rials" if one.cost else "-"
        yield f"{one.event:<20} {one.channel:<9} {one.outcome:<10} {people} {_parts(one.parts):>14} {rials:>16}"
    sent, cost = sum(one.parts for one in counts), sum(one.cost for one in counts)
    yield f"in all: {sum(one.notices for one in counts):,} notices, {sent:,} parts of SMS, {cost:,} rials"


def _parts(parts: int) -> str:
    return f"{parts:,} parts" if parts else "-"

"""`hamyar dependency`: civil events matched with daughters who draw a share; where one of them stands."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable, Iterator
from typing import Any

from sqlalchemy.ext.asyncio import AsyncEngine

from bot.app import make_notices
from bot.deciding import PersonAbsent
from bot.referring import refer_doubts
from bot.settings import Settings
from bot.together import together
from handlers.wording import Wording
from services.calendar import Clock, JalaliDay, SystemClock, today
from services.dependency import Dependency, Standing, State, ordering
from services.dependency.matching import LANES, Lane, Matched, Matching
from services.dependency.order import ShareChange
from services.grants.records import is_a_person
from services.plain import dump
from services.store.engine import make_engine

AT_ONCE = 2  # while PostgreSQL writes for one lane, another is judged

Changes = tuple[tuple[ShareChange, int | None], ...]  # of a person's shares, with the order that holds each


def matched(settings: Settings, url: str) -> Matched:
    """Match all that has come in, notify, and end what is due today; what became of how many."""
    clock, quiet_hours = SystemClock(), settings.quiet_hours
    return asyncio.run(_with_engine(url, lambda engine: match_now(engine, clock, quiet_hours=quiet_hours)))


async def match_now(engine: AsyncEngine, clock: Clock, *, quiet_hours: bool = True) -> Matched:
    """The same, inside a running loop."""
    found = await match_all(_matching(engine, clock, quiet_hours=quiet_hours))
    await refer_doubts(engine, clock)
    return found


async def match_all(matching: Matching) -> Matched:
    """Match all lanes, some at once."""
    lanes = iter(range(LANES))

    async def works() -> Matched:
        found = Matched()
        for lane in lanes:
            found += await matching.match(Lane(lane, LANES))
        return found

    return sum(await together(works, AT_ONCE), Matched())


def rehearsed(url: str) -> Matched:
    """What a match would come to. Nothing is changed."""
    clock = SystemClock()
    return asyncio.run(_with_engine(url, lambda engine: _matching(engine, clock).rehearse()))


def counts(found: Matched, *, dry_run: bool, as_json: bool) -> str:
    """What became of how many: a line an outcome and reasons, or an object a line."""
    in_order = sorted(found.items(), key=lambda one: (list(State).index(one[0][0]), -one[1], one[0][1]))
    if as_json:
        return "\n".join(
            json.dumps({"state": state, "reasons": list(reasons), "people": people})
            for (state, reasons), people in in_order
        )
    done = "would be matched; nothing was changed" if dry_run else "matched"
    return "\n".join(
        [
            f"As of {JalaliDay.of(today(SystemClock()))}: {found.total():,} cases {done}.",
            *(f"  {state:<10} {people:>9,}  {', '.join(reasons) or '-'}" for (state, reasons), people in in_order),
        ]
    )


def of_person(url: str, national_id: str, *, as_json: bool) -> str:
    """Where one daughter's dependency stands. Raises PersonAbsent."""
    clock = SystemClock()

    async def look(engine: AsyncEngine) -> tuple[Standing | None, Changes]:
        async with engine.connect() as connection:
            await connection.execution_options(postgresql_readonly=True)
            if not await is_a_person(connection, national_id):
                raise PersonAbsent
            notices = make_notices(clock, Wording())(connection)
            standing = await Dependency(connection, clock, notices).standing(national_id)
            return standing, await ordering.of_person(connection, national_id)

    facts = _facts(national_id, *asyncio.run(_with_engine(url, look)))
    return json.dumps(facts, ensure_ascii=False) if as_json else "\n".join(_lines(facts))


def _facts(national_id: str, standing: Standing | None, changes: Changes) -> dict[str, Any]:
    """What is told of one person; its keys are part of the command."""
    if standing is None:
        return {"national_id": national_id, "state": None}
    case = standing.case
    return {
        "national_id": national_id,
        "state": standing.state,
        "shares": dump(standing.shares),
        "cause": dump(case.cause) if case else None,
        "pensions": list(case.pensions) if case else [],
        "opened_on": dump(case.opened_on) if case else None,
        "effective_on": dump(case.effective_on) if case else None,
        "reasons": list(case.reasons) if case else [],
        "ground": case.ground if case else None,
        "can": list(standing.can),
        "undone": dump(standing.undone),
        "married": standing.married,
        "at_work": standing.at_work,
        "objection": standing.asked.objection,
        "request": standing.asked.request,
        "changes": [
            {"pension_id": one.pension_id, "change": one.change, "day": dump(one.day), "order": order}
            for one, order in changes
        ],
    }


def _lines(facts: dict[str, Any]) -> Iterator[str]:
    if facts["state"] is None:
        yield "draws no share as a daughter"
        return
    yield f"state: {facts['state']}"
    for share in facts["shares"]:
        yield f"share: {share['pension_id']}, since {share['started']}"
    if cause := facts["cause"]:
        yield f"cause: {cause['kind']} of {cause['on']} ({cause['event_id']})"
    if undone := facts["undone"]:
        yield f"undone by: {undone['kind']} of {undone['on']} ({undone['event_id']})"
    for name in ("effective_on", "ground", "objection", "request"):
        if facts.get(name):
            yield f"{name.replace('_', ' ')}: {facts[name]}"
    for name in ("reasons", "can"):
        if facts[name]:
            yield f"{name}: {', '.join(facts[name])}"
    for one in facts["changes"]:
        order = f"order {one['order']}" if one["order"] else "not handed over yet"
        yield f"{one['change']}: {one['pension_id']}, from {one['day']} ({order})"


def _matching(engine: AsyncEngine, clock: Clock, *, quiet_hours: bool = True) -> Matching:
    return Matching(engine, clock, make_notices(clock, Wording(), quiet_hours=quiet_hours))


async def _with_engine(url: str, work: Callable[[AsyncEngine], Awaitable[Any]]) -> Any:
    engine = make_engine(url, pool_size=AT_ONCE)
    try:
        return await work(engine)
    finally:
        await engine.dispose()

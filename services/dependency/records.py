"""Tables and queries of dependency: facts of many people at once, and cases. Every key starts with the national ID."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import Row, text
from sqlalchemy.ext.asyncio import AsyncConnection

from services.calendar import TEHRAN
from services.dependency import changes
from services.dependency.case import (
    Case,
    CivilEvent,
    EventKind,
    Facts,
    Ground,
    Reason,
    Registered,
    Share,
    State,
    Verdict,
)
from services.dependency.rules import BEFORE_THE_SHARE
from services.plain import Json, dump

# A spouse's death is her widowhood.
_KIND = "CASE WHEN e.kind = 'death' AND e.role = 'spouse' THEN 'widowhood' ELSE e.kind END"

# Those of one lane, so that any number of workers share the daughters among them.
_LANE = "abs(hashtext({row}.national_id) % cast(:lanes AS integer)) = :lane"

# An event of hers that the rules may count: any up to today, or those since the share began.
_COUNTS = """e."on" <= :today""" if BEFORE_THE_SHARE.value else """e."on" BETWEEN p.started AND :today"""

# The next daughters with an event that may end a share of theirs, and of which nothing has come yet.
CANDIDATES = text(
    f"""
    SELECT p.national_id FROM registry.pensions p
    WHERE p.relation = 'daughter' AND p.national_id > :after AND {_LANE.format(row="p")}
      AND p.started <= :today AND (p.ended IS NULL OR p.ended >= :today OR {changes.TAKEN_BACK})
      AND EXISTS (
            SELECT FROM registry.civil_events e
            WHERE e.national_id = p.national_id AND {_COUNTS}
              AND {_KIND} IN ('marriage', 'employment_start', 'death')
              AND NOT EXISTS (SELECT FROM hamyar.dependency_matches m
                              WHERE m.national_id = e.national_id AND m.event_id = e.event_id))
      AND NOT EXISTS (SELECT FROM hamyar.dependency_cases c
                      WHERE c.national_id = p.national_id AND c.state <> 'restored')
    GROUP BY p.national_id ORDER BY p.national_id LIMIT :most
    """  # noqa: S608  names of our own
)

_CASE = """
    SELECT c.national_id, c.event_id, c.kind, c."on", c.spouse_id, c.pensions, c.state, c.reasons, c.effective_on,
           c.ground, c.opened_at
    FROM hamyar.dependency_cases c
"""

_DUE = f"""
    {_CASE}
    WHERE c.state = 'notified' AND c.effective_on <= :today AND c.national_id > :after AND {_LANE.format(row="c")}
    ORDER BY c.national_id LIMIT :most
"""

# Whoever is at one of them is passed by.
DUE = text(f"{_DUE} FOR UPDATE OF c SKIP LOCKED")
DUE_TO_LOOK = text(_DUE)

NEWEST = text(
    f"{_CASE} WHERE c.national_id = :national_id ORDER BY c.state = 'restored', c.opened_at DESC, c.event_id LIMIT 1"
)
ONE = text(f"{_CASE} WHERE c.national_id = :national_id AND c.event_id = :event_id FOR UPDATE")

_SHARES = text(
    f"""
    SELECT p.national_id, p.pension_id, p.deceased_id, p.started,
           CASE WHEN p.ended IS NULL OR {changes.TAKEN_BACK} THEN NULL ELSE p.ended END AS ended
    FROM registry.pensions p
    WHERE p.national_id = ANY(:people) AND p.relation = 'daughter' ORDER BY p.national_id, p.pension_id
    """  # noqa: S608  names of our own
)

_EVENTS = text(
    f"""
    SELECT e.national_id, e.event_id, {_KIND} AS kind, e."on", e.spouse_id FROM registry.civil_events e
    WHERE e.national_id = ANY(:people) ORDER BY e.national_id, e."on", e.event_id
    """  # noqa: S608  names of our own
)

_MARRIAGES = text(
    """
    SELECT national_id, registered_on, kind = 'temporary' AS temporary, spouse_id FROM registry.marriages
    WHERE national_id = ANY(:people) ORDER BY national_id, registered_on, marriage_id
    """
)

_MARKS = text(
    """
    SELECT k.national_id,
           EXISTS (SELECT FROM registry.quarantine q WHERE q.national_id = k.national_id) AS quarantined,
           EXISTS (SELECT FROM registry.employment w WHERE w.national_id = k.national_id
                   AND w.started <= :today AND (w.ended IS NULL OR w.ended >= :today)) AS at_work,
           ARRAY(SELECT event_id FROM hamyar.dependency_matches m WHERE m.national_id = k.national_id) AS matched
    FROM unnest(cast(:people AS text[])) AS k(national_id)
    """
)

# The unique keys decide who opens a case: only a row that is new is told of.
_OPEN = text(
    """
    WITH given AS MATERIALIZED (
        SELECT * FROM json_to_recordset(cast(:cases AS json)) AS r(
            national_id text, event_id text, kind text, "on" date, spouse_id text, pensions text[], state text,
            reasons text[], effective_on date, repeated text[])
    ), opened AS (
        INSERT INTO hamyar.dependency_cases
            (national_id, event_id, kind, "on", spouse_id, pensions, state, reasons, effective_on,
             opened_at, changed_at)
        SELECT national_id, event_id, kind, "on", spouse_id, pensions, state, reasons, effective_on, :now, :now
        FROM given ORDER BY national_id
        ON CONFLICT DO NOTHING
        RETURNING national_id, event_id, state, reasons, effective_on
    ), matched AS (
        INSERT INTO hamyar.dependency_matches (national_id, event_id, case_id, what, at)
        SELECT o.national_id, e.event_id, o.event_id, e.what, :now
        FROM opened o JOIN given g USING (national_id)
        CROSS JOIN LATERAL (
            SELECT o.event_id, 'cause' AS what UNION ALL SELECT unnest(g.repeated), 'repeated'
        ) e
        ON CONFLICT DO NOTHING
    ), noted AS (
        INSERT INTO hamyar.dependency_steps (national_id, event_id, at, what, by, detail)
        SELECT national_id, event_id, :now, state, :by,
               jsonb_build_object('reasons', to_jsonb(reasons), 'effective_on', effective_on)
        FROM opened
    )
    SELECT national_id FROM opened
    """
)

# Cases that the caller has locked.
_CHANGE = text(
    """
    WITH given AS MATERIALIZED (
        SELECT * FROM json_to_recordset(cast(:cases AS json)) AS r(
            national_id text, event_id text, state text, reasons text[], effective_on date, ground text, detail jsonb)
    ), changed AS (
        UPDATE hamyar.dependency_cases c
        SET state = g.state, reasons = g.reasons, effective_on = g.effective_on, ground = g.ground, changed_at = :now
        FROM given g WHERE c.national_id = g.national_id AND c.event_id = g.event_id
    )
    INSERT INTO hamyar.dependency_steps (national_id, event_id, at, what, by, detail)
    SELECT national_id, event_id, :now, state, :by,
           jsonb_build_object('reasons', to_jsonb(reasons), 'effective_on', effective_on) || detail
    FROM given
    """
)

# All that had happened to her by a day in the end of which a person has looked at her.
SETTLE = text(
    """
    INSERT INTO hamyar.dependency_matches (national_id, event_id, case_id, what, at)
    SELECT national_id, event_id, :event_id, 'settled', :now FROM registry.civil_events
    WHERE national_id = :national_id AND "on" <= :today
    ON CONFLICT DO NOTHING
    """
)

NOTE = text(
    """
    INSERT INTO hamyar.dependency_steps (national_id, event_id, at, what, by, detail)
    VALUES (:national_id, :event_id, :now, :what, :by, cast(:detail AS jsonb))
    """
)

STEPS = text(
    """
    SELECT at, what, by, detail FROM hamyar.dependency_steps
    WHERE national_id = :national_id AND event_id = :event_id ORDER BY id
    """
)

ASKED = text(
    """
    SELECT number, subject ->> 'kind' AS kind FROM hamyar.objections
    WHERE national_id = :national_id AND subject_key = :subject_key AND state IN ('filed', 'more-wanted', 'to-confirm')
    """
)


async def facts(connection: AsyncConnection, people: Sequence[str], today: date) -> list[Facts]:
    """What is to be judged about each of them, in their order."""
    asked = {"people": list(people)}
    shares = _by_person(await connection.execute(_SHARES, asked))
    events = _by_person(await connection.execute(_EVENTS, asked))
    marriages = _by_person(await connection.execute(_MARRIAGES, asked))
    marks = {row.national_id: row for row in await connection.execute(_MARKS, {**asked, "today": today})}
    return [
        Facts(
            one,
            tuple(Share(row.pension_id, row.deceased_id, row.started, row.ended) for row in shares[one]),
            tuple(CivilEvent(row.event_id, EventKind(row.kind), row.on, row.spouse_id) for row in events[one]),
            tuple(Registered(row.registered_on, row.temporary, row.spouse_id) for row in marriages[one]),
            marks[one].quarantined,
            marks[one].at_work,
            frozenset(marks[one].matched),
        )
        for one in people
    ]


def case(row: Row[Any]) -> Case:
    """A case out of its row."""
    return Case(
        CivilEvent(row.event_id, EventKind(row.kind), row.on, row.spouse_id),
        State(row.state),
        tuple(row.pensions),
        row.opened_at.astimezone(TEHRAN).date(),
        row.effective_on,
        tuple(map(Reason, row.reasons)),
        Ground(row.ground) if row.ground else None,
    )


async def open_all(
    connection: AsyncConnection, verdicts: Mapping[str, Verdict], now: datetime, by: str
) -> dict[str, Case]:
    """Open a case for each verdict, by person; those that were opened, and by nobody else before."""
    if not verdicts:
        return {}
    cases = {national_id: new_case(verdict, now) for national_id, verdict in verdicts.items()}
    rows = [
        {**_row(national_id, case), "repeated": list(verdicts[national_id].repeated)}
        for national_id, case in cases.items()
    ]
    opened = await connection.execute(_OPEN, {"cases": json.dumps(rows), "now": now, "by": by})
    return {national_id: cases[national_id] for national_id in opened.scalars()}


async def change(connection: AsyncConnection, cases: Mapping[str, Case], now: datetime, by: str, **detail: str) -> None:
    """Keep what has become of cases, by person; the caller has locked them. `detail` goes into their history."""
    if not cases:
        return
    rows = [{**_row(national_id, case), "detail": detail} for national_id, case in cases.items()]
    await connection.execute(_CHANGE, {"cases": json.dumps(rows), "now": now, "by": by})
    over = {national_id: case.cause.event_id for national_id, case in cases.items() if case.state is State.ENDED}
    await changes.ended(connection, list(over), list(over.values()), now)


def new_case(verdict: Verdict, now: datetime) -> Case:
    """The case that a verdict opens."""
    state = State.REVIEW if verdict.reasons else State.NOTIFIED
    day = now.astimezone(TEHRAN).date()
    return Case(verdict.cause, state, verdict.pensions, day, verdict.effective_on, verdict.reasons)


def _row(national_id: str, case: Case) -> dict[str, Json]:
    return {
        "national_id": national_id,
        "event_id": case.cause.event_id,
        "kind": case.cause.kind.value,
        "on": dump(case.cause.on),
        "spouse_id": case.cause.spouse_id,
        "pensions": list(case.pensions),
        "state": case.state.value,
        "reasons": list(case.reasons),
        "effective_on": dump(case.effective_on),
        "ground": dump(case.ground),
    }


def _by_person(rows: Iterable[Row[Any]]) -> dict[str, list[Row[Any]]]:
    found: dict[str, list[Row[Any]]] = defaultdict(list)
    for row in rows:
        found[row.national_id].append(row)
    return found

"""Facts of marriage grants out of the registry, and decisions kept as told.

One statement gathers the facts, for one person as for a whole month. It walks the marriages in the order in which they
are told and looks up the rest by the person's key: rows come at once and in order, memory stays flat on both sides, and
the work grows with the marriages asked for, not with the registry. It sums a month's days and wages over workshops,
and judges nothing.
"""

from __future__ import annotations

import json
from collections.abc import AsyncGenerator, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import Row, text
from sqlalchemy.ext.asyncio import AsyncConnection

from services.calendar import JalaliMonth
from services.grants.decision import Criterion, Decision
from services.grants.facts import Employment, Facts, MarriageKind, OtherMarriage, WageMonth
from services.grants.rules import SCHEME, WINDOW_YEARS
from services.grants.standing import MarriageSeen, Payment, PaymentState
from services.money import Rials
from services.plain import dump, load

ROWS_AT_A_TIME = 1000

# OFFSET 0 keeps the ordered list of marriages a list, so that PostgreSQL sorts it before it looks up the wide rest.
_FACTS = """
    SELECT s.marriage_id, s.national_id, s.registered_on, s.kind, s.official,
           coalesce(p.sheba, '') <> '' AS account_known,
           coalesce(p.mobile, '') <> '' AS mobile_known,
           coalesce(p.marriage_history = 'complete', false) AS history_complete,
           EXISTS (SELECT FROM registry.quarantine q WHERE q.national_id = s.national_id) AS quarantined,
           (SELECT array_agg(v.criterion) FROM hamyar.overrides v
            WHERE v.national_id = s.national_id AND v.marriage_id = s.marriage_id AND v.holds) AS overridden,
           EXISTS (SELECT FROM hamyar.overrides v WHERE v.national_id = s.national_id
                   AND v.marriage_id = s.marriage_id AND NOT v.holds) AS earlier_found,
           other.registered AS other_registered, other.kinds AS other_kinds,
           work.started, work.ended,
           wage.months, wage.days, wage.wages
    FROM (
{spouses}
    ) s
    LEFT JOIN registry.people p ON p.national_id = s.national_id
    CROSS JOIN LATERAL (
        SELECT array_agg(o.registered_on) AS registered, array_agg(o.kind) AS kinds
        FROM registry.marriages o
        WHERE o.national_id = s.national_id AND o.marriage_id <> s.marriage_id
    ) other
    CROSS JOIN LATERAL (
        SELECT array_agg(e.started) AS started, array_agg(e.ended) AS ended
        FROM registry.employment e
        WHERE e.national_id = s.national_id
    ) work
    CROSS JOIN LATERAL (
        SELECT array_agg(month) AS months, array_agg(days) AS days, array_agg(wage) AS wages
        FROM (
            SELECT w.month, sum(w.days) AS days, CAST(sum(w.wage) AS bigint) AS wage
            FROM registry.wage_months w
            WHERE w.national_id = s.national_id AND w.scheme = :scheme
              AND w.month BETWEEN :first_month AND :last_month
            GROUP BY w.month
            ORDER BY w.month
        ) by_month
    ) wage
    WHERE p.national_id IS NOT NULL OR EXISTS (
        SELECT FROM registry.quarantine q WHERE q.national_id = s.national_id AND q.file = 'people.csv')
    ORDER BY s.marriage_id, s.is_wife
    """

FACTS = text(
    _FACTS.format(
        spouses="""
        SELECT marriage_id COLLATE "C" AS marriage_id, role = 'wife' AS is_wife, national_id, registered_on, kind,
               official
        FROM registry.marriages
        WHERE registered_on BETWEEN :first_day AND :last_day
          AND (CAST(:national_id AS text) IS NULL OR national_id = CAST(:national_id AS text))
        ORDER BY marriage_id COLLATE "C", is_wife
        OFFSET 0
    """
    )
)

FACTS_OF_SPOUSES = text(
    _FACTS.format(
        spouses="""
        SELECT m.marriage_id COLLATE "C" AS marriage_id, m.role = 'wife' AS is_wife, m.national_id, m.registered_on,
               m.kind, m.official
        FROM unnest(CAST(:people AS text[]), CAST(:marriages AS text[])) AS k(national_id, marriage_id)
        JOIN registry.marriages m USING (national_id, marriage_id)
        OFFSET 0
    """
    )
)

# Whose own row was set apart stands in people.csv all the same, and is for a person to decide.
IS_A_PERSON = text(
    """
    SELECT EXISTS (SELECT FROM registry.people WHERE national_id = :national_id)
        OR EXISTS (SELECT FROM registry.quarantine WHERE national_id = :national_id AND file = 'people.csv')
    """
)

# The latest word of finance, in the registry or about an order of ours, which is given once its run is finished.
MARRIAGES = text(
    """
    SELECT m.marriage_id, m.registered_on, m.kind, spouse.first_name AS spouse_first_name,
           pay.amount, pay.state, pay.paid_on
    FROM registry.marriages m
    LEFT JOIN registry.people spouse ON spouse.national_id = m.spouse_id
    LEFT JOIN LATERAL (
        SELECT f.amount, f.state, f."on" AS paid_on, 0 AS latest FROM registry.payments f
        WHERE f.national_id = m.national_id AND f.marriage_id = m.marriage_id
        UNION ALL
        SELECT d.amount, d.payment, coalesce(d.payment_on, CAST(r.finished_at AT TIME ZONE 'Asia/Tehran' AS date)),
               d.month * 100 + d.number
        FROM hamyar.month_decisions d JOIN hamyar.month_runs r USING (month, number)
        WHERE d.national_id = m.national_id AND d.marriage_id = m.marriage_id
          AND d.payment IS NOT NULL AND r.finished_at IS NOT NULL
        ORDER BY paid_on DESC, latest DESC LIMIT 1
    ) pay ON true
    WHERE m.national_id = :national_id
    ORDER BY m.registered_on DESC, m.marriage_id COLLATE "C" DESC
    """
)

# The version is the latest one when that says the same, else the next. Two who tell the same at once keep it once.
KEEP = text(
    """
    WITH latest AS (
        SELECT coalesce(max(version), 0) AS version
        FROM hamyar.decisions WHERE national_id = :national_id AND marriage_id = :marriage_id
    ), told AS (
        SELECT CASE WHEN d.decision = CAST(:decision AS jsonb) THEN l.version ELSE l.version + 1 END AS version
        FROM latest l
        LEFT JOIN hamyar.decisions d
          ON d.national_id = :national_id AND d.marriage_id = :marriage_id AND d.version = l.version
    ), kept AS (
        INSERT INTO hamyar.decisions (national_id, marriage_id, version, told_at, decision)
        SELECT :national_id, :marriage_id, version, :now, CAST(:decision AS jsonb) FROM told
        ON CONFLICT DO NOTHING
    )
    SELECT version FROM told
    """
)

KEPT = text(
    """
    SELECT decision FROM hamyar.decisions
    WHERE national_id = :national_id AND marriage_id = :marriage_id AND version = :version
    """
)


async def stream_facts(
    connection: AsyncConnection, month: JalaliMonth, national_id: str | None = None
) -> AsyncGenerator[Facts, None]:
    """The facts of the marriages registered in `month`, of all people or one: by marriage_id, husband first."""
    asked = _asked(month.first_day, month.last_day, national_id)
    async with connection.stream(FACTS, asked, execution_options={"yield_per": ROWS_AT_A_TIME}) as rows:
        async for row in rows:
            yield _facts(row)


async def facts(connection: AsyncConnection, national_id: str, marriage: MarriageSeen) -> Facts | None:
    """The facts of one spouse in one marriage; None when the registry does not know the person."""
    rows = await connection.execute(FACTS, _asked(marriage.registered_on, marriage.registered_on, national_id))
    return next((_facts(row) for row in rows if row.marriage_id == marriage.marriage_id), None)


async def facts_of_spouses(connection: AsyncConnection, keys: Sequence[tuple[str, str, date]]) -> list[Facts]:
    """The facts of some spouses, each by national ID, marriage and its day; of other months than the rules need too."""
    if not keys:
        return []
    months = [JalaliMonth.of(day) for _, _, day in keys]
    asked = {
        "people": [person for person, _, _ in keys],
        "marriages": [marriage for _, marriage, _ in keys],
        "scheme": SCHEME.value,
        "first_month": min(months).plus(-12 * WINDOW_YEARS.value).number,
        "last_month": max(months).number,
    }
    return [_facts(row) for row in await connection.execute(FACTS_OF_SPOUSES, asked)]


async def is_a_person(connection: AsyncConnection, national_id: str) -> bool:
    """Whether the registry knows this national ID."""
    return bool(await connection.scalar(IS_A_PERSON, {"national_id": national_id}))


async def marriages(connection: AsyncConnection, national_id: str) -> Sequence[tuple[MarriageSeen, Payment | None]]:
    """A person's marriages, newest first, each with the latest word of finance."""
    rows = await connection.execute(MARRIAGES, {"national_id": national_id})
    return [(_marriage(row), _payment(row)) for row in rows]


async def keep(connection: AsyncConnection, decision: Decision, now: datetime) -> int:
    """Keep a decision as told, unless the latest version says the same; the version it is kept as."""
    kept = {
        "national_id": decision.national_id,
        "marriage_id": decision.marriage_id,
        "decision": json.dumps(dump(decision), ensure_ascii=False),
        "now": now,
    }
    version: int = (await connection.execute(KEEP, kept)).scalar_one()
    return version


async def kept(connection: AsyncConnection, national_id: str, marriage_id: str, version: int) -> Decision | None:
    """A decision as it was told."""
    keys = {"national_id": national_id, "marriage_id": marriage_id, "version": version}
    found = (await connection.execute(KEPT, keys)).scalar_one_or_none()
    return None if found is None else load(Decision, found)


def _asked(first_day: date, last_day: date, national_id: str | None) -> dict[str, Any]:
    """What `FACTS` takes. The days lie in one month; the months are all that the window of any of them touches."""
    month = JalaliMonth.of(first_day)
    return {
        "first_day": first_day,
        "last_day": last_day,
        "national_id": national_id,
        "scheme": SCHEME.value,
        "first_month": month.plus(-12 * WINDOW_YEARS.value).number,
        "last_month": month.number,
    }


def _facts(row: Row[Any]) -> Facts:
    others = zip(row.other_registered or (), row.other_kinds or (), strict=True)
    months = zip(map(JalaliMonth.of_number, row.months or ()), row.days or (), row.wages or (), strict=True)
    return Facts(
        marriage_id=row.marriage_id,
        national_id=row.national_id,
        registered_on=row.registered_on,
        kind=MarriageKind(row.kind),
        official=row.official,
        other_marriages=tuple(OtherMarriage(registered_on, MarriageKind(kind)) for registered_on, kind in others),
        employments=tuple(map(Employment, row.started or (), row.ended or ())),
        months=tuple(WageMonth(month, days, wage) for month, days, wage in months),
        account_known=row.account_known,
        mobile_known=row.mobile_known,
        history_complete=row.history_complete,
        quarantined=row.quarantined,
        overridden=frozenset(map(Criterion, row.overridden or ())),
        earlier_found=row.earlier_found,
    )


def _marriage(row: Row[Any]) -> MarriageSeen:
    return MarriageSeen(row.marriage_id, row.registered_on, MarriageKind(row.kind), row.spouse_first_name)


def _payment(row: Row[Any]) -> Payment | None:
    if row.state is None:
        return None
    return Payment(Rials(row.amount), PaymentState(row.state), row.paid_on)

"""What the rules count in the facts of many people at once, counted by PostgreSQL.

`records` brings the facts themselves, month by month, to be told; a month-end has a hundred thousand people and needs
of each only a few figures. The law stays in `rules`: which days of which month can count is worked out there for each
day of registration and handed over, PostgreSQL adds up. That both count the same is tested on random registries.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from functools import lru_cache
from typing import Any

from sqlalchemy import bindparam, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.ext.asyncio import AsyncConnection

from services.calendar import JalaliMonth
from services.grants import rules
from services.grants.facts import Figures, Key

# Keys go over as JSON, which costs least to write and to read. Each LATERAL is one walk of an index per person; what
# may grow meanwhile is asked for by scalar queries, which no plan answers by reading a table through. A month's cap is
# on its days over all workshops; most people have one list a month, and only the others' are grouped first. `caps` has
# a number for each of the 61 months that a window touches; `month - month / 100 * 88` counts months in a row. Written
# `IS TRUE`, the scheme is looked at in each row found: as a condition of the index, PostgreSQL 18 would skip from
# workshop to workshop for it, which takes twice as long.
FIGURES = text(
    """
    WITH law AS MATERIALIZED (
        SELECT * FROM jsonb_to_recordset(:law) AS l(
            registered_on date, first_month int, last_month int, place_before int, caps smallint[],
            first_wage int, last_wage int)
    )
    SELECT s.national_id, s.marriage_id, s.registered_on, s.kind, s.official,
           nullif(p.mobile, '') AS mobile, nullif(p.sheba, '') AS account,
           coalesce(p.marriage_history = 'complete', false) AS history_complete,
           EXISTS (SELECT FROM registry.quarantine q WHERE q.national_id = s.national_id) AS quarantined,
           (SELECT array_agg(v.criterion ORDER BY v.criterion) FROM hamyar.overrides v
            WHERE v.national_id = s.national_id AND v.marriage_id = s.marriage_id) AS overridden,
           CASE WHEN s.earliest < s.registered_on THEN s.earliest END AS earlier,
           work.at_work, CASE WHEN NOT work.at_work THEN work.last_day END AS last_day,
           CAST(CASE WHEN wage.lists = wage.months THEN wage.days ELSE (
               SELECT sum(least(w.days, l.caps[w.month - w.month / 100 * 88 - l.place_before]))
               FROM (
                   SELECT month, sum(days) AS days FROM registry.wage_months
                   WHERE national_id = s.national_id AND (scheme = :scheme) IS TRUE
                     AND month BETWEEN l.first_month AND l.last_month
                   GROUP BY month
               ) w
           ) END AS int) AS counted,
           coalesce(wage.total, 0) AS total,
           (SELECT true FROM registry.payments f
            WHERE f.national_id = s.national_id AND f.state <> 'returned' LIMIT 1) IS TRUE
               OR (SELECT true FROM hamyar.month_decisions d
                   WHERE d.national_id = s.national_id AND d.payment IN ('ordered', 'paid') LIMIT 1) IS TRUE
               AS paid_before
    FROM (
        SELECT k.*, m.*
        FROM ROWS FROM (jsonb_array_elements_text(:people), jsonb_array_elements_text(:marriages)) WITH ORDINALITY
             AS k(national_id, marriage_id, place)
        CROSS JOIN LATERAL (
            SELECT max(o.registered_on) FILTER (WHERE o.marriage_id = k.marriage_id) AS registered_on,
                   max(o.kind) FILTER (WHERE o.marriage_id = k.marriage_id) AS kind,
                   bool_and(o.official) FILTER (WHERE o.marriage_id = k.marriage_id) AS official,
                   min(o.registered_on) FILTER (
                       WHERE o.marriage_id <> k.marriage_id AND o.kind = ANY(:earlier_kinds)) AS earliest
            FROM registry.marriages o WHERE o.national_id = k.national_id
        ) m
        OFFSET 0
    ) s
    JOIN law l ON l.registered_on = s.registered_on
    LEFT JOIN registry.people p ON p.national_id = s.national_id
    CROSS JOIN LATERAL (
        SELECT coalesce(bool_or(e.started <= s.registered_on AND coalesce(e.ended >= s.registered_on, true)), false)
                   AS at_work,
               max(e.ended) FILTER (WHERE e.ended < s.registered_on) AS last_day
        FROM registry.employment e WHERE e.national_id = s.national_id
    ) work
    CROSS JOIN LATERAL (
        SELECT coalesce(sum(least(w.days, l.caps[w.month - w.month / 100 * 88 - l.place_before])), 0) AS days,
               CAST(sum(w.wage) FILTER (WHERE w.month BETWEEN l.first_wage AND l.last_wage) AS bigint) AS total,
               count(*) AS lists, count(DISTINCT w.month) AS months
        FROM registry.wage_months w
        WHERE w.national_id = s.national_id AND (w.scheme = :scheme) IS TRUE
          AND w.month BETWEEN l.first_month AND l.last_month
    ) wage
    ORDER BY s.place
    """
).bindparams(*(bindparam(name, type_=JSONB) for name in ("law", "people", "marriages")))

REGISTERED = text(
    """
    SELECT DISTINCT m.registered_on
    FROM ROWS FROM (jsonb_array_elements_text(:people), jsonb_array_elements_text(:marriages))
         AS s(national_id, marriage_id)
    JOIN registry.marriages m USING (national_id, marriage_id)
    """
).bindparams(*(bindparam(name, type_=JSONB) for name in ("people", "marriages")))


async def figures(connection: AsyncConnection, keys: Sequence[Key]) -> list[Figures]:
    """The figures of so many spouses, in the order asked for; whoever has no such marriage is left out."""
    asked = {"people": [person for person, _ in keys], "marriages": [marriage for _, marriage in keys]}
    days = (await connection.execute(REGISTERED, asked)).scalars()
    law = {
        "law": [dict(_law(day)) for day in sorted(days)],
        "earlier_kinds": [kind.value for kind in rules.EARLIER_KINDS.value],
        "scheme": rules.SCHEME.value,
    }
    rows = (await connection.execute(FIGURES, {**asked, **law})).all()
    return list(map(Figures._make, rows))


@lru_cache(maxsize=4096)
def _law(registered_on: date) -> Iterable[tuple[str, Any]]:
    """What the rules say of a marriage registered on that day, for PostgreSQL to count by."""
    within = rules.window(registered_on)
    first_wage, last_wage = rules.wage_months(registered_on)
    first, last = min(within.first_month, first_wage), max(within.last_month, last_wage)
    law: Mapping[str, Any] = {
        "registered_on": registered_on.isoformat(),
        "first_month": first.number,
        "last_month": last.number,
        "place_before": _place(first) - 1,
        "caps": [rules.most_counted(within, month) for month in first.through(last)],
        "first_wage": first_wage.number,
        "last_wage": last_wage.number,
    }
    return tuple(law.items())


def _place(month: JalaliMonth) -> int:
    """Months in a row, without gaps."""
    return month.year * 12 + month.month

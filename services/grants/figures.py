"""What the rules count in the facts of many people at once, counted by PostgreSQL.

`records` brings the facts themselves, month by month, to be told; a month-end has a hundred thousand people and needs
of each only a few figures. The law stays in `rules`: which days of which month can count is worked out there for each
day of registration and handed over, PostgreSQL adds up. That both count the same is tested on random registries.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from functools import lru_cache, partial
from typing import Any

from psycopg import AsyncConnection as Driver
from psycopg.types.json import Jsonb
from sqlalchemy.ext.asyncio import AsyncConnection

from services.grants import rules
from services.grants.facts import Figures, Key

# Keys go over as JSON, which costs least to write and to read. Each table is asked once for all of them, by its index,
# and joined in memory; wages are one walk of their index per person. A month's cap is on its days over all workshops;
# most people have one list a month, and only the others' are grouped first. As 100 leaves 12 when divided by 88,
# `month % 88` counts months in a row, and no two of the 61 that a window touches share a place in `caps`. Written
# `IS TRUE`, the scheme is looked at in each row found: as a condition of the index, PostgreSQL 18 would skip from
# workshop to workshop for it, which takes twice as long.
FIGURES = """
    WITH law AS MATERIALIZED (
        SELECT * FROM jsonb_to_recordset(%(law)s) AS l(
            registered_on date, first_month int, last_month int, caps smallint[], first_wage int, last_wage int)
    ),
    asked AS MATERIALIZED (
        SELECT * FROM ROWS FROM (jsonb_array_elements_text(%(people)s), jsonb_array_elements_text(%(marriages)s))
            WITH ORDINALITY AS k(national_id, marriage_id, place)
    ),
    spouses AS MATERIALIZED (
        SELECT k.place, m.* FROM asked k
        JOIN (
            SELECT national_id, marriage_id, registered_on, kind, official,
                   min(registered_on) FILTER (WHERE kind = ANY(%(earlier_kinds)s))
                       OVER (PARTITION BY national_id) AS earliest
            FROM registry.marriages WHERE national_id = ANY(ARRAY(SELECT national_id FROM asked))
        ) m USING (national_id, marriage_id)
    ),
    work AS (
        SELECT s.place, bool_or(e.started <= s.registered_on AND coalesce(e.ended >= s.registered_on, true)) AS at_work,
               max(e.ended) FILTER (WHERE e.ended < s.registered_on) AS last_day
        FROM spouses s
        JOIN (
            SELECT * FROM registry.employment
            WHERE national_id = ANY(ARRAY(SELECT national_id FROM asked)) OFFSET 0
        ) e USING (national_id)
        GROUP BY s.place
    )
    SELECT s.national_id, s.marriage_id, s.registered_on, s.kind, s.official,
           nullif(p.mobile, '') AS mobile, nullif(p.sheba, '') AS account,
           coalesce(p.marriage_history = 'complete', false) AS history_complete,
           s.national_id IN (
               SELECT national_id FROM registry.quarantine
               WHERE national_id = ANY(ARRAY(SELECT national_id FROM asked))) AS quarantined,
           o.overridden, coalesce(o.earlier_found, false) AS earlier_found,
           CASE WHEN s.earliest < s.registered_on THEN s.earliest END AS earlier,
           coalesce(work.at_work, false) AS at_work, CASE WHEN NOT work.at_work THEN work.last_day END AS last_day,
           CAST(CASE WHEN wage.one_a_month THEN wage.days ELSE (
               SELECT sum(least(w.days, l.caps[w.month %% 88]))
               FROM (
                   SELECT month, sum(days) AS days FROM registry.wage_months
                   WHERE national_id = s.national_id AND (scheme = %(scheme)s) IS TRUE
                     AND month BETWEEN l.first_month AND l.last_month
                   GROUP BY month
               ) w
           ) END AS int) AS counted,
           coalesce(wage.total, 0) AS total,
           s.national_id IN (
               SELECT national_id FROM registry.payments
               WHERE national_id = ANY(ARRAY(SELECT national_id FROM asked)) AND state <> 'returned')
           OR s.national_id IN (
               SELECT national_id FROM hamyar.month_decisions
               WHERE national_id = ANY(ARRAY(SELECT national_id FROM asked)) AND payment IN ('ordered', 'paid'))
               AS paid_before
    FROM spouses s
    LEFT JOIN law l USING (registered_on)
    LEFT JOIN (
        SELECT * FROM registry.people WHERE national_id = ANY(ARRAY(SELECT national_id FROM asked)) OFFSET 0
    ) p USING (national_id)
    LEFT JOIN (
        SELECT national_id, marriage_id, array_agg(criterion ORDER BY criterion) FILTER (WHERE holds) AS overridden,
               bool_or(NOT holds) AS earlier_found FROM hamyar.overrides
        WHERE national_id = ANY(ARRAY(SELECT national_id FROM asked)) GROUP BY national_id, marriage_id
    ) o USING (national_id, marriage_id)
    LEFT JOIN work USING (place)
    CROSS JOIN LATERAL (
        SELECT coalesce(sum(least(w.days, l.caps[w.month %% 88])), 0) AS days,
               CAST(sum(w.wage) FILTER (WHERE w.month BETWEEN l.first_wage AND l.last_wage) AS bigint) AS total,
               count(*) = count(DISTINCT w.month) AS one_a_month
        FROM registry.wage_months w
        WHERE w.national_id = s.national_id AND (w.scheme = %(scheme)s) IS TRUE
          AND w.month BETWEEN l.first_month AND l.last_month
    ) wage
    ORDER BY s.place
"""

PLACES = 88  # in `caps`

# Thousands of keys look like a few to PostgreSQL, which would go through all of them for each; hashes do not mind. A
# plan is made each time, since one of when a table was empty would read it through when it is full; and it is not
# compiled, which takes longer than counting does.
BY_HASHES = """
    SELECT set_config('enable_nestloop', 'off', true), set_config('plan_cache_mode', 'force_custom_plan', true),
           set_config('jit', 'off', true)
"""
AS_EVER = "SET LOCAL enable_nestloop TO DEFAULT"

_figures: Callable[[Iterable[Any]], Figures] = partial(tuple.__new__, Figures)  # `_make`, in a third of the time


async def figures(connection: AsyncConnection, keys: Sequence[Key], expected: Iterable[date] = ()) -> list[Figures]:
    """The figures of so many spouses, in the order asked for; whoever has no such marriage is left out.

    `expected` are days on which most of the marriages were registered: those of other days are asked for again.
    """
    raw = await connection.get_raw_connection()
    driver: Driver[Any] = raw.driver_connection  # type: ignore[assignment]
    await driver.execute(BY_HASHES)
    found = await _counted(driver, keys, frozenset(expected))
    await driver.execute(AS_EVER)
    return found


async def _counted(driver: Driver[Any], keys: Sequence[Key], days: frozenset[date]) -> list[Figures]:
    """Counted by the law of those days, and of whichever others turn up."""
    asked = {"people": Jsonb([person for person, _ in keys]), "marriages": Jsonb([marriage for _, marriage in keys])}
    law = {
        "law": _laws(days),
        "earlier_kinds": [kind.value for kind in rules.EARLIER_KINDS.value],
        "scheme": rules.SCHEME.value,
    }
    found = list(map(_figures, await (await driver.execute(FIGURES, {**asked, **law})).fetchall()))
    others = [one for one in found if one.registered_on not in days]
    if not others:
        return found
    again = await _counted(driver, list(map(_key, others)), frozenset(one.registered_on for one in others))
    counted = {_key(one): one for one in again}
    known = (one if one.registered_on in days else counted.get(_key(one)) for one in found)
    return [one for one in known if one]


def _key(one: Figures) -> Key:
    return one.national_id, one.marriage_id


@lru_cache(maxsize=64)
def _laws(days: frozenset[date]) -> str:
    """What the rules say of marriages registered on those days, for PostgreSQL to count by."""
    return json.dumps([_law(day) for day in sorted(days)])


def _law(registered_on: date) -> Mapping[str, Any]:
    within = rules.window(registered_on)
    first_wage, last_wage = rules.wage_months(registered_on)
    first, last = min(within.first_month, first_wage), max(within.last_month, last_wage)
    caps = [0] * PLACES
    for month in first.through(last):
        caps[month.number % PLACES] = rules.most_counted(within, month)
    return {
        "registered_on": registered_on.isoformat(),
        "first_month": first.number,
        "last_month": last.number,
        "caps": f"[0:{PLACES - 1}]={{{','.join(map(str, caps))}}}",
        "first_wage": first_wage.number,
        "last_wage": last_wage.number,
    }

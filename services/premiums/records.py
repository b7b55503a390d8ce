"""The facts of voluntary insurance out of the registry: one statement, one person, nothing judged."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Row, text
from sqlalchemy.ext.asyncio import AsyncConnection

from services.calendar import JalaliMonth
from services.money import Rials
from services.premiums.facts import Employment, RecordedMonth, VoluntaryFacts
from services.premiums.rules import NOT_IN_RECORD

FACTS = text(
    """
    SELECT p.national_id, p.birth_date,
           EXISTS (SELECT FROM registry.quarantine q WHERE q.national_id = p.national_id) AS quarantined,
           work.started, work.ended,
           list.months, list.days, list.compulsory_days, list.compulsory_wages, list.freelance_days
    FROM registry.people p
    CROSS JOIN LATERAL (
        SELECT array_agg(e.started ORDER BY e.started, e.workshop_id) AS started,
               array_agg(e.ended ORDER BY e.started, e.workshop_id) AS ended
        FROM registry.employment e
        WHERE e.national_id = p.national_id
    ) work
    CROSS JOIN LATERAL (
        SELECT array_agg(month) AS months, array_agg(days) AS days, array_agg(compulsory_days) AS compulsory_days,
               array_agg(compulsory_wage) AS compulsory_wages, array_agg(freelance_days) AS freelance_days
        FROM (
            SELECT w.month, sum(w.days) AS days,
                   coalesce(sum(w.days) FILTER (WHERE w.scheme = 'compulsory'), 0) AS compulsory_days,
                   CAST(coalesce(sum(w.wage) FILTER (WHERE w.scheme = 'compulsory'), 0) AS bigint) AS compulsory_wage,
                   coalesce(sum(w.days) FILTER (WHERE w.scheme = 'freelance'), 0) AS freelance_days
            FROM registry.wage_months w
            WHERE w.national_id = p.national_id AND w.scheme <> :not_in_record
            GROUP BY w.month
            ORDER BY w.month
        ) by_month
    ) list
    WHERE p.national_id = :national_id
    """
)


async def facts(connection: AsyncConnection, national_id: str) -> VoluntaryFacts | None:
    """What the registry says of a person; None when it does not hold them, or their own row was kept apart."""
    asked = {"national_id": national_id, "not_in_record": NOT_IN_RECORD.value}
    row = (await connection.execute(FACTS, asked)).one_or_none()
    return None if row is None else _facts(row)


def _facts(row: Row[Any]) -> VoluntaryFacts:
    columns = (row.months, row.days, row.compulsory_days, row.compulsory_wages, row.freelance_days)
    return VoluntaryFacts(
        national_id=row.national_id,
        birth_date=row.birth_date,
        employments=tuple(map(Employment, row.started or (), row.ended or ())),
        months=tuple(
            RecordedMonth(JalaliMonth.of_number(number), days, compulsory_days, Rials(wage), freelance_days)
            for number, days, compulsory_days, wage, freelance_days in zip(
                *(column or () for column in columns), strict=True
            )
        ),
        quarantined=row.quarantined,
    )

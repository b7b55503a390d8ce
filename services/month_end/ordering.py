"""The payments that a finished run orders, out of the database."""

from __future__ import annotations

from collections.abc import AsyncIterator

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from services.money import Rials
from services.month_end.order import Payment
from services.month_end.run import Run

AT_A_TIME = 1000

ORDERED = text(
    """
    SELECT d.national_id, d.marriage_id, coalesce(p.first_name, '') AS first_name,
           coalesce(p.last_name, '') AS last_name, d.account, d.amount
    FROM hamyar.month_decisions d LEFT JOIN registry.people p USING (national_id)
    WHERE d.month = :month AND d.number = :number AND d.account IS NOT NULL
    ORDER BY d.national_id, d.marriage_id COLLATE "C"
    """
)


async def payments(connection: AsyncConnection, run: Run) -> AsyncIterator[Payment]:
    """What the run orders to be paid, whatever has become of it since; only some of it is in memory at a time."""
    keys = {"month": run.month.number, "number": run.number}
    async with connection.stream(ORDERED, keys, execution_options={"yield_per": AT_A_TIME}) as rows:
        async for row in rows:
            yield Payment(
                row.national_id, row.marriage_id, row.first_name, row.last_name, row.account, Rials(row.amount)
            )

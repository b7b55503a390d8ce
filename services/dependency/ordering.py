"""Handing changes of shares over: an order takes all that none has taken yet, for good, before its file is written.

So a file can be written as often as it takes, and is the same each time; what changes meanwhile goes into the next.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, text
from sqlalchemy.ext.asyncio import AsyncConnection

from services.dependency.case import Change, EventKind
from services.dependency.order import ShareChange

AT_A_TIME = 1000

# Of two who open an order at once, the second finds what is left: as a rule nothing.
_ONE_AT_A_TIME = text("LOCK TABLE hamyar.pension_orders IN SHARE ROW EXCLUSIVE MODE")

_OPEN = text(
    """
    WITH next AS (
        SELECT 1 + coalesce(max(number), 0) AS number FROM hamyar.pension_orders
    ), taken AS (
        UPDATE hamyar.share_changes SET handed_over = next.number FROM next WHERE handed_over IS NULL RETURNING id
    )
    INSERT INTO hamyar.pension_orders (number, made_at, made_by)
    SELECT number, :now, :by FROM next WHERE EXISTS (SELECT FROM taken)
    """
)

_UNWRITTEN = text("SELECT number, made_at FROM hamyar.pension_orders WHERE written_at IS NULL ORDER BY number")

_ONE = text("SELECT number, made_at FROM hamyar.pension_orders WHERE number = :number")

_WRITTEN = text("UPDATE hamyar.pension_orders SET written_at = :now WHERE number = :number AND written_at IS NULL")

_COLUMNS = """
    SELECT national_id, pension_id, deceased_id, what, day, kind, "on", event_id, number, handed_over
    FROM hamyar.share_changes
"""
_CHANGES = text(f"{_COLUMNS} WHERE handed_over = :number ORDER BY national_id, id")

_OF_PERSON = text(f"{_COLUMNS} WHERE national_id = :national_id ORDER BY id")


class NoSuchOrder(LookupError):
    """No order of that number was made."""


@dataclass(frozen=True, slots=True)
class MadeOrder:
    """An order that holds its changes for good."""

    number: int
    made_at: datetime


async def open_next(connection: AsyncConnection, now: datetime, by: str) -> None:
    """Make an order of all changes that none holds yet; where there are none, no order is made."""
    await connection.execute(_ONE_AT_A_TIME)
    await connection.execute(_OPEN, {"now": now, "by": by})


async def unwritten(connection: AsyncConnection) -> tuple[MadeOrder, ...]:
    """Orders whose file was never finished."""
    return tuple(map(_made, await connection.execute(_UNWRITTEN)))


async def one(connection: AsyncConnection, number: int) -> MadeOrder:
    """An order by its number. Raises NoSuchOrder."""
    row = (await connection.execute(_ONE, {"number": number})).one_or_none()
    if row is None:
        raise NoSuchOrder
    return _made(row)


async def changes(connection: AsyncConnection, order: MadeOrder) -> AsyncIterator[ShareChange]:
    """What the order holds, of each person as it happened; only some of it is in memory at a time."""
    keys = {"number": order.number}
    async with connection.stream(_CHANGES, keys, execution_options={"yield_per": AT_A_TIME}) as rows:
        async for row in rows:
            yield _change(row)


async def of_person(connection: AsyncConnection, national_id: str) -> tuple[tuple[ShareChange, int | None], ...]:
    """What has changed of a person's shares, as it happened, and the number of the order that holds it."""
    rows = await connection.execute(_OF_PERSON, {"national_id": national_id})
    return tuple((_change(row), row.handed_over) for row in rows)


async def written(connection: AsyncConnection, order: MadeOrder, now: datetime) -> None:
    """Its file is whole."""
    await connection.execute(_WRITTEN, {"number": order.number, "now": now})


def _change(row: Row[Any]) -> ShareChange:
    of_share = (row.national_id, row.pension_id, row.deceased_id, Change(row.what), row.day)
    return ShareChange(*of_share, EventKind(row.kind), row.on, row.event_id, row.number)


def _made(row: Row[Any]) -> MadeOrder:
    return MadeOrder(row.number, row.made_at)

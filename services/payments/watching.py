"""How many payments and refunds are not done with, and since when: what an operator looks at."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from services.payments import records


@dataclass(frozen=True, slots=True)
class Open:
    """Those in one state; `labels` are the gateway, of payments, and the state."""

    labels: tuple[str, ...]
    count: int
    oldest: datetime


async def open_payments(connection: AsyncConnection) -> tuple[Open, ...]:
    """Payments that are neither recorded nor failed, by gateway and state; since when they were begun."""
    rows = await connection.execute(records.OPEN_ONES)
    return tuple(Open((gateway, state), count, oldest) for gateway, state, count, oldest in rows)


async def open_refunds(connection: AsyncConnection) -> tuple[Open, ...]:
    """Refunds that are not closed, by state; since when they were asked for."""
    return tuple(
        Open((state,), count, oldest) for state, count, oldest in await connection.execute(records.COUNT_REFUNDS)
    )

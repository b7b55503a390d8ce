"""Removing rows that are past their time, a batch at a time, so that no conversation waits for it.

A table is walked once along its primary key. Each batch is a transaction of its own, and rows that somebody else holds
are left for the next time.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import TextClause, text
from sqlalchemy.ext.asyncio import AsyncEngine

BATCH = 2_000  # some tens of milliseconds


@dataclass(frozen=True)
class PastItsTime:
    """Which rows of a table go: those of which `condition` is true, `:before` being now less `kept`, and why then."""

    table: str
    key: tuple[str, ...]
    condition: str
    kept: timedelta
    why: str


async def prune(engine: AsyncEngine, past: PastItsTime, now: datetime, *, batch: int = BATCH) -> int:
    """Remove what is past its time; how many rows."""
    removed, last = 0, None
    while True:
        facts = {"before": now - past.kept, "most": batch, **_places(last or ())}
        async with engine.begin() as connection:
            row = (await connection.execute(_statement(past, after=last is not None), facts)).one_or_none()
        if row is None:
            return removed
        removed += row.removed
        last = tuple(row)[1:]


def _statement(past: PastItsTime, *, after: bool) -> TextClause:
    key = ", ".join(past.key)
    places = ", ".join(f":last_{place}" for place in range(len(past.key)))
    return text(
        f"""
        WITH old AS (
            SELECT {key} FROM {past.table}
            WHERE ({past.condition}){f" AND ({key}) > ({places})" if after else ""}
            ORDER BY {key} LIMIT :most FOR UPDATE SKIP LOCKED
        ), gone AS (
            DELETE FROM {past.table} t USING old
            WHERE {" AND ".join(f"t.{name} = old.{name}" for name in past.key)}
        )
        SELECT count(*) OVER () AS removed, {key} FROM old
        ORDER BY {", ".join(f"{name} DESC" for name in past.key)} LIMIT 1
        """  # noqa: S608  names of our own
    )


def _places(last: Sequence[Any]) -> dict[str, Any]:
    return {f"last_{place}": value for place, value in enumerate(last)}

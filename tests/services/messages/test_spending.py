"""What a day's messages have cost."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from services.messages import Messages, records

MIDNIGHT = datetime(2026, 11, 22, 20, 30, tzinfo=UTC)
SENT = text(
    """
    INSERT INTO hamyar.outbox (channel, address, kind, state, created_at, due_at, sent_at, cost)
    VALUES (:channel, '09121234567', 'reply', 'sent', :at, :at, :at, :cost)
    """
)


async def test_the_day_has_cost_what_was_charged_on_that_channel_since_it_began(engine: AsyncEngine) -> None:
    before, after = MIDNIGHT - timedelta(seconds=1), MIDNIGHT + timedelta(hours=9)
    sent = [("sms", before, 900), ("sms", MIDNIGHT, 900), ("sms", after, 1800), ("sms", after, 0), ("sms", after, None)]
    async with engine.begin() as connection:
        assert await Messages(connection).spent_since("sms", MIDNIGHT) == 0
        for channel, at, cost in [*sent, ("telegram", after, 900)]:
            await connection.execute(SENT, {"channel": channel, "at": at, "cost": cost})
        assert await Messages(connection).spent_since("sms", MIDNIGHT) == 2700


async def test_what_a_day_has_cost_is_found_by_index(engine: AsyncEngine) -> None:
    plan = text(f"EXPLAIN (FORMAT JSON) {records.SPENT_SINCE.text}").bindparams(channel="sms", since=MIDNIGHT)
    async with engine.begin() as connection:
        await connection.execute(text("SET LOCAL enable_seqscan = off"))  # a table of a few rows is read whole else
        shown = str((await connection.execute(plan)).scalar_one())
    assert "outbox_spent" in shown

"""Changes of shares, for the pension department: which ended by a case, and which are drawn again after it.

A change is kept in the transaction in which the case changes, and stays as it is: an order hands it over once
(`services.dependency.ordering`). The department's own word comes back in `pensions.csv`, and is believed, but for one
thing: an end that only repeats what was handed over is our own decision, and where we have taken that back it counts as
taken back, however long the department's file goes on saying so.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from services.dependency.case import Change

# Of a row `p` of registry.pensions: whether its end is one of ours that we have taken back.
TAKEN_BACK = """
    EXISTS (SELECT FROM hamyar.share_changes h JOIN hamyar.share_changes b USING (national_id, event_id, pension_id)
            WHERE h.national_id = p.national_id AND h.pension_id = p.pension_id AND h.what = 'ended'
              AND h.day = p.ended + 1 AND b.what <> 'ended')
"""

# A share that the department has ended by itself before that day is not ended by us as well.
_ENDED = text(
    f"""
    INSERT INTO hamyar.share_changes (national_id, event_id, pension_id, what, deceased_id, kind, "on", day, at)
    SELECT c.national_id, c.event_id, p.pension_id, 'ended', p.deceased_id, c.kind, c."on", c.effective_on, :now
    FROM unnest(cast(:people AS text[]), cast(:events AS text[])) AS k(national_id, event_id)
    JOIN hamyar.dependency_cases c USING (national_id, event_id)
    JOIN registry.pensions p ON p.national_id = c.national_id AND p.pension_id = ANY(c.pensions)
    WHERE p.ended IS NULL OR p.ended >= c.effective_on OR {TAKEN_BACK}
    ORDER BY c.national_id, p.pension_id
    """  # noqa: S608  names of our own
)

# What a case had not ended goes on, and nobody need hear of that.
_AGAIN = text(
    """
    INSERT INTO hamyar.share_changes
        (national_id, event_id, pension_id, what, deceased_id, kind, "on", day, number, at)
    SELECT national_id, event_id, pension_id, :what, deceased_id, kind, "on", :day, :number, :now
    FROM hamyar.share_changes
    WHERE national_id = :national_id AND event_id = :event_id AND what = 'ended'
    ORDER BY pension_id
    """
)


async def ended(connection: AsyncConnection, people: Sequence[str], events: Sequence[str], now: datetime) -> None:
    """Keep that the shares of these cases, which stand as ended by now, have ended."""
    if people:
        await connection.execute(_ENDED, {"people": list(people), "events": list(events), "now": now})


async def drawn_again(
    connection: AsyncConnection, national_id: str, event_id: str, what: Change, day: date, number: str, now: datetime
) -> None:
    """Keep that what a case had ended is drawn again from that day, on an objection or request of that number."""
    facts = {"what": what.value, "day": day, "number": number, "now": now}
    await connection.execute(_AGAIN, {"national_id": national_id, "event_id": event_id, **facts})

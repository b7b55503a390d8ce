"""Closing contracts that have lapsed, many at once, and telling their people."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy.ext.asyncio import AsyncConnection

from services.calendar import Clock, JalaliMonth, today
from services.contracts import records
from services.contracts.terms import Terms, held
from services.messages.notices import Notices, Told
from services.messages.rules import Event
from services.premiums import rules


async def close_lapsed(
    connection: AsyncConnection,
    clock: Clock,
    notices: Notices,
    keys: Iterable[tuple[str, str]],
    *,
    said_on: str | None = None,
) -> int:
    """Close those of the contracts, by person and number, that have lapsed; how many.

    They are locked and looked at again: a premium that is being recorded just now is waited for.
    """
    given = list(keys)
    if not given:
        return 0
    now = today(clock)
    lapsed = [
        (terms, month)
        for terms in await held(connection, given)
        if terms.state == "active" and (month := terms.lapsed_from(now)) is not None
    ]
    if not lapsed:
        return 0
    facts = {
        "people": [terms.national_id for terms, _ in lapsed],
        "numbers": [terms.number for terms, _ in lapsed],
        "months": [month.number for _, month in lapsed],
        "now": clock.now(),
    }
    await connection.execute(records.LAPSE, facts)
    await notices.tell_all(Event.CONTRACT_LAPSED, (_told(terms, month, said_on) for terms, month in lapsed))
    return len(lapsed)


def _told(terms: Terms, month: JalaliMonth, said_on: str | None) -> Told:
    return Told(
        terms.national_id,
        f"{Event.CONTRACT_LAPSED} {terms.number}",
        {"number": terms.number, "month": str(month), "due": rules.due(month)},
        ("contract", terms.number),
        said_on,
    )

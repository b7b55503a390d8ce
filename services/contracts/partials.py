"""Completing partial months: one request a person, and the months that it completes as their lists come in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

from sqlalchemy.ext.asyncio import AsyncConnection

from services.calendar import Clock, JalaliMonth, today
from services.contracts import partial_months, records
from services.contracts.contract import DueMonth, PartialLook, PartialMonth
from services.contracts.number import numbered
from services.contracts.terms import tehran_day
from services.payments import Money
from services.premiums import rules
from services.premiums.records import facts as facts_of

PARTIAL: Final = "partial"


class MayNotRequest(Exception):
    """The person works nowhere where months may come out partial, or the registry does not hold them."""


@dataclass(frozen=True)
class Request:
    """A request; `first_month` is the first that it completes."""

    number: str
    requested_on: date
    first_month: JalaliMonth


class Partials:
    """Requests to complete partial months, inside the caller's transaction."""

    def __init__(self, connection: AsyncConnection, clock: Clock) -> None:
        self._connection = connection
        self._clock = clock

    async def look(self, national_id: str) -> PartialLook:
        """What the person can complete, and has."""
        now = today(self._clock)
        facts = await facts_of(self._connection, national_id)
        made = await request_of(self._connection, national_id)
        eligible = facts is not None and rules.may_request(facts.employments, facts.months, now)
        recorded = facts.months if facts else ()
        if made is None:
            first = rules.first_to_complete(now)
            return PartialLook(eligible, None, None, first, partial_months.examples(recorded, now))
        months = await self._months(national_id, made)
        return PartialLook(eligible, made.number, made.requested_on, made.first_month, months)

    async def request(self, national_id: str) -> str:
        """Ask for completion; the number of the one request a person has, old or new. Raises MayNotRequest."""
        now = today(self._clock)
        if (made := await request_of(self._connection, national_id)) is not None:
            return made.number
        facts = await facts_of(self._connection, national_id)
        if facts is None or not rules.may_request(facts.employments, facts.months, now):
            raise MayNotRequest
        first = rules.first_to_complete(now)
        row = {"national_id": national_id, "now": self._clock.now(), "first_month": first.number}

        async def keep(number: str) -> str | None:
            await self._connection.execute(records.REQUEST, {**row, "number": number})
            made = await request_of(self._connection, national_id)
            return None if made is None else made.number

        return await numbered(keep)

    async def due(self, national_id: str) -> list[DueMonth]:
        """The months whose list is in and that can be paid for, in order."""
        made = await request_of(self._connection, national_id)
        months = [] if made is None else await self._months(national_id, made)
        return [
            DueMonth(PARTIAL, made.number, one.month, one.premium, one.due)
            for one in months
            if made is not None and one.state == "payable"
        ]

    async def _months(self, national_id: str, made: Request) -> list[PartialMonth]:
        facts = await facts_of(self._connection, national_id)
        paid = await Money(self._connection).paid(national_id, PARTIAL)
        return partial_months.of_request(
            made.first_month,
            facts.months if facts else (),
            {JalaliMonth.of_number(one.item.month) for one in paid},
            today(self._clock),
        )


async def request_of(connection: AsyncConnection, national_id: str) -> Request | None:
    """The person's request."""
    row = (await connection.execute(records.REQUEST_OF, {"national_id": national_id})).one_or_none()
    if row is None:
        return None
    return Request(row.number, tehran_day(row.requested_at), JalaliMonth.of_number(row.first_month))

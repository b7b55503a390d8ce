"""The marriage grant: what became of it, and every decision of a month."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Iterable
from contextlib import aclosing
from dataclasses import replace

from sqlalchemy.ext.asyncio import AsyncConnection

from services.calendar import Clock, JalaliMonth, today
from services.grants import records, rules
from services.grants.decision import AwaitedLists, Criterion, Decision, Missing, Outcome, ReviewReason
from services.grants.facts import Facts, MarriageKind
from services.grants.standing import MarriageSeen, Payment, PaymentState, Standing, StandingKind, standing
from services.money import Rials

__all__ = [
    "AwaitedLists",
    "Criterion",
    "Decision",
    "Grants",
    "MarriageKind",
    "MarriageSeen",
    "Missing",
    "NoSuchMarriage",
    "NoSuchPerson",
    "Outcome",
    "Payment",
    "PaymentState",
    "ReviewReason",
    "Standing",
    "StandingKind",
    "decisions",
]


class NoSuchMarriage(LookupError):
    """The marriage is not one of this person's."""

    def __init__(self, marriage_id: str) -> None:
        super().__init__(f"no marriage {marriage_id} of this person")
        self.marriage_id = marriage_id


class NoSuchPerson(LookupError):
    """The registry knows nobody by this national ID. It is not part of the message, which may be logged."""

    def __init__(self, national_id: str) -> None:
        super().__init__("the registry does not know this national ID")
        self.national_id = national_id


class Grants:
    """Marriage grants, inside the caller's transaction."""

    def __init__(self, connection: AsyncConnection, clock: Clock) -> None:
        self._connection = connection
        self._clock = clock

    async def marriages(self, national_id: str) -> tuple[MarriageSeen, ...]:
        """A person's marriages, newest first."""
        return tuple(marriage for marriage, _ in await records.marriages(self._connection, national_id))

    async def standing(self, national_id: str, marriage_id: str) -> Standing:
        """What the person is to be told about a marriage. A decision told so is kept, a changed one as a new version.

        Raises `NoSuchMarriage`, or `NoSuchPerson` for a spouse whom the registry only names.
        """
        mine = await records.marriages(self._connection, national_id)
        marriage, payment = next((one for one in mine if one[0].marriage_id == marriage_id), (None, None))
        if marriage is None:
            raise NoSuchMarriage(marriage_id)
        facts = await records.facts(self._connection, national_id, marriage)
        if facts is None:
            raise NoSuchPerson(national_id)
        told = standing(marriage, rules.decide(facts), payment, today(self._clock))
        if told.kind is not StandingKind.DECIDED or told.decision is None:
            return told
        return replace(told, version=await records.keep(self._connection, told.decision, self._clock.now()))

    async def judged(self, national_id: str, marriage_id: str) -> Decision:
        """What the registry gives today, told to nobody and kept nowhere. Raises NoSuchMarriage, NoSuchPerson."""
        return rules.decide(await self._facts(national_id, marriage_id))

    async def at_stake(self, national_id: str, marriage_id: str, criteria: Iterable[Criterion]) -> Rials | None:
        """The amount if these criteria held as well; None where it would not be paid even so.

        Raises NoSuchMarriage, NoSuchPerson.
        """
        facts = await self._facts(national_id, marriage_id)
        return rules.decide(replace(facts, overridden=facts.overridden | set(criteria))).amount

    async def told(self, national_id: str, marriage_id: str, version: int) -> Decision | None:
        """A decision as it was told."""
        return await records.kept(self._connection, national_id, marriage_id, version)

    async def _facts(self, national_id: str, marriage_id: str) -> Facts:
        mine = await records.marriages(self._connection, national_id)
        marriage = next((seen for seen, _ in mine if seen.marriage_id == marriage_id), None)
        if marriage is None:
            raise NoSuchMarriage(marriage_id)
        facts = await records.facts(self._connection, national_id, marriage)
        if facts is None:
            raise NoSuchPerson(national_id)
        return facts


async def decisions(
    connection: AsyncConnection, month: JalaliMonth, national_id: str | None = None
) -> AsyncGenerator[Decision, None]:
    """Every decision on the marriages registered in `month`, or one person's: by marriage_id, husband first.

    Changes nothing, reads neither clock nor payments, and keeps nothing in memory. Raises `NoSuchPerson`.
    """
    if national_id is not None and not await records.is_a_person(connection, national_id):
        raise NoSuchPerson(national_id)
    async with aclosing(records.stream_facts(connection, month, national_id)) as found:
        async for facts in found:
            yield rules.decide(facts)

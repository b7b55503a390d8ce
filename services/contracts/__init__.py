"""Contracts of voluntary insurance: offered, signed, changed, ended; what is due under them is in `owing`.

Whether a contract stands follows from what is paid and from the day; the row only keeps what has been closed.
"""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Any, Literal

from sqlalchemy.ext.asyncio import AsyncConnection

from services.calendar import Clock, JalaliMonth, today
from services.contracts import records
from services.contracts.contract import Offer, Standing, Suggestion
from services.contracts.lapsing import close_lapsed
from services.contracts.number import numbered
from services.contracts.terms import Terms, held, of_person
from services.issued import mask_name
from services.messages.notices import Notices, Paper
from services.messages.rules import Event
from services.premiums import rules
from services.premiums.eligibility import Eligibility, Outcome
from services.premiums.facts import VoluntaryFacts
from services.premiums.quote import decimal_text
from services.premiums.records import facts as facts_of
from services.premiums.rules import BaseTooHigh, BaseTooLow
from services.premiums.table import TABLE

__all__ = [
    "AlreadyContracted",
    "BaseTooHigh",
    "BaseTooLow",
    "Contracts",
    "NoContract",
    "NotEligible",
    "Offer",
    "Standing",
    "Suggestion",
]


class AlreadyContracted(Exception):
    """The person has a contract that stands; `number` is its."""

    def __init__(self, number: str) -> None:
        super().__init__(f"contract {number} stands")
        self.number = number


class NotEligible(Exception):
    """The person may not contract; None where the registry does not hold them."""

    def __init__(self, eligibility: Eligibility | None) -> None:
        super().__init__("not eligible" if eligibility is None else f"{eligibility.outcome}: {eligibility.bars}")
        self.eligibility = eligibility


class NoContract(LookupError):
    """This person has no standing contract of that number."""


class Contracts:
    """Contracts, inside the caller's transaction. Signing, end and lapse are told, on `said_on` by the caller."""

    def __init__(
        self, connection: AsyncConnection, clock: Clock, notices: Notices, *, said_on: str | None = None
    ) -> None:
        self._connection = connection
        self._clock = clock
        self._notices = notices
        self._said_on = said_on

    async def offer(self, national_id: str) -> Offer:
        """Whether the person may contract today, and on what terms. Raises NoFigure where this year has no figures."""
        now, first = today(self._clock), await self._begins(national_id)
        facts = await facts_of(self._connection, national_id)
        rates = TABLE.of(first)
        judged = None if facts is None else rules.eligibility(facts, now)
        return Offer(
            outcome=judged.outcome if judged else Outcome.REVIEW,
            bars=list(judged.bars) if judged else [],
            age=judged.record.age if judged else 0,
            record_days=judged.record.days if judged else 0,
            needed_days=judged.record.needed if judged else 0,
            employed_since=judged.elsewhere.employed_since if judged else None,
            freelance_month=judged.elsewhere.freelance_month if judged else None,
            first_month=first,
            due=rules.due(first),
            suggestions=_suggestions(facts, first, now),
            unconfirmed=bool(rates.unconfirmed),
            enough_on=_enough_on(facts, judged, now) if facts and judged else None,
        )

    async def standing(self, national_id: str) -> Standing | None:
        """How the person's latest contract stands; None for who never had one."""
        kept = await of_person(self._connection, national_id)
        return kept[0].standing(today(self._clock)) if kept else None

    async def priced(self, base_daily: Fraction, month: JalaliMonth | None = None) -> Suggestion:
        """A typed daily base with what it costs, in the present month unless another is meant.

        Raises BaseTooLow, BaseTooHigh, NoFigure.
        """
        return _suggestion("typed", base_daily, month or JalaliMonth.of(today(self._clock)))

    async def sign(self, national_id: str, base_daily: str) -> str:
        """Sign a contract; its number. Raises AlreadyContracted, NotEligible, BaseTooLow, BaseTooHigh, NoFigure."""
        now = today(self._clock)
        facts = await facts_of(self._connection, national_id)
        judged = None if facts is None else rules.eligibility(facts, now)
        if judged is None or judged.outcome is not Outcome.ELIGIBLE:
            raise NotEligible(judged)
        await self._close_lapsed(national_id)
        await self._refuse_second(national_id)
        first = await self._begins(national_id)
        quote = rules.voluntary(TABLE.of(first), _declared(base_daily))
        name = (await self._connection.execute(records.NAMES, {"national_id": national_id})).one()
        row = {
            "national_id": national_id,
            "now": self._clock.now(),
            "first_month": first.number,
            "base_daily": decimal_text(quote.base_daily),
            "facts": {
                "name": f"{name.first_name} {name.last_name}",
                "holder": mask_name(name.first_name, name.last_name),
                "base_daily": decimal_text(quote.base_daily),
                "rate": str(quote.rate),
                "premium": quote.premium,
            },
        }

        async def keep(number: str) -> str | None:
            signed = await self._connection.execute(records.SIGN, {**row, "number": number})
            if signed.one_or_none() is not None:
                return number
            await self._refuse_second(national_id)
            return None

        number = await numbered(keep)
        told = {"begins": str(first), "premium": quote.premium, "due": rules.due(first)}
        await self._tell(Event.CONTRACT_SIGNED, national_id, number, paper=("contract", number), **told)
        return number

    async def change_base(self, national_id: str, number: str, base_daily: str) -> JalaliMonth:
        """Declare another base; the month from which it holds. Raises NoContract, BaseTooLow, BaseTooHigh, NoFigure."""
        terms = await self._standing(national_id, number)
        unpaid = terms.first_unpaid()
        assert unpaid is not None  # it goes on for ever
        month = rules.base_changes_from(unpaid, today(self._clock))
        quote = rules.voluntary(TABLE.of(month), _declared(base_daily))
        keys = {"national_id": national_id, "number": number, "from_month": month.number}
        row = {**keys, "base_daily": decimal_text(quote.base_daily), "now": self._clock.now()}
        await self._connection.execute(records.CHANGE_BASE, row)
        return month

    async def base_changes_from(self, national_id: str, number: str) -> JalaliMonth:
        """The month from which another base would hold. Raises NoContract."""
        terms = await self._standing(national_id, number)
        return rules.base_changes_from(terms.first_unpaid() or terms.begun, today(self._clock))

    async def end(self, national_id: str, number: str) -> JalaliMonth:
        """End a contract; its last month, before its first where nothing was paid. Raises NoContract."""
        terms = await self._standing(national_id, number)
        last = rules.ends_with(terms.begun, terms.paid)
        keys = {"national_id": national_id, "number": number}
        await self._connection.execute(records.END, {**keys, "last_month": last.number, "now": self._clock.now()})
        await self._tell(Event.CONTRACT_ENDED, national_id, number, last=str(last), paid=bool(terms.paid))
        return last

    async def _tell(
        self, event: Event, national_id: str, number: str, *, paper: Paper | None = None, **facts: Any
    ) -> None:
        told = {"number": number, **facts}
        key, about = f"{event} {number}", ("contract", number)
        await self._notices.tell(national_id, event, told, key=key, about=about, said_on=self._said_on, paper=paper)

    async def _begins(self, national_id: str) -> JalaliMonth:
        kept = await of_person(self._connection, national_id)
        paid = max((month for terms in kept for month in terms.paid), default=None)
        return rules.begins(today(self._clock), paid)

    async def _standing(self, national_id: str, number: str) -> Terms:
        for terms in await held(self._connection, [(national_id, number)]):
            if terms.stands(today(self._clock)):
                return terms
        raise NoContract

    async def _close_lapsed(self, national_id: str) -> None:
        kept = await of_person(self._connection, national_id)
        keys = [(terms.national_id, terms.number) for terms in kept if terms.state == "active"]
        await close_lapsed(self._connection, self._clock, self._notices, keys, said_on=self._said_on)

    async def _refuse_second(self, national_id: str) -> None:
        for terms in await of_person(self._connection, national_id):
            if terms.state == "active":
                raise AlreadyContracted(terms.number)


def _enough_on(facts: VoluntaryFacts, judged: Eligibility, now: date) -> date | None:
    return None if judged.record.holds else rules.enough_on(facts.birth_date, judged, now)


def _suggestions(facts: VoluntaryFacts | None, first: JalaliMonth, now: date) -> list[Suggestion]:
    """The lowest base, the person's own average where it is another, and the highest."""
    bases = rules.suggested_bases(facts.months if facts else (), TABLE.of(first), now)
    average = bases.average if bases.average not in (bases.lowest, bases.highest) else None
    return [
        _suggestion("lowest", bases.lowest, first),
        *([] if average is None else [_suggestion("average", average, first)]),
        _suggestion("highest", bases.highest, first),
    ]


def _suggestion(
    kind: Literal["lowest", "average", "highest", "typed"], base: Fraction, month: JalaliMonth
) -> Suggestion:
    quote = rules.voluntary(TABLE.of(month), _declared(base))
    return Suggestion(kind, decimal_text(quote.base_daily), rules.monthly_base(quote.base_daily), quote.premium)


def _declared(base: Fraction | str) -> Fraction:
    """A base as it is kept: to hundredths of a rial, so that what is priced is what is signed."""
    return Fraction(decimal_text(Fraction(base)))

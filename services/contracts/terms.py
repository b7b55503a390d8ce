"""A contract as it is kept, with what is paid under it: what the rules are asked about."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction
from functools import lru_cache
from itertools import dropwhile, takewhile
from typing import Any, Final

from sqlalchemy import Row
from sqlalchemy.ext.asyncio import AsyncConnection

from services.calendar import TEHRAN, JalaliMonth
from services.contracts import records
from services.contracts.contract import DueMonth, Standing
from services.money import Rials
from services.premiums import rules
from services.premiums.quote import decimal_text
from services.premiums.rates import NoFigure
from services.premiums.table import TABLE

VOLUNTARY: Final = "voluntary"


@dataclass(frozen=True)
class Terms:
    """One contract. `bases` begin with the month beside them, oldest first.

    `sent` are the days on which somebody was sent to the bank for a month, whose answer is still awaited.
    """

    national_id: str
    number: str
    state: str
    begun: JalaliMonth
    last: JalaliMonth | None
    closed_from: JalaliMonth | None
    bases: tuple[tuple[JalaliMonth, str], ...]
    paid: frozenset[JalaliMonth]
    sent: Mapping[JalaliMonth, tuple[date, ...]]

    def declared(self, month: JalaliMonth) -> str:
        """The daily base that holds in the month, as it was declared."""
        return [base for since, base in self.bases if since <= month or since == self.begun][-1]

    def lapsed_from(self, today: date) -> JalaliMonth | None:
        """The month from which it has lapsed.

        None is past due while the bank is asked about it, nor as long as nobody can say what it costs.
        """
        if self.state != "active":
            return self.closed_from
        on_the_way = {
            month for month, days in self.sent.items() if any(rules.in_time(day, rules.due(month)) for day in days)
        }
        lapsed = rules.lapsed_from(self.begun, self.paid | on_the_way, today, self.last)
        return lapsed if lapsed is not None and has_figures(lapsed) else None

    def stands(self, today: date) -> bool:
        return self.state == "active" and self.lapsed_from(today) is None

    def first_unpaid(self) -> JalaliMonth | None:
        return rules.first_unpaid(self.begun, self.paid, self.last)

    def due(self, today: date) -> list[DueMonth]:
        """What may be paid of it, in order. A month that the table of rates does not reach yet is left for later."""
        return [self.due_month(month) for month in takewhile(has_figures, self._payable(today))]

    def unpriced(self, today: date) -> JalaliMonth | None:
        """The first month that may be paid but for the table of rates, which does not reach it yet."""
        return next(dropwhile(has_figures, self._payable(today)), None)

    def due_month(self, month: JalaliMonth) -> DueMonth:
        """A month of it, whoever owes it still. Raises NoFigure."""
        return DueMonth(VOLUNTARY, self.number, month, premium(month, self.declared(month)), rules.due(month))

    def _payable(self, today: date) -> list[JalaliMonth]:
        if not self.stands(today):
            return []
        return rules.payable_months(self.begun, self.paid, today, self.last)

    def standing(self, today: date) -> Standing:
        """How it stands on that day."""
        lapsed, unpaid = self.lapsed_from(today), self.first_unpaid()
        active = self.stands(today)
        month = unpaid if unpaid is not None else self.last or self.begun
        shown = max(month if has_figures(month) else month.previous(), self.begun)
        base = base_in(shown, self.declared(shown))
        return Standing(
            number=self.number,
            state="active" if active else "lapsed" if lapsed is not None else "ended",
            base_daily=decimal_text(base),
            monthly=rules.monthly_base(base),
            premium=premium(shown, self.declared(shown)),
            first_month=self.begun,
            paid_through=max(self.paid, default=None),
            last_month=self.last,
            unpaid=[one for one in self.due(today) if one.month <= JalaliMonth.of(today)],
            lapses_on=rules.due(unpaid) if active and unpaid is not None else None,
            lapsed_from=lapsed,
            unpriced=self.unpriced(today),
        )


rates_of = lru_cache(maxsize=256)(TABLE.of)


def has_figures(month: JalaliMonth) -> bool:
    """Whether the table of rates reaches the month."""
    try:
        rates_of(month)
    except NoFigure:
        return False
    return True


@lru_cache(maxsize=4096)
def base_in(month: JalaliMonth, declared: str) -> Fraction:
    """The daily base of a month, of what was declared. Raises NoFigure."""
    return rules.base_in(rates_of(month), Fraction(declared))


@lru_cache(maxsize=4096)
def premium(month: JalaliMonth, declared: str) -> Rials:
    """The premium of a month. Raises NoFigure."""
    return rules.voluntary(rates_of(month), base_in(month, declared)).premium


async def of_person(connection: AsyncConnection, national_id: str) -> tuple[Terms, ...]:
    """All contracts of a person, the latest first."""
    return tuple(map(_terms, await connection.execute(records.OF_PERSON, {"national_id": national_id})))


async def held(connection: AsyncConnection, keys: Iterable[tuple[str, str]]) -> tuple[Terms, ...]:
    """Contracts by person and number, kept from changing until the transaction ends."""
    given = sorted(set(keys))
    facts = {"people": [person for person, _ in given], "numbers": [number for _, number in given]}
    await connection.execute(records.HOLD, facts)
    return tuple(map(_terms, await connection.execute(records.MANY, facts)))


def _terms(row: Row[Any]) -> Terms:
    sent: dict[JalaliMonth, tuple[date, ...]] = {}
    for number, at in zip(row.sent_months or (), row.sent_at or (), strict=True):
        month = JalaliMonth.of_number(number)
        sent[month] = (*sent.get(month, ()), tehran_day(at))
    return Terms(
        national_id=row.national_id,
        number=row.number,
        state=row.state,
        begun=JalaliMonth.of_number(row.first_month),
        last=None if row.last_month is None else JalaliMonth.of_number(row.last_month),
        closed_from=None if row.lapsed_from is None else JalaliMonth.of_number(row.lapsed_from),
        bases=tuple(
            (JalaliMonth.of_number(month), base) for month, base in zip(row.base_months, row.bases, strict=True)
        ),
        paid=frozenset(map(JalaliMonth.of_number, row.paid)),
        sent=sent,
    )


def tehran_day(moment: datetime) -> date:
    """The civil date of a moment in Tehran."""
    return moment.astimezone(TEHRAN).date()

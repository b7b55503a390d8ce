"""What is told of contracts, premiums and partial months: plain values that a conversation can keep.

Bases are decimal text, as `services.premiums.quote.decimal_text` makes it and `Fraction` reads it; amounts are rials.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal, TypeAlias

from services.calendar import JalaliMonth
from services.money import Rials
from services.payments.rules import Item
from services.premiums.eligibility import Bar, Outcome

PartialState: TypeAlias = Literal["awaited", "unpriced", "payable", "paid", "late", "whole"]


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A base to declare: `monthly` is that of thirty days, `premium` that of the first month."""

    kind: Literal["lowest", "average", "highest", "typed"]
    base_daily: str
    monthly: Rials
    premium: Rials


@dataclass(frozen=True, slots=True)
class Offer:
    """Whether somebody may contract today, and on what terms.

    `due` is the last day for the premium of `first_month`. `unconfirmed`: no published copy of the figures of that
    month was read. `enough_on` is the day on which a record that is too short would be enough, were the person insured
    on each day from now on. For `review` the figures are not to be relied upon, and there may be none (0).
    """

    outcome: Outcome
    bars: list[Bar]
    age: int
    record_days: int
    needed_days: int
    employed_since: date | None
    freelance_month: JalaliMonth | None
    first_month: JalaliMonth
    due: date
    suggestions: list[Suggestion]
    unconfirmed: bool
    enough_on: date | None = None


@dataclass(frozen=True, slots=True)
class DueMonth:
    """A month that may be paid now: of a contract (`voluntary`) or of a request (`partial`), whose number is `about`.

    `due` is the last day in time.
    """

    kind: Literal["voluntary", "partial"]
    about: str
    month: JalaliMonth
    amount: Rials
    due: date

    def item(self, national_id: str) -> Item:
        """What a payment takes it as."""
        return Item(national_id, self.kind, self.about, self.month.number, self.amount)


@dataclass(frozen=True, slots=True)
class Standing:
    """How a contract stands. `base_daily`, `monthly` and `premium` are those of its first unpaid month, or its last.

    `unpaid` are the months begun and not paid; `lapses_on` is the last day on which the first unpaid month can be paid,
    with the end of which the contract lapses. `last_month` is that of an ended contract: before `first_month` where
    nothing was paid. `unpriced` is the first month that could be paid were it known what it costs.
    """

    number: str
    state: Literal["active", "ended", "lapsed"]
    base_daily: str
    monthly: Rials
    premium: Rials
    first_month: JalaliMonth
    paid_through: JalaliMonth | None
    last_month: JalaliMonth | None
    unpaid: list[DueMonth]
    lapses_on: date | None
    lapsed_from: JalaliMonth | None
    unpriced: JalaliMonth | None = None


@dataclass(frozen=True, slots=True)
class Order:
    """Months to be paid together, on the page at `url`, by whoever opens it `until` then."""

    code: str
    url: str
    amount: Rials
    until: datetime
    items: list[DueMonth]


@dataclass(frozen=True, slots=True)
class PartialMonth:
    """A month of a request: `recorded` days with `wage`, and what the missing `days` cost.

    `awaited`: its list is not in; all figures but the month's are 0 then. `unpriced`: its list is in, and nobody knows
    yet what a day costs. `late`: it can no longer be paid for. `whole`: nothing is missing.
    """

    month: JalaliMonth
    recorded: int
    wage: Rials
    days: int
    base_daily: str
    premium: Rials
    due: date
    state: PartialState


@dataclass(frozen=True, slots=True)
class PartialLook:
    """A person's partial months. `request` is the number of the one request they have, or None.

    `first_month` is the first that it completes, or would if it were made today. Before there is a request, `months`
    are the last partial ones, all `late`: what such a month would have cost.
    """

    eligible: bool
    request: str | None
    requested_on: date | None
    first_month: JalaliMonth
    months: list[PartialMonth]

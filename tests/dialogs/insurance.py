"""Voluntary insurance in an explored world: the services of contracts, premiums, partial months and receipts, without a
database. What they tell is written down; what is done with them is only noted.

The real ones are tried in tests/services and tests/journeys.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from fractions import Fraction

from services.calendar import JalaliDay, JalaliMonth
from services.contracts import AlreadyContracted, BaseTooLow, NoContract
from services.contracts.contract import DueMonth, Offer, Order, PartialLook, PartialMonth, Standing, Suggestion
from services.contracts.partials import MayNotRequest
from services.contracts.premiums import NotOwed
from services.money import Rials
from services.premiums.eligibility import Bar, Outcome
from services.premiums.rates import NoFigure
from services.premiums.rules import due, monthly_base
from services.receipts import ReceiptSeen
from tests.dialogs.cabinet import NUMBERS

NUMBER = NUMBERS[3]
PAY_LINK = "https://hamyar.tamin.example/p/abcdefghijklmnopqrstuv"  # as long as a link is
UNTIL = datetime(2020, 5, 20, 19, 29, tzinfo=UTC)
MONTH = JalaliMonth(1405, 2)  # no month's name is longer
DAILY = Fraction(5_541_850)
MOST = Rials(324_697_000)  # no month costs more this year


def _suggestion(kind: str, times: Fraction) -> Suggestion:
    base = DAILY * times
    return Suggestion(kind, str(base), monthly_base(base), Rials(int(base * 31 * 27) // 100))  # type: ignore[arg-type]


LOWEST, AVERAGE, HIGHEST = (
    _suggestion("lowest", Fraction(6, 5)),
    _suggestion("average", Fraction(2)),
    _suggestion("highest", Fraction(7)),
)
OFFER = Offer(Outcome.ELIGIBLE, [], 53, 12_345, 1_095, None, None, MONTH, due(MONTH), [LOWEST, AVERAGE, HIGHEST], True)


def _due(first: JalaliMonth, count: int, kind: str = "voluntary") -> list[DueMonth]:
    months = first.through(first.plus(count - 1))
    return [DueMonth(kind, NUMBER, month, MOST, due(month)) for month in months]  # type: ignore[arg-type]


STANDING = Standing(
    NUMBER, "active", LOWEST.base_daily, HIGHEST.monthly, MOST, MONTH, None, None, _due(MONTH, 3), due(MONTH), None
)
PARTIAL = PartialMonth(MONTH, 12, MOST, 19, "12", MOST, due(MONTH), "payable")
LOOK = PartialLook(True, None, None, MONTH, [replace(PARTIAL, state="late")])
REQUESTED = replace(LOOK, request=NUMBER, requested_on=JalaliDay(1399, 2, 31).gregorian, months=[])
RECEIPT = ReceiptSeen(NUMBER, MOST, UNTIL, "voluntary", [MONTH])


@dataclass(frozen=True)
class Insurance:
    """What is true of one person's insurance; without more, they may not contract and have nothing.

    `raced`: whatever is done, something has just come between. `trouble` is what declaring another base raises; without
    `offer_lasts` this year has no figures.
    """

    offer: Offer = field(default_factory=lambda: _refused(Bar.RECORD))
    standing: Standing | None = None
    due: list[DueMonth] = field(default_factory=list)
    look: PartialLook = field(default_factory=lambda: replace(LOOK, eligible=False, months=[]))
    receipts: list[ReceiptSeen] = field(default_factory=list)
    can_pay: bool = True
    raced: bool = False
    trouble: Exception | None = None
    offer_lasts: bool = True


def _refused(*bars: Bar, employed_since: date | None = None, freelance: JalaliMonth | None = None) -> Offer:
    days = 29 if Bar.RECORD in bars else 1_094
    enough_on = JalaliDay(1399, 2, 31).gregorian
    needed = 30 if Bar.RECORD in bars else 1_095
    return replace(
        OFFER,
        outcome=Outcome.REFUSED,
        bars=list(bars),
        record_days=days,
        needed_days=needed,
        enough_on=enough_on,
        employed_since=employed_since,
        freelance_month=freelance,
        suggestions=[LOWEST, HIGHEST],
    )


def insurances() -> Iterator[tuple[str, str, Insurance]]:
    """Every kind of insurance there is to tell of: its name, the dialog it is told in, what is true."""
    ready = Insurance(OFFER, due=_due(MONTH, 1))
    yield "eligible", "contract", ready
    no_average = replace(OFFER, suggestions=[LOWEST, HIGHEST], unconfirmed=False)
    yield "eligible, no average, no bank", "contract", replace(ready, offer=no_average, can_pay=False)
    yield "contracted meanwhile", "contract", replace(ready, raced=True)
    since = JalaliDay(1399, 2, 31).gregorian
    employed = _refused(Bar.INSURED_ELSEWHERE, Bar.RECORD_FOR_AGE, employed_since=since)
    yield "employed, and too little record", "contract", Insurance(employed)
    free = _refused(Bar.INSURED_ELSEWHERE, freelance=MONTH)
    lapsed = replace(STANDING, state="lapsed", lapsed_from=MONTH, lapses_on=None, unpaid=[])
    yield "a freelancer, lapsed", "contract", Insurance(free, lapsed)
    ended = replace(STANDING, state="ended", last_month=MONTH, lapses_on=None, unpaid=[])
    yield "too little record, ended", "contract", Insurance(_refused(Bar.RECORD_FOR_AGE), ended)
    unpaid = replace(ended, last_month=MONTH.previous())
    ahead = replace(STANDING, unpaid=[])
    review = replace(OFFER, outcome=Outcome.REVIEW, suggestions=[LOWEST, HIGHEST])
    yield "review, ended unpaid", "contract", Insurance(review, unpaid)
    yield "standing, months unpaid", "contract", Insurance(OFFER, STANDING, _due(MONTH, 4))
    paid = replace(STANDING, paid_through=MONTH, unpaid=[])
    yield "standing, all paid", "contract", Insurance(replace(OFFER, suggestions=[LOWEST, HIGHEST]), paid)
    yield "ended meanwhile", "contract", Insurance(OFFER, paid, raced=True)
    nothing = NoFigure("minimum_daily_wage", MONTH)
    yield "standing, no figures for next year", "contract", Insurance(OFFER, paid, trouble=nothing)
    low = BaseTooLow(DAILY, MONTH, DAILY)
    yield "standing, other bounds next year", "contract", Insurance(OFFER, paid, trouble=low)
    unpriced = replace(paid, unpriced=MONTH.next())
    yield "standing, no figures", "contract", Insurance(OFFER, unpriced, offer_lasts=False)
    yield (
        "standing, months unpaid and one without figures",
        "contract",
        Insurance(OFFER, replace(STANDING, unpriced=MONTH.plus(3)), _due(MONTH, 3)),
    )
    yield "no figures", "contract", Insurance(OFFER, offer_lasts=False)

    yield (
        "four months and a partial one",
        "premium",
        Insurance(standing=STANDING, due=[*_due(MONTH, 4), *_due(MONTH, 1, "partial")]),
    )
    yield "one month", "premium", Insurance(standing=STANDING, due=_due(MONTH, 1))
    yield "all paid", "premium", Insurance(standing=paid)
    yield "nothing that has figures", "premium", Insurance(standing=unpriced)
    yield "none to pay yet", "premium", Insurance(standing=ahead)
    yield "paid meanwhile", "premium", Insurance(standing=STANDING, due=_due(MONTH, 2), raced=True)
    yield "no bank", "premium", Insurance(standing=STANDING, due=_due(MONTH, 4), can_pay=False)

    requested = Insurance(look=REQUESTED)
    yield "partial months, no request", "partial_months", Insurance(look=LOOK)
    yield "may not request any more", "partial_months", Insurance(look=replace(LOOK, months=[]), raced=True)
    yield "paid for meanwhile", "partial_months", replace(requested, due=_due(MONTH, 1, "partial"), raced=True)
    states = ("awaited", "unpriced", "payable", "paid", "late", "whole")
    every = [replace(PARTIAL, month=MONTH.plus(place), state=state) for place, state in enumerate(states)]
    yield "requested, nothing due", "partial_months", replace(requested, look=replace(REQUESTED, months=every))
    yield (
        "requested, every state",
        "partial_months",
        replace(
            requested,
            look=replace(REQUESTED, months=every),
            due=[*_due(MONTH, 1, "partial"), *_due(MONTH.plus(2), 1, "partial")],
        ),
    )

    several = [replace(RECEIPT, number=NUMBERS[place], kind="partial") for place in range(20, 27)]
    yield "one receipt", "receipts", Insurance(receipts=[RECEIPT])
    run = replace(RECEIPT, months=[MONTH, MONTH.next()])
    apart = replace(several[0], months=[MONTH, MONTH.plus(2)])
    yield "eight receipts", "receipts", Insurance(receipts=[run, apart, *several[1:]])


class FakeContracts:
    """Contracts out of a world; `acts` are what was done."""

    def __init__(self, insurance: Insurance) -> None:
        self._insurance = insurance
        self.acts: list[str] = []

    async def offer(self, national_id: str) -> Offer:
        if not self._insurance.offer_lasts:
            raise NoFigure("minimum_daily_wage", MONTH)
        return self._insurance.offer

    async def standing(self, national_id: str) -> Standing | None:
        known = self._insurance.standing
        if known and self.acts and self._insurance.raced:
            return replace(known, state="lapsed", lapsed_from=MONTH)
        return known

    async def priced(self, base_daily: Fraction, month: JalaliMonth | None = None) -> Suggestion:
        return replace(_suggestion("typed", base_daily / DAILY), base_daily=str(base_daily))

    async def sign(self, national_id: str, base_daily: str) -> str:
        self._done("signed")
        if self._insurance.raced:
            raise AlreadyContracted(NUMBER)
        return NUMBER

    async def base_changes_from(self, national_id: str, number: str) -> JalaliMonth:
        return MONTH

    async def change_base(self, national_id: str, number: str, base_daily: str) -> JalaliMonth:
        if self._insurance.trouble:
            raise self._insurance.trouble
        self._done("changed")
        if self._insurance.raced:
            raise NoContract
        return MONTH

    async def end(self, national_id: str, number: str) -> JalaliMonth:
        self._done("ended")
        if self._insurance.raced:
            raise NoContract
        assert self._insurance.standing
        return self._insurance.standing.paid_through or MONTH.previous()

    def _done(self, what: str) -> None:
        self.acts.append(what)


class FakePremiums:
    """What is due out of a world, and one and the same link to pay it."""

    def __init__(self, insurance: Insurance) -> None:
        self._insurance = insurance

    @property
    def can_pay(self) -> bool:
        return self._insurance.can_pay

    async def due(self, national_id: str) -> list[DueMonth]:
        return self._insurance.due

    async def order(self, national_id: str, months: Sequence[DueMonth]) -> Order:
        if self._insurance.raced or not months or any(month not in self._insurance.due for month in months):
            raise NotOwed
        return Order("x", PAY_LINK, Rials(sum(month.amount for month in months)), UNTIL, list(months))


class FakePartials:
    """Partial months out of a world."""

    def __init__(self, insurance: Insurance) -> None:
        self._insurance = insurance
        self.acts: list[str] = []

    async def look(self, national_id: str) -> PartialLook:
        return self._insurance.look

    async def request(self, national_id: str) -> str:
        self.acts.append("requested")
        if self._insurance.raced:
            raise MayNotRequest
        return NUMBER


class FakeReceipts:
    """Receipts out of a world."""

    def __init__(self, insurance: Insurance) -> None:
        self._insurance = insurance

    async def all(self, national_id: str) -> list[ReceiptSeen]:
        return self._insurance.receipts

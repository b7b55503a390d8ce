"""A premium with everything that it was computed from."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from services.calendar import JalaliMonth
from services.money import Rials, divide_half_up
from services.premiums.rates import Rates

PLACES = 2  # decimals of a daily base that are told


@dataclass(frozen=True, slots=True)
class BaseBounds:
    """The lowest and the highest daily base of a month, both allowed, in rials; the lowest is often no whole number."""

    lowest: Fraction
    highest: Fraction

    def held(self, base: Fraction) -> Fraction:
        """The nearest base that is allowed."""
        return min(max(base, self.lowest), self.highest)


@dataclass(frozen=True, slots=True)
class SuggestedBases:
    """Three bases to choose from; `average` is None for who has no compulsory days in the year before."""

    lowest: Fraction
    average: Fraction | None
    highest: Fraction


@dataclass(frozen=True, slots=True)
class Quote:
    """`premium` is the rate × `base_daily` × `days`, rounded once, at the end. `days` are those paid for."""

    rates: Rates
    days: int
    base_daily: Fraction
    premium: Rials

    @property
    def month(self) -> JalaliMonth:
        return self.rates.month

    @property
    def rate(self) -> Fraction:
        return self.rates.rate.value


def decimal_text(value: Fraction) -> str:
    """A daily base in Latin digits, to hundredths of a rial, a half up: «4156387.2». It is exact for a declared base.

    `Fraction` reads it back.
    """
    hundredths = divide_half_up(Rials(value.numerator * 10**PLACES), value.denominator)
    whole, rest = divmod(hundredths, 10**PLACES)
    return f"{whole}.{rest:0{PLACES}}".rstrip("0").rstrip(".")

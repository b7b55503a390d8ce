"""Every month of the table agrees with the rules written apart: from the CSV, in whole numbers, sharing no code."""

from __future__ import annotations

import csv
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from pathlib import Path

import jdatetime  # type: ignore[import-untyped]
import pytest

import services.premiums
from services.money import Rials
from services.premiums.rules import BaseTooHigh, BaseTooLow, bounds, partial, voluntary
from services.premiums.table import TABLE
from tests.services.premiums.cases import MONTHS

ROWS = list(csv.DictReader((Path(services.premiums.__file__).parent / "rates.csv").open(encoding="utf-8")))


def figure(name: str, month: str) -> Decimal:
    [found] = [row for row in ROWS if row["figure"] == name and row["first"] <= month <= (row["last"] or "9999-12")]
    return Decimal(found["value"])


def length(year: int, month: int) -> int:
    following = jdatetime.date(year + month // 12, month % 12 + 1, 1)
    return int((following.togregorian() - jdatetime.date(year, month, 1).togregorian()).days)


def rounded(amount: Decimal) -> int:
    return int(amount.quantize(Decimal(1), ROUND_HALF_UP))


def test_the_table_is_that_of_the_domain() -> None:
    wages = {
        1397: 370_423,
        1398: 505_627,
        1400: 885_165,
        1401: 1_393_250,
        1402: 1_769_428,
        1403: 2_388_728,
        1404: 3_463_656,
        1405: 5_541_850,
    }
    for month in MONTHS:
        expected = wages.get(month.year) or (611_809 if month.month <= 3 else 636_809)
        assert TABLE.of(month).minimum_daily_wage.value == figure("minimum_daily_wage", str(month)) == expected
        assert TABLE.of(month).rate.value == Fraction("0.27")


def test_what_no_text_confirms_says_so() -> None:
    for month in MONTHS:
        figures = TABLE.of(month)
        assert figures.minimum_daily_wage.is_confirmed == (month.year != 1405)
        assert figures.rate.is_confirmed == (1399 <= month.year <= 1404)
        assert all(one.source.startswith("unconfirmed: ") for one in figures.unconfirmed)


def test_every_months_premiums_are_those_of_the_reference() -> None:
    for month in MONTHS:
        rates, days = TABLE.of(month), length(month.year, month.month)
        wage, rate = figure("minimum_daily_wage", str(month)), figure("rate", str(month))
        lowest, highest = wage * 12 / 10, wage * 7
        assert voluntary(rates).premium == rounded(rate * lowest * days)
        assert (bounds(rates).lowest, bounds(rates).highest) == (Fraction(lowest), Fraction(highest))
        for step in range(8):
            base = (lowest + (highest - lowest) * step / 7).quantize(Decimal("0.01"))
            assert voluntary(rates, Fraction(base)).premium == rounded(rate * base * days)
        with pytest.raises(BaseTooLow):
            voluntary(rates, Fraction(lowest - Decimal("0.01")))
        with pytest.raises(BaseTooHigh):
            voluntary(rates, Fraction(highest + Decimal("0.01")))


def test_every_partial_month_is_that_of_the_reference() -> None:
    for month in MONTHS:
        days = length(month.year, month.month)
        wage, hundredths = int(figure("minimum_daily_wage", str(month))), int(figure("rate", str(month)) * 100)
        for recorded in range(1, days):
            for reported in (0, wage * recorded, wage * recorded + 7, wage * recorded * 3 + 1, wage * recorded * 9):
                held = min(max(reported, wage * recorded), 7 * wage * recorded)
                exact, by = hundredths * held * (days - recorded), 100 * recorded
                expected = exact // by + (exact % by * 2 >= by)
                assert partial(TABLE.of(month), recorded, Rials(reported)).premium == expected

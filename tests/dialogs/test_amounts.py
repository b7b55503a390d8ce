"""Amounts of money are read in every usual writing."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialogs.amounts import Amount
from services.persian import grouped
from tests.dialogs.readings import fault, read


@pytest.mark.parametrize(
    ("typed", "rials"),
    [
        ("1500000", 1_500_000),
        ("۱٬۵۰۰٬۰۰۰ ریال", 1_500_000),
        ("١،٥٠٠،٠٠٠ ريال", 1_500_000),
        ("1,500,000", 1_500_000),
        ("1.500.000", 1_500_000),
        ("1/500/000", 1_500_000),
        ("1 500 000", 1_500_000),
        ("۱۵۰ هزار تومان", 1_500_000),
        ("۱۵۰هزارتومن", 1_500_000),
        ("۱٫۵ میلیون", 1_500_000),
        ("1.5 میلیون ریال", 1_500_000),
        ("۱/۵ ملیون", 1_500_000),
        ("۱ میلیون و ۵۰۰ هزار", 1_500_000),
        ("1 میلیون و 500000 ریال", 1_500_000),
        ("۲ میلیون تومان", 20_000_000),
        ("۱٫۲۵ میلیارد تومان", 12_500_000_000),
        ("۳ ميليون و ۲۵۰ هزار و ۴۰۰ تومان", 32_504_000),
        ("75,842,120 ﷼", 75_842_120),
    ],
)
def test_an_amount_is_read_in_every_usual_writing(typed: str, rials: int) -> None:
    assert read(Amount(), typed) == rials


@pytest.mark.parametrize(
    "typed",
    [
        *("", "زیاد", "میلیون", "تومان", "-500", "1.5", "1,5", "1,50,000", "5 هزار 2 میلیون", "2 میلیون 3 میلیون"),
        *("1 میلیون و 2000000", "500 دلار", "9" * 5000, "1.5.000", "1,500.000"),
    ],
)
def test_an_amount_that_reads_two_ways_or_none_is_refused(typed: str) -> None:
    assert fault(Amount(), typed) == ("answer-amount", {})


def test_an_amount_out_of_range_is_told_with_the_range() -> None:
    assert fault(Amount(100, 200), "۵۰ تومان") == ("answer-amount-range", {"least": 100, "most": 200})
    assert read(Amount(100, 500), "۵۰ تومان") == 500
    assert fault(Amount(100, 200), "۹۹") == ("answer-amount-range", {"least": 100, "most": 200})
    assert fault(Amount(), "0") == ("answer-amount-range", {"least": 1, "most": 10**15})


@given(st.integers(1, 10**15))
def test_an_amount_as_we_write_it_reads_back(rials: int) -> None:
    assert read(Amount(), f"{grouped(rials)} ریال") == rials

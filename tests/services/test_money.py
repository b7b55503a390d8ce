"""Whole rials: a half goes up."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.money import Rials, divide_half_up, toman


@pytest.mark.parametrize(
    ("amount", "by", "share"), [(0, 24, 0), (11, 24, 0), (12, 24, 1), (35, 24, 1), (36, 24, 2), (5, 2, 3), (7, 7, 1)]
)
def test_a_half_goes_up(amount: int, by: int, share: int) -> None:
    assert divide_half_up(Rials(amount), by) == share


@given(st.integers(0, 10**20), st.integers(1, 1000))
def test_the_share_is_the_nearest_rial(amount: int, by: int) -> None:
    assert Fraction(-1, 2) < divide_half_up(Rials(amount), by) - Fraction(amount, by) <= Fraction(1, 2)


def test_toman() -> None:
    assert toman(Rials(34_788_961)) == 3_478_896
    assert toman(Rials(75_842_120)) == 7_584_212

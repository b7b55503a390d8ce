"""Money is whole rials; people speak of toman."""

from __future__ import annotations

from typing import NewType

Rials = NewType("Rials", int)

RIALS_IN_A_TOMAN = 10


def divide_half_up(amount: Rials, by: int) -> Rials:
    """`amount` ÷ `by` as whole rials, a half rounded up. `by` is positive."""
    return Rials((2 * amount + by) // (2 * by))


def toman(amount: Rials) -> int:
    """About how many toman that is, a half rounded up."""
    return divide_half_up(amount, RIALS_IN_A_TOMAN)

"""Numbers the far side gives out."""

from collections.abc import Callable


def first_number(clock: Callable[[], float]) -> int:
    """Where they begin: they must rise over restarts, or whoever kept the old ones takes new things for old.

    Four a second since 2020, which fits 32 bits until 2037.
    """
    return int((clock() - 1_600_000_000) * 4)

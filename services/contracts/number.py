"""Numbers of contracts, requests and receipts: made as tracking numbers are, so that a mistyped one is noticed."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TypeVar

from services.objections.number import LENGTH, NotANumber, new, normalise

__all__ = ["LENGTH", "NotANumber", "new", "normalise", "numbered"]

TRIED = 20
T = TypeVar("T")


async def numbered(keep: Callable[[str], Awaitable[T | None]]) -> T:
    """What `keep` gives for a number that is free; None of it says that one is taken."""
    for _ in range(TRIED):
        kept = await keep(new())
        if kept is not None:
            return kept
    raise RuntimeError("no free number was found")

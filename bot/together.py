"""Work that several take from one heap, at once."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

T = TypeVar("T")


async def together(work: Callable[[], Awaitable[T]], workers: int) -> list[T]:
    """What each of the workers came to. What one of them raised is raised once all have ended.

    `asyncio.gather` by itself would leave the others behind, to fail unheard when the database they share is gone.
    """
    came = await asyncio.gather(*(work() for _ in range(workers)), return_exceptions=True)
    found = list[T]()
    for one in came:
        if isinstance(one, BaseException):
            raise one
        found.append(one)
    return found

"""Workers at one heap: what each came to, and that a fault waits for the others."""

from __future__ import annotations

import asyncio

import pytest

from bot.together import together


async def test_what_each_came_to() -> None:
    heap = list(range(10))

    async def works() -> int:
        done = 0
        while heap:
            heap.pop()
            done += 1
            await asyncio.sleep(0)
        return done

    assert sum(await together(works, 3)) == 10


async def test_a_fault_is_raised_once_all_have_ended() -> None:
    numbers, ended = iter(range(3)), list[int]()

    async def works() -> None:
        number = next(numbers)
        if number == 0:
            raise ConnectionError(number)
        for _ in range(number):
            await asyncio.sleep(0)
        ended.append(number)
        if number == 2:
            raise ConnectionError(number)

    with pytest.raises(ConnectionError, match="0"):
        await together(works, 3)
    assert ended == [1, 2]

"""The till, and what holds of all money after each test."""

from collections.abc import AsyncIterator

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from tests.clock import FrozenClock
from tests.handlers.bank.till import Till


@pytest.fixture
async def till(engine: AsyncEngine, clock: FrozenClock) -> AsyncIterator[Till]:
    till = Till(engine, clock)
    await till.build()
    yield till
    for bank in till.banks:
        await bank.close()

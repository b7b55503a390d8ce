"""The office, with Sara in it."""

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from tests.clock import FrozenClock
from tests.handlers.bank.conftest import till
from tests.handlers.bank.till import Till
from tests.services.contracts.office import Office

__all__ = ["till"]


@pytest.fixture
async def office(engine: AsyncEngine, clock: FrozenClock, till: Till) -> Office:
    """Noon of 1 Mehr 1404, and Sara, who has contributed 400 days and is insured nowhere."""
    office = Office(engine, clock, till)
    await office.born()
    return office

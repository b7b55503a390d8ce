"""A room with its desk, on a database of its own."""

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from tests.clock import FrozenClock
from tests.services.desk.room import Room


@pytest.fixture
async def room(engine: AsyncEngine, clock: FrozenClock) -> Room:
    """Noon of a Tuesday: the desk is open, and everybody is enrolled."""
    room = Room(engine, clock)
    await room.enrol()
    return room

"""A press of the tests: one for all, since it keeps nothing but its templates."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from handlers.printing import Press
from handlers.wording import Wording
from tests.services.issued.papers import KEYS

PUBLIC_URL = "https://hamyar.example"


@pytest.fixture(scope="session")
async def press() -> AsyncIterator[Press]:
    press = Press(KEYS, Wording(), PUBLIC_URL)
    yield press
    await press.close()

"""One office for all tests of a file; each has citizens of its own."""

from collections.abc import AsyncIterator

import pytest

from sandbox.telegram.citizen import TelegramPhone
from tests.databases import Databases
from tests.handlers.desk.office import Office, office


@pytest.fixture(scope="module")
async def at(databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Office]:
    """The system, up, with a desk of one group."""
    with databases.lent() as url:
        async with office(url, tmp_path_factory.mktemp("data")) as running:
            yield running


@pytest.fixture
def phone(at: Office) -> TelegramPhone:
    """A citizen who has opened the bot."""
    return at.citizen()

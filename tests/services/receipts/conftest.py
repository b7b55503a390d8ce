"""The office of the contracts' tests, with Sara and her contract in it."""

import pytest

from tests.services.contracts.conftest import office as empty_office
from tests.services.contracts.conftest import till
from tests.services.contracts.office import Office

__all__ = ["empty_office", "till"]


@pytest.fixture
async def office(empty_office: Office) -> Office:
    """Noon of 1 Mehr 1404, and Sara, who has just signed; she is on Telegram."""
    await empty_office.do("INSERT INTO hamyar.links VALUES ('telegram', '7', '0012345679', 'code', now())")
    await empty_office.signed()
    return empty_office

from pathlib import Path

import pytest

from tests.services.registry.deliveries import Delivery, Registry


@pytest.fixture
def delivery(tmp_path: Path) -> Delivery:
    """A good folder."""
    folder = tmp_path / "delivery of the month"
    folder.mkdir()
    return Delivery(folder)


@pytest.fixture
def registry(database_url: str) -> Registry:
    return Registry(database_url)

"""What the tests of pictures share: samples drawn once, one examiner, a vault of one's own."""

from __future__ import annotations

from collections.abc import AsyncIterator
from functools import cache
from pathlib import Path

import pytest

from sandbox.papers import SAMPLES
from services.conversations import Place
from services.documents.examining import Examiner
from services.documents.files import Files
from services.documents.sealing import Keys
from services.documents.vault import Vault

CHAT = Place("telegram", "1001")
KEYS = {"old": b"o" * 32, "new": b"n" * 32}


@cache
def sample(name: str) -> bytes:
    """A sample picture by its name."""
    return SAMPLES[name]()


@pytest.fixture(scope="session")
async def examiner() -> AsyncIterator[Examiner]:
    async with Examiner() as examiner:
        yield examiner


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "the files"


@pytest.fixture
def vault(folder: Path) -> Vault:
    return Vault(Files.at(folder), Keys({"old": KEYS["old"]}))

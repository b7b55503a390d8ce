"""Putting under the current key what lies under an older one: `hamyar rotate-keys`.

Each page says itself which key opens it, and is replaced whole. So this may be killed at any point: what it has done
counts, what it has not is found again, and in between every page opens. A row names the current key once all its pages
are under it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncEngine

from services.documents import records
from services.documents.files import NoSuchPage
from services.documents.sealing import Spoiled, UnknownKey
from services.documents.vault import Vault

BATCH = 50

Checkpoint = Callable[[str], None]


@dataclass(frozen=True)
class Rotated:
    """What came of a rotation: documents and pages put under the current key, and documents that could not be."""

    key_id: str
    documents: int
    pages: int
    failed: tuple[str, ...]


async def rotate(
    engine: AsyncEngine, vault: Vault, *, batch: int = BATCH, checkpoint: Checkpoint = lambda _: None
) -> Rotated:
    """Put every document under the current key."""
    documents = pages = 0
    failed: list[str] = []
    after = ""
    while True:
        facts = {"key_id": vault.keys.current, "after": after, "most": batch}
        async with engine.connect() as connection:
            rows = (await connection.execute(records.UNDER_OTHER_KEYS, facts)).all()
        if not rows:
            return Rotated(vault.keys.current, documents, pages, tuple(failed))
        done = []
        for row in rows:
            try:
                for number in range(1, row.pages + 1):
                    pages += await vault.reseal(row.id, number)
                    checkpoint("page")
                done.append(row.id)
            except (NoSuchPage, UnknownKey, Spoiled):
                failed.append(row.id)
        async with engine.begin() as connection:
            await connection.execute(records.NOW_UNDER, {"key_id": vault.keys.current, "ids": done})
        checkpoint("batch")
        documents += len(done)
        after = rows[-1].id

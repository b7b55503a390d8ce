"""How long pictures stay, and the removal of what is due: `hamyar prune` and the nightly job.

A row goes before its files. Files without a row are left by whoever was killed between the two, here or while a picture
was taken in, and go once they are old enough to belong to nobody who is still at it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncEngine

from services.calendar import Clock
from services.documents import records
from services.documents.files import Files, Name
from services.law import Constant, Mark

UNFILED = Constant(
    timedelta(days=2),
    Mark.ASSUMED,
    "a question stays open for less; what was not made evidence until then was not meant to be",
    since=date(2026, 11, 22),
)
FILED = Constant(
    timedelta(days=10 * 365),
    Mark.ASSUMED,
    "ten years from filing: long enough for an appeal and a court; no text that we have read settles it",
    since=date(2026, 11, 22),
)
WITHOUT_ROW = timedelta(days=1)
BATCH = 200


@dataclass(frozen=True)
class Removed:
    """What was removed: documents that were never filed, evidence that was due, and files of no document."""

    unfiled: int = 0
    filed: int = 0
    orphans: int = 0

    def __str__(self) -> str:
        return (
            f"hamyar.documents: {self.unfiled:,} never filed and {self.filed:,} filed past their time; "
            f"{self.orphans:,} files without a row"
        )


async def prune(engine: AsyncEngine, files: Files, clock: Clock, *, batch: int = BATCH) -> Removed:
    """Remove the documents that are due, then the files that belong to none."""
    unfiled = filed = 0
    while True:
        async with engine.begin() as connection:
            rows = (await connection.execute(records.FORGET_DUE, {"now": clock.now(), "most": batch})).all()
        for row in rows:
            filed, unfiled = filed + row.filed, unfiled + (not row.filed)
            for page in range(1, row.pages + 1):
                await files.remove(Name(row.id, page))
        if len(rows) < batch:
            break
    return Removed(unfiled, filed, await _remove_orphans(engine, files, clock.now() - WITHOUT_ROW, batch))


async def _remove_orphans(engine: AsyncEngine, files: Files, before: datetime, batch: int) -> int:
    removed, names = 0, []
    async for name, written_at in files.all():
        if written_at < before:
            names.append(name)
        if len(names) >= batch:
            removed += await _remove_unknown(engine, files, names)
            names.clear()
    removed += await _remove_unknown(engine, files, names)
    for path in files.left_half_written():
        if datetime.fromtimestamp(path.stat().st_mtime, UTC) < before:
            path.unlink()
            removed += 1
    return removed


async def _remove_unknown(engine: AsyncEngine, files: Files, names: list[Name]) -> int:
    async with engine.connect() as connection:
        rows = await connection.execute(records.KNOWN, {"ids": sorted({name.document for name in names})})
        pages = {row.id: row.pages for row in rows}
    unknown = [name for name in names if name.page > pages.get(name.document, 0)]
    for name in unknown:
        await files.remove(name)
    return len(unknown)

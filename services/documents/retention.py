"""How long pictures stay, and the removal of what is due: `hamyar prune` and the nightly job.

A row goes before its files. Files without a row are left by whoever was killed between the two, here or while a picture
was taken in, and go once they are old enough to belong to nobody who is still at it.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncEngine

from services.calendar import Clock
from services.documents import records
from services.documents.files import Files, Name
from services.law import Constant, Mark

UNFILED = Constant(
    timedelta(days=14),
    Mark.ASSUMED,
    "longer than questions and links to the upload page stay open; what is not evidence by then is not meant to be",
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
    """What was removed: documents never filed, evidence that was due, files of no document; and `strange` files left.

    Where the database knows none of the files there are, it is another's, and they are left.
    """

    unfiled: int = 0
    filed: int = 0
    orphans: int = 0
    strange: int = 0

    def __str__(self) -> str:
        said = (
            f"hamyar.documents: {self.unfiled:,} never filed and {self.filed:,} filed past their time, "
            f"{self.orphans:,} files without a row"
        )
        if self.strange:
            said += f"; {self.strange:,} files were left: this database knows none of them, is it theirs?"
        return said


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
    orphans, strange = await _remove_orphans(engine, files, clock.now() - WITHOUT_ROW)
    return Removed(unfiled, filed, orphans, strange)


async def _remove_orphans(engine: AsyncEngine, files: Files, before: datetime) -> tuple[int, int]:
    """How many were removed, and how many left."""
    known, unknown = 0, list[Name]()
    async for batch in files.all():
        async with engine.connect() as connection:
            rows = await connection.execute(records.KNOWN, {"ids": sorted({name.document for name, _ in batch})})
            pages = {row.id: row.pages for row in rows}
        known += len(pages)
        unknown += [name for name, at in batch if name.page > pages.get(name.document, 0) and at < before]
    if unknown and not known:
        return 0, len(unknown)
    for name in unknown:
        await files.remove(name)
    return len(unknown) + await asyncio.to_thread(_remove_half_written, files, before), 0


def _remove_half_written(files: Files, before: datetime) -> int:
    removed = 0
    for path in files.left_half_written():
        if datetime.fromtimestamp(path.stat().st_mtime, UTC) < before:
            path.unlink()
            removed += 1
    return removed

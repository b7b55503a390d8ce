"""`hamyar prune`: what is past its time goes, table by table, and pictures with their files."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping

from sqlalchemy.ext.asyncio import AsyncEngine

from services.calendar import Clock, SystemClock
from services.conversations.pruning import CONVERSATIONS, INBOX, PREFERENCES
from services.desk.pruning import SLIPS, TICKETS, UPDATES
from services.documents.files import Files
from services.documents.retention import Removed
from services.documents.retention import prune as prune_documents
from services.messages.pruning import NOTICES, OUTBOX, REPORTS, SENDING_STOPS, WRITTEN_TO
from services.payments.pruning import CALLBACKS
from services.people.pruning import CODE_LOCKS, CODES
from services.store.engine import make_engine
from services.store.pruning import BATCH, PastItsTime
from services.store.pruning import prune as prune_table
from services.understanding.records import UNSURE_TEXTS
from services.uploads.pruning import PAPERS_LINKS, UPLOAD_PICTURES, UPLOADS

ALL = (
    INBOX,
    OUTBOX,
    REPORTS,
    NOTICES,
    SENDING_STOPS,
    WRITTEN_TO,
    CONVERSATIONS,
    PREFERENCES,
    UPLOADS,
    UPLOAD_PICTURES,
    PAPERS_LINKS,
    TICKETS,
    UPDATES,
    SLIPS,
    CALLBACKS,
    UNSURE_TEXTS,
    CODES,
    CODE_LOCKS,
)


async def prune(engine: AsyncEngine, clock: Clock, *, batch: int = BATCH) -> Mapping[PastItsTime, int]:
    """Remove what is past its time; how many rows of each table."""
    now = clock.now()
    return {past: await prune_table(engine, past, now, batch=batch) for past in ALL}


def prune_now(url: str, files: Files) -> str:
    """Prune the database and the pictures and say what was removed, a line a table."""
    removed, documents = asyncio.run(_pruned(url, files))
    return f"{told(removed)}\n{documents}"


async def _pruned(url: str, files: Files) -> tuple[Mapping[PastItsTime, int], Removed]:
    engine = make_engine(url, pool_size=1)
    try:
        return await prune(engine, SystemClock()), await prune_documents(engine, files, SystemClock())
    finally:
        await engine.dispose()


def told(removed: Mapping[PastItsTime, int]) -> str:
    """What was removed, a line a table."""
    return "\n".join(
        f"{past.table}: {rows:,} rows past their {_days(past.kept.days)}" for past, rows in removed.items()
    )


def _days(days: int) -> str:
    return "day" if days == 1 else f"{days} days"

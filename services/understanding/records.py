"""Texts that were not understood for sure, kept masked until a person has labelled them or their time is past.

Whose they were is not kept. A text that was understood for sure but came to nothing is kept as well: there the model
was sure and wrong.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from services.store.pruning import PastItsTime
from services.understanding.examples import Example
from services.understanding.masking import masked
from services.understanding.understood import Service, Sureness, Understood

LONGEST = 600  # letters that are kept, as many as the model reads
MOST = 2_000  # texts that one review looks at, the newest

UNSURE_TEXTS = PastItsTime(
    "hamyar.unsure_texts", ("id",), "at < :before", timedelta(days=180), "long enough to be labelled twice a year; ours"
)

_KEEP = text(
    """
    INSERT INTO hamyar.unsure_texts (at, channel, masked, guess, confidence, sureness, came)
    VALUES (:at, :channel, :masked, :guess, :confidence, :sureness, :came)
    """
)
_UNLABELLED = text(
    """
    SELECT id, masked, guess, came FROM hamyar.unsure_texts
    WHERE label IS NULL ORDER BY at DESC, id DESC LIMIT :most
    """
)
_LABEL = text(
    """
    UPDATE hamyar.unsure_texts SET label = :label, faq = :faq, labelled_at = :at
    WHERE id = ANY(:ids) AND label IS NULL
    """
)
_LABELLED = text(
    """
    SELECT masked, label, faq FROM hamyar.unsure_texts WHERE label IS NOT NULL ORDER BY labelled_at, id
    """
)


@dataclass(frozen=True)
class Kept:
    """A masked text that nobody has labelled, what was guessed when it came, and what was done with it."""

    id: int
    text: str
    guess: Service
    came: str


class UnsureTexts:
    """The table of them, inside somebody's transaction."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def keep(self, understood: Understood, *, channel: str, came: str, at: datetime) -> None:
        """Keep what was said, masked. Nothing is kept of a text without letters or digits."""
        if (said := masked(_storable(understood.text[:LONGEST]))).strip():
            await self._connection.execute(
                _KEEP,
                {
                    "at": at,
                    "channel": channel,
                    "masked": said,
                    "guess": understood.service,
                    "confidence": understood.confidence,
                    "sureness": understood.sureness,
                    "came": came,
                },
            )

    async def unlabelled(self, *, most: int = MOST) -> list[Kept]:
        """The newest first."""
        rows = await self._connection.execute(_UNLABELLED, {"most": most})
        return [Kept(row.id, row.masked, Service(row.guess), row.came) for row in rows]

    async def label(self, ids: Collection[int], service: Service, faq: str | None, at: datetime) -> int:
        """Say what texts are about; how many of them nobody had labelled before."""
        found = await self._connection.execute(_LABEL, {"ids": list(ids), "label": service, "faq": faq, "at": at})
        return found.rowcount

    async def labelled(self) -> Sequence[Example]:
        """All that were labelled, each text once, as examples; the first label of a text counts."""
        found: dict[str, Example] = {}
        for row in await self._connection.execute(_LABELLED):
            said = " ".join(row.masked.split())
            found.setdefault(said, Example(said, Service(row.label), row.faq))
        return tuple(found.values())


def is_worth_keeping(understood: Understood, came: str, came_to_nothing: Collection[str]) -> bool:
    """Whether a person should see it: it was not understood for sure, or was, and came to nothing."""
    return understood.sureness is not Sureness.SURE or came in came_to_nothing


def _storable(said: str) -> str:
    """Without what PostgreSQL cannot keep in a text: NUL and halves of letters."""
    return said.replace("\x00", "").encode("utf-8", "ignore").decode("utf-8")

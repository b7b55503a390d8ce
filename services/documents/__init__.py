"""Pictures of papers that people have sent: looked at, sealed, and known by an id that nobody can guess.

    sent → examined → sealed in the vault → a row → filed as evidence | forgotten after two weeks
                                                        ↓
                                               forgotten after years

The files are there before the row is, and go after it: a row never lacks its files, and files that lack a row are
removed by retention.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from services.calendar import Clock
from services.conversations import Place
from services.documents import records
from services.documents.examining import Examined, Examiner
from services.documents.retention import FILED, UNFILED
from services.documents.vault import Vault
from services.pictures import MediaType, NotAPicture, Remark


class DocumentsGone(Exception):
    """Documents that are to be filed are not there, or no longer."""

    def __init__(self, ids: frozenset[str]) -> None:
        super().__init__(f"{len(ids)} documents are gone")
        self.ids = ids


@dataclass(frozen=True)
class Document:
    """What is known of a stored picture. `paper` is what it was asked for as; `due_at` is when it is removed."""

    id: str
    place: Place
    national_id: str | None
    paper: str | None
    sha256: str
    media_type: MediaType
    pages: int
    bytes: int
    width: int
    height: int
    remarks: tuple[Remark, ...]
    key_id: str
    stored_at: datetime
    filed_at: datetime | None
    due_at: datetime


@dataclass(frozen=True)
class Taken:
    """A picture that was taken in. `same_as`: earlier documents of this conversation or person with the same file."""

    id: str
    media_type: MediaType
    pages: int
    remarks: tuple[Remark, ...]
    same_as: tuple[str, ...]


class Documents:
    """The rows of documents, inside one transaction."""

    def __init__(self, connection: AsyncConnection, clock: Clock) -> None:
        self._connection = connection
        self._clock = clock

    async def keep(
        self,
        document: str,
        examined: Examined,
        place: Place,
        key_id: str,
        *,
        national_id: str | None = None,
        paper: str | None = None,
    ) -> None:
        """Insert the row of a document whose pages are in the vault, under that key."""
        now = self._clock.now()
        await self._connection.execute(
            records.KEEP,
            {
                "id": document,
                "channel": place.channel,
                "address": place.address,
                "national_id": national_id,
                "paper": paper,
                "sha256": examined.sha256,
                "media_type": examined.media_type.value,
                "pages": len(examined.pages),
                "bytes": examined.length,
                "width": examined.width,
                "height": examined.height,
                "remarks": [remark.value for remark in examined.remarks],
                "key_id": key_id,
                "now": now,
                "due_at": now + UNFILED.value,
            },
        )

    async def facts(self, document: str) -> Document | None:
        """What is known of a document; None for one that is not there."""
        row = (await self._connection.execute(records.FACTS, {"id": document})).one_or_none()
        if row is None:
            return None
        facts = dict(row._mapping)
        place = Place(facts.pop("channel"), facts.pop("address"))
        media_type = MediaType(facts.pop("media_type"))
        remarks = tuple(Remark(remark) for remark in facts.pop("remarks"))
        return Document(place=place, media_type=media_type, remarks=remarks, **facts)

    async def same_picture(self, sha256: str, place: Place, national_id: str | None = None) -> tuple[str, ...]:
        """The documents of this conversation, or of this person, that came as the same file, the oldest first."""
        facts = {
            "sha256": sha256,
            "channel": place.channel,
            "address": place.address,
            "national_id": national_id,
        }
        return tuple(row.id for row in await self._connection.execute(records.SAME_PICTURE, facts))

    async def file(self, ids: Iterable[str], national_id: str | None = None) -> None:
        """Make documents evidence: from now on they stay for years. Filing twice changes nothing.

        Raises DocumentsGone, having filed none that is to stay so: roll back.
        """
        now, wanted = self._clock.now(), frozenset(ids)
        facts = {"ids": sorted(wanted), "national_id": national_id, "now": now, "due_at": now + FILED.value}
        filed = frozenset((await self._connection.execute(records.FILE, facts)).scalars())
        if wanted - filed:
            raise DocumentsGone(wanted - filed)

    async def due(self, now: datetime, most: int = 200) -> tuple[str, ...]:
        """Documents that retention is to remove, the longest due first."""
        return tuple((await self._connection.execute(records.DUE, {"now": now, "most": most})).scalars())

    async def forget(self, document: str) -> int:
        """Remove a row; how many pages the vault is to remove once this is committed."""
        pages: int | None = (await self._connection.execute(records.FORGET, {"id": document})).scalar_one_or_none()
        return pages or 0


async def take(
    examiner: Examiner,
    vault: Vault,
    engine: AsyncEngine,
    clock: Clock,
    data: bytes,
    place: Place,
    *,
    national_id: str | None = None,
    paper: str | None = None,
) -> Taken | NotAPicture:
    """Look at a file that somebody sent and, if it is a picture, store it; never called inside a transaction.

    Every call stores anew, so that each paper asked for has a document of its own. Raises DoesNotStart.
    """
    examined = await examiner.examine(data)
    if isinstance(examined, NotAPicture):
        return examined
    key_id = vault.keys.current
    document = await vault.put(examined.pages)
    async with engine.begin() as connection:
        documents = Documents(connection, clock)
        same_as = await documents.same_picture(examined.sha256, place, national_id)
        await documents.keep(document, examined, place, key_id, national_id=national_id, paper=paper)
    return Taken(document, examined.media_type, len(examined.pages), examined.remarks, same_as)

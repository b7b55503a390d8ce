"""Links to the page where pictures are given, for people whose channel carries none.

    link → page → pictures, each a stored document → submitted: one message in the inbox of that conversation

A link is its conversation's, good for three days, and used up by what is submitted through it. It is good again where
the submitted message came to nothing: whether it did is read from the inbox, so no crash in between can lose it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection

from services.calendar import Clock
from services.conversations import Place
from services.pictures import MediaType, Remark
from services.uploads import records
from services.uploads.code import code_of, new_id, upload_of

__all__ = ["MOST_PICTURES", "MOST_TRIES", "Given", "Upload", "Uploads", "Visits", "upload_of"]

GOOD_FOR = timedelta(hours=72)  # ours: as long as a question stays open
MOST_PICTURES = 10  # that a link takes; as many as the conversation asks for
MOST_TRIES = 40  # files that are looked at for one link, pictures or not
CAME_TO_NOTHING = ("failed", "slowed")


@dataclass(frozen=True)
class Upload:
    """A link as it stands.

    `used` counts what was submitted through it, `sent` is what became of the last of it in the inbox, and
    `conversation` is the stored state of its conversation.
    """

    id: str
    place: Place
    expires_at: datetime
    used: int
    sent: str | None
    conversation: Mapping[str, Any]

    @property
    def is_used(self) -> bool:
        """Whether what was submitted is on its way or was played."""
        return self.used > 0 and self.sent not in CAME_TO_NOTHING


@dataclass(frozen=True)
class Given:
    """A picture that was given through a link. `same_as` is the number of an earlier one that is the same file."""

    number: int
    document: str
    paper: str
    pages: int
    remarks: tuple[Remark, ...]
    media_type: MediaType
    same_as: int | None


class Uploads:
    """Makes links, inside a turn's transaction."""

    def __init__(
        self, connection: AsyncConnection, clock: Clock, key: bytes, place: Place, base_url: str | None
    ) -> None:
        self._connection = connection
        self._clock = clock
        self._key = key
        self._place = place
        self._base_url = base_url

    async def link(self) -> str:
        """A new link of this conversation; empty where we have no public address."""
        if self._base_url is None:
            return ""
        upload, now = new_id(), self._clock.now()
        facts = {"id": upload, "channel": self._place.channel, "address": self._place.address, "now": now}
        await self._connection.execute(records.MAKE, {**facts, "expires_at": now + GOOD_FOR})
        return f"{self._base_url}/u/{code_of(self._key, upload)}"


class Visits:
    """What the page does with a link, inside one transaction."""

    def __init__(self, connection: AsyncConnection, clock: Clock) -> None:
        self._connection = connection
        self._clock = clock

    async def find(self, upload: str, *, hold: bool = False) -> Upload | None:
        """A link that has not expired; `hold` keeps it from every other visit until the transaction ends."""
        if hold:
            await self._connection.execute(records.HOLD, {"id": upload})
        row = (await self._connection.execute(records.FIND, {"id": upload})).one_or_none()
        if row is None or row.expires_at <= self._clock.now():
            return None
        place = Place(row.channel, row.address)
        return Upload(row.id, place, row.expires_at, row.used, row.sent, row.conversation)

    async def pictures(self, upload: str) -> tuple[Given, ...]:
        """What was given through the link, in its order, and is still there."""
        first: dict[str, int] = {}
        given = []
        for row in await self._connection.execute(records.PICTURES, {"id": upload}):
            same_as = first.get(row.sha256)
            first.setdefault(row.sha256, row.number)
            remarks = tuple(Remark(remark) for remark in row.remarks)
            media_type = MediaType(row.media_type)
            given.append(Given(row.number, row.document_id, row.paper, row.pages, remarks, media_type, same_as))
        return tuple(given)

    async def try_one(self, upload: str) -> int | None:
        """Count a file that came: its number, or None when the link has had enough of them."""
        tried = await self._connection.execute(records.TRY, {"id": upload, "most": MOST_TRIES})
        number: int | None = tried.scalar_one_or_none()
        return number

    async def give(self, upload: str, number: int, document: str, paper: str) -> None:
        """Keep a stored document as a picture of the link."""
        facts = {"id": upload, "number": number, "document": document, "paper": paper, "now": self._clock.now()}
        await self._connection.execute(records.GIVE, facts)

    async def take_back(self, upload: str, number: int) -> None:
        """Take a picture off the link; its document is forgotten as any that was never filed."""
        await self._connection.execute(records.TAKE_BACK, {"id": upload, "number": number})

    async def use(self, upload: str) -> str:
        """Use the link up: the key under which its message belongs into the inbox."""
        used = await self._connection.execute(records.USE, {"id": upload, "now": self._clock.now()})
        return f"u{upload}.{used.scalar_one()}"

"""The pictures of one conversation, as its dialogs see them: looked at, and made evidence. No other's are seen."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from sqlalchemy.ext.asyncio import AsyncConnection

from services.calendar import Clock
from services.conversations import Place
from services.documents import Documents, DocumentsGone, records
from services.pictures import PaperSeen


class Papers:
    """Documents that came from one place, inside the caller's transaction."""

    def __init__(self, connection: AsyncConnection, clock: Clock, place: Place) -> None:
        self._connection = connection
        self._documents = Documents(connection, clock)
        self._place = place

    async def look(self, document_id: str) -> PaperSeen:
        """What there is to say of a picture that has come. Raises DocumentsGone, for another conversation's too."""
        document = await self._documents.facts(document_id)
        if document is None or document.place != self._place:
            raise DocumentsGone(frozenset({document_id}))
        alike = await self._documents.same_picture(document.sha256, self._place, document.national_id)
        return PaperSeen(document.remarks, tuple(one for one in alike if one != document_id))

    async def hold(self, ids: Iterable[str]) -> Mapping[str, str | None]:
        """Keep pictures from being removed until the transaction ends: by id, the paper each was given as, if told.

        Raises DocumentsGone, having changed nothing.
        """
        wanted = frozenset(ids)
        facts = {"ids": sorted(wanted), "channel": self._place.channel, "address": self._place.address}
        held = {row.id: row.paper for row in await self._connection.execute(records.HOLD, facts)}
        if wanted - held.keys():
            raise DocumentsGone(wanted - held.keys())
        return held

    async def file(self, ids: Iterable[str], national_id: str) -> None:
        """Make pictures evidence of this person's. Raises DocumentsGone, having changed nothing."""
        await self._documents.file(await self.hold(ids), national_id)

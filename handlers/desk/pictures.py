"""Pictures that colleagues send to citizens: fetched, looked at and stored as anybody's are, before any transaction."""

from __future__ import annotations

import structlog
from sqlalchemy.ext.asyncio import AsyncEngine

from handlers.desk.acting import Fetched
from handlers.desk.calls import Calls, Refused, Trouble
from services.calendar import Clock
from services.conversations import Place
from services.documents import take
from services.documents.examining import Examiner
from services.documents.vault import Vault
from services.pictures import MOST_BYTES, NotAPicture

log = structlog.get_logger(__name__)

TRIES = 2


class StaffPictures:
    """Fetches through the staff's bot."""

    def __init__(self, calls: Calls, examiner: Examiner, vault: Vault, engine: AsyncEngine, clock: Clock) -> None:
        self._calls = calls
        self._examiner = examiner
        self._vault = vault
        self._engine = engine
        self._clock = clock

    async def fetch(self, file_id: str, place: Place) -> Fetched:
        """The picture as a stored document of that conversation, or why there is none. Whoever sent it is told."""
        data = None
        for tries_left in reversed(range(TRIES)):
            try:
                data = await self._calls.fetch(file_id, MOST_BYTES)
            except Trouble as trouble:
                log.warning("picture not fetched", reason=str(trouble))
                if isinstance(trouble, Refused) or not tries_left:
                    return Fetched(fault="staff-picture-not-fetched")
            else:
                break
        if data is None:
            return Fetched(fault="staff-picture-not-taken")
        taken = await take(self._examiner, self._vault, self._engine, self._clock, data, place)
        if isinstance(taken, NotAPicture):
            return Fetched(fault="staff-picture-not-taken")
        return Fetched(((taken.id, taken.pages),))

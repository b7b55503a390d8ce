"""Sorts of topics that share a group: what is most urgent is posted first, of whichever sort it is."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncConnection

from handlers.desk.poster import Job, Shows


class Together:
    """Several sources of jobs as one, so that a busy one does not starve another of the group's 20 a minute."""

    def __init__(self, *shows: Shows) -> None:
        self._shows = shows

    async def next(self, chat_id: int, away: frozenset[int]) -> Sequence[Job]:
        """Posts by their urgency; then what costs nothing."""
        jobs = [job for shows in self._shows for job in await shows.next(chat_id, away)]
        costly = sorted((job for job in jobs if job.messages), key=lambda job: job.due)
        return [*costly, *(job for job in jobs if not job.messages)]

    async def gone(self, connection: AsyncConnection, chat_id: int, topic_id: int) -> None:
        """That topic was deleted; whose it was knows."""
        for shows in self._shows:
            await shows.gone(connection, chat_id, topic_id)

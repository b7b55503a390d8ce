"""Which topic shows which objection, and what those of one group have to show: for whoever posts there.

A header and posts know the last event that they tell of; what lies after it is still to be shown.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Row, text
from sqlalchemy.ext.asyncio import AsyncConnection

from services.calendar import Clock

SHOWN_WITHIN = timedelta(days=7)  # of a decision; by then the desk has been back from any outage

_OPEN = "state IN ('filed', 'more-wanted', 'to-confirm')"

_UNPLACED = text(
    f"""
    SELECT o.number, o.filed_at FROM hamyar.objections o LEFT JOIN hamyar.objection_topics t USING (national_id, number)
    WHERE o.{_OPEN} AND (t.chat_id IS NULL OR t.chat_id <> ALL(:chats)) ORDER BY o.filed_at, o.number LIMIT 500
    """  # noqa: S608
)

_LOADS = text(
    f"""
    SELECT t.chat_id, count(*) FROM hamyar.objections o JOIN hamyar.objection_topics t USING (national_id, number)
    WHERE o.{_OPEN} GROUP BY t.chat_id
    """  # noqa: S608
)

_PLACE = text(
    """
    INSERT INTO hamyar.objection_topics (national_id, number, chat_id, topic_id, header_message_id, headed, shown)
    SELECT national_id, number, :chat_id, :topic_id, 0, 0, 0 FROM hamyar.objections WHERE number = :number
    ON CONFLICT (national_id, number) DO UPDATE
    SET chat_id = excluded.chat_id, topic_id = excluded.topic_id, header_message_id = 0, headed = 0, shown = 0
    """
)

# Open ones, and those decided lately: what was closed long ago has nothing more to show.
_LATELY = f"""
    (SELECT * FROM hamyar.objections WHERE {_OPEN}
     UNION ALL SELECT * FROM hamyar.objections WHERE decided_at > :since) o
"""  # noqa: S608

_UNSHOWN = text(
    f"""
    SELECT o.number, t.topic_id, t.header_message_id, t.headed, t.shown,
           o.filed_at, o.{_OPEN} AS is_open, e.last, e.since
    FROM {_LATELY} JOIN hamyar.objection_topics t USING (national_id, number)
    CROSS JOIN LATERAL (
        SELECT max(id) AS last, min(at) FILTER (WHERE id > t.shown) AS since FROM hamyar.objection_events
        WHERE national_id = o.national_id AND number = o.number) e
    WHERE t.chat_id = :chat_id AND (t.header_message_id = 0 OR least(t.shown, t.headed) < e.last)
    ORDER BY coalesce(e.since, o.filed_at), o.number LIMIT 50
    """  # noqa: S608
)

_HEADED = text(
    """
    UPDATE hamyar.objection_topics SET header_message_id = :message_id, headed = greatest(headed, :event)
    WHERE number = :number AND chat_id = :chat_id AND topic_id = :topic_id
    """
)

_SHOWN = text(
    """
    UPDATE hamyar.objection_topics SET shown = greatest(shown, :event)
    WHERE number = :number AND chat_id = :chat_id AND topic_id = :topic_id
    """
)

_BY_TOPIC = text("SELECT number FROM hamyar.objection_topics WHERE chat_id = :chat_id AND topic_id = :topic_id")

_FORGET = text("DELETE FROM hamyar.objection_topics WHERE chat_id = :chat_id AND topic_id = :topic_id")


@dataclass(frozen=True, slots=True)
class Unplaced:
    """An open objection that no group shows."""

    number: str
    filed_at: datetime


@dataclass(frozen=True, slots=True)
class Unshown:
    """A topic that lacks something: its header, or what happened after the event `shown`, since that moment."""

    number: str
    chat_id: int
    topic_id: int
    header_message_id: int
    headed: int
    shown: int
    last: int
    since: datetime
    is_open: bool

    @property
    def posted(self) -> bool:
        """Whether everything that happened stands in the topic."""
        return self.shown >= self.last


class CaseTopics:
    """Topics of objections, inside one transaction."""

    def __init__(self, connection: AsyncConnection, clock: Clock) -> None:
        self._connection = connection
        self._clock = clock

    async def unplaced(self, chats: Sequence[int]) -> tuple[Unplaced, ...]:
        """Open objections that none of these groups shows, the oldest first."""
        rows = await self._connection.execute(_UNPLACED, {"chats": list(chats)})
        return tuple(Unplaced(*row) for row in rows)

    async def loads(self) -> Mapping[int, int]:
        """How many open objections each group has."""
        return {row[0]: row[1] for row in await self._connection.execute(_LOADS)}

    async def place(self, number: str, chat_id: int, topic_id: int) -> None:
        """From now on the objection is shown there, where nothing stands yet."""
        await self._connection.execute(_PLACE, {"number": number, "chat_id": chat_id, "topic_id": topic_id})

    async def unshown(self, chat_id: int) -> tuple[Unshown, ...]:
        """Topics of a group that lack something, the longest waiting first."""
        asked = {"chat_id": chat_id, "since": self._clock.now() - SHOWN_WITHIN}
        return tuple(_unshown(row, chat_id) for row in await self._connection.execute(_UNSHOWN, asked))

    async def headed(self, topic: Unshown, message_id: int, event: int) -> None:
        """The header of that topic is that message, and knows of that event."""
        await self._connection.execute(_HEADED, {**_of(topic), "message_id": message_id, "event": event})

    async def shown(self, topic: Unshown, event: int) -> None:
        """That event stands in the topic."""
        await self._connection.execute(_SHOWN, {**_of(topic), "event": event})

    async def by_topic(self, chat_id: int, topic_id: int) -> str | None:
        """The objection of a topic."""
        asked = {"chat_id": chat_id, "topic_id": topic_id}
        number: str | None = (await self._connection.execute(_BY_TOPIC, asked)).scalar_one_or_none()
        return number

    async def forget(self, chat_id: int, topic_id: int) -> None:
        """That topic is gone; an open objection gets another."""
        await self._connection.execute(_FORGET, {"chat_id": chat_id, "topic_id": topic_id})


def _of(topic: Unshown) -> dict[str, object]:
    return {"number": topic.number, "chat_id": topic.chat_id, "topic_id": topic.topic_id}


def _unshown(row: Row[tuple[object, ...]], chat_id: int) -> Unshown:
    return Unshown(
        row.number,
        chat_id,
        row.topic_id,
        row.header_message_id,
        row.headed,
        row.shown,
        row.last,
        row.since or row.filed_at,
        row.is_open,
    )

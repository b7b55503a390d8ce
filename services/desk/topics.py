"""Which topic shows which ticket, and what those of one group have to show: for whoever posts there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from services.desk.ticket import Kind, Topic

_OF = "(SELECT channel, address, number FROM hamyar.tickets WHERE number = :number)"

_UNPLACED = text(
    """
    SELECT t.number, t.kind, t.opened_at, p.chat_id
    FROM hamyar.tickets t LEFT JOIN hamyar.ticket_topics p USING (channel, address, number)
    WHERE t.state <> 'closed' AND (p.chat_id IS NULL OR p.kind <> t.kind OR p.chat_id = ANY(:away))
    ORDER BY t.opened_at, t.number LIMIT 500
    """
)

_LOADS = text(
    """
    SELECT p.chat_id, count(*) FROM hamyar.tickets t JOIN hamyar.ticket_topics p USING (channel, address, number)
    WHERE t.state <> 'closed' GROUP BY p.chat_id
    """
)

_PLACE = text(
    """
    INSERT INTO hamyar.ticket_topics (channel, address, number, chat_id, topic_id, header_message_id, kind, version)
    SELECT channel, address, number, :chat_id, :topic_id, 0, kind, 0 FROM hamyar.tickets WHERE number = :number
    ON CONFLICT (channel, address, number) DO UPDATE
    SET chat_id = excluded.chat_id, topic_id = excluded.topic_id, header_message_id = 0, kind = excluded.kind,
        version = 0, closed = false
    """
)

_STAY = text(
    f"UPDATE hamyar.ticket_topics SET kind = :kind WHERE (channel, address, number) IN {_OF}"  # noqa: S608
)

# What stands in a topic that is not there any more is shown again: pictures as they came, words in brief.
_PICTURES_AGAIN = text(
    f"""
    UPDATE hamyar.ticket_lines SET posted = false, posted_as = NULL
    WHERE (channel, address, number) IN {_OF} AND posted AND author = 'citizen' AND pictures <> '[]'
    """  # noqa: S608
)

_HEADLESS = text(
    """
    SELECT t.number, t.opened_at FROM hamyar.tickets t JOIN hamyar.ticket_topics p USING (channel, address, number)
    WHERE p.chat_id = :chat_id AND p.header_message_id = 0 ORDER BY t.opened_at, t.number LIMIT 1
    """
)

_STALE = text(
    """
    SELECT t.number FROM hamyar.tickets t JOIN hamyar.ticket_topics p USING (channel, address, number)
    WHERE p.chat_id = :chat_id AND p.header_message_id <> 0 AND p.version < t.version ORDER BY t.number LIMIT 1
    """
)

_HEADED = text(
    f"""
    UPDATE hamyar.ticket_topics SET header_message_id = :message_id, version = greatest(version, :version)
    WHERE (channel, address, number) IN {_OF} AND chat_id = :chat_id AND topic_id = :topic_id
    """  # noqa: S608
)

_TO_CLOSE = text(
    """
    SELECT t.number FROM hamyar.tickets t JOIN hamyar.ticket_topics p USING (channel, address, number)
    WHERE p.chat_id = :chat_id AND t.state = 'closed' AND NOT p.closed AND NOT EXISTS (
        SELECT FROM hamyar.ticket_lines l
        WHERE (l.channel, l.address, l.number) = (t.channel, t.address, t.number) AND NOT l.posted)
    ORDER BY t.number LIMIT 1
    """
)

_CLOSED = text(f"UPDATE hamyar.ticket_topics SET closed = true WHERE (channel, address, number) IN {_OF}")  # noqa: S608

_FORGET = text("DELETE FROM hamyar.ticket_topics WHERE chat_id = :chat_id AND topic_id = :topic_id")


@dataclass(frozen=True)
class Unplaced:
    """A ticket that needs a topic: it has none, or one in group `chat_id` that is of another kind or out of reach."""

    number: int
    kind: Kind
    opened_at: datetime
    chat_id: int | None


class Topics:
    """Topics of tickets, inside one transaction."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def unplaced(self, away: frozenset[int]) -> tuple[Unplaced, ...]:
        """Open tickets that need a topic, the oldest first; those shown in groups that are `away` do."""
        rows = await self._connection.execute(_UNPLACED, {"away": sorted(away)})
        return tuple(Unplaced(row.number, Kind(row.kind), row.opened_at, row.chat_id) for row in rows)

    async def loads(self) -> Mapping[int, int]:
        """How many open tickets each group has."""
        return {row[0]: row[1] for row in await self._connection.execute(_LOADS)}

    async def place(self, number: int, chat_id: int, topic_id: int) -> None:
        """From now on the ticket is shown there, where nothing stands yet."""
        await self._connection.execute(_PLACE, {"number": number, "chat_id": chat_id, "topic_id": topic_id})
        await self._connection.execute(_PICTURES_AGAIN, {"number": number})

    async def stay(self, number: int, kind: Kind) -> None:
        """The ticket's topic serves that kind as well."""
        await self._connection.execute(_STAY, {"number": number, "kind": kind.value})

    async def headless(self, chat_id: int) -> tuple[int, datetime] | None:
        """The oldest ticket whose topic has no header yet, and since when it waits."""
        row = (await self._connection.execute(_HEADLESS, {"chat_id": chat_id})).one_or_none()
        return (row.number, row.opened_at) if row else None

    async def stale(self, chat_id: int) -> int | None:
        """A ticket whose header shows an older state."""
        return await self._number(_STALE, chat_id)

    async def headed(self, number: int, topic: Topic, message_id: int, version: int) -> None:
        """The header of that topic is that message, and shows the ticket as it was at that version."""
        where = {"chat_id": topic.chat_id, "topic_id": topic.topic_id}
        facts = {"number": number, **where, "message_id": message_id, "version": version}
        await self._connection.execute(_HEADED, facts)

    async def to_close(self, chat_id: int) -> int | None:
        """A closed ticket whose topic is still open and has nothing more to show."""
        return await self._number(_TO_CLOSE, chat_id)

    async def closed(self, number: int) -> None:
        """The topic is closed, too."""
        await self._connection.execute(_CLOSED, {"number": number})

    async def forget(self, chat_id: int, topic_id: int) -> None:
        """That topic is gone."""
        await self._connection.execute(_FORGET, {"chat_id": chat_id, "topic_id": topic_id})

    async def _number(self, statement: object, chat_id: int) -> int | None:
        found: int | None = (
            await self._connection.execute(statement, {"chat_id": chat_id})  # type: ignore[call-overload]
        ).scalar_one_or_none()
        return found

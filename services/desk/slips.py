"""What the staff's bot says by itself, and which updates it has taken: rows, in the transaction of the act."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, bindparam, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.ext.asyncio import AsyncConnection

from services.desk.acting import NEWS

_TAKE = text("INSERT INTO hamyar.desk_updates (bot, update_id, at) VALUES (:bot, :update, :now) ON CONFLICT DO NOTHING")

_SAY = text(
    """
    INSERT INTO hamyar.desk_slips (chat_id, topic_id, answers, key, body, about, at)
    VALUES (:chat_id, :topic_id, :answers, :key, :body, :about, :now) ON CONFLICT (key) DO NOTHING
    """
).bindparams(
    bindparam("topic_id", type_=BigInteger),
    bindparam("answers", type_=BigInteger),
    bindparam("body", type_=JSONB),
    bindparam("about", type_=JSONB(none_as_null=True)),
)

_NEWS = text("SELECT pg_notify(:news, '')")

_NEXT = text(
    """
    SELECT id, chat_id, topic_id, answers, body, at FROM hamyar.desk_slips
    WHERE NOT posted AND chat_id = :chat_id ORDER BY id LIMIT 1
    """
)

_POSTED = text("UPDATE hamyar.desk_slips SET posted = true, message_id = :message_id WHERE id = :id").bindparams(
    bindparam("message_id", type_=BigInteger)
)

_REMEMBER = text(
    """
    INSERT INTO hamyar.desk_slips (chat_id, key, body, at, posted) VALUES (0, :key, '{}', :now, true)
    ON CONFLICT (key) DO NOTHING
    """
)

_REMEMBERS = text("SELECT EXISTS (SELECT FROM hamyar.desk_slips WHERE key = :key)")

_SAID = text("SELECT body->>'said' FROM hamyar.desk_slips WHERE key = :key")

_ABOUT = text(
    "SELECT about, message_id FROM hamyar.desk_slips WHERE id = :id AND chat_id = :chat_id AND about IS NOT NULL"
)


@dataclass(frozen=True)
class Slip:
    """A word of the bot to colleagues. `body` is what its poster reads; `answers` is the message it is an answer to."""

    id: int
    chat_id: int
    topic_id: int | None
    answers: int | None
    body: Mapping[str, Any]
    at: datetime


class Slips:
    """Slips and updates, inside one transaction."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def take(self, bot: int, update: int, now: datetime) -> bool:
        """Whether this update is new; from now on it is not."""
        taken = await self._connection.execute(_TAKE, {"bot": bot, "update": update, "now": now})
        return taken.rowcount == 1

    async def say(
        self,
        chat_id: int,
        topic_id: int | None,
        body: Mapping[str, Any],
        now: datetime,
        *,
        answers: int | None = None,
        key: str | None = None,
        about: Mapping[str, Any] | None = None,
    ) -> None:
        """Queue a word, once for each `key`, and wake whoever posts it."""
        facts = {"chat_id": chat_id, "topic_id": topic_id, "answers": answers, "key": key, "about": about, "now": now}
        await self._connection.execute(_SAY, {**facts, "body": dict(body)})
        await self._connection.execute(_NEWS, {"news": NEWS})

    async def remember(self, key: str, now: datetime) -> None:
        """Keep in mind, for as long as slips are kept, that this has been."""
        await self._connection.execute(_REMEMBER, {"key": key, "now": now})

    async def remembers(self, key: str) -> bool:
        """Whether it has."""
        return bool((await self._connection.execute(_REMEMBERS, {"key": key})).scalar_one())

    async def said(self, key: str) -> str | None:
        """The words of a colleague's that the slip of that key keeps, for what its buttons do."""
        found: str | None = (await self._connection.execute(_SAID, {"key": key})).scalar_one_or_none()
        return found

    async def next(self, chat_id: int) -> Slip | None:
        """The oldest that is not posted yet in that group."""
        row = (await self._connection.execute(_NEXT, {"chat_id": chat_id})).one_or_none()
        return Slip(*row) if row else None

    async def posted(self, slip: int, message_id: int | None) -> None:
        """It stands there as that message; as none when it could not be posted, and is given up."""
        await self._connection.execute(_POSTED, {"id": slip, "message_id": message_id})

    async def about(self, chat_id: int, slip: int) -> tuple[Mapping[str, Any], int | None] | None:
        """What an answer to it would do, and the message it is known as; None for one that asks nothing."""
        row = (await self._connection.execute(_ABOUT, {"id": slip, "chat_id": chat_id})).one_or_none()
        return (row.about, row.message_id) if row else None

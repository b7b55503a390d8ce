"""Who a conversation is with: the link to a person, and how it is proved."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection

from services.calendar import Clock
from services.messages import Messages
from services.people import records
from services.people.person import Person

CODE_LIFE = timedelta(minutes=2)
MOST_TRIES = 5
MOST_TO_ONE_NUMBER_AN_HOUR = 3
MOST_TO_ONE_NUMBER_A_DAY = 8
MOST_ASKED_AN_HOUR = 5
MOST_ASKED_A_DAY = 12
FIRST_LOCK = timedelta(minutes=10)
LONGEST_LOCK = timedelta(hours=24)

__all__ = ["Asked", "Attempt", "CodeAttempt", "People", "Person", "find", "is_known_mobile", "random_code"]


class Asked(StrEnum):
    """What became of a wish for a code. It depends on the asking conversation alone, never on the national ID."""

    DONE = "done"
    LOCKED = "locked-now"
    TOO_MANY = "too-many"


class Attempt(StrEnum):
    """What a typed code was."""

    RIGHT = "right"
    WRONG = "wrong"
    EXPIRED = "expired"
    LOCKED = "locked"


@dataclass(frozen=True)
class CodeAttempt:
    """A try of a code: tries `left` when wrong, `until` when locked."""

    outcome: Attempt
    left: int = 0
    until: datetime | None = None


def random_code() -> str:
    """Six digits nobody can foresee."""
    return f"{secrets.randbelow(10**6):06}"


class People:
    """The people side of one conversation, inside one turn's transaction."""

    def __init__(
        self,
        connection: AsyncConnection,
        clock: Clock,
        key: bytes,
        channel: str,
        address: str,
        *,
        new_code: Callable[[], str] = random_code,
    ) -> None:
        self._connection = connection
        self._clock = clock
        self._key = key
        self._here = {"channel": channel, "address": address}
        self._new_code = new_code
        self._linked: Person | None = None
        self._looked = False

    async def linked(self) -> Person | None:
        """The person linked to this conversation."""
        if not self._looked:
            row = (await self._connection.execute(records.LINKED, self._here)).one_or_none()
            self._linked, self._looked = (Person(*row) if row else None), True
        return self._linked

    async def with_mobile(self, mobile: str) -> tuple[Person, ...]:
        """The people whom the registry holds under a mobile number."""
        rows = await self._connection.execute(records.BY_MOBILE, {"mobile": mobile})
        return tuple(Person(*row) for row in rows)

    async def holds(self, national_id: str, mobile: str | None) -> bool:
        """Whether the registry holds that mobile for that national ID."""
        found = await self._connection.execute(records.HOLDS, {"national_id": national_id, "mobile": mobile})
        return bool(found.scalar_one())

    async def link(self, national_id: str, proof: str) -> bool:
        """Link this conversation to a person, in place of whoever was; True, always."""
        now = self._clock.now()
        before = await self.linked()
        if before is not None and before.national_id != national_id:
            await self._give_up_notices()
        await self._connection.execute(
            records.LINK, {**self._here, "national_id": national_id, "proof": proof, "now": now}
        )
        self._looked = False
        return True

    async def unlink(self) -> bool:
        """Remove the link; whether there was one."""
        removed = await self._connection.execute(records.UNLINK, self._here)
        await self._give_up_notices()
        self._looked = False
        return bool(removed.rowcount)

    async def send_code(self, national_id: str) -> Asked:
        """Send a code to the mobile that the registry holds for that national ID, if it holds one.

        Nothing that comes back, nor the statements run, tell whether it does: couriers are woken for nothing too.
        """
        now = self._clock.now()
        facts: dict[str, Any] = {**self._here, "national_id": national_id, "now": now, **_horizons(now)}
        await self._connection.execute(records.ONE_AT_A_TIME, {"national_id": national_id})
        asked = (await self._connection.execute(records.ASKED, facts)).one()
        if asked.locked_until:
            return Asked.LOCKED
        if asked.in_the_hour >= MOST_ASKED_AN_HOUR or asked.in_the_day >= MOST_ASKED_A_DAY:
            return Asked.TOO_MANY
        code = self._new_code()
        await self._connection.execute(
            records.SEND_CODE,
            {
                **facts,
                "code": code,
                "hash": self._hash(national_id, code),
                "most_an_hour": MOST_TO_ONE_NUMBER_AN_HOUR,
                "most_a_day": MOST_TO_ONE_NUMBER_A_DAY,
            },
        )
        await Messages(self._connection).wake("sms")
        return Asked.DONE

    async def try_code(self, national_id: str, code: str) -> CodeAttempt:
        """Count a try and judge it. The last wrong one locks this conversation, longer each time."""
        now = self._clock.now()
        until = (await self._connection.execute(records.LOCKED, {**self._here, "now": now})).scalar_one_or_none()
        if until:
            return CodeAttempt(Attempt.LOCKED, until=until)
        facts = {
            **self._here,
            "national_id": national_id,
            "most_tries": MOST_TRIES,
            "oldest": now - CODE_LIFE,
        }
        row = (await self._connection.execute(records.TRY_CODE, facts)).one_or_none()
        if row is None:
            return CodeAttempt(Attempt.EXPIRED)
        if hmac.compare_digest(bytes(row.hash), self._hash(national_id, code)) and row.sent:
            await self._connection.execute(records.USE_CODE, {**self._here, "asked_at": row.asked_at})
            await self._connection.execute(records.FORGIVE, self._here)
            return CodeAttempt(Attempt.RIGHT)
        if row.tries < MOST_TRIES:
            return CodeAttempt(Attempt.WRONG, left=MOST_TRIES - row.tries)
        locks = {"now": now, "first_lock": FIRST_LOCK, "longest_lock": LONGEST_LOCK, **_horizons(now)}
        struck = await self._connection.execute(records.STRIKE, {**self._here, **locks})
        return CodeAttempt(Attempt.LOCKED, until=struck.scalar_one())

    async def _give_up_notices(self) -> None:
        """What waits for the morning is of whoever was linked, and nobody else is to read it."""
        await Messages(self._connection).give_up_notices(**self._here, fault="unlinked")

    def _hash(self, national_id: str, code: str) -> bytes:
        said = "\0".join([self._here["channel"], self._here["address"], national_id, code])
        return hmac.new(self._key, said.encode(), hashlib.sha256).digest()


async def find(connection: AsyncConnection, national_id: str) -> Person | None:
    """The person of a national ID, for those who run the system; a conversation never asks this way."""
    row = (await connection.execute(records.BY_NATIONAL_ID, {"national_id": national_id})).one_or_none()
    return Person(*row) if row else None


async def is_known_mobile(connection: AsyncConnection, mobile: str) -> bool:
    """Whether the registry holds this number for anybody. Nothing said to the number may depend on it but how often."""
    found = await connection.execute(records.KNOWN_MOBILE, {"mobile": mobile})
    return bool(found.scalar_one())


def _horizons(now: datetime) -> dict[str, datetime]:
    return {"hour_ago": now - timedelta(hours=1), "day_ago": now - timedelta(days=1)}

"""The audit: each act a row, written with the act itself; sealed into a chain of hashes soon after.

A row gets its place in the chain when it is sealed, not when it is written: transactions commit in another order than
they begin. Each hash covers the row, its place and the hash before it, so a row that is changed, taken out or put in
between shows. Whoever keeps the last hash elsewhere can tell that the end was cut off, too.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import bindparam, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.ext.asyncio import AsyncConnection

AT_A_TIME = 5_000
START = bytes(32)

_RECORD = text(
    "INSERT INTO hamyar.audit (at, actor, act, subject, facts) VALUES (:at, :actor, :act, :subject, :facts)"
).bindparams(bindparam("facts", type_=JSONB))

_ONE_SEALS = text("SELECT pg_advisory_xact_lock(hashtextextended('audit', 3))")

_LAST = text("SELECT place, hash FROM hamyar.audit WHERE place IS NOT NULL ORDER BY place DESC LIMIT 1")

_UNSEALED = text(
    """
    SELECT seq, at, actor, act, subject, facts FROM hamyar.audit WHERE place IS NULL ORDER BY seq LIMIT :most
    """
)

_SEAL = text(
    """
    UPDATE hamyar.audit a SET place = s.place, hash = s.hash
    FROM unnest(cast(:seqs AS bigint[]), cast(:places AS bigint[]), cast(:hashes AS bytea[])) AS s(seq, place, hash)
    WHERE a.seq = s.seq AND a.place IS NULL
    """
)

_SEALED = text(
    """
    SELECT place, hash, seq, at, actor, act, subject, facts FROM hamyar.audit
    WHERE place > :after ORDER BY place LIMIT :most
    """
)

_COUNT_UNSEALED = text("SELECT count(*) FROM hamyar.audit WHERE place IS NULL")


@dataclass(frozen=True)
class Verified:
    """What a look at the whole chain found: `broken` is the first row, by its `seq`, that is not as it was sealed.

    Where a place in the chain is empty, `missing` names the first one and `broken` the row after it.
    """

    sealed: int
    unsealed: int
    last: str
    broken: int | None = None
    missing: int | None = None


async def record(
    connection: AsyncConnection, at: datetime, actor: str, act: str, subject: str, facts: Mapping[str, Any]
) -> None:
    """One act, in its own transaction."""
    row = {"at": at, "actor": actor, "act": act, "subject": subject, "facts": dict(facts)}
    await connection.execute(_RECORD, row)


async def seal(connection: AsyncConnection) -> int:
    """Seal what is not sealed yet; how many rows."""
    await connection.execute(_ONE_SEALS)
    last = (await connection.execute(_LAST)).one_or_none()
    place, chained = (last.place, bytes(last.hash)) if last else (0, START)
    sealed = 0
    while rows := (await connection.execute(_UNSEALED, {"most": AT_A_TIME})).all():
        places, hashes = [], []
        for row in rows:
            place += 1
            chained = _hash(chained, place, row)
            places.append(place)
            hashes.append(chained)
        await connection.execute(_SEAL, {"seqs": [row.seq for row in rows], "places": places, "hashes": hashes})
        sealed += len(rows)
    return sealed


async def verify(connection: AsyncConnection) -> Verified:
    """Go through the whole chain."""
    place, chained = 0, START
    unsealed = (await connection.execute(_COUNT_UNSEALED)).scalar_one()
    while rows := (await connection.execute(_SEALED, {"after": place, "most": AT_A_TIME})).all():
        for row in rows:
            if row.place != place + 1:
                return Verified(place, unsealed, chained.hex(), broken=row.seq, missing=place + 1)
            if bytes(row.hash) != _hash(chained, row.place, row):
                return Verified(place, unsealed, chained.hex(), broken=row.seq)
            place, chained = row.place, bytes(row.hash)
    return Verified(place, unsealed, chained.hex())


def _hash(before: bytes, place: int, row: Any) -> bytes:
    at = row.at.astimezone(UTC).isoformat()
    said = [place, row.seq, at, row.actor, row.act, row.subject, row.facts]
    plain = json.dumps(said, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(before + plain.encode()).digest()

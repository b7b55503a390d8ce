"""Links to the pictures of an objection, for one reviewer: signed, short-lived, and opened by one browser.

    link → opened once, by a press → a session of that browser, which each view shows again

Nothing is kept of a link until it is opened. Whoever opens it first has it; the second is told that it was used.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import secrets
import struct
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from services.calendar import Clock
from services.signature import is_signed, signature

GOOD_FOR = timedelta(minutes=15)  # until it is opened; ours
SEEN_FOR = timedelta(minutes=15)  # after that; ours
PURPOSE = "papers link"
ID_BYTES, SIGNATURE_BYTES = 9, 16
_FIELDS = struct.Struct(f">{ID_BYTES}sIqI")  # id, number, reviewer, end

_OPEN = text(
    """
    INSERT INTO hamyar.papers_links (id, number, telegram_id, session, opened_at, ends_at)
    VALUES (:id, :number, :telegram_id, :session, :now, :ends_at)
    ON CONFLICT DO NOTHING RETURNING id
    """
)
_OPENED = text("SELECT session, ends_at FROM hamyar.papers_links WHERE id = :id")


@dataclass(frozen=True)
class PapersLink:
    """What a link says: which objection, for which reviewer, until when it may be opened."""

    id: str
    number: str
    telegram_id: int
    ends_at: datetime


@dataclass(frozen=True)
class Opened:
    """A link that was opened: by whoever holds the session, and until when it may be seen."""

    session: bytes
    ends_at: datetime

    def by(self, session: str) -> bool:
        """Whether this is the browser that opened it."""
        return secrets.compare_digest(self.session, _hashed(session))


class PapersLinks:
    """Makes links; `base_url` is our public address, without which there are none."""

    def __init__(self, key: bytes, clock: Clock, base_url: str | None) -> None:
        self._key = key
        self._clock = clock
        self._base_url = base_url

    def staff_link(self, number: str, reviewer_telegram_id: int) -> str:
        """A new link to the pictures of this objection, for this reviewer; empty where we have no public address."""
        if self._base_url is None:
            return ""
        ends_at = int((self._clock.now() + GOOD_FOR).timestamp())
        said = _FIELDS.pack(secrets.token_bytes(ID_BYTES), int(number), reviewer_telegram_id, ends_at)
        return f"{self._base_url}/papers/{_written(said + signature(self._key, PURPOSE, said, SIGNATURE_BYTES))}"


def link_of(key: bytes, token: str) -> PapersLink | None:
    """What a link says, where it is one of ours; nobody has to be asked for that."""
    try:
        raw = base64.b64decode(token + "=" * (-len(token) % 4), b"-_", validate=True)
    except (binascii.Error, ValueError):
        return None
    if len(raw) != _FIELDS.size + SIGNATURE_BYTES or _written(raw) != token:
        return None
    said = raw[: _FIELDS.size]
    if not is_signed(key, PURPOSE, said, raw[_FIELDS.size :]):
        return None
    name, number, telegram_id, ends_at = _FIELDS.unpack(said)
    return PapersLink(name.hex(), str(number), telegram_id, datetime.fromtimestamp(ends_at, UTC))


async def open_link(connection: AsyncConnection, link: PapersLink, now: datetime) -> str | None:
    """Open a link, giving the session of the browser that does; None where one has been faster."""
    session = secrets.token_urlsafe(24)
    facts = {"id": link.id, "number": link.number, "telegram_id": link.telegram_id, "now": now}
    facts |= {"session": _hashed(session), "ends_at": now + SEEN_FOR}
    opened = (await connection.execute(_OPEN, facts)).one_or_none()
    return session if opened else None


async def opened(connection: AsyncConnection, link: PapersLink) -> Opened | None:
    """Who opened the link; None while nobody has."""
    row = (await connection.execute(_OPENED, {"id": link.id})).one_or_none()
    return Opened(bytes(row.session), row.ends_at) if row else None


def _hashed(session: str) -> bytes:
    return hashlib.sha256(session.encode()).digest()


def _written(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")

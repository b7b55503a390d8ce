"""Doubts of the rules about the end of a dependency: each is filed for a reviewer by nobody, and once at a time."""

from __future__ import annotations

from sqlalchemy.ext.asyncio import AsyncConnection

from services.calendar import Clock, today
from services.dependency import CivilEvent, EventKind
from services.objections import number as tracking
from services.objections import records
from services.objections.rules import answer_by
from services.objections.subject import Subject, SubjectKind
from services.plain import dump

REGISTRY = "registry"  # the channel of what nobody has filed
AT_ONCE = 200


async def refer(connection: AsyncConnection, clock: Clock, *, most: int = AT_ONCE) -> int:
    """File doubts that no reviewer has before them yet, some of them; how many were. Nobody is told: they were."""
    found = (await connection.execute(records.DOUBTS, {"most": most})).all()
    for row in found:
        event = CivilEvent(row.event_id, EventKind(row.kind), row.on, row.spouse_id)
        await _file(connection, clock, row.national_id, event)
    return len(found)


async def _file(connection: AsyncConnection, clock: Clock, national_id: str, event: CivilEvent) -> None:
    subject = Subject(SubjectKind.DOUBT, event.on, event_id=event.event_id, spouse_id=event.spouse_id)
    number, now = tracking.new(), clock.now()
    facts = {
        "national_id": national_id,
        "number": number,
        "subject_key": subject.key,
        "subject": dump(subject),
        "reason": "",
        "now": now,
        "answer_by": answer_by(today(clock)),
        "channel": REGISTRY,
        "address": "",
    }
    filed = await connection.execute(records.FILE, facts)
    if filed.scalar_one_or_none() is not None:
        told = {"national_id": national_id, "number": number, "now": now, "what": "filed", "by": national_id}
        await connection.execute(records.TELL, {**told, "detail": {"images": 0}})

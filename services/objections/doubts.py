"""What the rules leave to a person: each is filed for a reviewer by nobody, and once at a time.

Doubts are about the end of a dependency, reviews about a grant of a marriage whose history is partial.
"""

from __future__ import annotations

from sqlalchemy.ext.asyncio import AsyncConnection

from services.calendar import Clock, today
from services.dependency import CivilEvent, EventKind
from services.grants.decision import Outcome
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
        subject = Subject(SubjectKind.DOUBT, event.on, event_id=event.event_id, spouse_id=event.spouse_id)
        await _file(connection, clock, row.national_id, subject)
    return len(found)


async def refer_grants(connection: AsyncConnection, clock: Clock, *, most: int = AT_ONCE) -> int:
    """The same for grants that a month-end has left to review. A reviewer looks once; more takes an objection."""
    found = (await connection.execute(records.REVIEWS, {"most": most})).all()
    for row in found:
        subject = Subject(
            SubjectKind.REVIEW,
            row.registered_on,
            marriage_id=row.marriage_id,
            outcome=Outcome.REVIEW,
            spouse_id=row.spouse_id,
        )
        await _file(connection, clock, row.national_id, subject)
    return len(found)


async def _file(connection: AsyncConnection, clock: Clock, national_id: str, subject: Subject) -> None:
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

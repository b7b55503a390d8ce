"""The steps of an objection: each is kept with what happened, and the person hears of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection

from services.calendar import Clock
from services.grants.decision import Criterion, Outcome
from services.messages.notices import Notices
from services.messages.rules import Event
from services.objections import records
from services.objections.objection import Image, NoSuchObjection, Objection
from services.objections.rules import OPEN, RefusalReason, State, moved
from services.objections.subject import SubjectKind


class Steps:
    """Writes them, inside the caller's transaction. The person hears nothing on `said_on`: the caller says it there."""

    def __init__(self, connection: AsyncConnection, clock: Clock, notices: Notices, said_on: str | None) -> None:
        self._connection = connection
        self._clock = clock
        self._notices = notices
        self._said_on = said_on

    async def hold(self, national_id: str, number: str) -> None:
        """Nobody else moves it until the transaction ends. Raises NoSuchObjection."""
        keys = {"national_id": national_id, "number": number}
        if (await self._connection.execute(records.HOLD, keys)).one_or_none() is None:
            raise NoSuchObjection

    async def move(
        self,
        objection: Objection,
        state: State,
        *,
        by: str,
        wanted: str | None = None,
        refusal_reason: RefusalReason | None = None,
        note: str | None = None,
        upheld_first_by: str | None = None,
    ) -> int:
        """Bring it into another state; the event's id. Raises IllegalMove."""
        facts = {
            "national_id": objection.national_id,
            "number": objection.number,
            "state": moved(objection.state, state),
            "wanted": wanted,
            "refusal_reason": refusal_reason,
            "note": note,
            "upheld_first_by": upheld_first_by,
            "final": state not in OPEN,
            "now": self._clock.now(),
            "by": by,
        }
        await self._connection.execute(records.MOVE, facts)
        told = {"wanted": wanted, "reason": refusal_reason, "note": note}
        return await self.record(objection.national_id, objection.number, state.value, by, **told)

    async def keep_images(self, national_id: str, number: str, images: Sequence[Image]) -> None:
        facts = {
            "national_id": national_id,
            "number": number,
            "documents": [image.document_id for image in images],
            "papers": [image.paper for image in images],
            "now": self._clock.now(),
        }
        await self._connection.execute(records.ADD_IMAGES, facts)

    async def override(self, objection: Objection, by: str, ground: str) -> None:
        """Let the marriage be decided as if what it failed for held."""
        criteria = objection.subject.failed
        if objection.subject.outcome is Outcome.REVIEW:
            criteria = (Criterion.FIRST,)  # the civil registry could not tell; now a person has
        await self._find(objection, criteria, by, ground, holds=True)

    async def find_earlier(self, objection: Objection, by: str, ground: str) -> None:
        """Let the marriage be decided as one before which there was another, that the civil registry did not tell."""
        await self._find(objection, (Criterion.FIRST,), by, ground, holds=False)

    async def _find(
        self, objection: Objection, criteria: Sequence[Criterion], by: str, ground: str, *, holds: bool
    ) -> None:
        facts = {
            "national_id": objection.national_id,
            "marriage_id": objection.subject.marriage_id,
            "criteria": [criterion.value for criterion in criteria],
            "holds": holds,
            "ground": ground,
            "by": by,
            "number": objection.number,
            "now": self._clock.now(),
        }
        await self._connection.execute(records.OVERRIDE, facts)

    async def record(self, national_id: str, number: str, what: str, by: str, **detail: Any) -> int:
        """Keep what happened; the event's id."""
        facts = {"national_id": national_id, "number": number, "now": self._clock.now(), "what": what, "by": by}
        kept = {name: value for name, value in detail.items() if value is not None}
        told: int = (await self._connection.execute(records.TELL, {**facts, "detail": kept})).scalar_one()
        return told

    async def notify(
        self,
        event: Event,
        national_id: str,
        number: str,
        matter: SubjectKind,
        facts: Mapping[str, Any] = MappingProxyType({}),
        *,
        about: str = "",
        again: str = "",
    ) -> None:
        """Let the person hear of it, once; `again` tells apart what may happen more than once."""
        told, subject = {"number": number, "matter": matter, **facts}, ("objection", about or number)
        key = f"{event} {number}{again}"
        await self._notices.tell(national_id, event, told, key=key, about=subject, said_on=self._said_on)

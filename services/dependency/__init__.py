"""Dependency of pensioners' daughters: where it stands, and what a person's decision makes of it.

An event of the civil registry opens a case, which is named by the event's id: `services.dependency.matching` finds
them, gives the advance notice and ends the shares. A person may object to a case, and once it has ended her shares ask
for them again; reviewers decide both, and whatever the rules leave in doubt. Nothing is deleted: each step is kept.

Objections and requests are filed as such (`services.objections`), under the case's `subject_key`.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection

from services.calendar import Clock, today
from services.dependency import changes, records, rules
from services.dependency.case import (
    Act,
    Asked,
    Case,
    CivilEvent,
    EventKind,
    Ground,
    Reason,
    Share,
    Standing,
    State,
)
from services.dependency.telling import tell
from services.messages.notices import Notices

__all__ = [
    "Act",
    "Asked",
    "Case",
    "CivilEvent",
    "Dependency",
    "EventKind",
    "Ground",
    "NoSuchCase",
    "NotOpen",
    "Reason",
    "Share",
    "Standing",
    "State",
    "subject_key",
]


REINSTATEMENT = "reinstatement"  # the kind of a request's subject; all else objects


class NoSuchCase(LookupError):
    """This person has no case of that name."""


class NotOpen(Exception):
    """The case is closed: she draws her shares again."""


def subject_key(case_id: str) -> str:
    """What an objection to a case is about, or a request after it: one of them is open at a time."""
    return f"dependency {case_id}"


class Dependency:
    """Dependency, inside the caller's transaction. `said_on` is the channel on which the caller tells it itself."""

    def __init__(
        self, connection: AsyncConnection, clock: Clock, notices: Notices, *, said_on: str | None = None
    ) -> None:
        self._connection = connection
        self._clock = clock
        self._notices = notices
        self._said_on = said_on

    async def standing(self, national_id: str) -> Standing | None:
        """Where her dependency stands; None for who draws no share as a daughter and of whom there is no case."""
        day = today(self._clock)
        [facts] = await records.facts(self._connection, [national_id], day)
        case = await self._newest(national_id)
        if case is None and not any(share.runs(day) for share in facts.shares):
            return None
        asked = await self._asked(national_id, case) if case else Asked()
        return rules.standing(facts, case, asked, day)

    async def case(self, national_id: str, case_id: str) -> Case:
        """One of her cases, held until the transaction ends. Raises NoSuchCase, for somebody else's too."""
        keys = {"national_id": national_id, "event_id": case_id}
        row = (await self._connection.execute(records.ONE, keys)).one_or_none()
        if row is None:
            raise NoSuchCase
        return records.case(row)

    async def restore(self, national_id: str, case_id: str, ground: Ground, *, by: str, number: str) -> None:
        """She draws her shares again: her objection was upheld, a reviewer found nothing that ends them, or her request
        was granted. She hears of it, and where the shares had ended the pension department does.

        `by` is the reviewer's national ID, `number` that of the objection or request. After a request all that has
        happened to her so far counts as looked at. Raises NoSuchCase, NotOpen.
        """
        case = await self._open_case(national_id, case_id)
        if ground is Ground.ASKED_AGAIN:
            keys = {"national_id": national_id, "event_id": case_id, "now": self._clock.now()}
            await self._connection.execute(records.SETTLE, {**keys, "today": today(self._clock)})
        if again := rules.drawn_again(case, ground, today(self._clock)):
            what, day = again
            await changes.drawn_again(self._connection, national_id, case_id, what, day, number, self._clock.now())
        await self._change(national_id, replace(case, state=State.RESTORED, ground=ground), by, number)

    async def stands(self, national_id: str, case_id: str, *, by: str, number: str) -> None:
        """What was decided stands: her objection or request was refused.

        A case that was in doubt now ends her shares, after the advance notice that she has not had yet.
        Raises NoSuchCase, NotOpen.
        """
        case = await self._open_case(national_id, case_id)
        if case.state is not State.REVIEW:
            detail = json.dumps({"number": number})
            keys = {"national_id": national_id, "event_id": case_id, "now": self._clock.now(), "by": by}
            await self._connection.execute(records.NOTE, {**keys, "what": "stands", "detail": detail})
            return
        day = today(self._clock)
        [facts] = await records.facts(self._connection, [national_id], day)
        await self._change(national_id, rules.decided_to_end(facts, case, day), by, number)

    async def steps(self, national_id: str, case_id: str) -> tuple[Mapping[str, Any], ...]:
        """What happened to a case, in order: `at`, `what`, `by`, `detail`."""
        keys = {"national_id": national_id, "event_id": case_id}
        return tuple(dict(row) for row in (await self._connection.execute(records.STEPS, keys)).mappings())

    async def _change(self, national_id: str, case: Case, by: str, number: str) -> None:
        await records.change(self._connection, {national_id: case}, self._clock.now(), by, number=number)
        await tell(self._notices, [(national_id, case)], said_on=self._said_on)

    async def _newest(self, national_id: str) -> Case | None:
        row = (await self._connection.execute(records.NEWEST, {"national_id": national_id})).one_or_none()
        return None if row is None else records.case(row)

    async def _asked(self, national_id: str, case: Case) -> Asked:
        keys = {"national_id": national_id, "subject_key": subject_key(case.cause.event_id)}
        row = (await self._connection.execute(records.ASKED, keys)).one_or_none()
        if row is None:
            return Asked()
        return Asked(request=row.number) if row.kind == REINSTATEMENT else Asked(objection=row.number)

    async def _open_case(self, national_id: str, case_id: str) -> Case:
        case = await self.case(national_id, case_id)
        if not case.is_open:
            raise NotOpen
        return case

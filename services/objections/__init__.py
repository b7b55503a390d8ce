"""Objections to decisions, and marriages that the registry lacks: filed once, followed, decided by a person."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection

from services.calendar import Clock, today
from services.messages.notices import Notices
from services.messages.rules import Event
from services.money import Rials
from services.objections import number as tracking
from services.objections import records
from services.objections.objection import Image, NoSuchObjection, Objection, objection_of
from services.objections.rules import (
    Case,
    IllegalMove,
    MayNotDecide,
    RefusalReason,
    State,
    after_upholding,
    answer_by,
    may_decide,
)
from services.objections.steps import Steps
from services.objections.subject import Subject, SubjectKind
from services.plain import dump

__all__ = [
    "TO_GIVE",
    "IllegalMove",
    "Image",
    "MayNotDecide",
    "NoSuchObjection",
    "Objection",
    "Objections",
    "RefusalReason",
    "State",
    "Subject",
    "SubjectKind",
]

NUMBERS_TRIED = 20
TO_GIVE = "give-"  # before a number: that objection, by who comes to give the picture that is wanted


class Objections:
    """Objections, inside the caller's transaction. The person hears of each step, on `said_on` by the caller itself."""

    def __init__(
        self, connection: AsyncConnection, clock: Clock, notices: Notices, *, said_on: str | None = None
    ) -> None:
        self._connection = connection
        self._clock = clock
        self._steps = Steps(connection, clock, notices, said_on)

    # What the person does.

    async def file(
        self,
        national_id: str,
        subject: Subject,
        reason: str,
        images: Sequence[Image],
        *,
        channel: str,
        address: str,
    ) -> str:
        """File an objection, giving its tracking number. Where one on this subject is open, its number is given."""
        subject = await self._with_spouse(national_id, subject)
        facts = {
            "national_id": national_id,
            "subject_key": subject.key,
            "subject": dump(subject),
            "reason": reason,
            "now": self._clock.now(),
            "answer_by": answer_by(today(self._clock)),
            "channel": channel,
            "address": address,
        }
        for _ in range(NUMBERS_TRIED):
            filed = await self._connection.execute(records.FILE, {**facts, "number": tracking.new()})
            number = filed.scalar_one_or_none()
            if number is not None:
                await self._steps.keep_images(national_id, number, images)
                await self._steps.record(national_id, number, "filed", national_id, images=len(images))
                told = {"answer_by": facts["answer_by"]}
                await self._steps.notify(Event.OBJECTION_FILED, national_id, number, subject.kind, told)
                return str(number)
            open_one = await self.open_number(national_id, subject)
            if open_one is not None:
                return open_one
        raise RuntimeError("no free tracking number was found")

    async def open_number(self, national_id: str, subject: Subject) -> str | None:
        """The number of the open objection on this subject."""
        facts = {"national_id": national_id, "subject_key": subject.key}
        found = (await self._connection.execute(records.OPEN_NUMBER, facts)).scalar_one_or_none()
        return None if found is None else str(found)

    def lies_ahead(self, day: date) -> bool:
        """Whether a day has not come yet; no marriage was registered on it."""
        return day > today(self._clock)

    async def of(self, national_id: str) -> tuple[Objection, ...]:
        """A person's objections, newest first."""
        rows = await self._connection.execute(records.OF_PERSON, {"national_id": national_id})
        return tuple(map(objection_of, rows))

    async def one(self, national_id: str, number: str) -> Objection:
        """One of a person's objections. Raises NoSuchObjection, for somebody else's too."""
        keys = {"national_id": national_id, "number": number}
        row = (await self._connection.execute(records.ONE, keys)).one_or_none()
        if row is None or not (objection := objection_of(row)).subject.kind.is_filed:
            raise NoSuchObjection
        return objection

    async def images(self, national_id: str, number: str) -> tuple[Image, ...]:
        """The pictures of an objection, in the order they came."""
        rows = await self._connection.execute(records.IMAGES, {"national_id": national_id, "number": number})
        return tuple(Image(*row) for row in rows)

    async def add_images(self, national_id: str, number: str, images: Sequence[Image]) -> int:
        """Add pictures to an open objection; how many it now has. One that was asked for again is answered by it.

        Raises NoSuchObjection, IllegalMove when it is closed.
        """
        await self._steps.hold(national_id, number)
        objection = await self.one(national_id, number)
        if not objection.is_open:
            raise IllegalMove(objection.state, State.FILED)
        await self._steps.keep_images(national_id, number, images)
        await self._steps.record(national_id, number, "images-added", national_id, images=len(images))
        if objection.state is State.MORE_WANTED:
            await self._steps.move(objection, State.FILED, by=national_id)
        return objection.images + len(images)

    async def withdraw(self, national_id: str, number: str) -> bool:
        """Take an objection back; False when it was already closed. Raises NoSuchObjection."""
        await self._steps.hold(national_id, number)
        objection = await self.one(national_id, number)
        if not objection.is_open:
            return False
        await self._steps.move(objection, State.WITHDRAWN, by=national_id)
        await self._steps.notify(Event.OBJECTION_WITHDRAWN, national_id, number, objection.subject.kind)
        return True

    # What reviewers do. `by` is the reviewer's national ID.

    async def waiting(self, *, most: int = 100) -> tuple[Objection, ...]:
        """Open objections, the oldest first."""
        return tuple(map(objection_of, await self._connection.execute(records.WAITING, {"most": most})))

    async def find(self, number: str) -> Objection:
        """An objection by its number alone, for reviewers. Raises NoSuchObjection."""
        row = (await self._connection.execute(records.BY_NUMBER, {"number": number})).one_or_none()
        if row is None:
            raise NoSuchObjection
        return objection_of(row)

    async def uphold(
        self, number: str, by: str, ground: str, *, second_over: Rials, at_stake: Rials | None = None
    ) -> State:
        """Uphold an objection; over `second_over` rials another reviewer has to do it too. The new state.

        `at_stake` is what would be paid then; where it is not known, the amount that was told counts.
        Upheld, the failed criteria are overridden on this ground. Raises NoSuchObjection, MayNotDecide, IllegalMove.
        """
        objection = await self._case(number)
        state = after_upholding(_as_case(objection, at_stake), by, second_over)
        await self._steps.move(objection, state, by=by, note=ground, upheld_first_by=by)
        if state is State.UPHELD:
            if objection.subject.marriage_id is not None:
                await self._steps.override(objection, by, ground)
            # Of a share they hear from whoever restores it, of a grant that they did not ask about at the month's end.
            if objection.subject.event_id is None and objection.subject.kind.is_filed:
                await self._steps.notify(Event.OBJECTION_UPHELD, objection.national_id, number, objection.subject.kind)
        return state

    async def refuse(self, number: str, by: str, reason: RefusalReason, note: str = "") -> None:
        """Refuse an objection. Raises NoSuchObjection, MayNotDecide, IllegalMove."""
        objection = await self._case(number)
        may_decide(_as_case(objection), by)
        await self._steps.move(objection, State.REFUSED, by=by, refusal_reason=reason, note=note or None)
        kind, why = objection.subject.kind, {"reason": reason, "noted": bool(note), "note": note}
        if kind is SubjectKind.REVIEW:
            await self._steps.find_earlier(objection, by, note or reason)
        if kind.is_filed:
            await self._steps.notify(Event.OBJECTION_REFUSED, objection.national_id, number, kind, why)

    async def want_better(self, number: str, by: str, paper: str) -> None:
        """Ask for a better picture of a paper. Raises NoSuchObjection, MayNotDecide, IllegalMove."""
        objection = await self._case(number)
        may_decide(_as_case(objection), by)
        if not objection.subject.kind.is_filed:  # nobody is asked
            raise IllegalMove(objection.state, State.MORE_WANTED)
        wish = await self._steps.move(objection, State.MORE_WANTED, by=by, wanted=paper)
        person, kind, event = objection.national_id, objection.subject.kind, Event.OBJECTION_MORE_WANTED
        about = f"{TO_GIVE}{number}"
        await self._steps.notify(event, person, number, kind, {"paper": paper}, about=about, again=f" {wish}")

    async def events(self, national_id: str, number: str) -> tuple[Mapping[str, Any], ...]:
        """What happened to an objection, in order."""
        rows = await self._connection.execute(records.EVENTS, {"national_id": national_id, "number": number})
        return tuple(dict(row) for row in rows.mappings())

    async def _with_spouse(self, national_id: str, subject: Subject) -> Subject:
        """The subject with the spouse whom the registry names: they are not to decide the case either."""
        if subject.marriage_id is None or subject.spouse_id is not None:
            return subject
        keys = {"national_id": national_id, "marriage_id": subject.marriage_id}
        return replace(subject, spouse_id=(await self._connection.execute(records.SPOUSE, keys)).scalar_one_or_none())

    async def _case(self, number: str) -> Objection:
        found = await self.find(number)
        await self._steps.hold(found.national_id, number)
        return await self.find(number)


def _as_case(objection: Objection, at_stake: Rials | None = None) -> Case:
    subject = objection.subject
    named = frozenset({subject.spouse_id} if subject.spouse_id else ())
    return Case(objection.state, objection.national_id, named, objection.upheld_first_by, at_stake or subject.amount)

"""Objections to decisions, and marriages that the registry lacks: filed once, followed, decided by a person."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from types import MappingProxyType
from typing import Any

from sqlalchemy import Row
from sqlalchemy.ext.asyncio import AsyncConnection

from services.calendar import TEHRAN, Clock, today
from services.grants.decision import Criterion, Outcome
from services.messages.notices import Notices
from services.messages.rules import Event
from services.money import Rials
from services.objections import number as tracking
from services.objections import records
from services.objections.rules import (
    OPEN,
    Case,
    IllegalMove,
    MayNotDecide,
    RefusalReason,
    State,
    after_upholding,
    answer_by,
    may_decide,
    moved,
)
from services.objections.subject import Subject, SubjectKind
from services.plain import dump, load

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


class NoSuchObjection(LookupError):
    """This person has no objection of that number."""


@dataclass(frozen=True, slots=True)
class Image:
    """A stored document, and the paper it was given as."""

    document_id: str
    paper: str


@dataclass(frozen=True, slots=True)
class Objection:
    """Where one objection stands. `wanted` is the paper of which a better picture is asked for."""

    national_id: str
    number: str
    subject: Subject
    reason: str
    state: State
    filed_on: date
    answer_by: date
    wanted: str | None
    upheld_first_by: str | None
    refusal_reason: RefusalReason | None
    note: str | None
    channel: str
    address: str
    images: int

    @property
    def is_open(self) -> bool:
        return self.state in OPEN


class Objections:
    """Objections, inside the caller's transaction. The person hears of each step, on `said_on` by the caller itself."""

    def __init__(
        self, connection: AsyncConnection, clock: Clock, notices: Notices, *, said_on: str | None = None
    ) -> None:
        self._connection = connection
        self._clock = clock
        self._notices = notices
        self._said_on = said_on

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
                await self._keep_images(national_id, number, images)
                await self._tell(national_id, number, "filed", national_id, images=len(images))
                told = {"answer_by": facts["answer_by"]}
                await self._notify(Event.OBJECTION_FILED, national_id, number, subject.kind, told)
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
        return tuple(map(_objection, rows))

    async def one(self, national_id: str, number: str) -> Objection:
        """One of a person's objections. Raises NoSuchObjection, for somebody else's too."""
        keys = {"national_id": national_id, "number": number}
        row = (await self._connection.execute(records.ONE, keys)).one_or_none()
        if row is None or (objection := _objection(row)).subject.kind is SubjectKind.DOUBT:
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
        await self._held(national_id, number)
        objection = await self.one(national_id, number)
        if not objection.is_open:
            raise IllegalMove(objection.state, State.FILED)
        await self._keep_images(national_id, number, images)
        await self._tell(national_id, number, "images-added", national_id, images=len(images))
        if objection.state is State.MORE_WANTED:
            await self._move(objection, State.FILED, by=national_id)
        return objection.images + len(images)

    async def withdraw(self, national_id: str, number: str) -> bool:
        """Take an objection back; False when it was already closed. Raises NoSuchObjection."""
        await self._held(national_id, number)
        objection = await self.one(national_id, number)
        if not objection.is_open:
            return False
        await self._move(objection, State.WITHDRAWN, by=national_id)
        await self._notify(Event.OBJECTION_WITHDRAWN, national_id, number, objection.subject.kind)
        return True

    # What reviewers do. `by` is the reviewer's national ID.

    async def waiting(self, *, most: int = 100) -> tuple[Objection, ...]:
        """Open objections, the oldest first."""
        return tuple(map(_objection, await self._connection.execute(records.WAITING, {"most": most})))

    async def find(self, number: str) -> Objection:
        """An objection by its number alone, for reviewers. Raises NoSuchObjection."""
        row = (await self._connection.execute(records.BY_NUMBER, {"number": number})).one_or_none()
        if row is None:
            raise NoSuchObjection
        return _objection(row)

    async def uphold(
        self, number: str, by: str, ground: str, *, second_over: Rials, at_stake: Rials | None = None
    ) -> State:
        """Uphold an objection; over `second_over` rials another reviewer has to do it too. The new state.

        `at_stake` is what would be paid then; where it is not known, the amount that was told counts.
        Upheld, the failed criteria are overridden on this ground. Raises NoSuchObjection, MayNotDecide, IllegalMove.
        """
        objection = await self._case(number)
        state = after_upholding(_as_case(objection, at_stake), by, second_over)
        await self._move(objection, state, by=by, note=ground, upheld_first_by=by)
        if state is State.UPHELD:
            if objection.subject.marriage_id is not None:
                await self._override(objection, by, ground)
            if objection.subject.event_id is None:  # else they hear of the share itself, from whoever restores it
                await self._notify(Event.OBJECTION_UPHELD, objection.national_id, number, objection.subject.kind)
        return state

    async def refuse(self, number: str, by: str, reason: RefusalReason, note: str = "") -> None:
        """Refuse an objection. Raises NoSuchObjection, MayNotDecide, IllegalMove."""
        objection = await self._case(number)
        may_decide(_as_case(objection), by)
        await self._move(objection, State.REFUSED, by=by, refusal_reason=reason, note=note or None)
        kind, why = objection.subject.kind, {"reason": reason, "noted": bool(note), "note": note}
        if kind is not SubjectKind.DOUBT:
            await self._notify(Event.OBJECTION_REFUSED, objection.national_id, number, kind, why)

    async def want_better(self, number: str, by: str, paper: str) -> None:
        """Ask for a better picture of a paper. Raises NoSuchObjection, MayNotDecide, IllegalMove."""
        objection = await self._case(number)
        may_decide(_as_case(objection), by)
        if objection.subject.kind is SubjectKind.DOUBT:  # nobody has filed it, so nobody is asked
            raise IllegalMove(objection.state, State.MORE_WANTED)
        wish = await self._move(objection, State.MORE_WANTED, by=by, wanted=paper)
        person, kind, event = objection.national_id, objection.subject.kind, Event.OBJECTION_MORE_WANTED
        about = f"{TO_GIVE}{number}"
        await self._notify(event, person, number, kind, {"paper": paper}, about=about, again=f" {wish}")

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
        await self._held(found.national_id, number)
        return await self.find(number)

    async def _held(self, national_id: str, number: str) -> None:
        keys = {"national_id": national_id, "number": number}
        if (await self._connection.execute(records.HOLD, keys)).one_or_none() is None:
            raise NoSuchObjection

    async def _move(
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
        """The event's id."""
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
        return await self._tell(objection.national_id, objection.number, state.value, by, **told)

    async def _override(self, objection: Objection, by: str, ground: str) -> None:
        criteria = objection.subject.failed
        if objection.subject.outcome is Outcome.REVIEW:
            criteria = (Criterion.FIRST,)  # the civil registry could not tell; now a person has
        await self._connection.execute(
            records.OVERRIDE,
            {
                "national_id": objection.national_id,
                "marriage_id": objection.subject.marriage_id,
                "criteria": [criterion.value for criterion in criteria],
                "ground": ground,
                "by": by,
                "number": objection.number,
                "now": self._clock.now(),
            },
        )

    async def _keep_images(self, national_id: str, number: str, images: Sequence[Image]) -> None:
        facts = {
            "national_id": national_id,
            "number": number,
            "documents": [image.document_id for image in images],
            "papers": [image.paper for image in images],
            "now": self._clock.now(),
        }
        await self._connection.execute(records.ADD_IMAGES, facts)

    async def _tell(self, national_id: str, number: str, what: str, by: str, **detail: Any) -> int:
        facts = {"national_id": national_id, "number": number, "now": self._clock.now(), "what": what, "by": by}
        kept = {name: value for name, value in detail.items() if value is not None}
        told: int = (await self._connection.execute(records.TELL, {**facts, "detail": kept})).scalar_one()
        return told

    async def _notify(
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


def _as_case(objection: Objection, at_stake: Rials | None = None) -> Case:
    subject = objection.subject
    named = frozenset({subject.spouse_id} if subject.spouse_id else ())
    return Case(objection.state, objection.national_id, named, objection.upheld_first_by, at_stake or subject.amount)


def _objection(row: Row[Any]) -> Objection:
    return Objection(
        national_id=row.national_id,
        number=row.number,
        subject=load(Subject, row.subject),
        reason=row.reason,
        state=State(row.state),
        filed_on=row.filed_at.astimezone(TEHRAN).date(),
        answer_by=row.answer_by,
        wanted=row.wanted,
        upheld_first_by=row.upheld_first_by,
        refusal_reason=RefusalReason(row.refusal_reason) if row.refusal_reason else None,
        note=row.note,
        channel=row.channel,
        address=row.address,
        images=row.images,
    )

"""Objections as reviewers see them: the case, who may decide it, and what of it is still to be shown.

A decision is one act inside the caller's transaction: the objection moves, the criteria are overridden, the person is
decided again, the citizen's notices are queued, and the audit has its row.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection

from services.calendar import Clock
from services.desk import Act, Empty, Enrolment, NotAllowed, Staff, audit, may
from services.grants import Grants, NoSuchMarriage, NoSuchPerson
from services.grants.decision import Criterion, Decision, Outcome
from services.money import Rials
from services.objections import Image, MayNotDecide, Objection, Objections, RefusalReason, State, Subject, SubjectKind
from services.reviews import records

SHOWN_WITHIN = timedelta(days=7)  # of a decision; by then the desk has been back from any outage
__all__ = ["Case", "Event", "Place", "Reviews"]


@dataclass(frozen=True, slots=True)
class Case:
    """An objection with what a reviewer needs beside it.

    `told` is the decision that is objected to, as the person was told it; `now` the one that the registry gives today.
    Both are None for a marriage that the registry lacks. `at_stake` is what upholding would pay, None when unknown.
    """

    objection: Objection
    name: str
    told: Decision | None
    now: Decision | None
    at_stake: Rials | None
    images: tuple[Image, ...]
    last_event: int


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened to an objection. `by` is the person's own national ID, or the reviewer's."""

    id: int
    at: datetime
    what: str
    by: str
    by_name: str
    detail: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Place:
    """The topic in which an objection is shown, and the last events its header and its posts know of."""

    chat_id: int
    topic_id: int
    header_message_id: int
    headed: int
    shown: int


class Reviews:
    """Reviewers' work on objections, inside the caller's transaction. Staff are named by their Telegram id.

    Over `second_over` rials a second reviewer has to confirm.
    """

    def __init__(
        self,
        connection: AsyncConnection,
        clock: Clock,
        objections: Objections,
        grants: Grants,
        *,
        second_over: Rials,
    ) -> None:
        self._connection = connection
        self._clock = clock
        self._objections = objections
        self._grants = grants
        self._second_over = second_over

    # ---- looking ----------------------------------------------------------------------------------------------------

    async def case(self, number: str) -> Case:
        """Raises NoSuchObjection."""
        objection = await self._objections.find(number)
        subject = objection.subject
        keys = {"national_id": objection.national_id, "number": number}
        row = (await self._connection.execute(records.ABOUT, keys)).one()
        told = now = None
        if subject.marriage_id is not None and subject.version is not None:
            told = await self._grants.told(objection.national_id, subject.marriage_id, subject.version)
        if subject.marriage_id is not None:
            now = await self._judged(objection.national_id, subject.marriage_id)
        images = await self._objections.images(objection.national_id, number)
        at_stake = await self._at_stake(objection)
        return Case(objection, row.name or "", told, now, at_stake, images, row.last_event)

    async def events(self, number: str, *, after: int = 0) -> tuple[Event, ...]:
        """What happened to an objection, in order. Raises NoSuchObjection."""
        objection = await self._objections.find(number)
        keys = {"national_id": objection.national_id, "number": number, "after": after}
        return tuple(Event(*row) for row in await self._connection.execute(records.EVENTS_AFTER, keys))

    # ---- deciding ---------------------------------------------------------------------------------------------------

    async def uphold(self, number: str, staff: int, ground: str) -> State:
        """Uphold an objection on a ground; the new state. Upheld, the person is decided again at once.

        Raises NoSuchObjection, NotAllowed, MayNotDecide, IllegalMove, Empty.
        """
        objection, who = await self._deciding(number, staff)
        if not ground.strip():
            raise Empty
        at_stake = await self._at_stake(objection)
        state = await self._objections.uphold(
            number, who.national_id, ground.strip(), second_over=self._second_over, at_stake=at_stake
        )
        await self._done(number, staff, "uphold", {"state": state.value, "ground": ground.strip()})
        if state is State.UPHELD and objection.subject.marriage_id is not None:
            await self._decide_again(objection.national_id, objection.subject.marriage_id)
        return state

    async def refuse(self, number: str, staff: int, reason: RefusalReason, note: str = "") -> None:
        """Refuse an objection, for a reason of the list and a line of one's own.

        Raises NoSuchObjection, NotAllowed, MayNotDecide, IllegalMove; Empty where the reason is `other` and says
        nothing.
        """
        _, who = await self._deciding(number, staff)
        if reason is RefusalReason.OTHER and not note.strip():
            raise Empty
        await self._objections.refuse(number, who.national_id, reason, note.strip())
        await self._done(number, staff, "refuse", {"reason": reason.value, "note": note.strip()})

    async def want_better(self, number: str, staff: int, paper: str) -> None:
        """Ask for a better picture of a paper. Raises NoSuchObjection, NotAllowed, MayNotDecide, IllegalMove."""
        _, who = await self._deciding(number, staff)
        await self._objections.want_better(number, who.national_id, paper)
        await self._done(number, staff, "want-better", {"paper": paper})

    async def may_see(self, number: str, staff: int) -> Staff:
        """Whoever may look at a case and its pictures. Raises NoSuchObjection, NotAllowed."""
        await self._objections.find(number)
        who = await Enrolment(self._connection).find(staff)
        if who is None or not (may(who.role, Act.DECIDE) or may(who.role, Act.CONFIRM)):
            raise NotAllowed(staff, Act.DECIDE, who.role if who else None)
        return who

    # ---- showing ----------------------------------------------------------------------------------------------------

    async def unshown(self) -> tuple[str, ...]:
        """Numbers of objections of which something is still to be shown, the oldest first."""
        since = self._clock.now() - SHOWN_WITHIN
        return tuple((await self._connection.execute(records.UNSHOWN, {"since": since})).scalars())

    async def place(self, number: str) -> Place | None:
        """Where an objection is shown."""
        row = (await self._connection.execute(records.PLACE, {"number": number})).one_or_none()
        return Place(*row) if row else None

    async def by_topic(self, chat_id: int, topic_id: int) -> str | None:
        """The objection of a topic."""
        asked = {"chat_id": chat_id, "topic_id": topic_id}
        number: str | None = (await self._connection.execute(records.BY_TOPIC, asked)).scalar_one_or_none()
        return number

    async def set_place(self, number: str, chat_id: int, topic_id: int, header_message_id: int, headed: int) -> None:
        """The objection is shown there now, whatever was before; nothing stands in it yet. Raises NoSuchObjection."""
        objection = await self._objections.find(number)
        there = {"chat_id": chat_id, "topic_id": topic_id, "header_message_id": header_message_id, "headed": headed}
        await self._connection.execute(
            records.SET_PLACE, {"national_id": objection.national_id, "number": number, **there}
        )

    async def headed(self, number: str, event: int) -> None:
        """The header knows of that event."""
        await self._connection.execute(records.HEADED, {"number": number, "event": event})

    async def shown(self, number: str, event: int) -> None:
        """That event stands in the topic."""
        await self._connection.execute(records.SHOWN, {"number": number, "event": event})

    # ---- beneath ----------------------------------------------------------------------------------------------------

    async def _deciding(self, number: str, staff: int) -> tuple[Objection, Staff]:
        """A supervisor may confirm what a reviewer has upheld, and no more.

        Raises NoSuchObjection, NotAllowed, MayNotDecide.
        """
        objection = await self._objections.find(number)
        act = Act.CONFIRM if objection.state is State.TO_CONFIRM else Act.DECIDE
        who = await Enrolment(self._connection).find(staff)
        if who is None or not may(who.role, act):
            raise NotAllowed(staff, act, who.role if who else None)
        if await self._is_spouse(objection, who):
            raise MayNotDecide("nobody decides a case they are named in")
        return objection, who

    async def _is_spouse(self, objection: Objection, who: Staff) -> bool:
        """Whether the registry names that colleague as the other side of the marriage."""
        keys = {"national_id": objection.national_id, "marriage_id": objection.subject.marriage_id}
        return (await self._connection.execute(records.SPOUSE, keys)).scalar_one_or_none() == who.national_id

    async def _at_stake(self, objection: Objection) -> Rials | None:
        subject = objection.subject
        if subject.marriage_id is None:
            return None
        try:
            return await self._grants.at_stake(objection.national_id, subject.marriage_id, overridable(subject))
        except (NoSuchMarriage, NoSuchPerson):
            return subject.amount

    async def _judged(self, national_id: str, marriage_id: str) -> Decision | None:
        try:
            return await self._grants.judged(national_id, marriage_id)
        except (NoSuchMarriage, NoSuchPerson):  # gone from the registry since
            return None

    async def _decide_again(self, national_id: str, marriage_id: str) -> None:
        """Keep what the registry now gives. A marriage that has gone from it is decided once it is back."""
        try:
            await self._grants.standing(national_id, marriage_id)
        except (NoSuchMarriage, NoSuchPerson):
            return

    async def _done(self, number: str, staff: int, act: str, facts: Mapping[str, Any]) -> None:
        await audit.record(
            self._connection, self._clock.now(), f"staff:{staff}", act, f"objection {number}", dict(facts)
        )


def overridable(subject: Subject) -> tuple[Criterion, ...]:
    """The criteria that upholding overrides: all that failed; of a review, what the civil registry could not tell."""
    if subject.kind is SubjectKind.UNLISTED:
        return ()
    return (Criterion.FIRST,) if subject.outcome is Outcome.REVIEW else subject.failed

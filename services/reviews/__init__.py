"""Objections as reviewers see them: the case, who may decide it, and what becomes of it.

A decision is one act inside the caller's transaction: the objection moves, the criteria are overridden, the person is
decided again, the citizen's notices are queued, and the audit has its row.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection

from services.calendar import Clock
from services.dependency import Dependency, NotOpen, Standing
from services.desk import Act, Empty, Enrolment, NotAllowed, NoteWithin, Staff, audit, may
from services.desk.notes import has_note
from services.grants import Grants, NoSuchMarriage, NoSuchPerson
from services.grants.decision import Criterion, Decision, Outcome
from services.money import Rials
from services.objections import Image, MayNotDecide, Objection, Objections, RefusalReason, State, Subject
from services.objections.subject import GROUNDS, SubjectKind
from services.reviews import records

POINTS = ("moved", "audited", "decided again")  # of one decision, within its transaction
__all__ = ["POINTS", "Case", "Event", "NoSuchPaper", "Reviews", "overridable"]


class NoSuchPaper(LookupError):
    """That paper is none of this objection's; `papers` are."""

    def __init__(self, papers: Iterable[str]) -> None:
        self.papers = sorted(papers)
        super().__init__(f"one of {', '.join(self.papers)}")


@dataclass(frozen=True, slots=True)
class Case:
    """An objection with what a reviewer needs beside it.

    `told` is the decision that is objected to, as the person was told it; `now` the one that the registry gives today.
    Both are None for a marriage that the registry lacks, and where it is about a `dependency`: that is where it stands
    now. `at_stake` is what upholding would pay, None when unknown.
    """

    objection: Objection
    name: str
    told: Decision | None
    now: Decision | None
    at_stake: Rials | None
    images: tuple[Image, ...]
    last_event: int
    dependency: Standing | None = None

    @property
    def amount(self) -> Rials | None:
        """What the need of a second reviewer turns on: where the stake is not known, what was told."""
        return self.at_stake or self.objection.subject.amount


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened to an objection. `by` is the person's own national ID, or the reviewer's; `matter` the
    kind of what it is about.
    """

    id: int
    at: datetime
    what: str
    by: str
    by_name: str
    detail: Mapping[str, Any]
    matter: str = SubjectKind.DECISION.value


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
        dependency: Dependency,
        *,
        second_over: Rials,
        checkpoint: Callable[[str], None] = lambda _: None,
    ) -> None:
        self._connection = connection
        self._clock = clock
        self._objections = objections
        self._grants = grants
        self._dependency = dependency
        self._second_over = second_over
        self._at = checkpoint

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
        dependency = await self._dependency.standing(objection.national_id) if subject.event_id else None
        return Case(objection, row.name or "", told, now, at_stake, images, row.last_event, dependency)

    async def waiting(self, staff: int) -> tuple[Objection, ...]:
        """Open objections, the oldest first. Raises NotAllowed."""
        await self._enrolled(staff, Act.SHOW)
        return await self._objections.waiting()

    async def show(self, number: str, staff: int) -> tuple[Case, tuple[Event, ...]]:
        """A case and its history, for a colleague. Raises NoSuchObjection, NotAllowed."""
        await self._enrolled(staff, Act.SHOW)
        return await self.case(number), await self.events(number)

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
        objection, who = await self.may_decide(number, staff)
        if not ground.strip():
            raise Empty
        at_stake = await self._at_stake(objection)
        state = await self._objections.uphold(
            number, who.national_id, ground.strip(), second_over=self._second_over, at_stake=at_stake
        )
        self._at("moved")
        await self._done(number, staff, "uphold", {"state": state.value, "ground": ground.strip()})
        if state is State.UPHELD and objection.subject.marriage_id is not None:
            await self._decide_again(objection.national_id, objection.subject.marriage_id)
            self._at("decided again")
        if state is State.UPHELD and (event_id := objection.subject.event_id) is not None:
            why = GROUNDS[objection.subject.kind]
            with suppress(NotOpen):  # the share is drawn again already
                await self._dependency.restore(objection.national_id, event_id, why, by=who.national_id, number=number)
            self._at("decided again")
        return state

    async def refuse(self, number: str, staff: int, reason: RefusalReason, note: str = "") -> None:
        """Refuse an objection, for a reason of the list and a line of one's own. Of a review, that the marriage is the
        first: the person is decided again at once.

        Raises NoSuchObjection, NotAllowed, MayNotDecide, IllegalMove; Empty where the reason is `other`, or it is a
        review, and nothing is said; NoteWithin where the line, which the citizen reads, is a note between colleagues.
        """
        objection, who = await self.may_decide(number, staff)
        if has_note(note):
            raise NoteWithin
        needs_words = reason is RefusalReason.OTHER or objection.subject.kind is SubjectKind.REVIEW
        if needs_words and not note.strip():
            raise Empty
        await self._objections.refuse(number, who.national_id, reason, note.strip())
        self._at("moved")
        subject = objection.subject
        if subject.kind is SubjectKind.REVIEW and subject.marriage_id is not None:
            await self._decide_again(objection.national_id, subject.marriage_id)
            self._at("decided again")
        if (event_id := subject.event_id) is not None:
            with suppress(NotOpen):
                await self._dependency.stands(objection.national_id, event_id, by=who.national_id, number=number)
        await self._done(number, staff, "refuse", {"reason": reason.value, "note": note.strip()})

    async def want_better(self, number: str, staff: int, paper: str) -> None:
        """Ask for a better picture of a paper.

        Raises NoSuchObjection, NotAllowed, MayNotDecide, IllegalMove; NoSuchPaper for one never asked for nor given.
        """
        objection, who = await self.may_decide(number, staff)
        given = {image.paper for image in await self._objections.images(objection.national_id, number)}
        if paper not in (papers := given.union(objection.subject.wanted)):
            raise NoSuchPaper(papers)
        await self._objections.want_better(number, who.national_id, paper)
        self._at("moved")
        await self._done(number, staff, "want-better", {"paper": paper})

    async def may_decide(self, number: str, staff: int) -> tuple[Objection, Staff]:
        """The objection, held until the transaction ends, and whoever may decide it as it stands now.

        A supervisor may confirm what a reviewer has upheld, and no more.
        Raises NotAllowed before anything of the number is told; NoSuchObjection, MayNotDecide.
        """
        await self._enrolled(staff, Act.SHOW)
        await self._connection.execute(records.HOLD, {"number": number})
        objection = await self._objections.find(number)
        act = Act.CONFIRM if objection.state is State.TO_CONFIRM else Act.DECIDE
        who = await self._enrolled(staff, act)
        if await self._has_part(objection, who):
            raise MayNotDecide("nobody decides a case they filed or are named in")
        return objection, who

    async def may_see(self, number: str, staff: int) -> Objection:
        """A case, for whoever may see its pictures: nobody their own.

        Raises NoSuchObjection, NotAllowed, MayNotDecide.
        """
        who = await self._enrolled(staff, Act.SEE_PICTURES)
        objection = await self._objections.find(number)
        if await self._has_part(objection, who):
            raise MayNotDecide("nobody sees a case they filed or are named in")
        return objection

    async def pictures(self, number: str, staff: int) -> tuple[Objection, tuple[Image, ...]]:
        """A case with its pictures, in the order they came. Raises NoSuchObjection, NotAllowed, MayNotDecide."""
        objection = await self.may_see(number, staff)
        return objection, await self._objections.images(objection.national_id, number)

    async def ask_pictures(self, number: str, staff: int) -> None:
        """A link to the pictures is given to that colleague. Raises NoSuchObjection, NotAllowed, MayNotDecide."""
        await self.may_see(number, staff)
        await self._done(number, staff, "ask-pictures", {})

    async def note(self, number: str, staff: int, text: str) -> None:
        """What colleagues say to each other of a case; it never leaves. Raises NoSuchObjection, NotAllowed."""
        await self._enrolled(staff, Act.NOTE)
        await self._objections.find(number)
        await self._done(number, staff, "note", {"text": text})

    # ---- beneath ----------------------------------------------------------------------------------------------------

    async def _enrolled(self, staff: int, act: Act) -> Staff:
        """Raises NotAllowed."""
        who = await Enrolment(self._connection).find(staff)
        if who is None or not may(who.role, act):
            raise NotAllowed(staff, act, who.role if who else None)
        return who

    async def _has_part(self, objection: Objection, who: Staff) -> bool:
        """Whether that colleague filed it, or they or the registry name them as the other side of the marriage."""
        keys = {"national_id": objection.national_id, "marriage_id": objection.subject.marriage_id}
        spouse = (await self._connection.execute(records.SPOUSE, keys)).scalar_one_or_none()
        return who.national_id in (objection.national_id, objection.subject.spouse_id, spouse)

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
        self._at("audited")


def overridable(subject: Subject) -> tuple[Criterion, ...]:
    """The criteria that upholding overrides: all that failed; of a review, what the civil registry could not tell."""
    if subject.marriage_id is None:
        return ()
    return (Criterion.FIRST,) if subject.outcome is Outcome.REVIEW else subject.failed

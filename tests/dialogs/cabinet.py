"""Where filed objections lie in an explored world: the services of objections, pictures and links, without a database.

The real ones are tried in tests/services; here the rules of moves are theirs, and all else is as small as can be.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from typing import Any

from services.documents import DocumentsGone
from services.objections import IllegalMove, Image, NoSuchObjection, Objection, State, Subject
from services.objections.number import NotANumber, normalise
from services.objections.rules import OPEN, answer_by, moved
from services.pictures import PaperSeen, Remark

GONE = "gone"  # a picture that was removed while the conversation waited
LOOKED: Mapping[str, PaperSeen] = {
    "dark": PaperSeen((Remark.TOO_DARK,)),
    "unreadable": PaperSeen((Remark.TOO_SMALL, Remark.TOO_DARK, Remark.BLURRED)),
    "copy": PaperSeen((), ("clear",)),
}


def _numbers() -> Iterator[str]:
    for number in range(40_000_000, 40_000_500):
        with suppress(NotANumber):
            yield normalise(str(number))


NUMBERS = tuple(_numbers())


@dataclass(frozen=True)
class Filed:
    """An objection with its pictures and what happened to it."""

    objection: Objection
    images: tuple[Image, ...]
    events: tuple[tuple[str, Mapping[str, Any]], ...] = (("filed", {"images": 2}),)


@dataclass(frozen=True)
class Cabinet:
    """All that was filed, the oldest first, and the documents that are evidence."""

    filed: tuple[Filed, ...] = ()
    evidence: frozenset[str] = field(default_factory=frozenset)

    @property
    def shape(self) -> object:
        """What tells cabinets apart: the objections by subject and state."""
        return frozenset((one.objection.subject.key, one.objection.state) for one in self.filed)

    def faults(self) -> Iterator[str]:
        """What must never be."""
        open_ones = (one.objection for one in self.filed if one.objection.state in OPEN)
        held = [(one.national_id, one.subject.key) for one in open_ones]
        if len(held) != len(set(held)):
            yield "two open objections on one subject"
        if self.evidence != {image.document_id for one in self.filed for image in one.images}:
            yield "a picture of an objection is no evidence, or evidence belongs to none"


class FakeObjections:
    """The objections service on a cabinet. `raced`: somebody else is always a moment faster."""

    def __init__(self, cabinet: Cabinet, now: datetime, *, raced: bool = False) -> None:
        self.cabinet = cabinet
        self._now = now
        self._raced = raced

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
        assert reason
        assert images
        held = await self.open_number(national_id, subject)
        if held:
            return held
        if self._raced:
            images = (Image("of-the-other-phone", "marriage-contract"),)
            self.cabinet = replace(self.cabinet, evidence=self.cabinet.evidence | {images[0].document_id})
        today = self._now.astimezone(UTC).date()
        number = NUMBERS[len(self.cabinet.filed) + 10]
        objection = Objection(
            national_id, number, subject, reason, State.FILED, today, answer_by(today), *(None,) * 4, channel, address,
            len(images),
        )  # fmt: skip
        self._put(Filed(objection, tuple(images), (("filed", {"images": len(images)}),)))
        return number

    def lies_ahead(self, day: date) -> bool:
        return day > self._now.date()

    async def open_number(self, national_id: str, subject: Subject) -> str | None:
        held = (one.objection for one in self.cabinet.filed if one.objection.national_id == national_id)
        return next((one.number for one in held if one.subject.key == subject.key and one.is_open), None)

    async def of(self, national_id: str) -> tuple[Objection, ...]:
        newest = reversed(self.cabinet.filed)
        return tuple(one.objection for one in newest if one.objection.national_id == national_id)

    async def one(self, national_id: str, number: str) -> Objection:
        return self._held(national_id, number).objection

    async def images(self, national_id: str, number: str) -> tuple[Image, ...]:
        return self._held(national_id, number).images

    async def events(self, national_id: str, number: str) -> tuple[Mapping[str, Any], ...]:
        held = self._held(national_id, number)
        return tuple({"what": what, "at": self._now, "by": "x", "detail": detail} for what, detail in held.events)

    async def add_images(self, national_id: str, number: str, images: Sequence[Image]) -> int:
        if self._raced:
            await self.withdraw(national_id, number)
        held = self._held(national_id, number)
        if not held.objection.is_open:
            raise IllegalMove(held.objection.state, State.FILED)
        known = {image.document_id for image in held.images}
        all_of_them = (*held.images, *(image for image in images if image.document_id not in known))
        state = State.FILED if held.objection.state is State.MORE_WANTED else held.objection.state
        objection = replace(held.objection, state=state, wanted=None, images=len(all_of_them))
        self._put(Filed(objection, all_of_them, (*held.events, ("images-added", {"images": len(images)}))))
        return len(all_of_them)

    async def withdraw(self, national_id: str, number: str) -> bool:
        held = self._held(national_id, number)
        if not held.objection.is_open:
            return False
        state = moved(held.objection.state, State.WITHDRAWN)
        self._put(replace(held, objection=replace(held.objection, state=state), events=(*held.events, (state, {}))))
        return True

    def _held(self, national_id: str, number: str) -> Filed:
        for one in self.cabinet.filed:
            if (one.objection.national_id, one.objection.number) == (national_id, number):
                return one
        raise NoSuchObjection

    def _put(self, filed: Filed) -> None:
        others = tuple(one for one in self.cabinet.filed if one.objection.number != filed.objection.number)
        self.cabinet = replace(self.cabinet, filed=(*others, filed))


class FakePapers:
    """The pictures of a conversation; all but GONE are there."""

    def __init__(self, objections: FakeObjections) -> None:
        self._objections = objections

    async def look(self, document_id: str) -> PaperSeen:
        return LOOKED.get(document_id, PaperSeen())

    async def hold(self, ids: Iterable[str]) -> Mapping[str, str | None]:
        held = dict.fromkeys(ids)
        if GONE in held:
            raise DocumentsGone(frozenset({GONE}))
        return held

    async def file(self, ids: Iterable[str], national_id: str) -> None:
        cabinet = self._objections.cabinet
        self._objections.cabinet = replace(cabinet, evidence=cabinet.evidence | frozenset(await self.hold(ids)))


class FakeUploads:
    """One and the same link, as long as links are; or none."""

    def __init__(self, link: str) -> None:
        self._link = link

    async def link(self) -> str:
        return self._link


def filed(objection: Objection, *events: tuple[str, Mapping[str, Any]]) -> Cabinet:
    """A cabinet with one objection in it."""
    images = (Image("old-1", "marriage-contract"), Image("old-2", "identity-page"))
    entry = Filed(replace(objection, images=len(images)), images, (("filed", {"images": 2}), *events))
    return Cabinet((entry,), frozenset(image.document_id for image in images))

"""What colleagues do in a case's topic: decide, ask for a better picture, write notes to each other."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection

from handlers.desk.acting import Fetched, Hands
from handlers.desk.buttons import Press
from handlers.desk.case_topics import MakeReviews
from handlers.desk.cases import CASE, CaseTexts
from handlers.desk.reading import NOBODY, Pressed, Said, Where
from services.calendar import Clock
from services.conversations import Place
from services.desk import DeskError, Empty, NotAllowed, NoteWithin, Staff, TooLong
from services.objections import IllegalMove, MayNotDecide, NoSuchObjection, RefusalReason, State, SubjectKind
from services.objections.rules import SameReviewer, moved
from services.reviews.topics import CaseTopics

MOST = 500  # letters of a ground, or of a line for the citizen
DASHES = frozenset("-–—ـ")  # a line that says nothing


class Undone(DeskError):
    """Something about a case that was not done; its cause says why."""


class Changed(DeskError):
    """Something has happened to the case since the question was asked."""

    def __init__(self, now: State) -> None:
        super().__init__(f"the case has changed since, and is {now}")
        self.now = now


class CaseHears:
    """The sort of topic that shows an objection."""

    sign = CASE

    def __init__(self, reviews: MakeReviews, words: CaseTexts, clock: Clock) -> None:
        self._reviews = reviews
        self._texts = words
        self._clock = clock

    async def subject(self, connection: AsyncConnection, where: Where) -> int | None:
        if where.topic_id is None:
            return None
        number = await CaseTopics(connection, self._clock).by_topic(where.chat_id, where.topic_id)
        return int(number) if number else None

    async def takes_pictures(self, connection: AsyncConnection, number: int, staff: int) -> Place | None:
        return None

    # ---- written ----------------------------------------------------------------------------------------------------

    async def said(self, hands: Hands, number: int, said: Said, pictures: Fetched) -> None:
        """Between colleagues: on record in the audit, and nowhere near the citizen. Said once a case."""
        with _undone():
            await self._reviews(hands.connection).note(str(number), said.staff, said.text)
        if not said.edited:
            await hands.say(hands.word("case-note-stays"), answers=said.message_id, key=f"case note {number}")

    async def answered(self, hands: Hands, about: Mapping[str, Any], said: Said) -> None:
        text = said.text.strip()
        if len(text) > MOST:
            raise TooLong(0, MOST)
        with _undone():
            await self._decide(hands, about, said.staff, text)

    async def _decide(self, hands: Hands, about: Mapping[str, Any], staff: int, text: str) -> None:
        reviews, number = self._reviews(hands.connection), str(about["number"])
        objection, _ = await reviews.may_decide(number, staff)
        moved(objection.state, State.UPHELD if about["act"] == "uphold" else State.REFUSED)
        if about["event"] != (await reviews.case(number)).last_event:
            raise Changed(objection.state)
        if about["act"] == "uphold":
            await reviews.uphold(number, staff, text)
        else:
            line = "" if set(text) <= DASHES else text
            await reviews.refuse(number, staff, RefusalReason(about["reason"]), line)

    # ---- pressed ----------------------------------------------------------------------------------------------------

    async def pressed(self, hands: Hands, press: Press, pressed: Pressed) -> None:
        number, staff = str(press.number), pressed.staff
        with _undone():
            match press.act:
                case "uphold" | "confirm":
                    await self._ask_ground(hands, number, staff)
                case "refuse":
                    await self._ask_reason(hands, number, staff)
                case "why":
                    await self._ask_line(hands, number, staff, RefusalReason(press.more))
                case "better":
                    await self._ask_paper(hands, number, staff)
                case "paper":
                    await self._reviews(hands.connection).want_better(number, staff, press.more)
                    hands.toast = hands.word("case-done-better", paper=self._texts.paper(press.more))

    async def _ask_ground(self, hands: Hands, number: str, staff: int) -> None:
        objection, who = await self._reviews(hands.connection).may_decide(number, staff)
        moved(objection.state, State.UPHELD)
        if objection.state is State.TO_CONFIRM and objection.upheld_first_by == who.national_id:
            raise SameReviewer("a second reviewer has to confirm it")
        text = hands.word("case-write-ground", asked=who.name, number=number)
        await self._ask(hands, text, number, who, {"act": "uphold"})

    async def _ask_reason(self, hands: Hands, number: str, staff: int) -> None:
        objection, who = await self._reviews(hands.connection).may_decide(number, staff)
        moved(objection.state, State.REFUSED)
        if not (kind := objection.subject.kind).is_filed:  # the person asked for nothing, and is told what follows
            words = "case-write-end" if kind is SubjectKind.DOUBT else "case-write-earlier"
            text = hands.word(words, asked=who.name, number=number)
            await self._ask(hands, text, number, who, {"act": "refuse", "reason": RefusalReason.RECORD_IS_RIGHT.value})
            return
        await hands.say(hands.word("case-which-reason", number=number), buttons=self._texts.reasons(int(number)))
        hands.toast = hands.word("case-asked")

    async def _ask_line(self, hands: Hands, number: str, staff: int, reason: RefusalReason) -> None:
        objection, who = await self._reviews(hands.connection).may_decide(number, staff)
        moved(objection.state, State.REFUSED)
        short = self._texts.reason(reason)
        text = hands.word("case-write-line", asked=who.name, number=number, reason=short)
        skipped = "case-line-needed" if reason is RefusalReason.OTHER else "case-line-or-dash"
        about = {"act": "refuse", "reason": reason.value}
        await self._ask(hands, f"{text}\n{hands.word(skipped)}", number, who, about)

    async def _ask_paper(self, hands: Hands, number: str, staff: int) -> None:
        reviews = self._reviews(hands.connection)
        objection, _ = await reviews.may_decide(number, staff)
        moved(objection.state, State.MORE_WANTED)
        papers = self._texts.papers(await reviews.case(number))
        await hands.say(hands.word("case-which-paper", number=number), buttons=papers)
        hands.toast = hands.word("case-asked")

    async def _ask(self, hands: Hands, text: str, number: str, who: Staff, about: Mapping[str, Any]) -> None:
        """The question is a slip, and what its answer does is kept in it, with the last event that was known."""
        event = (await self._reviews(hands.connection).case(number)).last_event
        await hands.say(text, about={"sort": CASE, "number": int(number), "event": event, **about}, asked=who)
        hands.toast = hands.word("case-asked")

    # ---- what could not be done -------------------------------------------------------------------------------------

    async def refused(self, hands: Hands, number: int | None, error: Exception, said: Said) -> None:
        key = None
        if isinstance(error, NotAllowed) and error.role is None:
            key = f"stranger {said.where.chat_id}.{said.where.topic_id}.{said.staff}"
        await hands.say(self.told(hands, error), answers=said.message_id, key=key)

    def told(self, hands: Hands, error: Exception) -> str:
        return told(hands.word, error)


def told(word: Callable[..., str], error: Exception) -> str:
    """Why something about a case was not done, in a short word."""
    match error.__cause__ if isinstance(error, Undone) else error:
        case NotAllowed(telegram_id=one, role=None):
            return word("staff-anonymous") if one == NOBODY else word("case-not-enrolled", id=str(one))
        case NotAllowed():
            return word("case-not-allowed")
        case SameReviewer():
            return word("case-same-reviewer")
        case MayNotDecide():
            return word("case-own")
        case IllegalMove(now=now):
            return word("case-is-so", state=now.value)
        case Changed(now=now):
            return word("case-changed", state=now.value)
        case Empty():
            return word("case-empty")
        case NoteWithin():
            return word("case-note-within")
        case TooLong(most=most):
            return word("case-too-long", most=most)
        case NoSuchObjection():
            return word("case-none")
    raise error


@contextmanager
def _undone() -> Iterator[None]:
    """What the law of objections forbids is an error of the desk's: then nothing is done."""
    try:
        yield
    except (IllegalMove, MayNotDecide, NoSuchObjection) as error:
        raise Undone from error

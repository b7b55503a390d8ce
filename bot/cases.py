"""`hamyar desk cases`: reviewers' work on objections from a terminal, for small offices and tests."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

from bot.app import secret_key
from bot.desk import AtTheDesk
from bot.reviews import make_reviews
from bot.settings import Settings
from handlers.desk.cases import CaseTexts
from handlers.wording import Wording, without_marks
from services import national_id
from services.calendar import Clock, JalaliDay, SystemClock
from services.desk import Empty, NotAllowed, NoteWithin
from services.money import Rials
from services.objections import IllegalMove, MayNotDecide, NoSuchObjection, Objection, RefusalReason
from services.papers_links import GOOD_FOR, PapersLinks
from services.reviews import NoSuchPaper, Reviews
from services.store.engine import make_engine

T = TypeVar("T")


def act(settings: Settings, url: str, call: Callable[[Reviews], Awaitable[T]], *, clock: Clock | None = None) -> T:
    """One act on an objection, in a transaction. What cannot be done is told as an operator's error."""

    async def acted() -> T:
        engine, at = make_engine(url, pool_size=1), clock or SystemClock()
        try:
            async with engine.begin() as connection:
                return await call(make_reviews(settings, at, Wording())(connection))
        except (NotAllowed, MayNotDecide, IllegalMove, NoSuchObjection, NoSuchPaper, Empty, NoteWithin) as error:
            raise AtTheDesk(_told(error)) from error
        finally:
            await engine.dispose()

    return asyncio.run(acted())


async def listed(reviews: Reviews, staff: int) -> str:
    """Open objections, a line each."""
    return "\n".join(map(_line, await reviews.waiting(staff))) or "No objection is open."


async def shown(reviews: Reviews, staff: int, number: str, settings: Settings) -> str:
    """A case as reviewers read it in the group, and all that happened to it."""
    case, events = await reviews.show(number, staff)
    texts = CaseTexts(Wording(), Rials(settings.second_reviewer_rials))
    return without_marks("\n".join([texts.told(case, events), "", *texts.history(events)]))


async def upheld(reviews: Reviews, staff: int, number: str, ground: str) -> str:
    """Uphold it, or confirm what another has upheld."""
    return f"{number} is {(await reviews.uphold(number, staff, ground)).value}."


async def refused(reviews: Reviews, staff: int, number: str, reason: str, line: str) -> str:
    """Refuse it; the line is told to the citizen."""
    if reason not in list(RefusalReason):
        raise AtTheDesk(f"--reason: one of {', '.join(RefusalReason)}")
    await reviews.refuse(number, staff, RefusalReason(reason), line)
    return f"{number} is refused."


async def better_wanted(reviews: Reviews, staff: int, number: str, paper: str) -> str:
    """Ask for a better picture of a paper."""
    await reviews.want_better(number, staff, paper)
    return f"A better picture of {paper} is asked for."


async def pictures(reviews: Reviews, staff: int, number: str, settings: Settings) -> str:
    """A link to the pictures, for whoever asks alone; that they asked is on record."""
    await reviews.ask_pictures(number, staff)
    link = PapersLinks(secret_key(settings), SystemClock(), settings.public_url).staff_link(number, staff)
    if not link:
        raise AtTheDesk("HAMYAR_PUBLIC_URL is not set: there is no page to show them on")
    return f"{link}\nOpens once, within {int(GOOD_FOR.total_seconds()) // 60} minutes."


def _line(objection: Objection) -> str:
    masked = national_id.mask(objection.national_id)
    filed, due = JalaliDay.of(objection.filed_on), JalaliDay.of(objection.answer_by)
    kind = objection.subject.kind.value
    return f"{objection.number}  {objection.state.value:11}  {kind:8}  {masked}  {filed}  {due}  {objection.images}"


def _told(error: Exception) -> str:
    match error:
        case NotAllowed(telegram_id=one, role=None):
            return f"{one} is not enrolled: hamyar staff add"
        case NoSuchObjection():
            return "no objection of that number"
        case NoSuchPaper():
            return f"PAPER: {error}"
        case Empty():
            return "it says nothing: write a ground, or a line"
        case _:
            return str(error)

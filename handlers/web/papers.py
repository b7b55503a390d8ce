"""The pictures of an objection, for a reviewer: a page that a link opens once, and each view of it is on record.

The link alone shows a door, which is opened by a press: messengers and mail programs fetch links by themselves, and
would use it up. Opening it gives that browser a session, good for these pages and some minutes. At each view the
reviewer must still be one, and have nothing to do with the case. The pictures come out of the vault and are kept
nowhere.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum

import structlog
from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from handlers.web.pages import PRIVATE, Say, naming, private_page, private_picture, saying
from handlers.wording import Wording
from services.calendar import Clock
from services.desk import Act, NotAllowed, audit
from services.documents import Document, Documents
from services.documents.files import NoSuchPage
from services.documents.sealing import Spoiled, UnknownKey
from services.documents.vault import Vault
from services.objections import MayNotDecide, NoSuchObjection, Objection
from services.papers_links import SEEN_FOR, PapersLink, link_of, open_link, opened
from services.reviews import Reviews

log = structlog.get_logger(__name__)

COOKIE = "papers"


class Shut(Enum):
    """Why a link shows nothing: it is none of ours, or it was opened elsewhere or has ended."""

    UNKNOWN = "unknown"
    USED = "used"


@dataclass(frozen=True)
class Picture:
    """A picture of an objection: the paper it was given as, and what is stored of it, unless its time is over."""

    paper: str
    document: Document | None


@dataclass(frozen=True)
class Case:
    """What a reviewer sees."""

    link: PapersLink
    objection: Objection
    pictures: tuple[Picture, ...]


@dataclass(frozen=True)
class PapersPage:
    """Everything the page needs of its process. `secure`: browsers reach us by https alone."""

    engine: AsyncEngine
    reviews: Callable[[AsyncConnection], Reviews]
    vault: Vault
    wording: Wording
    clock: Clock
    key: bytes
    secure: bool

    async def door(self, token: str) -> PapersLink | Shut:
        """A link that can be opened."""
        link = link_of(self.key, token)
        if link is None:
            return Shut.UNKNOWN
        async with self.engine.connect() as connection:
            used = await opened(connection, link)
        return Shut.USED if used or link.ends_at <= self.clock.now() else link

    async def open(self, link: PapersLink) -> str | None:
        """Open it, giving the session; None where somebody was faster, or who it is for sees no pictures any more."""
        async with self.engine.begin() as connection:
            if await self._case(connection, link) is None:
                return None
            return await open_link(connection, link, self.clock.now())

    async def case(self, token: str, session: str, *, on_record: bool) -> Case | None:
        """What the browser of that session sees; `on_record` where it is a view, and not a picture of one."""
        link = link_of(self.key, token)
        if link is None:
            return None
        async with self.engine.begin() as connection:
            used = await opened(connection, link)
            if used is None or not used.by(session) or used.ends_at <= self.clock.now():
                return None
            case = await self._case(connection, link)
            if case and on_record:
                facts = {"pictures": len(case.pictures), "link": link.id}
                actor, subject = f"staff:{link.telegram_id}", f"objection {link.number}"
                await audit.record(connection, self.clock.now(), actor, Act.SEE_PICTURES.value, subject, facts)
            return case

    async def _case(self, connection: AsyncConnection, link: PapersLink) -> Case | None:
        try:
            objection, images = await self.reviews(connection).pictures(link.number, link.telegram_id)
        except (NoSuchObjection, NotAllowed, MayNotDecide):
            return None
        documents = Documents(connection, self.clock)
        pictures = [Picture(image.paper, await documents.facts(image.document_id)) for image in images]
        return Case(link, objection, tuple(sorted(pictures, key=_when)))

    async def picture(self, case: Case, place: int, page: int) -> bytes | None:
        """One page of one picture, both counted from 1."""
        if not 1 <= place <= len(case.pictures):
            return None
        document = case.pictures[place - 1].document
        if document is None or not 1 <= page <= document.pages:
            return None
        try:
            return await self.vault.page(document.id, page)
        except NoSuchPage:
            return None


def _when(picture: Picture) -> tuple[bool, str]:
    """As they came, those whose time is over at the end."""
    document = picture.document
    return (document is None, document.stored_at.isoformat() if document else "")


def router(page: PapersPage) -> APIRouter:
    """The routes of the page of pictures."""
    routes = APIRouter(prefix="/papers/{token}")
    say = saying(page.wording, lambda name: f"papers-{name}")

    @routes.get("")
    async def show(token: str, request: Request) -> Response:
        case = await page.case(token, request.cookies.get(COOKIE, ""), on_record=True)
        if case:
            return private_page("papers.html", say=say, token=token, case=case, name=naming(page.wording))
        door = await page.door(token)
        return shut(door, say) if isinstance(door, Shut) else private_page("papers_door.html", say=say, token=token)

    @routes.post("")
    async def open_it(token: str) -> Response:
        door = await page.door(token)
        if isinstance(door, Shut):
            return shut(door, say)
        session = await page.open(door)
        if session is None:
            return shut(Shut.USED, say)
        answer = RedirectResponse(f"/papers/{token}", 303, headers=PRIVATE)
        answer.set_cookie(
            COOKIE,
            session,
            max_age=int(SEEN_FOR.total_seconds()),
            path=f"/papers/{token}",
            secure=page.secure,
            httponly=True,
            samesite="strict",
        )
        return answer

    @routes.get("/{place}/{number}")
    async def picture(token: str, place: int, number: int, request: Request) -> Response:
        case = await page.case(token, request.cookies.get(COOKIE, ""), on_record=False)
        try:
            found = await page.picture(case, place, number) if case else None
        except (Spoiled, UnknownKey):
            log.exception("a stored picture does not open", objection=case.link.number if case else "")
            return private_page("papers_shut.html", status=500, say=say, shut="unreadable")
        return private_picture(found) if found else shut(Shut.UNKNOWN, say)

    return routes


def shut(why: Shut, say: Say) -> Response:
    """The page of a link that shows nothing."""
    return private_page("papers_shut.html", status=404 if why is Shut.UNKNOWN else 410, say=say, shut=why.value)

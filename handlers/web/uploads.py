"""The page behind an upload link: pictures are given one by one, looked over, and sent as one message.

It serves a plain browser: every press is a form and every answer the page, after a redirect. The script beside it does
the same requests without leaving the page. Whoever has no good link is told one and the same thing, whatever the cause.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from enum import Enum
from typing import Any
from weakref import WeakValueDictionary

import structlog
from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from dialogs.messages import Pictures, dump_message
from handlers.turn import Turn
from handlers.web.asked import OTHER, Asked, asked
from handlers.web.pages import PRIVATE, Say, naming, private_page, private_picture, saying
from handlers.web.receiving import Form, NotReceived, TooLong, received, thrown_away
from handlers.wording import Wording, without_marks
from services.calendar import Clock
from services.conversations import Conversations
from services.documents import take
from services.documents.examining import Examiner
from services.documents.files import NoSuchPage
from services.documents.sealing import Spoiled, UnknownKey
from services.documents.vault import Vault
from services.objections.rules import PAPERS as NAMED
from services.pictures import MOST_BYTES, Fault, NotAPicture
from services.uploads import MOST_PICTURES, Given, Upload, Visits, upload_of
from services.uploads.thumbnails import thumbnail

log = structlog.get_logger(__name__)

PAPERS = (*NAMED, OTHER)
MOST_BODIES = 8  # pictures that one process holds in memory at once
TRIES, PAUSE = 50, 0.1  # how often and after how many seconds a conversation is asked for that somebody else holds

# What is said after a press, by the last part of its words.
SAID = {
    *("taken", "remarked", "same", "removed", "no-file", "not-received", "wait", "most", "tries", "none", "busy"),
    *(fault.value.replace("_", "-") for fault in Fault),
}


class Closed(Enum):
    """A link through which nothing can be given: it never was, is over, or has been used."""

    OVER = "over"
    SENT = "sent"


@dataclass(frozen=True)
class Open:
    """A link through which pictures can be given: what for, and what was given so far."""

    upload: Upload
    asked: Asked
    pictures: tuple[Given, ...]


@dataclass(frozen=True)
class UploadPage:
    """Everything the page needs of its process."""

    engine: AsyncEngine
    turn: Turn
    examiner: Examiner
    vault: Vault
    wording: Wording
    clock: Clock
    key: bytes

    async def standing(self, connection: AsyncConnection, code: str, *, hold: bool = False) -> Open | Closed:
        """How the link stands; with `hold`, nobody else changes it until the transaction ends."""
        code = code.lower()
        upload_id = upload_of(self.key, code)
        if upload_id is None:
            return Closed.OVER
        visits = Visits(connection, self.clock)
        upload = await visits.find(upload_id, hold=hold)
        if upload is None:
            return Closed.OVER
        wants = asked(upload.conversation, code)
        if upload.is_used and (wants is None or upload.sent == "waiting"):
            return Closed.SENT
        if wants is None:
            return Closed.OVER
        return Open(upload, wants, await visits.pictures(upload_id))

    async def now(self, code: str) -> Open | Closed:
        """How the link stands, in a transaction of its own."""
        async with self.engine.connect() as connection:
            return await self.standing(connection, code)

    async def add(self, code: str, form: Form, paper: str) -> str:
        """Take in the file of a form; what is to be said of it, a member of SAID."""
        if not form.file:
            return "no-file"
        replaced = int(form.fields["replaces"]) if form.fields.get("replaces", "").isdecimal() else 0
        async with self.engine.begin() as connection:
            link = await self.standing(connection, code, hold=True)
            if isinstance(link, Closed):
                return "wait"
            if len(link.pictures) >= MOST_PICTURES and not _numbered(link.pictures, replaced):
                return "most"
            number = await Visits(connection, self.clock).try_one(link.upload.id)
        if number is None:
            return "tries"
        place = link.upload.place
        taken = await take(self.examiner, self.vault, self.engine, self.clock, form.file, place, paper=paper)
        if isinstance(taken, NotAPicture):
            return taken.fault.value.replace("_", "-")
        async with self.engine.begin() as connection:
            link = await self.standing(connection, code, hold=True)
            if isinstance(link, Closed):
                return "wait"
            visits = Visits(connection, self.clock)
            if _numbered(link.pictures, replaced):
                await visits.take_back(link.upload.id, replaced)
            elif len(link.pictures) >= MOST_PICTURES:
                return "most"
            await visits.give(link.upload.id, number, taken.id, paper)
        if {given.document for given in link.pictures if given.number != replaced}.intersection(taken.same_as):
            return "same"
        return "remarked" if taken.remarks else "taken"

    async def remove(self, code: str, number: int) -> str:
        """Take a picture back."""
        async with self.engine.begin() as connection:
            link = await self.standing(connection, code, hold=True)
            if isinstance(link, Open) and _numbered(link.pictures, number):
                await Visits(connection, self.clock).take_back(link.upload.id, number)
        return "removed"

    async def submit(self, code: str) -> str:
        """Put what was given into the inbox as one message, once; what is to be said where it does not go.

        The conversation is ours while that is done, and it is seen that its open question is still the link's: so
        what is put in is its answer, and not the one to a question that came meanwhile.
        """
        for _ in range(TRIES):
            async with self.engine.begin() as connection:
                link = await self.standing(connection, code, hold=True)
                if isinstance(link, Closed):
                    return ""
                if not link.pictures:
                    return "none"
                place = link.upload.place
                waits = await self._put_in(connection, link, code)
            await self.turn.look_again(place)
            if not waits:
                return ""
            await asyncio.sleep(PAUSE)
        return "busy"

    async def _put_in(self, connection: AsyncConnection, link: Open, code: str) -> bool:
        """Whether it cannot be put in yet, for something else is still to be played."""
        place, now = link.upload.place, self.clock.now()
        held = await Conversations(connection).take(place, now)
        if held is None or held.waiting:
            return True
        if asked(held.state, code) is None:
            return False
        message = Pictures(tuple(given.document for given in in_order(link.pictures, link.asked.wanted)), complete=True)
        key = await Visits(connection, self.clock).use(link.upload.id)
        await Conversations(connection).note(place, key, dump_message(message), now, now)
        return False


def in_order(pictures: tuple[Given, ...], wanted: tuple[str, ...]) -> tuple[Given, ...]:
    """As the conversation asks for them: the first of each paper that is wanted, then the others as they came."""
    first = [next((given for given in pictures if given.paper == paper), None) for paper in wanted]
    asked_for = [given for given in first if given]
    return (*asked_for, *(given for given in pictures if given not in asked_for))


def _numbered(pictures: tuple[Given, ...], number: int) -> Given | None:
    return next((given for given in pictures if given.number == number), None)


def router(page: UploadPage) -> APIRouter:
    """The routes of the upload page."""
    routes = APIRouter(prefix="/u/{code}")
    say = saying(page.wording, lambda name: f"upload-{name}")
    bodies = asyncio.Semaphore(MOST_BODIES)
    at_work: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    @asynccontextmanager
    async def alone(code: str) -> AsyncIterator[None]:
        """One picture at a time a link, in this process."""
        lock = at_work.setdefault(code, asyncio.Lock())
        async with lock:
            yield

    @routes.get("")
    async def show(code: str, said: str = "", at: str = "") -> Response:
        link = await page.now(code)
        if isinstance(link, Closed):
            return closed(link, say)
        return _opened(link, code.lower(), page.wording, say, said if said in SAID else "", at)

    @routes.post("")
    async def add(code: str, request: Request) -> Response:
        code = code.lower()
        link = await page.now(code)
        if isinstance(link, Closed):
            return closed(link, say)
        at_once = code in at_work and at_work[code].locked()
        if at_once or bodies.locked():
            await thrown_away(request)
            return _back(code, "wait" if at_once else "busy")
        async with alone(code), bodies:
            try:
                form = await received(request)
            except TooLong:
                return _back(code, Fault.TOO_LARGE.value.replace("_", "-"))
            except NotReceived:
                return _back(code, "not-received")
            paper = form.fields.get("paper", OTHER)
            paper = paper if paper in PAPERS else OTHER
            return _back(code, await page.add(code, form, paper), paper)

    @routes.post("/submit")
    async def submit(code: str) -> Response:
        code = code.lower()
        link = await page.now(code)
        if link is Closed.OVER:
            return closed(link, say)
        async with alone(code):
            return _back(code, await page.submit(code))

    @routes.post("/{number}/remove")
    async def remove(code: str, number: int) -> Response:
        link = await page.now(code)
        if isinstance(link, Closed):
            return closed(link, say)
        return _back(code.lower(), await page.remove(code, number))

    @routes.get("/{number}")
    async def picture(code: str, number: int) -> Response:
        link = await page.now(code)
        given = _numbered(link.pictures, number) if isinstance(link, Open) else None
        if given is None:
            return closed(Closed.OVER, say)
        try:
            return private_picture(await thumbnail(await page.vault.page(given.document, 1)))
        except NoSuchPage:
            return closed(Closed.OVER, say)
        except (Spoiled, UnknownKey):
            log.exception("a stored picture does not open", document=given.document)
            return closed(Closed.OVER, say)

    return routes


def closed(link: Closed, say: Say) -> Response:
    """The page of a link that is over, or of one that was used: what became of it."""
    status = 404 if link is Closed.OVER else 200
    return private_page("upload_closed.html", status=status, say=say, closed=link.value)


def _opened(link: Open, code: str, wording: Wording, say: Say, said: str, at: str) -> Response:
    given = (picture.paper for picture in link.pictures)
    papers = [paper for paper in dict.fromkeys((*link.asked.papers, *given)) if paper in PAPERS]
    facts: dict[str, Any] = {
        "asked": link.asked,
        "subject": without_marks(wording(link.asked.subject)) if link.asked.subject else "",
        "submit": say("submit-objection" if link.asked.reason else "submit", matter=link.asked.matter),
        "papers": [(paper, [one for one in link.pictures if one.paper == paper]) for paper in papers],
        "wanted": link.asked.wanted,
        "count": len(link.pictures),
        "most": MOST_PICTURES,
        "most_bytes": MOST_BYTES,
        "again": link.upload.used > 0,
        "said": said,
        "at": at if at in PAPERS else "",
    }
    return private_page("upload.html", say=say, name=naming(wording), code=code, **facts)


def _back(code: str, said: str = "", paper: str = "") -> Response:
    """To the page, by a request that may be repeated; what is said goes along by its name."""
    query = f"?said={said}" + (f"&at={paper}#{paper}" if paper else "") if said else ""
    return RedirectResponse(f"/u/{code}{query}", 303, headers=PRIVATE)


__all__ = ["UploadPage", "router"]

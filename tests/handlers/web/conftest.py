"""The pages on a real server, for a conversation by SMS that asks for pictures through its link."""

from __future__ import annotations

import asyncio
import re
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, nullcontext
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

import httpx
import pytest
import uvicorn
from fastapi import FastAPI
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from bot.app import make_notices
from dialogs.catalog import BoundCatalog, Catalog, Entry
from dialogs.messages import Channel, Started, Typed
from dialogs.reading import Text
from dialogs.talk import Talk
from handlers import web
from handlers.playing import Allowance
from handlers.turn import Note, Turn
from handlers.web import landing, papers, uploads, verifying
from handlers.web.landing import Reach
from handlers.web.papers import PapersPage
from handlers.web.uploads import UploadPage
from handlers.wording import Wording
from sandbox.papers import SAMPLES
from services.conversations import Place
from services.dependency import Dependency
from services.documents.examining import Examiner
from services.documents.files import Files
from services.documents.papers import Papers
from services.documents.sealing import Keys
from services.documents.vault import Vault
from services.grants import Grants
from services.money import Rials
from services.objections.rules import WANTED_PAPERS
from services.reviews import Reviews
from services.uploads import Uploads
from tests.clock import FrozenClock
from tests.handlers.house import Nobody, PlainWording
from tests.services.issued.papers import KEYS as ISSUED
from tests.services.objections.filing import objections_of

KEY = b"k" * 32
CHAT, LINE = "https://t.me/hamyar_bot", "10001420"
SARA, ZAHRA = Place("sms", "09121234567"), Place("sms", "09351112233")
SARA_ID = "0012345679"
REASON = "سابقهٔ من در کارگاه نساجی نیامده است."
CHANNELS = {"sms": Channel("sms", buttons=False, pictures=False, contact=False)}


@cache
def sample(name: str) -> bytes:
    """A sample picture by its name."""
    return SAMPLES[name]()


class Filings:
    """What has been filed, in the test's own table."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def file(self, papers: Papers, images: tuple[str, ...], reason: str) -> str:
        await papers.file(images, SARA_ID)
        facts = {"images": list(images), "reason": reason}
        await self._connection.execute(text("INSERT INTO filings VALUES (:images, :reason)"), facts)
        if reason.startswith("fail"):
            raise RuntimeError("as it was told")
        return "12345674"


async def objection(talk: Talk, uploads: Uploads, papers: Papers, filings: Filings) -> None:
    """The reason, the link, the pictures; what the page sends is filed."""
    reason = await talk.ask("reason", Text(least=10, most=1000))
    link = await talk.seen("link", str, uploads.link)
    images = await talk.ask_images("papers", wanted=WANTED_PAPERS.value, look=papers.look, link=link)
    number = await talk.once("filed", lambda: filings.file(papers, images, reason))
    await talk.say("filed", number=number)


class Budget:
    """How many replies an address is still given; as many as it likes while that is None."""

    left: int | None = None

    async def of(self, _connection: AsyncConnection, _place: Place, *, unsaved: int = 0) -> Allowance | None:
        return None if self.left is None else Allowance(self.left, datetime(2025, 9, 24, tzinfo=UTC))


class House:
    """Hosts of turns: the objection, which is also the menu."""

    _catalog = Catalog([Entry("menu", objection), Entry("objection", objection)])

    def __init__(self, clock: FrozenClock, base_url: str) -> None:
        self._clock = clock
        self._base_url = base_url

    def dialogs(self, connection: AsyncConnection, place: Place) -> tuple[BoundCatalog, Nobody]:
        services = {
            "uploads": Uploads(connection, self._clock, KEY, place, self._base_url),
            "papers": Papers(connection, self._clock, place),
            "filings": Filings(connection),
        }
        return self._catalog.bind(services), Nobody()


@dataclass(frozen=True)
class World:
    """A running server and what stands behind it."""

    url: str
    engine: AsyncEngine
    clock: FrozenClock
    turn: Turn
    http: httpx.AsyncClient
    vault: Vault
    budget: Budget

    async def says(self, said: str, place: Place = SARA, *, key: str = "") -> None:
        """An SMS comes in; «اعتراض» starts the dialog."""
        message = Started("objection") if said == "اعتراض" else Typed(said)
        await self.turn.receive(Note(place, key or said, message))

    async def link(self, place: Place = SARA, reason: str = REASON) -> str:
        """The path of the link that somebody is given who objects."""
        await self.says("اعتراض", place)
        await self.says(reason, place)
        (last,) = await self.rows(
            "SELECT body->>'text' FROM hamyar.outbox WHERE address = :address ORDER BY id DESC LIMIT 1",
            address=place.address,
        )
        found = re.search(r"/u/[a-z0-9]+", last[0])
        assert found, last
        return found[0]

    async def give(self, link: str, name: str, paper: str = "marriage-contract", **fields: str) -> httpx.Response:
        """A picture given by a plain form; the page that follows."""
        return await self.give_bytes(link, sample(name), paper, **fields)

    async def give_bytes(self, link: str, data: bytes, paper: str = "other", **fields: str) -> httpx.Response:
        files = {"gallery": ("a picture.jpg", data, "image/jpeg")}
        return await self.http.post(link, data={"paper": paper, **fields}, files=files, follow_redirects=True)

    async def rows(self, statement: str, **facts: Any) -> list[tuple[Any, ...]]:
        async with self.engine.connect() as connection:
            return [tuple(row) for row in await connection.execute(text(statement), facts)]

    async def filings(self) -> list[tuple[Any, ...]]:
        return await self.rows("SELECT images, reason FROM filings")

    async def inbox(self, place: Place = SARA) -> list[tuple[Any, ...]]:
        """Messages of the page, and what became of them."""
        return await self.rows(
            "SELECT message, state FROM hamyar.inbox WHERE address = :address AND key LIKE 'u%' ORDER BY seq",
            address=place.address,
        )


async def pictures(world: World, link: str) -> list[str]:
    """The addresses of the pictures on the page."""
    return re.findall(r'src="(/u/[^"]+)"', (await world.http.get(link)).text)


def papers_page(engine: AsyncEngine, clock: FrozenClock, vault: Vault) -> PapersPage:
    def reviews(connection: AsyncConnection) -> Reviews:
        dependency = Dependency(connection, clock, make_notices(clock, Wording())(connection))
        services = (objections_of(connection, clock), Grants(connection, clock), dependency)
        return Reviews(connection, clock, *services, second_over=Rials(0))

    return PapersPage(engine, reviews, vault, Wording(), clock, KEY, False)


@asynccontextmanager
async def serving(app: FastAPI, listening: socket.socket) -> AsyncIterator[None]:
    """The app on a real server."""
    server = uvicorn.Server(uvicorn.Config(app, log_config=None, access_log=False, lifespan="off"))
    server.capture_signals = nullcontext  # type: ignore[method-assign]
    running = asyncio.create_task(server.serve(sockets=[listening]))
    while not server.started:  # noqa: ASYNC110  it rings no bell
        await asyncio.sleep(0.01)
    yield
    server.should_exit = True
    await running


@pytest.fixture(scope="session")
async def examiner() -> AsyncIterator[Examiner]:
    async with Examiner() as examiner:
        yield examiner


@pytest.fixture
async def world(engine: AsyncEngine, clock: FrozenClock, examiner: Examiner, tmp_path: Path) -> AsyncIterator[World]:
    async with engine.begin() as connection:
        await connection.execute(text("CREATE TABLE filings (images text[], reason text)"))
    listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listening.bind(("127.0.0.1", 0))
    url = f"http://127.0.0.1:{listening.getsockname()[1]}"
    budget = Budget()
    turn = Turn(engine, House(clock, url), CHANNELS, PlainWording(), clock, allowances=budget)  # type: ignore[arg-type]
    vault = Vault(Files.at(tmp_path / "files"), Keys({"one": b"1" * 32}))
    wording = Wording()
    app = FastAPI()

    async def current() -> bool:
        return True

    async def chat() -> str:
        return CHAT

    app.include_router(web.router(engine, clock, schema_is_current=current))
    app.include_router(landing.router(wording, Reach(chat, LINE)))
    app.include_router(papers.router(papers_page(engine, clock, vault)))
    app.include_router(verifying.router(ISSUED.public, wording))
    app.include_router(uploads.router(UploadPage(engine, turn, examiner, vault, wording, clock, KEY)))
    async with serving(app, listening), httpx.AsyncClient(base_url=url, trust_env=False, timeout=60) as http:
        yield World(url, engine, clock, turn, http, vault, budget)
    await turn.close()

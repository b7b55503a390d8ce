"""The sandbox as one web application on one loopback port: Bot API, Kavenegar, a bank, and the phone page."""

import asyncio
import socket
import time
from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager, contextmanager

import uvicorn
from starlette.applications import Starlette
from starlette.types import ASGIApp

from sandbox.bank import server as bank_server
from sandbox.bank.book import Book
from sandbox.faults import Faults
from sandbox.kavenegar import server as kavenegar_server
from sandbox.kavenegar.core import Kavenegar, Travel
from sandbox.kavenegar.methods import METHODS as SMS_METHODS
from sandbox.loopback import NotLoopback, is_loopback
from sandbox.news import News
from sandbox.page import server as page_server
from sandbox.page.stage import Stage
from sandbox.silence import with_transport
from sandbox.telegram import server as telegram_server
from sandbox.telegram.core import Bot, Telegram
from sandbox.telegram.delivery import PAUSES
from sandbox.telegram.limits import Paces
from sandbox.telegram.methods import METHODS as TELEGRAM_METHODS
from sandbox.telegram.staff import Colleague, StaffGroup, add_staff_group

KEEP_ALIVE_SECONDS = 75  # as the providers' servers: longer than any client keeps an idle connection
_STANDARD_PACES = Paces()
_STANDARD_TRAVEL = Travel()


class Sandbox:
    """Both providers, the faults they share, and what the page shows of them."""

    def __init__(
        self,
        *,
        people: Sequence[Mapping[str, str]] = (),
        clock: Callable[[], float] = time.time,
        paces: Paces | None = _STANDARD_PACES,
        pauses: tuple[float, ...] = PAUSES,
        sms_key: str = "sandbox",
        templates: Mapping[str, str] | None = None,
        travel: Travel = _STANDARD_TRAVEL,
    ) -> None:
        self.news = News()
        self.faults = Faults(clock, lambda: self.news.tell("faults"))
        self.telegram = Telegram(TELEGRAM_METHODS, self.faults, self.news, clock=clock, paces=paces, pauses=pauses)
        self.kavenegar = Kavenegar(
            SMS_METHODS, self.faults, self.news, clock=clock, key=sms_key, templates=templates, travel=travel
        )
        self.bank = bank_server.Bank(Book(clock), self.faults)
        self.stage = Stage(self.telegram, self.kavenegar, self.faults, people)

    def add_staff_group(
        self, chat_id: int, title: str, members: Sequence[Colleague], bots: Sequence[Bot] = ()
    ) -> StaffGroup:
        """A forum (`chat_id` as -100…) with these colleagues, and `bots` as administrators; the page shows it.

        The same number again is the same group.
        """
        return add_staff_group(self.telegram, chat_id, title, members, bots)

    async def close(self) -> None:
        self.news.close()
        await self.telegram.close()
        await self.kavenegar.close()
        await self.bank.close()


def create_app(sandbox: Sandbox) -> ASGIApp:
    app = Starlette(
        routes=[
            *telegram_server.routes(sandbox.telegram),
            *kavenegar_server.routes(sandbox.kavenegar),
            *bank_server.routes(sandbox.bank),
            *page_server.routes(sandbox.stage, sandbox.news),
        ]
    )
    return with_transport(app)


class _Server(uvicorn.Server):
    """A server that leaves signals to the program it runs in."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.ready = asyncio.Event()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self.ready.set()

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


def _listening(host: str, port: int) -> socket.socket:
    """A bound socket that is known to be TCP: asyncio sends at once only on those, and else answers wait 40 ms each."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listening = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind((host, port))
        listening.listen(2048)
    except OSError:
        listening.close()
        raise
    return listening


@asynccontextmanager
async def running(sandbox: Sandbox, *, host: str = "127.0.0.1", port: int = 0) -> AsyncIterator[str]:
    """The sandbox's base URL, for as long as it is served in this event loop; port 0 takes a free one.

    Raises NotLoopback, and OSError for a port in use.
    """
    if not is_loopback(host):
        raise NotLoopback(host)
    config = uvicorn.Config(
        create_app(sandbox),
        log_config=None,
        access_log=False,
        lifespan="off",
        timeout_keep_alive=KEEP_ALIVE_SECONDS,
        timeout_graceful_shutdown=2,
    )
    with _listening(host, port) as listening:
        server = _Server(config)
        serving = asyncio.create_task(server.serve(sockets=[listening]))
        try:
            await server.ready.wait()
            yield f"http://{host}:{listening.getsockname()[1]}"
        finally:
            await sandbox.close()
            server.should_exit = True
            await serving

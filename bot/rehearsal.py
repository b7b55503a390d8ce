"""The whole system in one process, against the sandbox: what the demo shows, the tour plays and the journeys test.

Nothing is left out: real HTTP both ways, the real libraries, the real database. Only the far side is imitated.
"""

from __future__ import annotations

import asyncio
import secrets
import socket
import time
from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass

import uvicorn
from fastapi import FastAPI
from pydantic import SecretStr

from bot import worker
from bot.app import Hosting
from bot.parts import Parts, assembled
from bot.settings import Settings
from bot.web import KEEP_ALIVE_SECONDS, create_app, introduced
from handlers.courier import Pace
from handlers.desk.poster import Pace as DeskPace
from sandbox.app import Sandbox, running
from sandbox.bank import sep, zarinpal
from sandbox.telegram.citizen import TelegramPhone
from sandbox.telegram.core import Bot
from services.calendar import Clock
from services.desk.groups import Group

TOKEN = "1000000001:rehearsal-of-the-citizens-bot"  # noqa: S105  known to the sandbox alone
USERNAME, BOT_NAME = "hamyar_bot", "همیار"
DESK_TOKEN = "1000000002:rehearsal-of-the-staffs-bot"  # noqa: S105  known to the sandbox alone
DESK_USERNAME, DESK_NAME = "hamyar_desk_bot", "میز همیار"
LINE = "10001420"
KEY = "rehearsal-key"
CODE_TEMPLATE = "hamyar"
CODE_TEXT = "کد همیار: %token\nاین کد را به کسی ندهید.\nتأمین اجتماعی"

HEARD_SECONDS = 5.0  # within which Telegram has heard of us, unless it is to be away


@dataclass(frozen=True)
class Rehearsal:
    """A running system and the world around it. `page` is the phone page's address, `web` that of our own server."""

    sandbox: Sandbox
    parts: Parts
    bot: Bot
    page: str
    web: str

    def phone(self, mobile: str) -> TelegramPhone:
        """Somebody's Telegram account, by their mobile."""
        account = self.sandbox.stage.account(mobile)
        assert account
        return account


def make_sandbox(people: Sequence[Mapping[str, str]] = (), *, clock: Callable[[], float] = time.time) -> Sandbox:
    """The outside world, with a bot and an SMS line for us in it. `clock` gives its time, in seconds."""
    return Sandbox(people=people, clock=clock, sms_key=KEY, templates={CODE_TEMPLATE: CODE_TEXT})


@asynccontextmanager
async def rehearsed(
    settings: Settings,
    url: str,
    *,
    sandbox: Sandbox | None = None,
    port: int = 0,
    clock: Clock | None = None,
    hosting: Hosting | None = None,
    pace: Pace | None = None,
    desk_pace: DeskPace | None = None,
    desk_chats: Sequence[Group] = (),
    webhooks: bool = True,
) -> AsyncIterator[Rehearsal]:
    """The system, up and connected, on a database whose schema is current. `webhooks` off: it polls.

    With `desk_chats` there are people behind the bot, in these groups of the sandbox.
    """
    sandbox = sandbox or make_sandbox()
    async with (
        running(sandbox, port=port) as page,
        connected(
            settings,
            url,
            sandbox,
            page,
            clock=clock,
            hosting=hosting,
            pace=pace,
            desk_pace=desk_pace,
            desk_chats=desk_chats,
            webhooks=webhooks,
        ) as system,
    ):
        yield system


@asynccontextmanager
async def connected(
    settings: Settings,
    url: str,
    sandbox: Sandbox,
    page: str,
    *,
    clock: Clock | None = None,
    hosting: Hosting | None = None,
    pace: Pace | None = None,
    desk_pace: DeskPace | None = None,
    desk_chats: Sequence[Group] = (),
    webhooks: bool = True,
) -> AsyncIterator[Rehearsal]:
    """The system beside a sandbox that runs at `page` and goes on afterwards, as the world does over a restart."""
    with _listening() as listening:
        web = f"http://127.0.0.1:{listening.getsockname()[1]}"
        settings = _settings(settings, page, web if webhooks else None, tuple(desk_chats))
        bot = add_bot(sandbox)
        add_desk_bot(sandbox)
        sms = f"{web}/sms/{settings.sms_secret.get_secret_value()}" if settings.sms_secret else ""
        urls = {"inbound_url": f"{sms}/inbound", "delivery_url": f"{sms}/delivery"} if webhooks else {}
        sandbox.kavenegar.add_line(LINE, **urls)
        async with (
            assembled(settings, url, clock=clock, hosting=hosting) as parts,
            _serving(create_app(parts, url), listening),
            _working(parts, pace, desk_pace),
            introduced(parts) as introducing,
        ):
            if introducing:
                await asyncio.wait([introducing], timeout=HEARD_SECONDS)
            yield Rehearsal(sandbox, parts, bot, page, web)


def _listening() -> socket.socket:
    """A free loopback port. The socket says that it is TCP, else asyncio leaves Nagle's algorithm on: 40 ms a call."""
    listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listening.bind(("127.0.0.1", 0))
    return listening


def add_bot(sandbox: Sandbox) -> Bot:
    """The citizens' bot, known to the sandbox; again, it is the same one."""
    return sandbox.telegram.add_bot(TOKEN, USERNAME, BOT_NAME)


def add_desk_bot(sandbox: Sandbox) -> Bot:
    """The staff's bot likewise, after the citizens': the phones are the first bot's."""
    add_bot(sandbox)
    return sandbox.telegram.add_bot(DESK_TOKEN, DESK_USERNAME, DESK_NAME)


def _settings(settings: Settings, page: str, public_url: str | None, desk_chats: tuple[Group, ...]) -> Settings:
    desk = {
        "desk_token": SecretStr(DESK_TOKEN),
        "desk_api": page,
        "desk_secret": SecretStr(secrets.token_urlsafe(24)),
        "desk_chats": desk_chats,
    }
    banks = {
        "sep_terminal": sep.TERMINAL,
        "sep_api": page,
        "zarinpal_merchant": SecretStr(zarinpal.MERCHANT),
        "zarinpal_api": page,
    }
    return settings.model_copy(
        update={
            **(desk if desk_chats else {}),
            **({} if settings.has_bank else banks),
            "public_url": public_url,
            "telegram_token": SecretStr(TOKEN),
            "telegram_api": page,
            "telegram_secret": SecretStr(secrets.token_urlsafe(24)),
            "kavenegar_key": SecretStr(KEY),
            "kavenegar_api": page,
            "sms_line": LINE,
            "sms_secret": SecretStr(secrets.token_urlsafe(24)),
            "sms_code_template": CODE_TEMPLATE,
            "chat_url": f"{page}/chat",
            "quiet_hours": False,
        }
    )


class _Server(uvicorn.Server):
    """A server that leaves signals to the program it runs in."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


@asynccontextmanager
async def _serving(app: FastAPI, listening: socket.socket) -> AsyncIterator[None]:
    server = _Server(
        uvicorn.Config(
            app,
            log_config=None,
            access_log=False,
            lifespan="off",
            timeout_keep_alive=KEEP_ALIVE_SECONDS,
            timeout_graceful_shutdown=5,
        )
    )
    serving = asyncio.create_task(server.serve(sockets=[listening]))
    try:
        while not server.started:
            if serving.done():
                serving.result()
            await asyncio.sleep(0.01)
        yield
    finally:
        server.should_exit = True
        await serving


@asynccontextmanager
async def _working(parts: Parts, pace: Pace | None, desk_pace: DeskPace | None) -> AsyncIterator[None]:
    working = asyncio.create_task(worker.run(parts, pace=pace, desk_pace=desk_pace))
    try:
        yield
    finally:
        working.cancel()
        await asyncio.gather(working, return_exceptions=True)

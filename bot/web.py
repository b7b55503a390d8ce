"""`hamyar serve`: webhooks, callbacks and pages over HTTP."""

from __future__ import annotations

import asyncio
import gc
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import uvicorn
import uvloop
from fastapi import FastAPI

from bot import banks, pages, paying
from bot.errors import OperatorError
from bot.logs import configure
from bot.parts import Parts, assembled
from bot.settings import Settings
from handlers import web
from handlers.bank import webhook as bank_webhook
from handlers.desk import setup as desk_setup
from handlers.desk import webhook as desk_webhook
from handlers.sms import webhook as sms_webhook
from handlers.telegram import webhook as telegram_webhook
from handlers.telegram.setup import introduce
from services.store import migrations

GRACE_SECONDS = 20
KEEP_ALIVE_SECONDS = 75  # longer than a proxy keeps an idle connection: ours ends none that a request is on its way by


class NotFree(OperatorError):
    """The address to listen on cannot be had."""

    def __init__(self, listen: str, reason: str) -> None:
        super().__init__(f"HAMYAR_LISTEN: cannot listen on {listen}: {reason}")


def create_app(parts: Parts, url: str) -> FastAPI:
    """The web application of a process."""
    app = FastAPI(title="Hamyar", docs_url=None, redoc_url=None, openapi_url=None)

    async def schema_is_current() -> bool:
        return not await asyncio.to_thread(migrations.pending, url)

    app.include_router(web.router(parts.engine, parts.clock, schema_is_current=schema_is_current))
    app.include_router(pages.router(parts))
    if parts.telegram and parts.telegram.secret:
        app.include_router(telegram_webhook.router(parts.telegram.edge, parts.telegram.secret))
    if parts.sms and parts.sms.secret:
        app.include_router(
            sms_webhook.router(parts.turn, parts.engine, parts.clock, secret=parts.sms.secret, lines=parts.sms.lines)
        )
    if parts.cashier:
        app.include_router(bank_webhook.router(parts.cashier, banks.page, paying.sorry(parts)))
    if parts.staff and parts.staff.secret:
        app.include_router(desk_webhook.router(parts.staff.edge, parts.staff.bot, parts.staff.secret))
    return app


def serve(settings: Settings, url: str) -> None:
    """Serve until SIGINT or SIGTERM; what is under way is finished first."""
    configure()
    uvloop.run(_serve(settings, url))


async def _serve(settings: Settings, url: str) -> None:
    _try_to_listen(settings.listen)
    async with assembled(settings, url) as parts, introduced(parts):
        app = create_app(parts, url)
        gc.freeze()  # the libraries' types are here for good; see the worker
        await server(app, settings.listen).serve()


@asynccontextmanager
async def introduced(parts: Parts) -> AsyncIterator[asyncio.Task[None] | None]:
    """Telegram is told of our public address meanwhile, for each bot. SMS does not wait for it, should it be away."""
    public_url = parts.settings.public_url
    if public_url is None or not (parts.telegram or parts.staff):
        yield None
        return
    introducing = asyncio.create_task(_introduce(parts, public_url))
    try:
        yield introducing
    finally:
        introducing.cancel()
        await asyncio.gather(introducing, return_exceptions=True)


async def _introduce(parts: Parts, public_url: str) -> None:
    async with asyncio.TaskGroup() as group:
        if parts.telegram:
            citizens = parts.telegram
            group.create_task(introduce(citizens.bot, parts.wording, public_url, citizens.secret))
        if parts.staff:
            staff = parts.staff
            group.create_task(desk_setup.introduce(staff.bot, parts.wording, public_url, staff.secret))


def _try_to_listen(listen: str) -> None:
    """Raises NotFree."""
    host, _, port = listen.rpartition(":")
    try:
        socket.create_server((host.strip("[]"), int(port)), family=_family(host)).close()
    except OSError as error:
        raise NotFree(listen, error.strerror or str(error)) from None


def _family(host: str) -> socket.AddressFamily:
    return socket.AF_INET6 if ":" in host else socket.AF_INET


def server(app: FastAPI, listen: str) -> uvicorn.Server:
    """The HTTP server for `host:port`. Access logs would hold the secrets that stand in paths."""
    host, _, port = listen.rpartition(":")
    return uvicorn.Server(
        uvicorn.Config(
            app,
            host=host,
            port=int(port),
            log_config=None,
            access_log=False,
            lifespan="off",
            timeout_keep_alive=KEEP_ALIVE_SECONDS,
            timeout_graceful_shutdown=GRACE_SECONDS,
            server_header=False,
        )
    )

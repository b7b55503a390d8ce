"""`hamyar serve`: webhooks, callbacks and pages over HTTP."""

from __future__ import annotations

import asyncio

import uvicorn
import uvloop
from fastapi import FastAPI

from bot.logs import configure
from bot.parts import Parts, assembled
from bot.settings import Settings
from handlers import web
from handlers.sms import webhook as sms_webhook
from handlers.telegram import webhook as telegram_webhook
from handlers.telegram.setup import announce, set_webhook
from services.store import migrations

GRACE_SECONDS = 20


def create_app(parts: Parts, url: str) -> FastAPI:
    """The web application of a process."""
    app = FastAPI(title="Hamyar", docs_url=None, redoc_url=None, openapi_url=None)

    async def schema_is_current() -> bool:
        return not await asyncio.to_thread(migrations.pending, url)

    app.include_router(web.router(parts.engine, parts.wording, parts.clock, schema_is_current=schema_is_current))
    if parts.telegram and parts.telegram.secret:
        app.include_router(telegram_webhook.router(parts.telegram.edge, parts.telegram.secret))
    if parts.sms and parts.sms.secret:
        app.include_router(
            sms_webhook.router(parts.turn, parts.engine, parts.clock, secret=parts.sms.secret, line=parts.sms.line)
        )
    return app


def serve(settings: Settings, url: str) -> None:
    """Serve until SIGINT or SIGTERM; what is under way is finished first."""
    configure()
    uvloop.run(_serve(settings, url))


async def _serve(settings: Settings, url: str) -> None:
    async with assembled(settings, url) as parts:
        if parts.telegram and settings.public_url:
            await announce(parts.telegram.bot, parts.wording)
            await set_webhook(parts.telegram.bot, settings.public_url, parts.telegram.secret)
        await server(create_app(parts, url), settings.listen).serve()


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
            timeout_graceful_shutdown=GRACE_SECONDS,
            server_header=False,
        )
    )

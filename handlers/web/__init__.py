"""What stands beside every page, and what an operator's machinery asks: is it alive, is it ready, how is it doing."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import psycopg
import structlog
from fastapi import APIRouter, Request, Response
from fastapi.responses import FileResponse, JSONResponse
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from sqlalchemy.exc import DBAPIError, TimeoutError
from sqlalchemy.ext.asyncio import AsyncEngine

from handlers.metrics import (
    INBOX_AGE,
    INBOX_ROWS,
    MONTH_END_LEFT,
    OUTBOX_AGE,
    OUTBOX_ROWS,
    PAYMENTS_AGE,
    PAYMENTS_OPEN,
    REFUNDS_AGE,
    REFUNDS_OPEN,
)
from handlers.web.pages import HERE, beside
from services.calendar import Clock
from services.conversations import Conversations
from services.messages import Messages
from services.month_end import people_left
from services.payments.watching import open_payments, open_refunds

log = structlog.get_logger(__name__)

FONT = HERE / "vazirmatn.woff2"


def router(engine: AsyncEngine, clock: Clock, *, schema_is_current: Callable[[], Awaitable[bool]]) -> APIRouter:
    """The routes that every process of the web serves."""
    routes = APIRouter()

    @routes.get("/vazirmatn.woff2")
    async def font() -> Response:
        return FileResponse(FONT, media_type="font/woff2", headers={"Cache-Control": "public, max-age=31536000"})

    @routes.get("/favicon.ico")
    async def icon() -> Response:
        """What a browser asks for by itself where no page names an icon, as beside a picture shown alone."""
        data, media_type = beside("icon.svg")
        return Response(data, media_type=media_type, headers={"Cache-Control": "public, max-age=86400"})

    @routes.get("/static/{content}/{name}")
    async def static(content: str, name: str) -> Response:
        """What stands beside the pages; `content` is there so that other content has another address."""
        try:
            data, media_type = beside(name)
        except KeyError:
            return Response(status_code=404)
        kept = {"Cache-Control": "public, max-age=31536000, immutable", "X-Content-Type-Options": "nosniff"}
        return Response(data, media_type=media_type, headers=kept)

    @routes.get("/health")
    async def health() -> Response:
        """Whether the process runs; it asks nobody else."""
        return JSONResponse({"status": "ok"})

    @routes.get("/ready")
    async def ready() -> Response:
        """Whether it can serve: the database answers and its schema is this program's."""
        try:
            current = await schema_is_current()
        except (DBAPIError, psycopg.Error, TimeoutError, OSError) as error:
            log.warning("not ready", exc_info=error)
            return JSONResponse({"status": "no database"}, status_code=503)
        return JSONResponse({"status": "ok"} if current else {"status": "older schema"}, 200 if current else 503)

    @routes.get("/metrics")
    async def metrics(_: Request) -> Response:
        try:
            await measure_queues(engine, clock)
        except (DBAPIError, TimeoutError, OSError) as error:
            log.warning("queues not measured", exc_info=error)
        return Response(generate_latest(), media_type=CONTENT_TYPE_LATEST)

    return routes


async def measure_queues(engine: AsyncEngine, clock: Clock) -> None:
    """Set the gauges of what waits in inbox and outbox, of payments and refunds that are not done with, and of whom a
    month-end has not decided yet, whoever is at it.
    """
    async with engine.connect() as connection:
        inbox = await Conversations(connection).depth()
        outbox = await Messages(connection).depth()
        payments, refunds = await open_payments(connection), await open_refunds(connection)
        MONTH_END_LEFT.set(await people_left(connection))
    now = clock.now()
    for gauge in (INBOX_ROWS, INBOX_AGE, OUTBOX_ROWS, OUTBOX_AGE):
        gauge.clear()
    for channel, rows, oldest in inbox:
        INBOX_ROWS.labels(channel).set(rows)
        INBOX_AGE.labels(channel).set((now - oldest).total_seconds())
    for channel, kind, rows, oldest in outbox:
        OUTBOX_ROWS.labels(channel, kind).set(rows)
        OUTBOX_AGE.labels(channel, kind).set((now - oldest).total_seconds())
    for opened, count, age in ((payments, PAYMENTS_OPEN, PAYMENTS_AGE), (refunds, REFUNDS_OPEN, REFUNDS_AGE)):
        count.clear()
        age.clear()
        for one in opened:
            count.labels(*one.labels).set(one.count)
            age.labels(*one.labels).set((now - one.oldest).total_seconds())

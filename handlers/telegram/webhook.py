"""Updates that Telegram brings: `POST /telegram`. 200 once the turn is committed, 503 when the database is away."""

from __future__ import annotations

import hmac

import structlog
from aiogram.types import Update
from fastapi import APIRouter, Request, Response
from pydantic import ValidationError
from sqlalchemy.exc import DBAPIError, TimeoutError

from handlers.telegram.edge import TelegramEdge

log = structlog.get_logger(__name__)

HEADER = "X-Telegram-Bot-Api-Secret-Token"
LARGEST = 1 << 20  # bytes; Telegram's own updates are a few thousand


def router(edge: TelegramEdge, secret: str) -> APIRouter:
    """The route, for the bot whose webhook was set with this secret."""
    routes = APIRouter()

    @routes.post("/telegram")
    async def telegram(request: Request) -> Response:
        if not hmac.compare_digest(request.headers.get(HEADER, "").encode(), secret.encode()):
            return Response(status_code=403)
        body = await _body(request)
        if body is None:
            return Response(status_code=413)
        try:
            update = Update.model_validate_json(body)
        except ValidationError as error:
            log.warning("update not understood", faults=error.error_count())
            return Response(status_code=200)  # a repetition would not read better
        try:
            await edge.take(update)
        except (DBAPIError, TimeoutError, OSError) as error:
            log.warning("database away", exc_info=error)
            return Response(status_code=503, headers={"Retry-After": "1"})
        return Response(status_code=200)

    return routes


async def _body(request: Request) -> bytes | None:
    """The body, or None as soon as it is, or says that it is, larger than any update."""
    told = request.headers.get("content-length", "")
    if told.isdecimal() and (len(told) > 10 or int(told) > LARGEST):
        return None
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > LARGEST:
            return None
    return bytes(body)

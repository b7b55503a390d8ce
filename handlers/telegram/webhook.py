"""Updates that Telegram brings: `POST /telegram`. 200 once the turn is committed, 503 when the database is away."""

from __future__ import annotations

import structlog
from aiogram.types import Update
from fastapi import APIRouter, Request, Response
from pydantic import ValidationError
from sqlalchemy.exc import DBAPIError, TimeoutError

from handlers.hook import body_of
from handlers.telegram.edge import TelegramEdge

log = structlog.get_logger(__name__)


def router(edge: TelegramEdge, secret: str) -> APIRouter:
    """The route, for the bot whose webhook was set with this secret."""
    routes = APIRouter()

    @routes.post("/telegram")
    async def telegram(request: Request) -> Response:
        body = await body_of(request, secret)
        if isinstance(body, Response):
            return body
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

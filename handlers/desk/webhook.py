"""Updates that Telegram brings: `POST /desk`. 200 once they are committed, 503 when the database is away."""

from __future__ import annotations

import json

import structlog
from fastapi import APIRouter, Request, Response
from sqlalchemy.exc import DBAPIError, TimeoutError
from telegram import Bot

from handlers.desk.edge import DeskEdge
from handlers.desk.reading import understood
from handlers.hook import body_of

log = structlog.get_logger(__name__)


def router(edge: DeskEdge, bot: Bot, secret: str) -> APIRouter:
    """The route, for the bot whose webhook was set with this secret."""
    routes = APIRouter()

    @routes.post("/desk")
    async def desk(request: Request) -> Response:
        body = await body_of(request, secret)
        if isinstance(body, Response):
            return body
        update = understood(_read(body), bot)
        if update is None:
            return Response(status_code=200)  # a repetition would not read better
        try:
            await edge.take(update)
        except (DBAPIError, TimeoutError, OSError) as error:
            log.warning("database away", exc_info=error)
            return Response(status_code=503, headers={"Retry-After": "1"})
        return Response(status_code=200)

    return routes


def _read(body: bytes) -> object:
    try:
        return json.loads(body)
    except ValueError:
        return None

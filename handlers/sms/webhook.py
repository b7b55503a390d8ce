"""What Kavenegar brings: inbound messages and delivery reports. It signs nothing, so the secret stands in the path."""

from __future__ import annotations

import hmac
import json
from collections.abc import Mapping
from time import perf_counter
from typing import Any
from urllib.parse import parse_qs

import structlog
from fastapi import APIRouter, Request, Response
from sqlalchemy.exc import DBAPIError, TimeoutError
from sqlalchemy.ext.asyncio import AsyncEngine

from handlers.metrics import TURN_SECONDS
from handlers.sms import NAME
from handlers.sms.intake import Intake
from handlers.sms.reading import read
from handlers.sms.reports import take_reports
from handlers.turn import Turn
from services.calendar import Clock
from services.messages.lines import Lines

log = structlog.get_logger(__name__)

LARGEST = 1 << 16


def router(turn: Turn, engine: AsyncEngine, clock: Clock, *, secret: str, lines: Lines) -> APIRouter:
    """The two routes of all lines."""
    routes, intake = APIRouter(), Intake(turn, engine, clock, lines)

    @routes.api_route("/sms/{given}/inbound", methods=["GET", "POST"])
    async def inbound(given: str, request: Request) -> Response:
        if not hmac.compare_digest(given.encode(), secret.encode()):
            return Response(status_code=404)
        fields = await _fields(request)
        received = read(fields, lines) if fields is not None else None
        if received is None:
            log.warning("sms not understood", fields=sorted(fields or ()))
            return Response(status_code=200)
        started = perf_counter()
        try:
            await intake.take(received)
        except (DBAPIError, TimeoutError, OSError) as error:
            log.warning("database away", exc_info=error)
            return Response(status_code=503)
        TURN_SECONDS.labels(NAME).observe(perf_counter() - started)
        return Response(status_code=200)

    @routes.api_route("/sms/{given}/delivery", methods=["GET", "POST"])
    async def delivery(given: str, request: Request) -> Response:
        if not hmac.compare_digest(given.encode(), secret.encode()):
            return Response(status_code=404)
        fields = await _fields(request) or {}
        try:
            told = [(fields.get("messageid"), fields.get("status"))]
            await take_reports(engine, told, clock.now(), service_line=lines.service)
        except (DBAPIError, TimeoutError, OSError) as error:
            log.warning("database away", exc_info=error)
            return Response(status_code=503)
        return Response(status_code=200)

    return routes


async def _fields(request: Request) -> Mapping[str, Any] | None:
    """The fields of a callback, which come as a query, a form or JSON; None when they do not read."""
    if request.method == "GET":
        return dict(request.query_params)
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > LARGEST:
            return None
    return _read(bytes(body), request)


def _read(body: bytes, request: Request) -> Mapping[str, Any] | None:
    try:
        text = body.decode("utf-8")
        if request.headers.get("content-type", "").startswith("application/json"):
            fields = json.loads(text)
            return fields if isinstance(fields, dict) else None
    except (ValueError, RecursionError):
        return None
    return {**request.query_params, **{name: values[-1] for name, values in parse_qs(text).items()}}

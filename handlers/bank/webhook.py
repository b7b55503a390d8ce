"""The way back from the bank: `/bank/{gateway}/return/{code}`, by link or by form, as each bank does it.

What comes is noted under a key made of itself, the bank is asked, and the person goes on to a page that tells how it
stands. Whatever cannot be asked at once is asked later: nobody who has paid is shown an error for it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from urllib.parse import parse_qs

import structlog
from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse
from sqlalchemy.exc import DBAPIError, TimeoutError

from handlers.bank.cashier import Cashier
from services.payments import Payment

log = structlog.get_logger(__name__)

LARGEST = 1 << 14
Page = Callable[[Payment], str]
"""Where the page is that tells somebody how their payment stands."""
Sorry = Callable[[int, str], Response]
"""What somebody reads whom we cannot tell, by the HTTP status and the code they came with."""


def return_path(gateway: str, code: str) -> str:
    """Where a bank sends people back to, after our public address."""
    return f"/bank/{gateway}/return/{code}"


def bare(status: int, _: str) -> Response:
    """Nothing to read."""
    return Response(status_code=status)


def router(cashier: Cashier, page: Page, sorry: Sorry = bare) -> APIRouter:
    """The route of all banks."""
    routes = APIRouter()

    @routes.api_route(return_path("{gateway}", "{code}"), methods=["GET", "POST"])
    async def come_back(gateway: str, code: str, request: Request) -> Response:
        fields = await _fields(request)
        if fields is None:
            return sorry(400, code)
        try:
            payment = await cashier.come_back(gateway, code, fields, _key(fields))
        except (DBAPIError, TimeoutError, OSError) as error:
            log.warning("database away", exc_info=error)
            return sorry(503, code)
        if payment is None:
            return sorry(404, code)
        return RedirectResponse(page(payment), status_code=303, headers={"Referrer-Policy": "no-referrer"})

    return routes


def _key(fields: Mapping[str, str]) -> str:
    """The same for the same words: coming back a second time is no news. Nothing of a card can be read from it."""
    return hashlib.sha256(json.dumps(sorted(fields.items())).encode()).hexdigest()


async def _fields(request: Request) -> Mapping[str, str] | None:
    """Query and form together; None when it is more than any bank sends."""
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > LARGEST:
            return None
    try:
        form = parse_qs(body.decode("utf-8", "replace"), max_num_fields=100) if body else {}
    except ValueError:
        return None
    return {**request.query_params, **{name: values[-1] for name, values in form.items()}}

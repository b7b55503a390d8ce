"""The panel over HTTP: `/v1/<key>/<scope>/<method>.json`, by GET or POST."""

import re
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from sandbox.calls import Call, Unreadable, read_call
from sandbox.faults import OF_CALLS, Fault, Kind
from sandbox.kavenegar.core import Kavenegar, Page
from sandbox.kavenegar.statuses import OK, RETURN_TEXTS, Refused
from sandbox.silence import answered

_CODES = {Kind.TOO_MANY: 451, Kind.FORBIDDEN: 403, Kind.BAD_REQUEST: 400}


def routes(kavenegar: Kavenegar) -> list[Route]:
    async def method(request: Request) -> Response:
        parameters = request.path_params
        try:
            call = await read_call(request)
        except Unreadable:
            return _answer(400)
        if parameters["key"] != kavenegar.world.key:
            return _answer(403)
        name = f"{parameters['scope']}/{parameters['method']}"

        async def perform() -> Response:
            try:
                return _answer(OK, await kavenegar.perform(name, call))
            except Refused as error:
                return _answer(error.code)

        fault = kavenegar.faults.strike("kavenegar", name, _recipient(call), OF_CALLS)
        return await answered(fault, perform, _scripted)

    return [Route("/v1/{key}/{scope}/{method}.json", method, methods=["GET", "POST"])]


def _recipient(call: Call) -> str:
    """The first receptor, however the method names them."""
    found = re.search(r"9\d{9}", call.text("receptor"))
    return f"0{found[0]}" if found else ""


def _answer(code: int, entries: Any = None) -> Response:
    """The code stands in the body, and is the HTTP status too."""
    outcome = {"status": code, "message": RETURN_TEXTS.get(code, "")}
    if isinstance(entries, Page):
        return JSONResponse({"return": outcome, "metadata": entries.metadata, "entries": entries.entries}, code)
    return JSONResponse({"return": outcome, "entries": entries}, code)


def _scripted(fault: Fault) -> Response:
    if fault.kind is Kind.SERVER_ERROR:
        return Response("<html><body><h1>500 Internal Server Error</h1></body></html>", 500, media_type="text/html")
    return _answer(fault.code or _CODES.get(fault.kind, 402))

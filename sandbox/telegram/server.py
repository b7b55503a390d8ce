"""The Bot API over HTTP, for any number of bots: `/bot<token>/<method>` and `/file/bot<token>/<path>`."""

import re

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from sandbox.calls import Unreadable, read_call
from sandbox.faults import OF_CALLS, Fault, Kind
from sandbox.silence import answered
from sandbox.telegram import errors
from sandbox.telegram.core import Bot, Telegram
from sandbox.telegram.errors import Refused
from sandbox.telegram.world import Json

_TOKEN = re.compile(r"\d+:[A-Za-z0-9_-]{3,}")


def routes(telegram: Telegram) -> list[Route]:
    async def method(request: Request) -> Response:
        try:
            bot = _bot(telegram, request)
            call = await read_call(request)
        except Unreadable as error:
            return _refusal(errors.bad_request(f"can't parse {error}"))
        except Refused as error:
            return _refusal(error)
        name = request.path_params["method"]

        async def perform() -> Response:
            try:
                return JSONResponse({"ok": True, "result": await telegram.perform(bot, name, call)})
            except Refused as error:
                return _refusal(error)

        fault = telegram.faults.strike("telegram", name, call.text("chat_id"), OF_CALLS)
        return await answered(fault, perform, _scripted)

    async def file(request: Request) -> Response:
        try:
            bot = _bot(telegram, request)
        except Refused as error:
            return _refusal(error)

        async def fetch() -> Response:
            found = telegram.world.files.fetch(bot.user.id, request.path_params["path"])
            return _refusal(errors.NOT_FOUND) if found is None else Response(found.data, media_type=found.mime)

        return await answered(telegram.faults.strike("telegram", "file", "", OF_CALLS), fetch, _scripted)

    return [
        Route("/bot{token}/{method}", method, methods=["GET", "POST"]),
        Route("/file/bot{token}/{path:path}", file, methods=["GET"]),
    ]


def _bot(telegram: Telegram, request: Request) -> Bot:
    token = request.path_params["token"]
    if not _TOKEN.fullmatch(token):
        raise errors.NOT_FOUND
    if token not in telegram.bots:
        raise errors.UNAUTHORIZED
    return telegram.bots[token]


def _refusal(error: Refused) -> Response:
    body: Json = {"ok": False, "error_code": error.code, "description": error.description}
    if error.retry_after:
        body["parameters"] = {"retry_after": error.retry_after}
    return JSONResponse(body, error.code)


def _scripted(fault: Fault) -> Response:
    match fault.kind:
        case Kind.TOO_MANY:
            return _refusal(errors.too_many_requests(max(1, round(fault.pause))))
        case Kind.FORBIDDEN:
            return _refusal(errors.BLOCKED)
        case Kind.BAD_REQUEST:
            return _refusal(errors.CHAT_NOT_FOUND)
        case Kind.REFUSED:
            return _refusal(Refused(fault.code or 400, "Bad Request: refused by the sandbox"))
        case _:
            return _refusal(Refused(500, "Internal Server Error"))

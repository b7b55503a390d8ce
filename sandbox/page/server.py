"""The page over HTTP: itself, what its buttons do, and the stream of what happens.

GET  /chat                                back to the conversation: closes the window that a phone opened
GET  /page/setup                          people, bot, lines
GET  /page/phones/{mobile}                both phones now, and the number of the latest news
GET  /page/phones/{mobile}/events?after=  Server-Sent Events from there on
POST /page/phones/{mobile}/telegram/{act} start | text | edit | delete | press | tap | contact | photos | document |
                                          papers | block | unblock
POST /page/phones/{mobile}/sms/{act}      text | reception
GET  /page/desk                           the staff's groups now, and the number of the latest news
POST /page/desk/{group}/{act}             start | text | edit | delete | press | photos | document | papers |
                                          close-topic | reopen-topic | delete-topic; `as` is the colleague's id,
                                          `topic` 0 General, and below zero their private chat with the bot
GET  /page/papers                         the sample papers; /page/papers/{name} is a small look at one
GET, POST, DELETE /page/faults            what is switched on; any fault by its fields; all off
POST, DELETE /page/faults/{preset}        one of the page's own
"""

import asyncio
import inspect
import json
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from pathlib import Path
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, Response, StreamingResponse
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles

from sandbox.calls import Call, Unreadable, read_call
from sandbox.faults import Fault, Kind, Provider
from sandbox.kavenegar.world import Reception, mobile
from sandbox.news import News, TooLongAway
from sandbox.page.acts import DESK_ACTS, TELEGRAM_ACTS
from sandbox.page.stage import Stage
from sandbox.papers import gallery
from sandbox.telegram.citizen import NotPossible
from sandbox.telegram.files import NotAPicture

STATIC = Path(__file__).parent / "static"
_HEADERS = {
    "Content-Security-Policy": "default-src 'self'; img-src 'self' blob: data:; frame-ancestors 'none'",
    "Cache-Control": "no-cache",
}
_PROVIDERS: Mapping[str, Provider] = {"telegram": "telegram", "kavenegar": "kavenegar", "bank": "bank"}
MOST_UPLOAD_BYTES = 20 * 1024 * 1024


def routes(stage: Stage, news: News) -> list[BaseRoute]:
    async def page(request: Request) -> Response:
        return FileResponse(STATIC / "index.html", headers=_HEADERS)

    async def chat(request: Request) -> Response:
        """Where a link back to the conversation leads: what Telegram would show instead of a page."""
        return FileResponse(STATIC / "chat.html", headers=_HEADERS)

    async def setup(request: Request) -> Response:
        return JSONResponse(stage.setup() | {"faults": stage.faults_wire()})

    async def phones(request: Request) -> Response:
        return JSONResponse({"news": news.last} | stage.phones(_number(request)))

    async def events(request: Request) -> Response:
        after = request.headers.get("last-event-id") or request.query_params.get("after", "0")
        stream = _events(stage, news, _number(request), int(after))
        return StreamingResponse(stream, media_type="text/event-stream", headers={"Cache-Control": "no-store"})

    async def telegram(request: Request) -> Response:
        account = stage.account(_number(request))
        act = TELEGRAM_ACTS.get(request.path_params["act"])
        if account is None or act is None:
            return _refused(404, "not found")
        return await _done(request, lambda call: act(account, call, stage))

    async def sms(request: Request) -> Response:
        handset = stage.handset(_number(request))

        def act(call: Call) -> None:
            if request.path_params["act"] == "reception":
                handset.switches(Reception(call.text("reception")))
            elif call.text("text").strip():
                handset.texts(call.text("text"), call.text("line"))

        return await _done(request, act)

    async def desk(request: Request) -> Response:
        return JSONResponse({"news": news.last, "groups": stage.desk.groups()})

    async def desk_act(request: Request) -> Response:
        act = DESK_ACTS.get(request.path_params["act"])
        if act is None:
            return _refused(404, "not found")
        group = request.path_params["group"]
        return await _done(request, lambda call: act(stage.desk.member(int(group), call.whole("as")), call, stage))

    async def papers(request: Request) -> Response:
        return JSONResponse(
            [
                {
                    "name": name,
                    "title": offered.title,
                    "note": offered.note,
                    "as_photo": offered.as_photo,
                    "look": f"/page/papers/{name}" if offered.looks else None,
                }
                for name, offered in gallery.OFFERED.items()
            ]
        )

    async def paper(request: Request) -> Response:
        try:
            look = await asyncio.to_thread(gallery.look, request.path_params["name"])
        except KeyError:
            return _refused(404, "no such paper")
        return Response(look, media_type="image/jpeg", headers={"Cache-Control": "max-age=3600"})

    async def faults(request: Request) -> Response:
        if request.method == "DELETE":
            stage.faults.clear()
        elif request.method == "POST":
            return await _done(request, lambda call: {"number": stage.faults.switch_on(_fault(call))})
        return JSONResponse(stage.faults_wire())

    async def preset(request: Request) -> Response:
        try:
            stage.switch(request.path_params["preset"], on=request.method == "POST")
        except KeyError:
            return _refused(404, "no such fault")
        return JSONResponse(stage.faults_wire())

    async def file(request: Request) -> Response:
        found = stage.telegram.world.files.by_unique_id(request.path_params["unique_id"])
        if found is None:
            return _refused(404, "no such file")
        shown = found.mime in ("image/jpeg", "image/png")
        headers = {"X-Content-Type-Options": "nosniff"}
        if not shown:
            headers["Content-Disposition"] = "attachment"
        return Response(found.data, media_type=found.mime if shown else "application/octet-stream", headers=headers)

    return [
        Route("/", page),
        Route("/chat", chat),
        Route("/page/setup", setup),
        Route("/page/phones/{mobile}", phones),
        Route("/page/phones/{mobile}/events", events),
        Route("/page/phones/{mobile}/telegram/{act}", telegram, methods=["POST"]),
        Route("/page/phones/{mobile}/sms/{act}", sms, methods=["POST"]),
        Route("/page/desk", desk),
        Route("/page/desk/{group}/{act}", desk_act, methods=["POST"]),
        Route("/page/papers", papers),
        Route("/page/papers/{name}", paper),
        Route("/page/faults", faults, methods=["GET", "POST", "DELETE"]),
        Route("/page/faults/{preset}", preset, methods=["POST", "DELETE"]),
        Route("/page/files/{unique_id}", file),
        Mount("/static", StaticFiles(directory=STATIC)),
    ]


async def _events(stage: Stage, news: News, number: str, after: int) -> AsyncIterator[str]:
    yield "retry: 1000\n\n"
    try:
        async for item in news.after(after):
            if item is None:
                yield ": still here\n\n"
            elif told := stage.told(number, item[1], json.loads(item[2])):
                kind, facts = told
                yield f"id: {item[0]}\nevent: {kind}\ndata: {json.dumps(facts, ensure_ascii=False)}\n\n"
    except TooLongAway:
        yield "event: begin-anew\ndata: {}\n\n"


async def _done(request: Request, act: Callable[[Call], Any | Awaitable[Any]]) -> Response:
    if int(request.headers.get("content-length", "0")) > MOST_UPLOAD_BYTES:
        return _refused(413, "too big")
    try:
        result = act(await read_call(request))
        if inspect.isawaitable(result):
            result = await result
    except (NotPossible, Unreadable, NotAPicture, ValueError, KeyError) as error:
        return _refused(400, f"{type(error).__name__}: {error}")
    return JSONResponse(result or {})


def _fault(call: Call) -> Fault:
    """Raises ValueError for a kind, KeyError for a provider that is not known."""
    return Fault(
        _PROVIDERS[call.text("provider")],
        Kind(call.text("kind")),
        method=call.text("method", "*"),
        to=call.text("to"),
        times=call.whole("times") or None,
        lasting=float(call.text("lasting")) if "lasting" in call else None,
        pause=float(call.text("pause", "1")),
        code=call.whole("code"),
    )


def _number(request: Request) -> str:
    """Any mobile number may be played with, known to the Organisation or not."""
    number = mobile(str(request.path_params["mobile"]))
    if number is None:
        raise HTTPException(404)
    return number


def _refused(code: int, why: str) -> Response:
    return JSONResponse({"error": why}, code)

"""The landing page: what Hamyar does, and the ways to it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from fastapi import APIRouter, Response
from fastapi.responses import HTMLResponse

from handlers.web.pages import PAGES, saying
from handlers.wording import Wording

HEADERS = {
    "Content-Security-Policy": "default-src 'none'; img-src 'self'; style-src 'unsafe-inline'; font-src 'self'",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}


@dataclass(frozen=True)
class Reach:
    """How people reach Hamyar: on Telegram, at an address that may not be known yet, and by SMS to a line.

    None where that channel is off.
    """

    chat: Callable[[], Awaitable[str | None]] | None = None
    line: str | None = None


def router(wording: Wording, reach: Reach) -> APIRouter:
    """The page at `/`."""
    routes = APIRouter()
    page, say = PAGES.get_template("landing.html"), saying(wording, lambda name: f"web-{name}")

    @routes.get("/")
    async def home() -> Response:
        chat = await reach.chat() if reach.chat else None
        html = page.render(say=say, on_telegram=reach.chat is not None, chat=chat, line=reach.line)
        return HTMLResponse(html, headers=HEADERS)

    return routes

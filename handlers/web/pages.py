"""How pages are made: templates, what stands beside them, and headers that keep them to themselves."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

from fastapi import Response
from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from dialogs.messages import Words
from handlers.wording import Wording, without_marks

HERE = Path(__file__).parent
PAGES = Environment(
    loader=FileSystemLoader(HERE / "templates"),
    autoescape=select_autoescape(),
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
TYPES = {".svg": "image/svg+xml", ".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8"}

# Nothing of anybody else's, nothing inside anybody else's page, and no address of ours for anybody else to see.
PRIVATE = {
    "Content-Security-Policy": "default-src 'none'; img-src 'self'; style-src 'self'; script-src 'self'; "
    "font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    "Cache-Control": "no-store",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Robots-Tag": "noindex",
}

# A browser that shows a picture alone lays it out with styles of its own.
PICTURE = {**PRIVATE, "Content-Security-Policy": "default-src 'none'; img-src 'self'; style-src 'unsafe-inline'"}

Say = Callable[..., str]


def saying(wording: Wording, id: Callable[[str], str]) -> Say:
    """The words of a page by name; `id` makes an id of the locale of it."""

    def say(name: str, **facts: Any) -> str:
        return without_marks(wording(Words(id(name), facts)))

    return say


def naming(wording: Wording) -> Callable[[str], str]:
    """What a paper is called."""

    def name(paper: str) -> str:
        return without_marks(wording(Words(f"paper-{paper}", otherwise="paper-other")))

    return name


def private_page(template: str, *, status: int = 200, **facts: Any) -> Response:
    """A page that nobody keeps."""
    return HTMLResponse(PAGES.get_template(template).render(**facts), status, headers=PRIVATE)


def private_picture(jpeg: bytes) -> Response:
    """A picture that nobody keeps."""
    return Response(jpeg, media_type="image/jpeg", headers=PICTURE)


@cache
def beside(name: str) -> tuple[bytes, str]:
    """A file that stands beside the pages, and its type. Raises KeyError for what is none."""
    files = {path.name: path for path in (HERE / "static").iterdir()}
    path = files[name]
    return path.read_bytes(), TYPES[path.suffix]


@cache
def address_of(name: str) -> str:
    """Where a page finds that file; another content has another address, so it may be kept for ever."""
    return f"/static/{hashlib.sha256(beside(name)[0]).hexdigest()[:12]}/{name}"


PAGES.globals["beside"] = address_of

"""Somebody's browser on pages of ours and of the bank: it presses buttons, and sends by itself what a script would."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from html import unescape

import httpx

from bot.tour.telling import Strayed, Teller

_FORM = re.compile(r"<form([^>]*)>(.*?)</form>", re.DOTALL)
_ACTION = re.compile(r'action="([^"]*)"')
_BUTTON = re.compile(r"<button[^>]*>(.*?)</button>", re.DOTALL)
_HIDDEN = re.compile(r'name="([^"]*)" value="([^"]*)"')
_TITLE = re.compile(r"<h1[^>]*>(.*?)</h1>", re.DOTALL)
_BY_SCRIPT = ("data-go", 'id="back"')


@dataclass(frozen=True)
class _Form:
    action: str
    label: str
    fields: dict[str, str]
    by_script: bool


class Browser:
    """One window."""

    def __init__(self, http: httpx.AsyncClient, teller: Teller) -> None:
        self._http = http
        self._teller = teller
        self._page: httpx.Response | None = None

    @property
    def text(self) -> str:
        """What is written on the page."""
        return self._page.text if self._page else ""

    async def opens(self, link: str, *titles: str) -> None:
        self._teller.person("(opens the link)")
        await self._shown(await self._http.get(link), titles)

    async def presses(self, label: str, *titles: str) -> None:
        """A button of the page; what the next one is called."""
        self._teller.person(f"(on the page) [{label}]")
        form = next((form for form in self._forms() if form.label == label), None)
        if form is None:
            raise Strayed(self._teller.scene, f"[{label}] on the page", self._title())
        await self._shown(await self._sent(form), titles)

    async def _shown(self, page: httpx.Response, titles: tuple[str, ...]) -> None:
        self._page = page
        while form := next((form for form in self._forms() if form.by_script), None):
            self._page = await self._sent(form)
        self._teller.aside(f"the page: {self._title()}")
        self._teller.check(self._title(), *titles)

    async def _sent(self, form: _Form) -> httpx.Response:
        assert self._page
        return await self._http.post(str(self._page.url.join(form.action)), data=form.fields)

    def _forms(self) -> list[_Form]:
        return [_form(attributes, inside) for attributes, inside in _FORM.findall(self.text)]

    def _title(self) -> str:
        found = _TITLE.search(self.text)
        return unescape(found[1]) if found else f"HTTP {self._page.status_code if self._page else '-'}"


def _form(attributes: str, inside: str) -> _Form:
    action, label = _ACTION.search(attributes), _BUTTON.search(inside)
    fields = {name: unescape(value) for name, value in _HIDDEN.findall(inside)}
    by_script = any(mark in attributes for mark in _BY_SCRIPT)
    return _Form(unescape(action[1]) if action else "", label[1].strip() if label else "", fields, by_script)


@asynccontextmanager
async def browser(teller: Teller) -> AsyncIterator[Browser]:
    """A window, open for as long as the block lasts."""
    async with httpx.AsyncClient(follow_redirects=True, trust_env=False, timeout=30) as http:
        yield Browser(http, teller)

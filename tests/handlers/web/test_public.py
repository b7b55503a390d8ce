"""What every visitor of the site gets."""

from __future__ import annotations

import httpx
import pytest
from fastapi import FastAPI

from handlers.web.landing import Reach, router
from handlers.wording import Wording
from sandbox.bank.book import Session
from sandbox.bank.pages import said, to_pay
from tests.chromium import chromium, needs_chromium
from tests.handlers.web.browsing import PHONE, accessible, opened, well_read
from tests.handlers.web.conftest import CHAT, LINE, World


async def nobody_knows() -> None:
    """The bot's name, where Telegram is away."""


async def test_a_browser_finds_an_icon_where_no_page_names_one(world: World) -> None:
    icon = await world.http.get("/favicon.ico")
    assert (icon.status_code, icon.headers["content-type"]) == (200, "image/svg+xml")


async def test_the_landing_page_may_show_the_icon(world: World) -> None:
    landing = await world.http.get("/")
    assert "img-src 'self'" in landing.headers["content-security-policy"]


async def test_the_landing_page_leads_to_both_channels(world: World) -> None:
    landing = await world.http.get("/")
    assert f'href="{CHAT}"' in landing.text
    assert f'href="sms:{LINE}"' in landing.text


@pytest.mark.parametrize(
    ("reach", "said"),
    [
        (Reach(), (False, False, False)),
        (Reach(line=LINE), (False, False, True)),
        (Reach(chat=nobody_knows), (True, False, False)),
    ],
    ids=["no channel", "SMS alone", "a bot whose name is not known"],
)
async def test_the_landing_page_names_no_way_that_is_shut(reach: Reach, said: tuple[bool, bool, bool]) -> None:
    app = FastAPI()
    app.include_router(router(Wording(), reach))
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://here") as http:
        page = (await http.get("/")).text
    assert tuple(one in page for one in ("تلگرام", "t.me", "sms:")) == said


@needs_chromium
async def test_everybody_can_read_the_landing_page(world: World) -> None:
    async with chromium() as browser, opened(browser, f"{world.url}/", PHONE) as page:
        await accessible(page)


@needs_chromium
async def test_the_imitated_banks_pages_are_read_from_right_to_left() -> None:
    session = Session("sep", "t", "merchant", "order-1", 33_666_736, "https://hamyar.example/back", since=0.0)
    async with chromium() as browser:
        page = await browser.new_page(viewport={"width": 360, "height": 740})
        for html in (to_pay(session), said("این پرداخت باز نیست", "مهلت آن گذشته است.")):
            await page.set_content(html)
            await well_read(page)

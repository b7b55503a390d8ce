"""What every visitor of the site gets."""

from __future__ import annotations

from sandbox.bank.book import Session
from sandbox.bank.pages import said, to_pay
from tests.chromium import chromium, needs_chromium
from tests.handlers.web.browsing import PHONE, accessible, opened, well_read
from tests.handlers.web.conftest import World


async def test_a_browser_finds_an_icon_where_no_page_names_one(world: World) -> None:
    icon = await world.http.get("/favicon.ico")
    assert (icon.status_code, icon.headers["content-type"]) == (200, "image/svg+xml")


async def test_the_landing_page_may_show_the_icon(world: World) -> None:
    landing = await world.http.get("/")
    assert "img-src 'self'" in landing.headers["content-security-policy"]


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

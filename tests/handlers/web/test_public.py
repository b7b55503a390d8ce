"""What every visitor of the site gets."""

from __future__ import annotations

from tests.handlers.web.conftest import World


async def test_a_browser_finds_an_icon_where_no_page_names_one(world: World) -> None:
    icon = await world.http.get("/favicon.ico")
    assert (icon.status_code, icon.headers["content-type"]) == (200, "image/svg+xml")


async def test_the_landing_page_may_show_the_icon(world: World) -> None:
    landing = await world.http.get("/")
    assert "img-src 'self'" in landing.headers["content-security-policy"]

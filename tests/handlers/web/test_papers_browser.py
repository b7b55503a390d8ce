"""The pictures of an objection as a reviewer looks at them, in headless Chromium (skipped where there is none)."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from playwright.async_api import Browser, expect

from services.documents.examining import Examiner
from tests.chromium import chromium, needs_chromium
from tests.handlers.web.browsing import DESK, accessible, opened, pictured
from tests.handlers.web.conftest import World
from tests.handlers.web.test_papers import MINA, Desk

pytestmark = needs_chromium


@pytest.fixture(scope="module")
async def browser() -> AsyncIterator[Browser]:
    async with chromium() as browser:
        yield browser


@pytest.fixture
async def link(world: World, examiner: Examiner) -> str:
    desk = Desk(world, examiner)
    await desk.enrol(MINA)
    return desk.link(await desk.filed("contract-sideways.jpg", "contract-dark.jpg", "contract.pdf"))


async def test_pictures_are_turned_and_enlarged_by_buttons_and_keys(browser: Browser, world: World, link: str) -> None:
    async with opened(browser, world.url + link, DESK) as page:
        await accessible(page)
        await page.get_by_role("button", name="دیدن مدارک").click()
        await expect(page.locator("figure")).to_have_count(4)
        frame = page.locator(".frame").first
        await expect(frame).to_have_attribute("data-turns", "0")
        await accessible(page)
        await pictured(page, "papers")
        fitting = float(await frame.get_attribute("data-scale") or 0)
        await page.get_by_role("button", name="چرخش به راست").first.click()
        await expect(frame).to_have_attribute("data-turns", "1")
        box = await frame.locator("a").bounding_box()
        assert box
        assert box["width"] > box["height"]
        await page.get_by_role("button", name="بزرگ‌تر").first.click()
        await frame.focus()
        for key, turns in (("[", "0"), ("[", "3"), ("]", "0")):
            await page.keyboard.press(key)
            await expect(frame).to_have_attribute("data-turns", turns)
        await page.keyboard.press("+")
        await page.keyboard.press("+")
        assert float(await frame.get_attribute("data-scale") or 0) > fitting * 1.2
        await page.keyboard.press("0")
        await expect(frame).to_have_attribute("data-scale", f"{fitting:.3f}")
        await page.reload()
        await expect(page.locator("figure")).to_have_count(4)


async def test_without_a_script_the_pictures_are_there_and_open_whole(
    browser: Browser, world: World, link: str
) -> None:
    async with opened(browser, world.url + link, DESK, java_script_enabled=False) as page:
        await page.get_by_role("button", name="دیدن مدارک").click()
        await expect(page.locator("figure img")).to_have_count(4)
        await pictured(page, "papers-plain")
        await page.locator("figure a").first.click()
        await expect(page).to_have_url(f"{world.url}{link}/1/1")

"""What the tests that look at pages in headless Chromium share."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Browser, Page

PHONE: dict[str, Any] = {"viewport": {"width": 360, "height": 740}, "device_scale_factor": 2, "locale": "fa-IR"}
DESK: dict[str, Any] = {"viewport": {"width": 1280, "height": 900}, "locale": "fa-IR"}
LEAST_TARGET = 44  # CSS pixels, for a thumb
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


@asynccontextmanager
async def opened(browser: Browser, url: str, device: dict[str, Any] = PHONE, **more: Any) -> AsyncIterator[Page]:
    """A page, whose problems are the test's."""
    context = await browser.new_context(**device, **more)
    page = await context.new_page()
    problems: list[str] = []
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.on("console", lambda message: problems.append(message.text) if message.type == "error" else None)
    await page.goto(url)
    yield page
    await context.close()
    assert not problems, problems


async def pictured(page: Page, name: str) -> None:
    """A picture of the page for whoever wants to look, where HAMYAR_SCREENSHOTS names a folder."""
    if folder := os.environ.get("HAMYAR_SCREENSHOTS"):
        await page.screenshot(path=f"{folder}/{name}.png", full_page=True)


async def accessible(page: Page) -> None:
    """Axe finds no barrier, nothing that can be pressed is too small, and nothing runs out sideways."""
    found = await Axe().run(page, options={"runOnly": RULES})
    assert found.violations_count == 0, found.generate_report()
    for target in await page.locator("button:visible, summary:visible, .js .way label:visible").all():
        box = await target.bounding_box()
        assert box
        assert box["height"] >= LEAST_TARGET, await target.inner_text()
    assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")

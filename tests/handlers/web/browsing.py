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


# What is wrong with how a page is read aloud and walked through: the keyboard and a screen reader follow the document's
# order, so of two things beside each other the earlier one has to stand further right.
_READING = """() => {
  const wrong = [];
  const html = document.documentElement;
  if (html.lang !== "fa" || html.dir !== "rtl") wrong.push(`lang ${html.lang}, dir ${html.dir}`);
  if (!document.title.trim()) wrong.push("no title");
  for (const image of document.images) if (!image.hasAttribute("alt")) wrong.push(`no text: ${image.src}`);
  const seen = (e) => e.checkVisibility({visibilityProperty: true, opacityProperty: true});
  const stops = [...document.querySelectorAll("a[href], button, input, select, textarea, summary, [tabindex]")]
    .filter((e) => seen(e) && e.type !== "hidden" && !e.disabled);
  for (const e of stops) {
    if (e.tabIndex > 0) wrong.push(`out of order: ${e.outerHTML}`);
    const name = e.textContent.trim() || e.value || e.ariaLabel || e.title || e.getAttribute("aria-labelledby")
      || [...(e.labels ?? [])].map((label) => label.textContent.trim()).join("") || e.querySelector("img")?.alt;
    if (!name) wrong.push(`no name: ${e.outerHTML}`);
  }
  const group = (e) => e.closest("form, nav, ul, dl, [role=group], [role=toolbar], [role=tablist]") ?? e.parentElement;
  stops.slice(1).forEach((e, place) => {
    const before = stops[place];
    if (group(e) !== group(before) || e.closest("[dir=ltr]")) return;
    const [a, b] = [before.getBoundingClientRect(), e.getBoundingClientRect()];
    const beside = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > Math.min(a.height, b.height) / 2;
    if (beside && b.left > a.right) wrong.push(`left to right: ${before.outerHTML} ${e.outerHTML}`);
  });
  return wrong;
}"""
_GROWN = """async (times) => {
  const html = document.documentElement, before = html.style.fontSize;
  html.style.fontSize = `${parseFloat(getComputedStyle(html).fontSize) * times}px`;
  await new Promise(requestAnimationFrame);
  const fits = html.scrollWidth <= innerWidth;
  html.style.fontSize = before;
  return fits;
}"""


async def well_read(page: Page) -> None:
    """It is read from right to left, in the order in which it is walked through, and each thing to press has a name."""
    assert await page.evaluate(_READING) == []
    session = await page.context.new_cdp_session(page)
    nodes = (await session.send("Accessibility.getFullAXTree"))["nodes"]
    await session.detach()
    pressed = [node for node in nodes if node.get("role", {}).get("value") in ("button", "link", "textbox", "checkbox")]
    assert [node for node in pressed if not node["ignored"] and not node.get("name", {}).get("value")] == []


async def barrier_free(page: Page) -> None:
    """Axe finds no barrier."""
    found = await Axe().run(page, options={"runOnly": RULES})
    assert found.violations_count == 0, found.generate_report()


async def accessible(page: Page) -> None:
    """Axe finds no barrier, nothing that can be pressed is too small, and nothing runs out sideways, even grown."""
    await barrier_free(page)
    for target in await page.locator("button:visible, summary:visible, .js .way label:visible").all():
        box = await target.bounding_box()
        assert box
        assert box["height"] >= LEAST_TARGET, await target.inner_text()
    assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert await page.evaluate(_GROWN, 2), "letters of twice the size run out sideways"
    await well_read(page)

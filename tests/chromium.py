"""Headless Chromium for the few tests that look at a page; without it they are skipped, unless it is required."""

from __future__ import annotations

import os
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from playwright.async_api import Browser, async_playwright, expect

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or ""
FLAGS = [
    *("--no-sandbox", "--disable-gpu", "--disable-background-networking"),
    *("--disable-component-update", "--disable-sync", "--no-first-run"),
]

LONG = 60_000  # milliseconds: what comes, comes on a slow machine, too
expect.set_options(timeout=LONG)

needs_chromium = pytest.mark.skipif(
    not CHROMIUM and os.environ.get("HAMYAR_BROWSER") != "required", reason="no Chromium here"
)


@asynccontextmanager
async def chromium() -> AsyncIterator[Browser]:
    """A running browser."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        await browser.close()

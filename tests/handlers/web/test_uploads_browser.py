"""The upload page as people see it, in headless Chromium: with its script and without (skipped where there is none)."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from playwright.async_api import Browser, expect

from tests.chromium import chromium, needs_chromium
from tests.handlers.web.browsing import PHONE, accessible, opened, pictured
from tests.handlers.web.conftest import World, sample

pytestmark = needs_chromium


@pytest.fixture(scope="module")
async def browser() -> AsyncIterator[Browser]:
    async with chromium() as browser:
        yield browser


@pytest.fixture(params=["light", "dark"])
def scheme(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def contract(tmp_path: Path) -> Path:
    path = tmp_path / "contract.jpg"
    path.write_bytes(sample("contract.jpg"))
    return path


@pytest.fixture
def dark_contract(tmp_path: Path) -> Path:
    path = tmp_path / "dark.jpg"
    path.write_bytes(sample("contract-dark.jpg"))
    return path


async def test_pictures_go_one_by_one_without_leaving_the_page(
    browser: Browser, world: World, contract: Path, dark_contract: Path
) -> None:
    link = await world.link()
    async with opened(browser, world.url + link) as page:
        loads: list[str] = []
        page.on("load", lambda _: loads.append("load"))
        await page.locator("#marriage-contract-camera").set_input_files(contract)
        await expect(page.locator("#marriage-contract .said")).to_have_text("تصویر رسید.")
        await expect(page.locator("#live")).to_have_text("تصویر رسید.")
        await pictured(page, "upload-one")
        await page.locator("#other-gallery").set_input_files([contract, dark_contract])
        await expect(page.locator("#other li")).to_have_count(2)
        await expect(page.locator("#other")).to_contain_text("این تصویر را یک بار دیگر هم داده‌اید.")
        await expect(page.locator("#other")).to_contain_text("تصویر تاریک است")
        await accessible(page)
        await pictured(page, "upload-three")
        await page.locator("#other li").nth(1).get_by_role("button", name="برداشتن").click()
        await expect(page.locator("#other li")).to_have_count(1)
        assert loads == []
        await page.get_by_role("button", name="ثبت اعتراض").click()
        await expect(page.get_by_role("heading")).to_have_text("تصویرهای شما رسید")
        await accessible(page)
        await pictured(page, "upload-sent")
        [(images, _)] = await world.filings()
        assert len(images) == 2


async def test_without_a_script_the_same_is_done_by_forms(browser: Browser, world: World, contract: Path) -> None:
    link = await world.link()
    async with opened(browser, world.url + link, java_script_enabled=False) as page:
        await pictured(page, "upload-plain")
        await page.locator("#marriage-contract-camera").set_input_files(contract)
        await page.locator("#marriage-contract").get_by_role("button", name="فرستادن تصویر").click()
        await expect(page.locator("#marriage-contract .said")).to_have_text("تصویر رسید.")
        await page.get_by_role("button", name="ثبت اعتراض").click()
        await expect(page.get_by_role("heading")).to_have_text("تصویرهای شما رسید")
        assert len(await world.filings()) == 1


async def test_every_colour_can_be_read(browser: Browser, world: World, scheme: str) -> None:
    link = await world.link()
    await world.give(link, "contract-dark.jpg")
    async with opened(browser, f"{world.url}{link}?said=damaged&at=other", color_scheme=scheme) as page:
        await page.locator("summary").click()
        await accessible(page)
        await pictured(page, f"upload-{scheme}")


async def test_a_link_that_is_over_says_what_to_do(browser: Browser, world: World) -> None:
    context = await browser.new_context(**PHONE)
    page = await context.new_page()
    await page.goto(f"{world.url}/u/{'a' * 29}")
    await expect(page.locator("main")).to_contain_text("واژهٔ «اعتراض»")
    await accessible(page)

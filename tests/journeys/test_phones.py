"""The phone page, driven as a person would: a conversation on each phone against the whole system.

`make screenshots` keeps the README's pictures of it; otherwise they go to the test's own folder.
"""

from __future__ import annotations

import os
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.async_api import Page, expect

from bot.rehearsal import Rehearsal
from bot.sample_registry import SamplePerson
from tests.chromium import chromium, needs_chromium
from tests.rehearsal import hasty_sandbox, rehearsal, sample

pytestmark = needs_chromium

WIDE = {"width": 1360, "height": 900}
NARROW = {"width": 390, "height": 844}


@dataclass(frozen=True)
class Desk:
    """The page, open on a running system, and where its pictures go."""

    page: Page
    running: Rehearsal
    people: dict[str, SamplePerson]
    pictures: Path

    async def becomes(self, code: str) -> SamplePerson:
        person = self.people[code]
        await self.page.goto(f"{self.running.page}/#{code}")
        await self.page.reload()
        await expect(self.page.get_by_test_id("live")).to_have_attribute("data-live", "")
        return person

    async def hears(self, text: str) -> None:
        await expect(self.page.get_by_test_id("bot-message").last).to_contain_text(text)

    async def presses(self, label: str) -> None:
        await self.page.get_by_test_id("inline-button").filter(has_text=label).last.click()

    async def texts(self, text: str) -> None:
        await self.page.get_by_test_id("sms-text").fill(text)
        await self.page.get_by_test_id("sms-send").click()

    async def asks_about_the_grant(self, person: SamplePerson) -> None:
        await self.page.get_by_test_id("telegram-start").click()
        await self.hears("همیار")
        await self.presses("کمک‌هزینهٔ ازدواج")
        await self.hears("شمارهٔ همراه")
        await self.page.get_by_test_id("reply-key").first.click()
        await self.hears("کد ملی")
        await self.page.get_by_test_id("telegram-text").fill(person.national_id)
        await self.page.get_by_test_id("telegram-send").click()

    async def picture(self, name: str) -> None:
        await self.page.wait_for_timeout(400)  # for what still slides into view
        await self.page.screenshot(path=self.pictures / name)


def _folder(otherwise: Path) -> Path:
    folder = Path(os.environ.get("HAMYAR_SCREENSHOTS") or otherwise)
    folder.mkdir(parents=True, exist_ok=True)
    return folder


@pytest.fixture
async def desk(database_url: str, tmp_path: Path) -> AsyncIterator[Desk]:
    people = sample(database_url, tmp_path)
    pictures = _folder(tmp_path)
    sandbox = hasty_sandbox(list(people.values()))
    async with rehearsal(database_url, tmp_path, sandbox=sandbox) as running, chromium() as browser:
        page = await browser.new_page(viewport=WIDE)
        problems: list[str] = []
        page.on("pageerror", lambda error: problems.append(str(error)))
        await page.goto(running.page)
        yield Desk(page, running, people, pictures)
        await page.close()
        assert problems == []


async def test_a_conversation_on_each_phone(desk: Desk) -> None:
    person = await desk.becomes("several-failed")
    await desk.asks_about_the_grant(person)
    await desk.hears("تعلق نگرفت")
    await desk.texts("ازدواج")
    sms = desk.page.get_by_test_id("org-sms")
    await expect(sms.last).to_contain_text("بیشتر")
    await expect(sms.last).to_have_attribute("data-parts", "3")
    await desk.texts("بیشتر")
    await expect(sms).to_have_count(2)
    await desk.picture("phones.png")


async def test_a_payable_grant_with_its_record(desk: Desk) -> None:
    person = await desk.becomes("payable")
    await desk.asks_about_the_grant(person)
    await desk.hears("تأیید شد")
    await desk.picture("payable.png")
    await desk.presses("محاسبه را ببینم")
    await desk.hears("جمع:")


async def test_the_page_on_a_narrow_phone_in_the_dark(desk: Desk) -> None:
    await desk.page.set_viewport_size(NARROW)
    await desk.page.emulate_media(color_scheme="dark")
    person = await desk.becomes("no-account")
    await desk.asks_about_the_grant(person)
    await desk.hears("شبا")
    await desk.picture("narrow-dark.png")

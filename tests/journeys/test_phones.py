"""The page of the demo, driven as people would: on each phone and at the desk, against the whole system.

`make screenshots` keeps the README's pictures of it; otherwise they go to the test's own folder.
"""

from __future__ import annotations

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image
from playwright.async_api import Browser, Locator, Page, expect

from bot.colleagues import GROUPS, add_office, enrol
from bot.rehearsal import Rehearsal
from bot.sample_registry import SamplePerson
from handlers.desk.poster import Pace
from sandbox.papers import gallery
from tests.chromium import chromium, needs_chromium
from tests.rehearsal import CLOCK, PATIENCE, hasty_sandbox, rehearsal, sample

pytestmark = needs_chromium

WIDE = {"width": 1720, "height": 960}
NARROW = {"width": 390, "height": 844}
DESK_PACE = Pace(gather=timedelta(), look=0.05)
MOST_MS = PATIENCE * 1000


@dataclass(frozen=True)
class Demo:
    """The page, open on a running system, and where its pictures go."""

    page: Page
    running: Rehearsal
    people: dict[str, SamplePerson]
    pictures: Path

    def see(self, testid: str, text: str = "") -> Locator:
        """What bears that mark and text, the last of it."""
        return self.page.get_by_test_id(testid).filter(has_text=text).last

    async def becomes(self, code: str) -> SamplePerson:
        person = self.people[code]
        await self.page.goto(f"{self.running.page}/#{code}")
        await self.page.reload()
        await expect(self.see("live")).to_have_attribute("data-live", "")
        return person

    # On Telegram and by SMS.

    async def hears(self, text: str) -> None:
        await expect(self.page.get_by_test_id("bot-message").last).to_contain_text(text, timeout=MOST_MS)

    async def presses(self, label: str) -> None:
        await self.page.get_by_test_id("telegram").get_by_test_id("inline-button").filter(has_text=label).last.click()

    async def says(self, text: str) -> None:
        await self.see("telegram-text").fill(text)
        await self.see("telegram-send").click()

    async def shows(self, *papers: str) -> None:
        """Sample papers, as an album where they are several."""
        await self.see("telegram-attach").click()
        await self.see("attach-sample").click()
        for paper in papers:
            await self.see(f"paper-{paper}").check()
        await self.see("gallery-send").click()

    async def texts(self, text: str) -> None:
        await self.see("sms-text").fill(text)
        await self.see("sms-send").click()

    async def gets(self, text: str) -> None:
        await expect(self.page.get_by_test_id("org-sms").last).to_contain_text(text, timeout=MOST_MS)

    async def shares_contact(self, person: SamplePerson) -> None:
        await self.hears("شمارهٔ همراه")
        await self.page.get_by_test_id("reply-key").first.click()
        await self.hears("کد ملی")
        await self.says(person.national_id)

    async def asks_about_the_grant(self, person: SamplePerson) -> None:
        await self.see("telegram-start").click()
        await self.hears("همیار")
        await self.presses("کمک‌هزینهٔ ازدواج")
        await self.shares_contact(person)

    # At the desk.

    async def opens_topic(self, name: str, *, group: str) -> None:
        await self.see("desk-group").select_option(value=group)
        await self.see("topic", name).click(timeout=MOST_MS)
        await expect(self.see("desk-topic-name")).to_contain_text(name)

    async def acts_as(self, name: str) -> None:
        label = self.see("desk-as").locator("option", has_text=name)
        await self.see("desk-as").select_option(value=await label.get_attribute("value"))

    async def presses_there(self, label: str) -> None:
        button = self.page.get_by_test_id("desk").get_by_test_id("inline-button").filter(has_text=label)
        await button.last.click(timeout=MOST_MS)

    async def writes(self, text: str) -> None:
        await self.see("desk-text").fill(text)
        await self.see("desk-send").click()

    async def reads(self, text: str) -> None:
        await expect(self.see("desk-message", text)).to_be_visible(timeout=MOST_MS)

    async def picture(self, name: str, page: Page | None = None) -> None:
        page = page or self.page
        await page.wait_for_timeout(400)  # for what still slides into view
        await page.screenshot(path=self.pictures / name)

    @asynccontextmanager
    async def follows(self, link: Locator) -> AsyncIterator[Page]:
        """A link, in a tab of its own."""
        async with self.page.context.expect_page() as opening:
            await link.click()
        tab = await opening.value
        yield tab
        await tab.close()


def _folder(otherwise: Path) -> Path:
    folder = Path(os.environ.get("HAMYAR_SCREENSHOTS") or otherwise)
    folder.mkdir(parents=True, exist_ok=True)
    return folder


@pytest.fixture(scope="module")
async def browser() -> AsyncIterator[Browser]:
    async with chromium() as browser:
        yield browser


@pytest.fixture
async def demo(browser: Browser, database_url: str, tmp_path: Path) -> AsyncIterator[Demo]:
    people = sample(database_url, tmp_path, CLOCK)
    pictures = _folder(tmp_path)
    sandbox = hasty_sandbox(list(people.values()))
    add_office(sandbox)
    await enrol(database_url, CLOCK)
    desk = {"desk_chats": GROUPS, "desk_pace": DESK_PACE}
    async with rehearsal(database_url, tmp_path, sandbox=sandbox, clock=CLOCK, **desk) as running:
        page = await browser.new_page(viewport=WIDE)
        problems: list[str] = []
        page.on("pageerror", lambda error: problems.append(str(error)))
        await page.goto(running.page)
        yield Demo(page, running, people, pictures)
        await page.close()
        assert problems == []


async def test_a_conversation_on_each_phone(demo: Demo) -> None:
    person = await demo.becomes("several-failed")
    await demo.asks_about_the_grant(person)
    await demo.hears("تعلق نگرفت")
    await demo.texts("ازدواج")
    sms = demo.page.get_by_test_id("org-sms")
    await demo.gets("بیشتر")
    await expect(sms.last).to_have_attribute("data-parts", "3")
    await demo.texts("بیشتر")
    await expect(sms).to_have_count(2)


async def test_a_hand_off_from_the_first_word_to_the_mark(demo: Demo) -> None:
    tickets = str(GROUPS[0].chat_id)
    person = await demo.becomes("payable")
    await demo.asks_about_the_grant(person)
    await demo.hears("تأیید شد")
    await demo.says("کارشناس")
    await demo.hears("صف هستید")
    await demo.opens_topic("۱۰۰۱", group=tickets)
    await demo.acts_as("سارا")
    await demo.presses_there("برداشتن")
    await demo.hears("به این گفت‌وگو آمد")
    await demo.says("سلام. کارگاه من عوض شده است. باید کاری بکنم؟")
    await demo.reads("کارگاه من عوض شده است")
    await demo.writes("سلام. نه، لیست کارگاه تازه رسیده است.")
    await demo.hears("لیست کارگاه تازه رسیده است")
    await demo.texts("ازدواج")
    await demo.gets("تأیید شد")
    await expect(demo.see("desk-toast")).to_be_hidden()
    await demo.picture("phones.png")
    await demo.presses_there("بستن")
    await demo.hears("چقدر به کارتان آمد؟")
    await demo.presses("۵، بسیار خوب")
    await demo.reads("امتیاز شهروند: ۵ از ۵")


async def test_an_objection_from_the_refusal_to_its_end(demo: Demo) -> None:
    reviews = str(GROUPS[1].chat_id)
    person = await demo.becomes("days-719")
    await demo.asks_about_the_grant(person)
    await demo.hears("تعلق نگرفت")
    await demo.presses("ثبت اعتراض")
    await demo.hears("به زبان خودتان")
    await demo.says("یک روز از سابقهٔ شهریور من جا افتاده است.")
    await demo.hears("تصویر عقدنامه")
    await demo.shows("contract.jpg", "booklet.jpg")
    await demo.hears("۲ تصویر رسیده")
    await demo.presses("کافی است")
    await demo.presses("ثبت می‌کنم")
    await demo.hears("اعتراض شما ثبت شد")
    await demo.opens_topic("اعتراض", group=reviews)
    await demo.acts_as("مینا")
    await demo.presses_there("تصاویر")
    await expect(demo.see("desk-topic-name")).to_have_text("گفت‌وگوی من با ربات")
    await demo.reads("مدارک اعتراض")
    async with demo.follows(demo.see("desk-message", "مدارک اعتراض").get_by_role("link").last) as tab:
        await tab.set_viewport_size({"width": 1180, "height": 900})
        await tab.get_by_role("button", name="دیدن مدارک").click()
        await expect(tab.locator("figure")).to_have_count(2)
        await demo.picture("papers.png", tab)
    await demo.opens_topic("اعتراض", group=reviews)
    await demo.presses_there("تأیید")
    await expect(demo.see("desk-about")).to_contain_text("مبنای تأیید")
    await demo.writes("دفترچهٔ کارگاه همان روز را نشان می‌دهد.")
    await demo.hears("اعتراض شما پذیرفته شد")
    await demo.gets("اعتراض شما پذیرفته شد")
    await demo.reads("تأیید شد: مینا")
    await expect(demo.see("desk-toast")).to_be_hidden(timeout=MOST_MS)
    await demo.picture("objection.png")


async def test_pictures_are_given_on_a_page_where_sms_carries_none(demo: Demo) -> None:
    await demo.becomes("days-690")
    await demo.texts("اعتراض")
    await demo.gets("به کدام‌یک اعتراض دارید")
    await demo.texts("۱")
    await demo.gets("چه چیزی نادرست است")
    await demo.texts("لیست بیمهٔ مهر من نرسیده است.")
    await demo.gets("تصویر عقدنامه")
    async with demo.follows(demo.page.get_by_test_id("org-sms").last.get_by_role("link")) as tab:
        await tab.set_viewport_size(NARROW)
        await tab.locator("#marriage-contract-gallery").set_input_files(
            {"name": "contract.jpg", "mimeType": "image/jpeg", "buffer": gallery.as_photo("contract.jpg")}
        )
        await expect(tab.locator(".pictures img")).to_have_count(1, timeout=MOST_MS)
        await demo.picture("upload.png", tab)
        await tab.get_by_role("button", name="ثبت اعتراض").click()
    await demo.gets("اعتراض شما ثبت شد")


async def test_a_premium_is_paid_from_the_link_to_the_receipt(demo: Demo) -> None:
    person = await demo.becomes("voluntary")
    await demo.see("telegram-start").click()
    await demo.hears("همیار")
    await demo.says("بیمهٔ اختیاری")
    await demo.shares_contact(person)
    await demo.hears("شما می‌توانید قرارداد ببندید")
    await demo.presses("ادامه می‌دهم")
    await demo.hears("دستمزد ماهانهٔ مبنا")
    await demo.presses("کمترین")
    await demo.hears("این قرارداد را امضا می‌کنید؟")
    await demo.presses("امضا می‌کنم")
    link = demo.page.get_by_test_id("telegram").get_by_role("link").filter(has_text="/p/").last
    await expect(link).to_be_visible(timeout=MOST_MS)
    await demo.hears(".pdf")
    seen: list[bytes] = []
    async with demo.follows(link) as tab:
        await tab.set_viewport_size(NARROW)
        for heading in ("پرداخت حق بیمه", "صفحهٔ پرداخت"):
            await expect(tab.get_by_role("heading", name=heading)).to_be_visible()
            seen.append(await tab.screenshot())
            await tab.get_by_role("button", name="پرداخت می‌کنم", exact=True).click()
        await expect(tab.get_by_role("heading", name="پرداخت شما تأیید شد")).to_be_visible()
        seen.append(await tab.screenshot(full_page=True))
    side_by_side(seen).save(demo.pictures / "paying.png", optimize=True)
    await demo.hears("پرداخت شما تأیید شد")
    await demo.gets("پرداخت شما تأیید شد")
    await demo.page.get_by_test_id("telegram-log").evaluate("log => { log.scrollTop = log.scrollHeight; }")
    await expect(demo.page.get_by_test_id("bot-message").last).to_be_in_viewport()
    await demo.picture("paid.png")


async def test_who_reads_further_up_is_told_of_a_new_message(demo: Demo) -> None:
    person = await demo.becomes("payable")
    await demo.asks_about_the_grant(person)
    await demo.hears("تأیید شد")
    below = demo.page.get_by_test_id("telegram-log-below")
    await demo.page.get_by_test_id("telegram-log").evaluate("log => { log.scrollTop = 0; }")
    await (
        demo.page.get_by_test_id("telegram").get_by_test_id("inline-button").first.evaluate("button => button.click()")
    )
    await expect(below).to_be_visible(timeout=MOST_MS)
    await below.click()
    await expect(demo.page.get_by_test_id("bot-message").last).to_be_in_viewport()
    await expect(below).to_be_hidden()


def side_by_side(pages: list[bytes]) -> Image.Image:
    """Pictures of pages, the first on the right."""
    pictures = [Image.open(BytesIO(page)) for page in pages]
    whole = Image.new("RGB", (sum(one.width for one in pictures), max(one.height for one in pictures)), "white")
    place = whole.width
    for one in pictures:
        place -= one.width
        whole.paste(one, (place, 0))
    return whole


async def test_the_page_on_a_narrow_phone_in_the_dark(demo: Demo) -> None:
    await demo.page.set_viewport_size(NARROW)
    await demo.page.emulate_media(color_scheme="dark")
    person = await demo.becomes("no-account")
    await demo.asks_about_the_grant(person)
    await demo.hears("شبا")
    await demo.picture("narrow-dark.png")

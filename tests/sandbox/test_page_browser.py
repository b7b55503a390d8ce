"""The page as a person uses it, in headless Chromium (skipped where there is none)."""

import asyncio
import re
from collections.abc import AsyncIterator

import httpx
import pytest
from playwright.async_api import Browser, Page, expect

from sandbox.app import Sandbox, running
from sandbox.kavenegar.core import Travel
from sandbox.telegram.citizen import TelegramPhone
from tests.chromium import chromium, needs_chromium
from tests.handlers.web.browsing import barrier_free, well_read
from tests.rehearsal import closed_port
from tests.sandbox.conftest import TOKEN
from tests.sandbox.test_page import SARA, ZAHRA

CHAT = 9121234567

pytestmark = needs_chromium


@pytest.fixture(scope="module")
async def browser() -> AsyncIterator[Browser]:
    async with chromium() as browser:
        yield browser


@pytest.fixture
async def sandbox() -> AsyncIterator[Sandbox]:
    sandbox = Sandbox(people=[SARA, ZAHRA], paces=None, travel=Travel(0, 0))
    sandbox.telegram.add_bot(TOKEN, "hamyar_bot", "همیار")
    sandbox.kavenegar.add_line("90001234")
    yield sandbox
    await sandbox.close()


@pytest.fixture
async def url(sandbox: Sandbox) -> AsyncIterator[str]:
    async with running(sandbox) as url:
        yield url


@pytest.fixture
async def page(browser: Browser, url: str) -> AsyncIterator[Page]:
    page = await browser.new_page(viewport={"width": 1440, "height": 900})
    problems: list[str] = []
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.on("console", lambda message: problems.append(message.text) if message.type == "error" else None)
    await page.goto(url)
    await expect(page.get_by_test_id("live")).to_have_attribute("data-live", "")
    yield page
    await page.close()
    assert problems == []


def phone(sandbox: Sandbox) -> TelegramPhone:
    found = sandbox.stage.account("09121234567")
    assert found is not None
    return found


async def say(url: str, method: str = "sendMessage", **fields: object) -> None:
    async with httpx.AsyncClient(trust_env=False, base_url=url, timeout=60) as http:
        answer = await http.post(f"/bot{TOKEN}/{method}", json={"chat_id": CHAT, "parse_mode": "HTML", **fields})
        assert answer.json()["ok"], answer.text


async def test_a_conversation_on_telegram(page: Page, url: str, sandbox: Sandbox) -> None:
    await page.get_by_test_id("telegram-start").click()
    await expect(page.get_by_test_id("my-message")).to_contain_text("/start")
    await say(url, "sendChatAction", action="typing")
    await expect(page.get_by_test_id("telegram-state")).to_have_text("در حال نوشتن…")
    key = {"keyboard": [[{"text": "فرستادن شماره", "request_contact": True}]], "one_time_keyboard": True}
    await say(url, text="شمارهٔ خود را بفرستید.", reply_markup=key)
    await expect(page.get_by_test_id("telegram-state")).to_have_text("ربات")
    await page.get_by_test_id("reply-key").click()
    await expect(page.get_by_test_id("telegram-keys")).to_be_hidden()
    contact = phone(sandbox).chat.shown()[-1].contact
    assert contact is not None
    assert contact["user_id"] == CHAT
    buttons = {"inline_keyboard": [[{"text": "ثبت می‌کنم", "callback_data": "q:1:0"}]]}
    await say(url, text="<b>کمک‌هزینه</b> &lt;img src=x onerror=alert(1)&gt;", reply_markup=buttons)
    message = page.get_by_test_id("bot-message").last
    await expect(message.locator("strong")).to_have_text("کمک‌هزینه")
    await expect(message.locator("img")).to_have_count(0)
    await message.get_by_test_id("inline-button").focus()
    await page.keyboard.press("Enter")
    await expect(message.get_by_test_id("inline-button")).to_have_attribute("data-press", re.compile(r"\d+"))
    press = next(iter(next(iter(sandbox.telegram.bots.values())).presses.values()))
    await say(url, "answerCallbackQuery", callback_query_id=press.id, text="ثبت شد")
    await expect(page.get_by_test_id("telegram-toast")).to_have_text("ثبت شد")
    await say(url, "editMessageText", message_id=press.message.id, text="ثبت شد؛ کد پیگیری <code>HM-1</code>")
    await expect(message.locator("code")).to_have_text("HM-1")
    await expect(message.get_by_test_id("inline-button")).to_have_count(0)
    await page.get_by_test_id("telegram-attach").click()
    await page.get_by_test_id("attach-sample").click()
    await page.get_by_test_id("paper-contract-small.jpg").check()
    await page.get_by_test_id("gallery-send").click()
    await expect(page.get_by_role("img", name="تصویر: عقدنامه، کوچک")).to_be_visible()
    photo = phone(sandbox).chat.shown()[-1].photo[-1]
    assert max(photo.width, photo.height) == 480


async def test_papers_go_in_the_order_of_choosing_and_the_answer_is_seen(
    page: Page, url: str, sandbox: Sandbox
) -> None:
    await page.get_by_test_id("telegram-start").click()
    await page.get_by_test_id("telegram-attach").click()
    await page.get_by_test_id("attach-sample").click()
    for paper in ("contract-small.jpg", "contract.jpg"):
        await page.get_by_test_id(f"paper-{paper}").check()
    await page.get_by_test_id("gallery-send").click()
    await expect(page.get_by_role("img", name="تصویر: عقدنامه، کوچک")).to_have_count(1)
    await expect(page.get_by_role("img", name="تصویر: عقدنامه، خوانا")).to_have_count(1)
    small, large = (message.photo[-1] for message in phone(sandbox).chat.shown()[-2:])
    assert small.height < large.height
    await say(url, text="رسید.")
    await expect(page.get_by_test_id("bot-message").last).to_be_in_viewport()


async def test_several_files_are_one_album(page: Page, sandbox: Sandbox) -> None:
    await page.get_by_test_id("telegram-start").click()
    files = [{"name": f"{number}.pdf", "mimeType": "application/pdf", "buffer": b"%PDF"} for number in (1, 2)]
    await page.get_by_test_id("telegram-document").set_input_files(files)  # type: ignore[arg-type]
    await expect(page.get_by_test_id("my-message").last).to_contain_text("2.pdf")
    first, second = phone(sandbox).chat.shown()[-2:]
    assert first.album == second.album != ""
    assert [one.document.name for one in (first, second) if one.document] == ["1.pdf", "2.pdf"]


async def test_what_was_said_is_changed_and_taken_back(page: Page, sandbox: Sandbox) -> None:
    await page.get_by_test_id("telegram-start").click()
    await page.get_by_test_id("telegram-text").fill("سلم")
    await page.keyboard.press("Enter")
    mine = page.get_by_test_id("my-message").last
    await expect(mine).to_contain_text("سلم")
    await mine.get_by_test_id("message-edit").press("Enter")
    await page.get_by_test_id("telegram-text").fill("سلام")
    await page.keyboard.press("Enter")
    await expect(mine).to_contain_text("ویرایش‌شده")
    await mine.get_by_test_id("message-delete").press("Enter")
    await expect(page.get_by_test_id("my-message")).to_have_count(1)
    assert [message.text for message in phone(sandbox).chat.shown()] == ["/start"]


async def test_a_conversation_by_sms(page: Page, url: str) -> None:
    box = page.get_by_test_id("sms-text")
    await box.fill("ا" * 71)
    await expect(page.get_by_test_id("sms-count")).to_contain_text("۲ پیامک")
    await box.fill("ازدواج")
    await box.press("Enter")
    await expect(page.get_by_test_id("my-sms")).to_contain_text("ازدواج")
    words = "تأیید شد. " * 6 + "\nhttp://127.0.0.1:8000/u/a1"
    async with httpx.AsyncClient(trust_env=False, base_url=url, timeout=60) as http:
        await http.post("/v1/sandbox/sms/send.json", data={"receptor": SARA["mobile"], "message": words})
    await expect(page.get_by_test_id("org-sms")).to_have_attribute("data-parts", "2")
    link = page.get_by_test_id("org-sms").get_by_role("link")
    await expect(link).to_have_attribute("href", "http://127.0.0.1:8000/u/a1")
    await expect(link).to_have_attribute("target", "_blank")
    await expect(page.get_by_test_id("org-sms")).to_contain_text("۲ پیامک")


async def test_a_link_opens_as_large_as_a_phone_and_leads_back(page: Page, url: str) -> None:
    async with httpx.AsyncClient(trust_env=False, base_url=url, timeout=60) as http:
        await http.post("/v1/sandbox/sms/send.json", data={"receptor": SARA["mobile"], "message": f"{url}/chat"})
    async with page.expect_popup() as opened:
        await page.get_by_test_id("org-sms").get_by_role("link").click()
    window = await opened.value
    async with asyncio.timeout(60):
        while not window.is_closed():  # noqa: ASYNC110  its event may have come before
            await asyncio.sleep(0.02)
    buttons = {"inline_keyboard": [[{"text": "پرداخت", "url": f"{url}/page/setup"}]]}
    await page.get_by_test_id("telegram-start").click()
    await say(url, text="پرداخت کنید.", reply_markup=buttons)
    async with page.expect_popup() as paying:
        await page.get_by_test_id("bot-message").get_by_role("link").click()
    window = await paying.value
    assert window.url == f"{url}/page/setup"
    assert await window.evaluate("innerWidth") <= 400
    await window.close()


async def test_faults_of_the_bank_stand_together(page: Page, sandbox: Sandbox) -> None:
    await page.get_by_test_id("faults-toggle").click()
    await page.get_by_test_id("fault-callback-lost").click()
    await expect(page.get_by_test_id("fault-callback-lost")).to_have_attribute("aria-checked", "true")
    assert [fault.method for fault, _ in sandbox.faults.active().values()] == ["callback"]
    names = await page.locator("#faults .faults-kind").all_inner_texts()
    assert names == ["پیام‌ها", "بانک"]


async def test_another_person_and_their_numbers(page: Page) -> None:
    await page.get_by_test_id("people-search").fill("زهرا")
    await expect(page.get_by_test_id("people").get_by_text(SARA["name"])).to_be_hidden()
    await page.get_by_text(ZAHRA["name"]).first.click()
    await page.get_by_test_id("telegram-start").click()
    await page.locator('[data-code="no-mobile"]').get_by_test_id("copy-national-id").click()
    await expect(page.get_by_test_id("telegram-text")).to_have_value(ZAHRA["national_id"])
    await page.get_by_test_id("sms-text").focus()
    await page.locator('[data-code="no-mobile"]').get_by_test_id("copy-mobile").click()
    await expect(page.get_by_test_id("sms-text")).to_have_value("09996789012")


async def test_people_are_found_whatever_keyboard_writes_them(page: Page) -> None:
    people, search = page.get_by_test_id("people"), page.get_by_test_id("people-search")
    await search.fill("۰۹۹۹۶۷۸۹۰۱۲")
    await expect(people.get_by_text(ZAHRA["name"])).to_be_visible()
    await expect(people.get_by_text(SARA["name"])).to_be_hidden()
    await search.fill("كسي كه نيست")
    await expect(page.get_by_test_id("people-none")).to_be_visible()
    await search.fill("")
    await expect(page.get_by_test_id("people-none")).to_be_hidden()


async def test_faults_are_switched_by_keyboard(page: Page, sandbox: Sandbox) -> None:
    await page.get_by_test_id("faults-toggle").press("Enter")
    switch = page.get_by_test_id("fault-telegram-outage")
    await switch.press("Space")
    await expect(switch).to_have_attribute("aria-checked", "true")
    assert sandbox.faults.outage("telegram", "sendMessage")
    sandbox.faults.clear()
    await expect(switch).to_have_attribute("aria-checked", "false")


async def test_the_page_survives_a_restart_of_the_sandbox(browser: Browser) -> None:
    page = await browser.new_page()
    with closed_port() as port:  # but for our own: it is open to them
        first, second = (Sandbox(people=[SARA]) for _ in range(2))
        for sandbox in (first, second):
            sandbox.telegram.add_bot(TOKEN, "hamyar_bot", "همیار")
        async with running(first, port=port) as url:
            await page.goto(url)
            await page.get_by_test_id("telegram-start").click()
            await expect(page.get_by_test_id("my-message")).to_have_count(1)
        await expect(page.get_by_test_id("live")).not_to_have_attribute("data-live", "")
        async with running(second, port=port):
            await expect(page.get_by_test_id("telegram-start")).to_be_visible()
            await page.get_by_test_id("telegram-start").click()
            await expect(page.get_by_test_id("my-message")).to_have_count(1)
    await page.close()


async def test_one_phone_at_a_time_on_a_narrow_screen(page: Page, url: str) -> None:
    await page.set_viewport_size({"width": 390, "height": 844})
    await expect(page.get_by_test_id("telegram-start")).to_be_in_viewport()
    await expect(page.get_by_test_id("sms")).to_be_hidden()
    await page.get_by_test_id("tab-telegram").press("ArrowLeft")
    await expect(page.get_by_test_id("sms-text")).to_be_in_viewport()
    await expect(page.get_by_test_id("tab-sms")).to_be_focused()
    await page.get_by_test_id("drawer-open").click()
    await page.get_by_text(ZAHRA["name"]).first.click()
    await expect(page.locator("#side")).to_be_hidden()
    wide = await page.evaluate("document.documentElement.scrollWidth")
    assert wide == 390


async def test_everything_to_press_has_a_name(page: Page) -> None:
    nameless = await page.evaluate(
        """[...document.querySelectorAll("button, textarea, input:not([type=file]), a")]
        .filter((e) => !(e.textContent.trim() || e.ariaLabel || e.labels?.length || e.title))
        .map((e) => e.outerHTML)"""
    )
    assert nameless == []


async def test_both_phones_are_read_from_right_to_left_and_axe_finds_no_barrier(
    page: Page, url: str, sandbox: Sandbox
) -> None:
    await page.emulate_media(reduced_motion="reduce")
    await page.get_by_test_id("telegram-start").click()
    rows = [[{"text": label, "callback_data": label} for label in row] for row in (("اعتراض", "رسیدها"), ("کارشناس",))]
    await say(url, text="چه کاری برایتان انجام دهم؟", reply_markup={"inline_keyboard": rows})
    await expect(page.get_by_test_id("bot-message").last).to_contain_text("چه کاری")
    await page.get_by_test_id("sms-text").fill("سلام")
    await page.get_by_test_id("sms-send").click()
    await well_read(page)
    await barrier_free(page)
    await page.get_by_test_id("telegram-attach").click()
    await well_read(page)
    await page.keyboard.press("Escape")
    await page.set_viewport_size({"width": 390, "height": 844})
    for tab in ("tab-sms", "tab-telegram"):
        await page.get_by_test_id(tab).click()
        await well_read(page)
        await barrier_free(page)

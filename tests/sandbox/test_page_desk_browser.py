"""The staff's pane as colleagues use it, in headless Chromium, with the real python-telegram-bot on the other side."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Literal

import pytest
import telegram as ptb
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Browser, Locator, Page, expect
from telegram.request import HTTPXRequest

from sandbox.app import Sandbox, running
from sandbox.telegram.staff import Colleague, StaffGroup
from sandbox.telegram.world import Topic
from tests.chromium import chromium, needs_chromium
from tests.sandbox.conftest import DESK_TOKEN, TOKEN, png
from tests.sandbox.test_page import SARA

GROUP, OTHER = -1_001_000_000_001, -1_001_000_000_002
MARYAM, REZA = 51, 52
STAFF = [Colleague(MARYAM, "مریم", "کریمی", "کارشناس"), Colleague(REZA, "رضا", "نوری", "بررس", "member")]
TAKE = ptb.InlineKeyboardMarkup.from_button(ptb.InlineKeyboardButton("برمی‌دارم", callback_data="t:1"))

pytestmark = needs_chromium


@dataclass
class Desk:
    """The page on a desk with one group, the group's bot, and a topic with a button in it."""

    page: Page
    sandbox: Sandbox
    bot: ptb.Bot
    group: StaffGroup
    topic: Topic

    def see(self, testid: str) -> Locator:
        return self.page.get_by_test_id(testid)

    async def says(self, text: str, **more: object) -> ptb.Message:
        return await self.bot.send_message(GROUP, text, message_thread_id=self.topic.id, **more)  # type: ignore[arg-type]

    async def hears(self) -> list[ptb.Update]:
        """What came since the last time; an update at least."""
        updates = await self.bot.get_updates(timeout=50, allowed_updates=["message", "callback_query"])
        await self.bot.get_updates(offset=updates[-1].update_id + 1)
        return list(updates)

    async def opens_topic(self) -> None:
        await self.see("topic").filter(has_text=self.topic.name).click()
        await expect(self.see("desk-topic-name")).to_have_text(self.topic.name)


@pytest.fixture(scope="module")
async def browser() -> AsyncIterator[Browser]:
    async with chromium() as browser:
        yield browser


@pytest.fixture
async def desk(browser: Browser) -> AsyncIterator[Desk]:
    sandbox = Sandbox(people=[SARA], paces=None)
    sandbox.telegram.add_bot(TOKEN, "hamyar_bot", "همیار")
    served_by = sandbox.telegram.add_bot(DESK_TOKEN, "hamyar_desk_bot", "میز همیار")
    group = sandbox.add_staff_group(GROUP, "میز بیمه‌شدگان", STAFF, [served_by])
    topic = group.members[MARYAM].opens_topic("سارا ر.")
    served_by.updates.drop_all()
    page = await browser.new_page(viewport={"width": 1280, "height": 860})
    problems: list[str] = []
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.on("console", lambda message: problems.append(message.text) if message.type == "error" else None)
    async with (
        running(sandbox) as url,
        ptb.Bot(DESK_TOKEN, base_url=url + "/bot", request=HTTPXRequest(read_timeout=60)) as bot,
    ):
        await page.goto(url)
        await expect(page.get_by_test_id("live")).to_have_attribute("data-live", "")
        yield Desk(page, sandbox, bot, group, topic)
        await page.close()
    assert problems == []


async def test_a_colleague_presses_a_button_and_hears_the_answer(desk: Desk) -> None:
    await desk.says("تیکت", reply_markup=TAKE)
    await desk.opens_topic()
    await desk.see("desk-as").select_option(label="رضا نوری، بررس")
    await desk.see("desk").get_by_test_id("inline-button").press("Enter")
    (update,) = await desk.hears()
    assert update.callback_query is not None
    assert (update.callback_query.data, update.callback_query.from_user.id) == ("t:1", REZA)
    await desk.bot.answer_callback_query(update.callback_query.id, "با شماست")
    await expect(desk.see("desk-toast")).to_have_text("با شماست")
    desk.group.members[MARYAM].presses("برمی‌دارم")
    (update,) = await desk.hears()
    assert update.callback_query is not None
    await desk.bot.answer_callback_query(update.callback_query.id, "از پیش برداشته شده", show_alert=True)
    await desk.says("رضا برداشت")
    await expect(desk.see("desk-message").last).to_contain_text("رضا برداشت")
    await expect(desk.see("alert")).to_be_hidden()


async def test_a_forced_reply_is_answered_as_one(desk: Desk) -> None:
    await desk.opens_topic()
    asked = await desk.says("چرا؟", reply_markup=ptb.ForceReply(input_field_placeholder="یادداشت برای همکار"))
    await expect(desk.see("desk-about")).to_contain_text("پاسخ به میز همیار: چرا؟")
    await expect(desk.see("desk-text")).to_have_attribute("placeholder", "یادداشت برای همکار")
    await desk.see("desk-text").fill("سابقه را دیدم")
    await desk.see("desk-text").press("Enter")
    (update,) = await desk.hears()
    assert update.message is not None
    assert update.message.reply_to_message is not None
    assert (update.message.text, update.message.reply_to_message.message_id) == ("سابقه را دیدم", asked.message_id)
    await expect(desk.see("my-desk-message").get_by_test_id("desk-quote")).to_contain_text("چرا؟")
    await expect(desk.see("desk-about")).to_be_hidden()
    his = desk.group.members[REZA].says("من می‌پرسم", desk.topic)
    await desk.says("از رضا", reply_markup=ptb.ForceReply(selective=True), reply_to_message_id=his.id)
    await expect(desk.see("desk-message").last).to_contain_text("از رضا")
    await expect(desk.see("desk-about")).to_be_hidden()
    await desk.see("desk-as").select_option(label="رضا نوری، بررس")
    await expect(desk.see("desk-about")).to_contain_text("از رضا")


async def test_a_colleague_writes_changes_it_and_sends_a_picture(desk: Desk) -> None:
    await desk.opens_topic()
    await desk.see("desk-text").fill("سلم")
    await desk.see("desk-send").click()
    mine = desk.see("my-desk-message")
    await mine.get_by_test_id("desk-edit").press("Enter")
    await desk.see("desk-text").fill("سلام")
    await desk.see("desk-text").press("Enter")
    await expect(mine).to_contain_text("ویرایش‌شده")
    await desk.see("desk-attach").click()
    await desk.see("desk-attach-sample").click()
    await desk.see("paper-contract-small.jpg").check()
    await desk.see("gallery-send").click()
    await expect(desk.see("desk").locator(".picture img")).to_be_visible()
    own = {"name": "paper.png", "mimeType": "image/png", "buffer": png()}
    await desk.see("desk-photos").set_input_files([own])  # type: ignore[list-item]
    await expect(desk.see("desk").get_by_role("img", name="تصویری که مریم کریمی فرستاد")).to_have_count(1)
    messages = [update.message for update in await desk.hears() if update.message]
    assert [bool(message.photo) for message in messages] == [False, True, True]
    assert all(message.message_thread_id == desk.topic.id for message in messages)


async def test_topics_open_close_and_vanish_before_ones_eyes(desk: Desk) -> None:
    other = await desk.bot.create_forum_topic(GROUP, "علی م.")
    row = desk.see("topic").filter(has_text="علی م.")
    await desk.bot.send_message(GROUP, "سلام", message_thread_id=other.message_thread_id)
    await expect(row.get_by_test_id("topic-unread")).to_contain_text("۲")
    await row.click()
    await expect(row.get_by_test_id("topic-unread")).to_have_count(0)
    await desk.bot.close_forum_topic(GROUP, other.message_thread_id)
    await expect(row).to_have_attribute("data-closed", "")
    await expect(desk.see("desk-text")).to_be_visible()
    await desk.see("desk-as").select_option(label="رضا نوری، بررس")
    await expect(desk.see("desk-text")).to_be_hidden()
    await desk.see("desk-as").select_option(label="مریم کریمی، کارشناس")
    await desk.see("desk-menu").click()
    await desk.see("topic-delete").click()
    await expect(row).to_have_count(0)
    await expect(desk.see("desk-topic-name")).to_have_text("عمومی")
    assert other.message_thread_id not in desk.group.chat.topics


async def test_three_panes_side_by_side_or_one_by_tabs(desk: Desk) -> None:
    for pane in ("telegram", "sms", "desk"):
        await expect(desk.see(pane)).to_be_in_viewport(ratio=0.9)
    assert await desk.page.evaluate("document.documentElement.scrollWidth") == 1280
    await desk.page.set_viewport_size({"width": 390, "height": 844})
    await expect(desk.see("desk")).to_be_hidden()
    await desk.see("tab-telegram").press("ArrowRight")
    await expect(desk.see("tab-desk")).to_be_focused()
    await expect(desk.see("desk-text")).to_be_hidden()
    await desk.opens_topic()
    await expect(desk.see("desk-text")).to_be_in_viewport()
    await desk.see("desk-back").press("Enter")
    await expect(desk.see("topic").filter(has_text=desk.topic.name)).to_be_focused()
    assert await desk.page.evaluate("document.documentElement.scrollWidth") == 390


async def test_another_group_is_chosen(desk: Desk) -> None:
    await expect(desk.see("desk-group")).to_be_hidden()
    bot = desk.sandbox.telegram.bots[DESK_TOKEN]
    other = desk.sandbox.add_staff_group(OTHER, "میز کارفرمایان", STAFF[:1], [bot])
    other.members[MARYAM].opens_topic("کارگاه نور")
    await desk.see("desk-group").select_option(value=str(OTHER))
    await expect(desk.see("topic")).to_have_count(2)
    await expect(desk.see("topic").last).to_contain_text("کارگاه نور")
    await expect(desk.see("desk-as").locator("option")).to_have_count(1)
    await expect(desk.see("desk-elsewhere")).to_be_hidden()
    await desk.says("کسی هست؟")
    await expect(desk.see("desk-elsewhere")).to_be_visible()


async def test_new_commands_are_offered_to_whom_they_are_for(desk: Desk) -> None:
    heads = ptb.BotCommandScopeChatAdministrators(GROUP)
    async with desk.page.expect_request("**/events?*"):  # the page has looked anew, and listens again
        await desk.bot.set_my_commands([("stats", "آمار میز")], scope=heads)
    async with desk.page.expect_request("**/events?*"):
        await desk.bot.set_my_commands([("r", "پاسخ آماده")])
    await desk.page.reload()
    await expect(desk.see("live")).to_have_attribute("data-live", "")
    await desk.see("desk-menu").click()
    await desk.see("desk-command-stats").click()
    (update,) = await desk.hears()
    assert update.message is not None
    assert update.message.text == "/stats"
    await desk.see("desk-as").select_option(label="رضا نوری، بررس")
    await desk.see("desk-menu").click()
    await expect(desk.see("desk-command-r")).to_be_visible()
    await expect(desk.see("desk-command-stats")).to_have_count(0)


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_axe_finds_no_barrier(desk: Desk, scheme: Literal["light", "dark"]) -> None:
    await desk.page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    await desk.says("تیکت ۴۸۲۱", reply_markup=TAKE)
    asked = desk.group.members[REZA].says("کسی دیده است؟", desk.topic)
    desk.group.members[MARYAM].says("بله", reply_to=asked)
    await desk.says("چرا؟", reply_markup=ptb.ForceReply())
    closed = await desk.bot.create_forum_topic(GROUP, "علی م.")
    await desk.bot.close_forum_topic(GROUP, closed.message_thread_id)
    await desk.opens_topic()
    await accessible(desk.page)
    await desk.see("desk-attach").click()
    await desk.see("desk-attach-sample").click()
    await desk.see("paper-contract.jpg").check()
    await accessible(desk.page)
    await desk.page.keyboard.press("Escape")
    await desk.page.set_viewport_size({"width": 390, "height": 844})
    await desk.see("tab-desk").click()
    await accessible(desk.page)


async def accessible(page: Page) -> None:
    found = await Axe().run(page, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"]})
    assert found.violations_count == 0, found.generate_report()

"""Paying as people do on a telephone, in headless Chromium: our page, the bank's, and back; without scripts, too."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import timedelta

import pytest
from playwright.async_api import Browser, Page, expect
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from sandbox.faults import Fault, Kind
from services.payments import Payment
from tests.chromium import LONG, chromium, needs_chromium
from tests.clock import FrozenClock
from tests.handlers.bank.till import GATEWAYS, SARA, months
from tests.handlers.web.browsing import LEAST_TARGET, PHONE, accessible, opened, pictured
from tests.handlers.web.counter import Counter, counter

pytestmark = needs_chromium

each_bank = pytest.mark.parametrize("gateway", GATEWAYS)
with_and_without = pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
CONFIRMED = "✅ پرداخت شما تأیید شد"


@pytest.fixture(scope="module")
async def browser() -> AsyncIterator[Browser]:
    async with chromium() as browser:
        yield browser


@pytest.fixture
async def here(engine: AsyncEngine, clock: FrozenClock) -> AsyncIterator[Counter]:
    async with counter(engine, clock) as here:
        yield here


async def stands(page: Page, title: str) -> None:
    """What the page says, and that it can be read from right to left."""
    await expect(page.get_by_role("heading", level=1)).to_have_text(title)
    assert await page.locator("html").get_attribute("dir") == "rtl"


async def can_be_pressed(page: Page) -> None:
    """Links that are presses have room for a thumb, too."""
    for link in await page.locator("a.press:visible").all():
        box = await link.bounding_box()
        assert box
        assert box["height"] >= LEAST_TARGET


async def presses(page: Page, label: str) -> None:
    await page.get_by_role("button", name=label, exact=True).click()


async def goes_to_the_bank(page: Page, payment: Payment, script: bool) -> None:
    """By our button, and by the form between where a bank wants one and there is no script to send it."""
    await presses(page, "پرداخت می‌کنم")
    if payment.gateway == "sep" and not script:
        await stands(page, "رفتن به بانک")
        await pictured(page, "pay-bank-form")
        await presses(page, "رفتن به بانک")
    await stands(page, "صفحهٔ پرداخت")


async def returns(page: Page, payment: Payment, script: bool) -> None:
    """SEP's page sends a form back, by hand where there is no script."""
    if payment.gateway == "sep" and not script:
        await presses(page, "بازگشت به پذیرنده")


@with_and_without
@each_bank
async def test_somebody_pays_and_reads_that_it_is_confirmed(
    browser: Browser, here: Counter, gateway: str, script: bool
) -> None:
    payment = await here.opened(gateway, months(SARA, 140407, 140408))
    async with opened(browser, here.page(payment), java_script_enabled=script) as page:
        await stands(page, "پرداخت حق بیمه")
        if script:
            await accessible(page)
        await pictured(page, f"pay-{gateway}")
        await expect(page.get_by_role("button")).to_be_in_viewport()
        await goes_to_the_bank(page, payment, script)
        if script:
            await accessible(page)
        await pictured(page, f"pay-bank-{gateway}")
        await presses(page, "پرداخت می‌کنم")
        await returns(page, payment, script)
        await stands(page, CONFIRMED)
        assert page.url == here.page(payment)
        if script:
            await accessible(page)
            await can_be_pressed(page)
        await pictured(page, f"pay-confirmed-{gateway}")
        await page.reload()
        await stands(page, CONFIRMED)
        await page.get_by_role("link", name="دیدن رسید").click()
        await stands(page, "این برگه اصل است")
        await page.go_back()
        await stands(page, CONFIRMED)
    assert len(here.sandbox.bank.book.sessions) == 1


@with_and_without
@each_bank
async def test_somebody_gives_up_and_pays_again(browser: Browser, here: Counter, gateway: str, script: bool) -> None:
    payment = await here.opened(gateway)
    async with opened(browser, here.page(payment), java_script_enabled=script) as page:
        await goes_to_the_bank(page, payment, script)
        await presses(page, "انصراف")
        await returns(page, payment, script)
        await stands(page, "❌ پرداخت انجام نشد")
        if script:
            await accessible(page)
        await pictured(page, "pay-not-paid")
        await presses(page, "دوباره می‌پردازم")
        await stands(page, "پرداخت حق بیمه")
        assert page.url != here.page(payment)
        await goes_to_the_bank(page, payment, script)
        await presses(page, "پرداخت می‌کنم")
        await returns(page, payment, script)
        await stands(page, CONFIRMED)


@with_and_without
@each_bank
async def test_back_from_the_bank_is_no_trap(browser: Browser, here: Counter, gateway: str, script: bool) -> None:
    payment = await here.opened(gateway)
    async with opened(browser, here.page(payment), java_script_enabled=script) as page:
        await goes_to_the_bank(page, payment, script)
        await page.go_back()
        if gateway == "sep" and not script:
            await stands(page, "رفتن به بانک")
            await page.go_back()
        await stands(page, "پرداخت شما در بانک باز است")
        if script:
            await accessible(page)
        await pictured(page, "pay-at-bank")
        await presses(page, "ادامه در بانک")
        if gateway == "sep" and not script:
            await presses(page, "رفتن به بانک")
        await stands(page, "صفحهٔ پرداخت")
        await presses(page, "پرداخت می‌کنم")
        await returns(page, payment, script)
        await stands(page, CONFIRMED)
    assert len(here.sandbox.bank.book.sessions) == 1


@with_and_without
async def test_who_lost_the_way_back_sees_it_found_without_a_press(
    browser: Browser, here: Counter, script: bool
) -> None:
    here.sandbox.faults.switch_on(Fault("bank", Kind.LOST, "callback", times=1))
    payment = await here.opened("zarinpal")
    async with opened(browser, here.page(payment), java_script_enabled=script) as page:
        await goes_to_the_bank(page, payment, script)
        await presses(page, "پرداخت می‌کنم")
        await stands(page, "ارتباط قطع شد")
        await pictured(page, "pay-bank-lost")
        await page.goto(here.page(payment))
        await stands(page, "پرداخت شما در بانک باز است")
        await here.time_passes(1)
        await stands(page, CONFIRMED)
        if script:
            await expect(page.get_by_role("heading", level=1)).to_be_focused()


async def test_two_tabs_are_one_payment(browser: Browser, here: Counter) -> None:
    payment = await here.opened("sep")
    async with opened(browser, here.page(payment)) as first:
        second = await first.context.new_page()
        await second.goto(here.page(payment))
        await goes_to_the_bank(first, payment, True)
        await goes_to_the_bank(second, payment, True)
        await presses(first, "پرداخت می‌کنم")
        await stands(first, CONFIRMED)
        await presses(second, "پرداخت می‌کنم")
        await stands(second, CONFIRMED)
        await second.close()
    charges = [charge for session in here.sandbox.bank.book.sessions.values() for charge in session.charges]
    assert len(charges) == 1


async def test_whoever_closes_the_bank_is_let_go_and_may_pay_again(browser: Browser, here: Counter) -> None:
    payment = await here.opened("sep")
    async with opened(browser, here.page(payment)) as page:
        await goes_to_the_bank(page, payment, True)
        await presses(page, "پنجره را می‌بندم")
        await stands(page, "پنجره بسته شد")
    await here.time_passes(20)
    async with opened(browser, here.page(payment)) as page:
        await stands(page, "❌ پرداخت انجام نشد")
        await expect(page.get_by_role("button", name="دوباره می‌پردازم")).to_be_visible()


async def test_charged_twice_at_the_bank_is_said_with_the_confirmation(browser: Browser, here: Counter) -> None:
    payment = await here.opened("sep")
    async with opened(browser, here.page(payment)) as page:
        await goes_to_the_bank(page, payment, True)
        await presses(page, "دو بار پرداخت می‌کنم")
        await stands(page, CONFIRMED)
        async with asyncio.timeout(LONG / 1000):
            while "بیش از این ماه‌ها" not in await here.reads(payment):  # noqa: ASYNC110  the other charge comes by itself
                await asyncio.sleep(0.02)
        await page.reload()
        await expect(page.locator("main")).to_contain_text("بیش از این ماه‌ها")
        await pictured(page, "pay-confirmed-and-credit")


async def _expired(here: Counter) -> Payment:
    payment = await here.opened(until=here.clock.now())
    await here.cashier.sweep()
    return payment


async def _asked(here: Counter) -> Payment:
    payment = await here.opened("zarinpal")
    await here.cashier.redirect(payment.id)
    session = await here.session(payment)
    here.sandbox.bank.book.pay(session)
    here.sandbox.faults.switch_on(Fault("bank", Kind.OUTAGE))
    await here.http.get(session.return_url, params={"Authority": session.token, "Status": "OK"})
    return payment


async def _credit(here: Counter) -> Payment:
    here.sandbox.bank.book.tempers["zarinpal"].takes_more = -10_000
    payment = await here.opened("zarinpal")
    await here.cashier.redirect(payment.id)
    here.sandbox.bank.book.pay(await here.session(payment))
    await here.time_passes(1)
    return payment


async def _returned(here: Counter) -> Payment:
    payment = await here.opened("zarinpal")
    await here.cashier.redirect(payment.id)
    here.sandbox.bank.book.give_back(here.sandbox.bank.book.pay(await here.session(payment)))
    await here.time_passes(1)
    return payment


async def _otherwise(here: Counter) -> Payment:
    first, second = await here.opened("zarinpal"), await here.opened("zarinpal")
    await here.cashier.redirect(first.id)
    here.sandbox.bank.book.pay(await here.session(first))
    await here.time_passes(1)
    return second


async def _changed(here: Counter) -> Payment:
    both = await here.opened("zarinpal", months(SARA, 140407, 140408), until=here.clock.now() + timedelta(days=1))
    await _otherwise(here)
    return both


async def _not_owed(here: Counter) -> Payment:
    here.owed = ()
    return await here.opened()


STATES: dict[str, tuple[Callable[[Counter], Awaitable[Payment]], str]] = {
    "asked": (_asked, "⏳ از بانک می‌پرسیم"),
    "changed": (_changed, "مبلغ پرداخت عوض شده است"),
    "credit": (_credit, "پول شما رسید و نگه داشته شد"),
    "expired": (_expired, "زمان این پیوند گذشته است"),
    "not-owed": (_not_owed, "این مبلغ دیگر پرداختنی نیست"),
    "otherwise": (_otherwise, "این ماه‌ها پرداخت شده است"),
    "returned": (_returned, "بانک پول را برگرداند"),
}


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("state", STATES)
async def test_everybody_can_read_every_state(browser: Browser, here: Counter, state: str, scheme: str) -> None:
    make, title = STATES[state]
    payment = await make(here)
    async with here.engine.begin() as connection:
        facts = {"id": SARA, "now": here.clock.now()}
        await connection.execute(text("INSERT INTO hamyar.links VALUES ('telegram', '1', :id, 'contact', :now)"), facts)
    async with opened(browser, here.page(payment), color_scheme=scheme) as page:
        await stands(page, title)
        await accessible(page)
        await can_be_pressed(page)
        await pictured(page, f"pay-{state}-{scheme}")


async def test_an_unknown_code_says_what_to_do(browser: Browser, here: Counter) -> None:
    context = await browser.new_context(**PHONE)
    page = await context.new_page()
    await page.goto(f"{here.url}/p/{'A' * 22}")
    await stands(page, "این پیوند کار نمی‌کند")
    await accessible(page)
    await pictured(page, "pay-unknown")
    await context.close()


async def test_a_bank_that_does_not_answer_is_said_beside_the_button(browser: Browser, here: Counter) -> None:
    here.sandbox.faults.switch_on(Fault("bank", Kind.OUTAGE, method="sep/*"))
    payment = await here.opened("sep")
    async with opened(browser, here.page(payment)) as page:
        await presses(page, "پرداخت می‌کنم")
        await expect(page.get_by_role("status")).to_contain_text("بانک اکنون پاسخ نمی‌دهد")
        await accessible(page)
        await pictured(page, "pay-away")
        await presses(page, "پرداخت از درگاه زرین‌پال")
        await stands(page, "پرداخت حق بیمه")
        await presses(page, "پرداخت می‌کنم")
        await stands(page, "صفحهٔ پرداخت")

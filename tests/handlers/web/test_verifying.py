"""The page where anybody checks a paper: what it says of genuine ones, and the one thing it says of all others."""

from __future__ import annotations

import base64
from collections.abc import AsyncIterator
from dataclasses import replace

import pytest
from playwright.async_api import Browser, expect

from services.issued import SigningKeys, code, stated
from tests.chromium import chromium, needs_chromium
from tests.handlers.web.browsing import PHONE, accessible, opened, pictured
from tests.handlers.web.conftest import World
from tests.services.issued.papers import CONTRACT, KEYS, LONG_RECEIPT, OTHERS, RECEIPT

GENUINE = code(stated(RECEIPT, KEYS))


async def test_a_receipt_says_what_was_paid_and_for_whom_masked(world: World) -> None:
    answer = await world.http.get(f"/v/{GENUINE}")
    assert answer.status_code == 200
    for told in ("این برگه اصل است", "140408-00012345", "سارا ا•••", "۰۰۱•••۶۷۹", "مهر ۱۴۰۴", "۳۴٬۷۸۸٬۹۶۱ ریال"):
        assert told in answer.text
    assert "۱ آبان ۱۴۰۴، ساعت ۱۲:۳۵" in answer.text
    assert "حق بیمهٔ اختیاری" in answer.text


async def test_a_contract_says_its_figures(world: World) -> None:
    answer = await world.http.get(f"/v/{code(stated(CONTRACT, KEYS))}")
    for told in ("قرارداد", "۴٬۱۵۶٬۳۸۷٫۲ ریال", "۲۷ درصد", "۳۳٬۶۶۶٬۷۳۶ ریال", "از اول مهر ۱۴۰۴", "سارا ا•••"):
        assert told in answer.text


async def test_all_wrong_codes_get_the_same_answer(world: World) -> None:
    changed = GENUINE[:40] + ("A" if GENUINE[40] != "A" else "B") + GENUINE[41:]
    wrong = [
        *("x", "A" * 300, "A" * 7000, changed, GENUINE[:-1], GENUINE + "=", code(stated(RECEIPT, OTHERS))),
        base64.urlsafe_b64encode(b"[" * 2000).decode(),
        "%00",
        "%F0%9F%98%80",
        "۱۲۳",
    ]
    answers = [await world.http.get(f"/v/{one}") for one in wrong]
    assert {(answer.status_code, answer.text) for answer in answers} == {(404, answers[0].text)}
    assert len({tuple((name, value) for name, value in a.headers.items() if name != "date") for a in answers}) == 1


async def test_a_rotated_key_still_opens_what_it_signed(world: World) -> None:
    rotated = SigningKeys([b"n" * 32, b"k" * 32])
    assert GENUINE == code(stated(RECEIPT, KEYS)) != code(stated(RECEIPT, rotated))
    assert (await world.http.get(f"/v/{GENUINE}")).status_code == 200
    assert (await world.http.get(f"/v/{code(stated(RECEIPT, rotated))}")).status_code == 404


async def test_what_a_name_holds_is_text_and_no_markup(world: World) -> None:
    paper = replace(RECEIPT, payer="<script>alert(1)</script>")
    answer = await world.http.get(f"/v/{code(stated(paper, KEYS))}")
    assert "<script>" not in answer.text
    assert "&lt;script&gt;" in answer.text


async def test_the_page_is_kept_nowhere_and_found_by_no_search(world: World) -> None:
    headers = (await world.http.get(f"/v/{GENUINE}")).headers
    assert headers["cache-control"] == "no-store"
    assert headers["x-robots-tag"] == "noindex"
    assert headers["referrer-policy"] == "no-referrer"


@pytest.fixture(scope="module")
async def browser() -> AsyncIterator[Browser]:
    async with chromium() as browser:
        yield browser


@needs_chromium
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
async def test_everybody_can_read_it_on_a_telephone(browser: Browser, world: World, script: bool, scheme: str) -> None:
    for name, paper in (("receipt", RECEIPT), ("long", LONG_RECEIPT), ("contract", CONTRACT)):
        url = f"{world.url}/v/{code(stated(paper, KEYS))}"
        async with opened(browser, url, PHONE, java_script_enabled=script, color_scheme=scheme) as page:
            await expect(page.get_by_role("heading", level=1)).to_have_text("این برگه اصل است")
            assert await page.locator("html").get_attribute("dir") == "rtl"
            if script:
                await accessible(page)
            await pictured(page, f"verifying-{name}-{scheme}")


@needs_chromium
async def test_what_is_not_genuine_says_what_to_do(browser: Browser, world: World) -> None:
    context = await browser.new_context(**PHONE)
    page = await context.new_page()
    await page.goto(f"{world.url}/v/{GENUINE[:-2]}")
    await expect(page.get_by_role("heading", level=1)).to_have_text("این برگه تأیید نشد")
    await accessible(page)
    await pictured(page, "verifying-unknown")
    await context.close()

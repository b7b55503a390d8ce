"""From a wish for insurance to the receipt in the chat: over HTTP, with the bank's own pages in between."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pytest
from pydantic import SecretStr

from bot.rehearsal import Rehearsal, connected
from bot.settings import Settings
from bot.signing import signing_keys
from sandbox.app import running as served
from sandbox.bank.zarinpal import MERCHANT
from sandbox.telegram.citizen import TelegramPhone
from sandbox.telegram.world import Message
from services.issued import Contract, Receipt, Verdict, verify
from tests.clock import FrozenClock
from tests.rehearsal import PACE, PATIENCE, hasty_sandbox, settled, stranger
from tests.services.messages.people import SARA, Town

MEHR = datetime(2025, 9, 23, 8, 30, tzinfo=UTC)  # noon of 1 Mehr 1404
PAID = "پرداخت شما تأیید شد"
LINK = re.compile(r"https?://\S+/p/[\w-]{22}")
ACTION = re.compile(r'action="(/bank-page/[^"]+/pay)"')


@pytest.fixture
async def running(database_url: str, tmp_path: Path) -> AsyncIterator[Rehearsal]:
    """The system, with a bank."""
    sandbox = hasty_sandbox()
    async with served(sandbox) as page:
        settings = Settings(
            data_dir=tmp_path, rate_limits=False, zarinpal_merchant=SecretStr(MERCHANT), zarinpal_api=page
        )
        clock = FrozenClock(MEHR)
        async with connected(settings, database_url, sandbox, page, clock=clock, pace=PACE) as system:
            yield system


async def born(running: Rehearsal, mobile: str) -> None:
    """Sara, of two months' record, with that mobile."""
    town = Town(running.parts.engine)
    await town.born(mobile=mobile)
    listed = "INSERT INTO registry.wage_months VALUES (:who, :month, 'W1', 'compulsory', 31, 100000000)"
    for month in (139501, 139502):
        await town.do(listed, who=SARA, month=month)


async def pays(text: str) -> str:
    """Open the link of a message, press what stands on each page, and read the one at the end."""
    (link,) = LINK.findall(text)
    async with httpx.AsyncClient(follow_redirects=True, timeout=PATIENCE, trust_env=False) as browser:
        opened = await browser.get(link)
        assert opened.status_code == 200
        at_bank = await browser.post(link)
        (action,) = ACTION.findall(at_bank.text)
        back = await browser.post(str(at_bank.url.join(action)))
        assert back.status_code == 200
        return back.text


async def hears(phone: TelegramPhone, text: str) -> Message:
    return await phone.sees(lambda message: text in message.text, PATIENCE)


def paper(running: Rehearsal, message: Message) -> Contract | Receipt:
    """What the file under a message says, if it is genuine."""
    assert message.document
    assert message.document.name.endswith(".pdf")
    found = verify(message.document.data, signing_keys(running.parts.settings).public)
    assert found.verdict is Verdict.GENUINE
    assert found.statement
    return found.statement.paper


async def test_a_contract_is_signed_and_paid_and_both_papers_are_in_the_chat(running: Rehearsal) -> None:
    phone = stranger(running)
    await born(running, f"0{phone.user.phone[3:]}")
    phone.opens()
    await hears(phone, "چه کاری")
    phone.says("قرارداد بیمه")
    await hears(phone, "شمارهٔ همراه")
    phone.shares_contact()
    await hears(phone, "کد ملی")
    phone.says(SARA)
    await hears(phone, "می‌توانید قرارداد ببندید")
    phone.presses("ادامه می‌دهم")
    await hears(phone, "دستمزد ماهانهٔ مبنا")
    phone.presses("کمترین")
    await hears(phone, "امضا می‌کنید")
    phone.presses("امضا می‌کنم")
    signed = await hears(phone, "بسته شد")
    contract = paper(running, await hears(phone, "📄 قرارداد"))
    assert isinstance(contract, Contract)
    assert contract.number in signed.text

    read = await pays(signed.text)
    confirmed = await hears(phone, PAID)
    receipt = paper(running, confirmed)
    assert isinstance(receipt, Receipt)
    assert (receipt.amount, receipt.months) == (contract.premium, (contract.begins,))
    assert receipt.number in confirmed.text
    assert receipt.number in read

    phone.presses("رسید را ببینم")
    await hears(phone, f"رسید {receipt.number}")
    assert paper(running, await hears(phone, "📄 رسید پرداخت")) == receipt


async def test_by_sms_a_short_link_is_paid_and_the_receipt_s_number_comes_back(running: Rehearsal) -> None:
    mobile = "09181234567"
    await born(running, mobile)
    handset = running.sandbox.kavenegar.handset(mobile)
    for said in ("قرارداد بیمه", "ادامه می‌دهم", "کمترین", "امضا می‌کنم"):
        handset.texts(said)
        heard = (await handset.hears(PATIENCE)).text
    both = {heard, (await handset.hears(PATIENCE)).text}  # the code, and that it is asked for
    (code,) = re.findall(r"\b\d{6}\b", "\n".join(both))
    handset.texts(code)
    await pays((await handset.hears(PATIENCE)).text)
    told = (await handset.hears(PATIENCE)).text
    assert PAID in told

    (number,) = re.findall(r"«(رسید [۰-۹]{8})»", told)
    handset.texts(number)
    assert "این پرداخت تأیید شده است" in (await handset.hears(PATIENCE)).text
    await settled(running.parts.engine, mobile)

"""Scenes of voluntary insurance: a contract in the chat, premiums paid at the bank, and what may happen on the way."""

from __future__ import annotations

import re

from bot.tour.browsing import browser
from bot.tour.grants import SHARE
from bot.tour.objections import LINK
from bot.tour.stage import Stage
from bot.tour.telling import OnTelegram, Strayed
from sandbox.faults import Fault, Kind
from services import persian

PAY, AT_BANK, PAID = "پرداخت می‌کنم", "صفحهٔ پرداخت", "پرداخت شما تأیید شد"
TO_PAY = "پرداخت حق بیمه"
CODE = re.compile(r"\b\d{5,6}\b", re.ASCII)


async def insured(stage: Stage) -> None:
    person, phone = stage.telegram("قرارداد بیمهٔ اختیاری، پرداخت، و رسید در گفت‌وگو", "voluntary")
    sms = stage.handset(person.mobile)
    link = await _contracts(stage, phone, person.national_id)
    await sms.hears("قرارداد بیمهٔ اختیاری")
    async with browser(stage.teller) as page:
        await page.opens(link, TO_PAY)
        stage.teller.check_not(page.text, person.national_id)
        await page.presses(PAY, AT_BANK)
        await page.presses(PAY, PAID)
        await page.opens(link, PAID)
    await phone.receives(".pdf", PAID, "شمارهٔ رسید")
    await sms.hears(PAID)


async def found(stage: Stage) -> None:
    person, phone = stage.telegram("راه برگشت از بانک گم می‌شود و پرداخت پیدا می‌شود", "voluntary")
    sms = stage.handset(person.mobile)
    stage.running.sandbox.faults.switch_on(Fault("bank", Kind.LOST, "callback", times=1))
    link = await _owes(stage, phone)
    async with browser(stage.teller) as page:
        await page.opens(link, TO_PAY)
        await page.presses(PAY, AT_BANK)
        await page.presses(PAY, "ارتباط قطع شد")
        await page.opens(link, "پرداخت شما در بانک باز است")
        await stage.a_minute_passes()
        await page.opens(link, PAID)
    await phone.receives(".pdf", PAID)
    await sms.hears(PAID)


async def cancelled(stage: Stage) -> None:
    person, phone = stage.telegram("انصراف در بانک، و پرداخت دوباره از درگاه دیگر", "not-employed")
    sms = stage.handset(person.mobile)
    link = await _contracts(stage, phone, person.national_id)
    await sms.hears("قرارداد بیمهٔ اختیاری")
    async with browser(stage.teller) as page:
        await page.opens(link, TO_PAY)
        await page.presses(PAY, AT_BANK)
        await page.presses("انصراف", "پرداخت انجام نشد")
        await page.presses("پرداخت از درگاه زرین‌پال", TO_PAY)
        await page.presses(PAY, AT_BANK)
        await page.presses(PAY, PAID)
        await page.opens(link, "این ماه‌ها پرداخت شده است")
    await phone.receives(".pdf", PAID)
    await sms.hears(PAID)


async def paid_twice(stage: Stage) -> None:
    person, phone = stage.telegram("بانک دو بار برمی‌دارد، و بار دوم به نام شما می‌ماند", "not-employed")
    sms = stage.handset(person.mobile)
    link = await _owes(stage, phone)
    async with browser(stage.teller) as page:
        await page.opens(link, TO_PAY)
        await page.presses(PAY, AT_BANK)
        await page.presses("دو بار پرداخت می‌کنم")
    await stage.banks_are_asked()
    await phone.receives(".pdf", PAID)
    await phone.hears("پیش از آن پرداخت شده بود", "به نام شما می‌ماند")
    await sms.hears(PAID)
    await sms.hears("به نام شماست")


async def by_sms(stage: Stage) -> None:
    person = stage.people["several-failed"]
    phone = stage.sms("قرارداد و پرداخت با پیامک", person.name, person.mobile)
    phone.says("قرارداد بیمه")
    await phone.hears("می‌توانید قرارداد ببندید")
    phone.says("۱")
    await phone.hears("کمترین")
    phone.says("۱")
    await phone.hears("امضا می‌کنم")
    phone.says("۱")
    code = CODE.search(persian.latin_digits(await phone.hears("کد همیار")))
    await phone.hears("کد با پیامک دیگری")
    if code is None:
        raise Strayed(stage.teller.scene, "a code", "none")
    phone.says(code[0])
    link = _link(stage, await phone.hears("بسته شد", "http://"))
    async with browser(stage.teller) as page:
        await page.opens(link, TO_PAY)
        await page.presses(PAY, AT_BANK)
        await page.presses(PAY, PAID)
    number = re.search(r"رسید (\d+)", persian.latin_digits(await phone.hears(PAID, "رسید")))
    phone.says(f"رسید {number[1] if number else ''}")
    await phone.hears("رسید")


async def _contracts(stage: Stage, phone: OnTelegram, national_id: str) -> str:
    """From the wish to the signed contract; the link to pay its first month."""
    phone.says("بیمهٔ اختیاری")
    await phone.hears("شمارهٔ همراه")
    phone.presses(SHARE)
    await phone.hears("کد ملی")
    phone.says(national_id)
    await phone.hears("شما می‌توانید قرارداد ببندید")
    phone.presses("ادامه می‌دهم")
    await phone.hears("دستمزد ماهانهٔ مبنا", "ریال", "تومان")
    phone.presses("کمترین")
    await phone.hears("این قرارداد را امضا می‌کنید؟")
    phone.presses("امضا می‌کنم")
    link = _link(stage, await phone.hears("قرارداد بیمهٔ اختیاری شما بسته شد", "http://"))
    await phone.receives(".pdf", "قرارداد بیمهٔ اختیاری")
    return link


async def _owes(stage: Stage, phone: OnTelegram) -> str:
    """What is due next, and the link to pay it."""
    phone.says("حق بیمه")
    return _link(stage, await phone.hears("http://"))


def _link(stage: Stage, said: str) -> str:
    found = LINK.search(said)
    if found is None:
        raise Strayed(stage.teller.scene, "a link", said)
    return found[0]

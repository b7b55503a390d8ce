"""Scenes of the marriage grant: what becomes of it, who is told, and that faults of the far side harm nobody."""

from __future__ import annotations

import asyncio

from bot.tour.stage import Stage
from bot.tour.telling import QUIET
from sandbox.faults import Fault, Kind

SHARE, GRANT, ENOUGH = "📱 شماره‌ام را می‌فرستم", "کمک‌هزینهٔ ازدواج", "همین کافی است"


async def payable(stage: Stage) -> None:
    person, phone = stage.telegram("کمک‌هزینه تأیید شده است", "payable")
    phone.opens()
    await phone.hears("همیار")
    phone.presses(GRANT)
    await phone.hears("شمارهٔ همراه")
    phone.presses(SHARE)
    await phone.hears("کد ملی")
    phone.says(person.national_id)
    await phone.hears("تأیید شد", "ریال", "تومان")
    phone.presses("محاسبه را ببینم")
    await phone.hears("جمع:")


async def refused(stage: Stage) -> None:
    person, phone = stage.telegram("سی روز سابقه کم است", "days-690")
    phone.says("پول ازدواج بیمه رو نریختن")
    await phone.hears("شمارهٔ همراه")
    phone.presses(SHARE)
    await phone.hears("کد ملی")
    phone.says(person.national_id)
    await phone.hears("تعلق نگرفت", "۶۹۰ روز از ۷۲۰ روز")
    phone.presses(ENOUGH)
    await phone.hears()


async def waiting(stage: Stage) -> None:
    person, phone = stage.telegram("شمارهٔ حساب ثبت نشده است", "no-account")
    phone.says("ازدواج")
    await phone.hears("شمارهٔ همراه")
    phone.presses(SHARE)
    await phone.hears("کد ملی")
    phone.says(person.national_id)
    await phone.hears("شبا")


async def foreign_contact(stage: Stage) -> None:
    _, phone = stage.telegram("شمارهٔ شخص دیگری پذیرفته نیست", "days-719")
    other = stage.people["paid"]
    phone.says("ازدواج")
    await phone.hears("شمارهٔ همراه")
    stage.teller.person(f"(contact of {other.name})")
    phone.phone.shares_contact(of=stage.running.sandbox.stage.user(other.mobile))
    await phone.hears("شخص دیگری")


async def short_answer(stage: Stage) -> None:
    person = stage.people["several-failed"]
    phone = stage.sms("پاسخ کوتاه با پیامک", person.name, person.mobile)
    phone.says("ازدواج")
    await phone.hears("بیشتر")
    phone.says("بیشتر")
    await phone.hears()


async def unknown_number(stage: Stage) -> None:
    phone = stage.sms("شماره‌ای که سازمان نمی‌شناسد", "رهگذر", "09129999999")
    phone.says("ازدواج")
    await phone.hears("۱۴۲۰")


async def repeated_update(stage: Stage) -> None:
    _, phone = stage.telegram("یک پیام سه بار می‌رسد، یک پاسخ می‌آید", "two-workshops")
    stage.running.sandbox.faults.switch_on(Fault("telegram", Kind.DUPLICATE, method="update", times=2))
    phone.says("سلام")
    await phone.hears("همیار")
    await phone.hears_no_more()
    stage.running.sandbox.faults.clear()


async def outage(stage: Stage) -> None:
    _, phone = stage.telegram("تلگرام مدتی در دسترس نیست", "days-720")
    number = stage.running.sandbox.faults.switch_on(Fault("telegram", Kind.OUTAGE, method="send*"))
    stage.teller.aside("Telegram takes no messages")
    phone.says("سلام")
    await asyncio.sleep(QUIET)
    phone.says("راهنما")
    await asyncio.sleep(QUIET)
    stage.running.sandbox.faults.switch_off(number)
    stage.teller.aside("Telegram is back")
    await phone.hears("همیار")
    await phone.hears("برگشت")
    await phone.hears_no_more()

"""Scenes of the desk: a person behind the bot, on Telegram and by SMS, from the first word to the mark."""

from __future__ import annotations

import re

from bot.colleagues import OMID, SARA
from bot.tour.stage import Stage
from services import persian

NOTE = "سابقهٔ کارگاه دوم را ببین؛ به نظرم یک ماه جا افتاده است."


def _number(said: str) -> str:
    """The ticket's number as its topic has it: the last one that the citizen was told."""
    return persian.persian_digits(re.findall(r"\d+", said, re.ASCII)[-1])


async def on_telegram(stage: Stage) -> None:
    _, phone = stage.telegram("کارشناس، در تلگرام", "two-marriages")
    sara, omid = stage.clerk(SARA), stage.clerk(OMID)
    phone.says("کارشناس")
    await sara.opens(_number(await phone.hears("صف هستید")))
    await sara.presses("برداشتن")
    await phone.hears("به این گفت‌وگو آمد")
    await sara.sees("پیش سارا")
    phone.says("سلام. لیست بیمهٔ مهرماه من نیامده است.")
    await sara.sees("شهروند: سلام. لیست بیمهٔ مهرماه")
    sara.says("سلام. قرارداد یا فیش آن ماه را دارید؟")
    await phone.hears("قرارداد یا فیش")
    phone.shows("contract.jpg")
    await sara.sees("(picture)", "شهروند")
    sara.shows("booklet.jpg")
    await phone.hears("تصویر از کارشناس")
    sara.says("// با کارگاه تماس گرفتم، جواب ندادند.")
    await sara.presses("سپردن به همکار")
    await sara.sees("به که سپرده شود؟")
    await sara.presses("امید")
    question = await sara.sees("یادداشت سپردن")
    sara.answers(question, NOTE)
    await sara.sees("سارا سپرد به امید", NOTE)
    await phone.hears_no_more()
    omid.joins(sara)
    await omid.sees("پیش امید")
    omid.says("لیست مهرماه دیروز رسیده و ثبت شده است.")
    await phone.hears("لیست مهرماه دیروز رسیده")
    phone.says("خیلی ممنون")
    await omid.sees("خیلی ممنون")
    await omid.presses("بستن")
    await phone.hears("چقدر به کارتان آمد؟")
    phone.presses("۵، بسیار خوب")
    await phone.hears("نظر شما ثبت شد")
    await omid.sees("امتیاز شهروند: ۵ از ۵")
    stage.teller.check_not("\n".join(message.text for message in phone.phone.chat.shown()), NOTE, "//")


async def by_sms(stage: Stage) -> None:
    person = stage.people["days-720"]
    phone = stage.sms("کارشناس، با پیامک", person.name, person.mobile)
    sara, omid = stage.clerk(SARA), stage.clerk(OMID)
    phone.says("کارشناس")
    await sara.opens(_number(await phone.hears("صف هستید")))
    await sara.presses("برداشتن")
    await phone.hears("به این گفت‌وگو آمد")
    phone.says("کمک هزینه ازدواج من کی واریز می‌شود؟")
    await sara.sees("کی واریز می‌شود؟")
    sara.says("سلام. پروندهٔ شما تأیید شده است و در پایان همین ماه برای پرداخت می‌رود.")
    await sara.sees("پیامک در")
    await phone.hears("پایان همین ماه")
    sara.says("/give امید حسابش را هم نگاه کن")
    await sara.sees("سارا سپرد به امید: حسابش را هم نگاه کن")
    omid.joins(sara)
    await omid.sees("پیش امید")
    omid.says("حساب شما درست است. کار دیگری لازم نیست.")
    await phone.hears("کار دیگری لازم نیست")
    await omid.presses("بستن")
    await phone.hears("چقدر به کارتان آمد؟")
    phone.says("۵")
    await phone.hears("نظر شما ثبت شد")
    await omid.sees("امتیاز شهروند: ۵ از ۵")

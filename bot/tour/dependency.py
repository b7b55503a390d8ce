"""Scenes of daughters' dependency: what the civil registry tells ends a share, unless she objects and is right."""

from __future__ import annotations

from bot.app import make_notices
from bot.colleagues import MINA
from bot.tour.grants import SHARE
from bot.tour.objections import NUMBER
from bot.tour.stage import Stage
from bot.tour.telling import Strayed
from handlers.wording import Wording
from services import persian
from services.dependency.matching import Matching

REASON = "من ازدواج نکرده‌ام و این ثبت برای شخص دیگری است."
GROUND = "صفحهٔ شناسنامه سفید است و ثبت احوال هم تأیید کرد."


async def upheld(stage: Stage) -> None:
    person, phone = stage.telegram("پایان کفالت: از خبر ثبت احوال تا پذیرش اعتراض", "daughter-married")
    sms = stage.handset(person.mobile)
    await _registry_is_heard(stage)
    await sms.hears("سهم شما از مستمری", "پایان می‌یابد")
    phone.says("کفالت")
    await phone.hears("شمارهٔ همراه")
    phone.presses(SHARE)
    await phone.hears("کد ملی")
    phone.says(person.national_id)
    await phone.hears("پایان می‌یابد", "ازدواج شما")
    phone.presses("ثبت اعتراض")
    await phone.hears("به زبان خودتان")
    phone.says(REASON)
    await phone.hears("تصویر صفحهٔ ازدواج شناسنامه")
    phone.shows("booklet.jpg")
    await phone.hears("۱ تصویر رسیده")
    phone.presses("کافی است")
    await phone.hears("ثبت شود؟", REASON)
    phone.presses("ثبت می‌کنم")
    filed = await phone.hears("اعتراض شما ثبت شد", "شمارهٔ پیگیری")
    await sms.hears("اعتراض شما ثبت شد")
    number = NUMBER.search(filed)
    if number is None:
        raise Strayed(stage.teller.scene, "a tracking number", filed)
    mina = stage.clerk(MINA)
    await mina.opens(persian.persian_digits(number[0]))
    await mina.presses("تأیید")
    mina.answers(await mina.sees("مبنای تأیید"), GROUND)
    await mina.sees("تأیید شد: مینا")
    await phone.hears("اعتراض شما به پایان کفالت پذیرفته شد")
    await sms.hears("اعتراض شما به پایان کفالت پذیرفته شد")
    phone.says("کفالت")
    await phone.hears("سهم شما از مستمری برقرار است")


async def in_doubt(stage: Stage) -> None:
    person = stage.people["daughter-temporary"]
    phone = stage.sms("نوع عقد روشن نیست و کارشناس باید ببیند", person.name, person.mobile)
    await _registry_is_heard(stage)
    phone.says("کفالت")
    await phone.hears("کارشناس بررسی می‌کند", "موقت")


async def drawing(stage: Stage) -> None:
    person = stage.people["daughter-drawing"]
    phone = stage.sms("سهمی که برقرار است", person.name, person.mobile)
    phone.says("کفالت")
    await phone.hears("برقرار است")


async def _registry_is_heard(stage: Stage) -> None:
    """As the worker does every morning."""
    stage.teller.aside("what the civil registry has told is matched with the daughters who draw a share")
    parts, clock = stage.running.parts, stage.clock
    await Matching(parts.engine, clock, make_notices(clock, Wording(), quiet_hours=False)).match()

"""Scenes of objections: filed with pictures, seen by reviewers, a better one asked for, upheld, and told of."""

from __future__ import annotations

import re

import httpx

from bot.colleagues import KAVEH, MINA, Hired
from bot.rehearsal import DESK_TOKEN
from bot.tour.desk import AtDesk
from bot.tour.grants import SHARE
from bot.tour.stage import Stage
from bot.tour.telling import PICTURE, BySms, OnTelegram, Strayed
from sandbox.papers import gallery
from sandbox.telegram.citizen import TelegramPhone
from services import persian

LINK = re.compile(r"http://[^\s<>\u2066-\u2069]+")
NUMBER = re.compile(r"\d{8}")
REASON = "من از دو سال پیش در همین کارگاه کار کرده‌ام و یک روز آن جا افتاده است."
GROUND = "دفترچهٔ کارگاه همان روز را نشان می‌دهد."


async def upheld(stage: Stage) -> None:
    person, phone = stage.telegram("اعتراض با تصویر، از رد تا پذیرش", "days-719")
    sms = stage.handset(person.mobile)
    number = await _files(stage, phone, person.national_id, sms)
    mina, kaveh = stage.clerk(MINA), stage.clerk(KAVEH)
    await mina.opens(persian.persian_digits(number))
    await _looks_at_pictures(stage, mina, MINA, number)
    await mina.presses("تصویر بهتر")
    await mina.sees("تصویر بهتر از کدام مدرک؟")
    await mina.presses("عقدنامه")
    await phone.hears("تصویر بهتری از عقدنامه")
    await sms.hears("تصویر بهتری از عقدنامه")
    phone.presses("تصویر را می‌فرستم")
    await phone.hears("لطفاً تصویر عقدنامه")
    phone.shows("contract-sideways.jpg")
    await phone.hears("مدرک دیگری")
    phone.presses("کافی است")
    await phone.hears("افزوده شود؟")
    phone.presses("می‌فرستم")
    await phone.hears("افزوده شد")
    await mina.sees("شهروند ۱ تصویر افزود")
    await mina.presses("تأیید")
    mina.answers(await mina.sees("مبنای تأیید"), GROUND)
    await mina.sees("تأیید دوم لازم است", GROUND)
    kaveh.joins(mina)
    await kaveh.presses("تأیید دوم")
    kaveh.answers(await kaveh.sees("کاوه", "مبنای تأیید"), "درست است.")
    await kaveh.sees("تأیید شد: کاوه")
    await phone.hears("اعتراض شما پذیرفته شد")
    await sms.hears("اعتراض شما پذیرفته شد")
    phone.says("ازدواج")
    await phone.hears("کمک‌هزینهٔ ازدواج شما تأیید شد")


async def _files(stage: Stage, phone: OnTelegram, national_id: str, sms: BySms) -> str:
    """From the refusal to the tracking number."""
    phone.opens()
    await phone.hears("همیار")
    phone.says("ازدواج")
    await phone.hears("شمارهٔ همراه")
    phone.presses(SHARE)
    await phone.hears("کد ملی")
    phone.says(national_id)
    await phone.hears("تعلق نگرفت", "۷۱۹ روز از ۷۲۰ روز")
    phone.presses("ثبت اعتراض")
    await phone.hears("به زبان خودتان")
    phone.says(REASON)
    await phone.hears("تصویر عقدنامه")
    phone.shows("contract.jpg")
    await phone.hears("صفحهٔ ازدواج شناسنامه")
    phone.sends("booklet.jpg")
    await phone.hears("۲ تصویر رسیده")
    phone.presses("کافی است")
    await phone.hears("ثبت شود؟", REASON, "عقدنامه", "صفحهٔ ازدواج شناسنامه")
    phone.presses("ثبت می‌کنم")
    filed = await phone.hears("اعتراض شما ثبت شد", "شمارهٔ پیگیری")
    await sms.hears("اعتراض شما ثبت شد")
    found = NUMBER.search(filed)
    if found is None:
        raise Strayed(stage.teller.scene, "a tracking number", filed)
    return found[0]


async def _looks_at_pictures(stage: Stage, clerk: AtDesk, who: Hired, number: str) -> None:
    """From the button to the pictures, in one browser; a second one is told that the link was used."""
    bot = stage.running.sandbox.telegram.bots[DESK_TOKEN]
    own = TelegramPhone(stage.running.sandbox.telegram, clerk.member.user, bot)
    stage.teller.colleague(who.name, "[تصاویر]")
    own.opens(f"papers-{number}")
    said = (await own.hears()).text
    stage.teller.topic(said)
    found = LINK.search(said)
    if found is None:
        raise Strayed(stage.teller.scene, "a link", said)
    async with httpx.AsyncClient(follow_redirects=True, trust_env=False) as browser:
        await browser.get(found[0])
        page = await browser.post(found[0])
        stage.teller.check(page.text, REASON, "عقدنامه", "صفحهٔ ازدواج شناسنامه")
        pictures = [await browser.get(f"{found[0]}/{place}/1") for place in (1, 2)]
    for picture in pictures:
        stage.teller.check(picture.headers["content-type"], "image/jpeg")
    stage.teller.aside(f"{who.name} opens the link and sees {len(pictures)} pictures")
    async with httpx.AsyncClient(trust_env=False) as browser:
        stage.teller.check((await browser.get(found[0])).text, "پیش‌تر باز شده است")
    stage.teller.aside("another browser is told that the link has been opened")


async def hard_to_read(stage: Stage) -> None:
    person, phone = stage.telegram("تصویر تاریک، و فایلی که تصویر نیست", "unofficial")
    phone.says("اعتراض")
    await phone.hears("شمارهٔ همراه")
    phone.presses(SHARE)
    await phone.hears("کد ملی")
    phone.says(person.national_id)
    about = await phone.gets("به کدام تصمیم")
    phone.presses(about.buttons[0][0]["text"])
    await phone.hears("به زبان خودتان")
    phone.says("ازدواج ما در دفترخانه ثبت شده است و عقدنامه داریم.")
    await phone.hears("تصویر عقدنامه")
    phone.sends("contract.zip.jpg")
    await phone.hears("این فایل تصویر نیست")
    phone.shows("contract-dark.jpg")
    await phone.hears("نوشته‌ها خوانا نیست، چون تصویر تاریک است")
    phone.presses("همین را بفرست")
    await phone.hears("صفحهٔ ازدواج شناسنامه")
    phone.shows("booklet.jpg")
    await phone.hears("۲ تصویر رسیده")
    phone.presses("کافی است")
    await phone.hears("عقدنامه؛ شاید خوانا نباشد")
    phone.presses("ثبت می‌کنم")
    await phone.hears("اعتراض شما ثبت شد")
    await stage.handset(person.mobile).hears("اعتراض شما ثبت شد")


async def by_sms(stage: Stage) -> None:
    person = stage.people["not-employed"]
    phone = stage.sms("اعتراض با پیامک", person.name, person.mobile)
    phone.says("اعتراض")
    await phone.hears("به کدام‌یک اعتراض دارید")
    phone.says("۱")
    await phone.hears("چه چیزی نادرست است")
    phone.says("روز عقد سر کار بودم و کارفرما لیست را دیر فرستاد.")
    said = await phone.hears("تصویر عقدنامه", "http://")
    found = LINK.search(said)
    if found is None:
        raise Strayed(stage.teller.scene, "a link", said)
    await _gives(stage, found[0])
    filed = await phone.hears("اعتراض شما ثبت شد")
    number = NUMBER.search(persian.latin_digits(filed))
    if number is None:
        raise Strayed(stage.teller.scene, "a tracking number", filed)
    await stage.clerk(MINA).opens(persian.persian_digits(number[0]))
    phone.says(f"اعتراض {number[0]}")
    await phone.hears("در حال بررسی است")


async def _gives(stage: Stage, link: str) -> None:
    """The upload page, as a browser without a script sends its forms."""
    async with httpx.AsyncClient(follow_redirects=True, trust_env=False) as browser:
        stage.teller.check((await browser.get(link)).text, "عقدنامه")
        for paper, name in (("marriage-contract", "contract.jpg"), ("identity-page", "booklet.jpg")):
            files = {"gallery": (name, gallery.as_file(name), "image/jpeg")}
            page = await browser.post(link, data={"paper": paper}, files=files)
            stage.teller.check(page.text, "تصویر رسید.")
            stage.teller.person(f"(on the page) {PICTURE} {name}")
        stage.teller.person("(on the page) [ثبت اعتراض]")
        stage.teller.check((await browser.post(f"{link}/submit")).text, "تصویرهای شما رسید")
        stage.teller.check((await browser.get(link)).text, "تصویرهای شما رسید")

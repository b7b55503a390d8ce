"""Scenes of free text: what people write in their own words, and what becomes of it."""

from __future__ import annotations

from bot.tour.grants import SHARE
from bot.tour.stage import Stage

ANSWERED_KINDLY = "خواهش می‌کنم"


async def in_own_words(stage: Stage) -> None:
    """A misspelt wish with a national ID in it: the ID is not asked for again."""
    person, phone = stage.telegram("به زبان خودتان بنویسید", "provisional")
    phone.says("سلام خسته نباشید")
    await phone.hears("در خدمت شما هستم")
    phone.says(f"پول ازدباج بیمه رو نریختن، کد ملیم {person.national_id}")
    await phone.hears("شمارهٔ همراه")
    phone.presses(SHARE)
    await phone.hears("را از پیام شما برداشتم", "لیست")
    phone.says("مرسی")
    await phone.hears(ANSWERED_KINDLY)


async def another_question(stage: Stage) -> None:
    """Questions are answered in the middle of a conversation, which goes on where it was."""
    _, phone = stage.telegram("صبر کن، یه سؤال دیگه", "unofficial")
    phone.says("اعتراض")
    await phone.hears("کدام را می‌خواهید ببینید")
    phone.says("۵۲سالمه بیمه اختیاری میشه؟")
    await phone.hears("۵۰ سال تمام", "کدام را می‌خواهید ببینید")
    phone.says("صبر کن، یه سؤال دیگه")
    await phone.hears("نگه می‌داریم", "پرسش خود را بنویسید")
    phone.says("مهلت پرداخت حق بیمه اختیاری تا کی هست؟")
    await phone.hears("ماه دوم", "ادامه می‌دهید؟")
    phone.presses("ادامه می‌دهم")
    await phone.hears("کدام را می‌خواهید ببینید")


async def between_two(stage: Stage) -> None:
    """A word that means two things is asked back; not understood twice, the menu and a person are offered."""
    _, phone = stage.telegram("یکی از دو معنا", "days-690")
    phone.says("تسویه")
    await phone.hears("مفاصاحساب را می‌خواهید، یا تسویه با کارفرما")
    phone.presses("مفاصاحساب")
    await phone.hears("es.tamin.ir", "با کارشناس گفت‌وگو کنید")
    phone.says("گواهی کسر")
    await phone.hears("کامل کنید، یا گواهی کسر از اقساط")
    phone.presses("هیچ‌کدام")
    await phone.hears("نفهمیدم", "برای گفت‌وگو با کارشناس")


async def by_sms(stage: Stage) -> None:
    """One message in, one answer of at most three parts out; a number chooses, and goes on where an answer leads."""
    person = stage.people["paid"]
    phone = stage.sms("با پیامک، فارسی با حروف لاتین", person.name, person.mobile)
    phone.says("mafasa bime peymankar")
    await phone.hears("مفاصاحساب", "es.tamin.ir")
    phone.says("گواهی کسر")
    await phone.hears("۱.", "۲.", "۳.")
    phone.says("۲")
    await phone.hears("کسر از اقساط", "کارفرما")
    phone.says("bime bikari")
    await phone.hears("ادارهٔ کار")
    phone.says("چند روز سابقه برای کمک هزینه ازدواج لازمه")
    await phone.hears("۷۲۰", "۱. کمک‌هزینهٔ ازدواج")
    phone.says("۱")
    await phone.hears("پرداخت")


async def not_ours(stage: Stage) -> None:
    """Where to go with what is not the Organisation's; anger, danger, and a person."""
    _, phone = stage.telegram("کار جای دیگر، ناراحتی، خطر، و کارشناس", "days-690")
    phone.says("وام میخوام")
    await phone.hears("بانک‌ها")
    phone.says("یارانه من قطع شده")
    await phone.hears("هدفمندی یارانه‌ها")
    phone.says("خجالت بکشید")
    await phone.hears("ناراحت هستید")
    phone.says("خونه همسایه آتیش گرفته")
    await phone.hears("۱۲۵")
    phone.says("میخوام با یه آدم حرف بزنم")
    await phone.hears("صف هستید")

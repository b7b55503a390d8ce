"""Ears for tests: what is thought of some texts is fixed, whatever the model learns; of all others it is the model's.

What is done with an opinion is the dialogs' affair, and tested here; which opinion is right is the model's.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from dialogs.hearing import Came
from services.understanding import Alternative, Service, Sureness, Understood
from services.understanding.model import Model, load

SURE, UNSURE, LOST = 0.95, 0.5, 0.1
_SURENESS = {SURE: Sureness.SURE, UNSURE: Sureness.UNSURE, LOST: Sureness.LOST}


@cache
def model() -> Model:
    return load()


def thought(
    text: str, service: Service, confidence: float = SURE, *others: Service, faq: str | None = None
) -> Understood:
    """An opinion of a text; each of the others is as likely as the next."""
    rest = tuple(Alternative(other, (1 - confidence) / len(others)) for other in others)
    return Understood(text, service, confidence, _SURENESS[confidence], rest, faq)


def _opinions(*all_: Understood) -> Mapping[str, Understood]:
    return {one.text: one for one in all_}


S = Service
OPINIONS = _opinions(
    thought("عقد من، کد ملی 0012345679", S.MAR),
    thought("اعتراض دارم به عقد ۲۰ آذر ۱۴۰۰", S.MAR),
    thought("با ۳۰ میلیون تومان خودم بیمه کنم", S.VOL),
    thought("روزهای کم اردیبهشت ماه", S.PMC),
    thought("عقد من", S.MAR),
    thought("خجالت بکشید عقد من", S.MAR),
    thought("سهم دختر من", S.DAU),
    thought("بدهی کارگاه من", S.CLM),
    thought("تقسیط بدهی من", S.AGR),
    thought("مفاصا برای پیمان من", S.CLR),
    thought("گواهی برای بانک من", S.CRT),
    thought("پسرم زیر پوشش من", S.DEP),
    thought("روزهای کم من", S.PMC),
    thought("خودم بیمه کنم", S.VOL),
    thought("چه کاری از شما برمی‌آید", S.ASK),
    *(
        thought(text, S.ASK)
        for text in ("شعبه کجاست", "موبایلم عوض شده است", "شبای خود را کجا بدهم", "رمز سامانه یادم نیست")
    ),
    thought("یک نفر جواب بدهد", S.HUMAN),
    thought("شکایت از کارمند دارم", S.HUMAN),
    thought("هوا چطور است", S.OUT),
    thought("چند روز سابقه لازم است برای عقد", S.MAR, faq="mar-days"),
    thought("با ۲۵ میلیون تومان در آذر ۱۴۰۴ چقدر", S.VOL, faq="vol-premium"),
    thought("پس از طلاق سهم برمی‌گردد", S.DAU, faq="dau-again"),
    thought("با طلاق صوری سهم برمی‌گردد", S.DAU, faq="dau-again"),
    thought("پدرم زیر پوشش بیاید", S.DEP, faq="dep-parents"),
    thought("شماره تلفن سازمان", S.ASK, faq="ask-1420"),
    thought("وام ازدواج می‌خواهم", S.OUT, faq="out-marriage-loan"),
    *(
        thought(text, S.OUT)
        for text in (
            *("وام برای خانه", "گواهی کسر از اقساط برای بانک", "بیمهٔ ثالث ماشین", "بیمه سلامت همگانی"),
            *("کفن و دفن", "حکم بازنشستگی", "نوبت دکتر", "سابقه‌ها کجاست", "تسویه با کارفرما"),
            "بیمهٔ تکمیلی ما",
        )
    ),
    # Between two.
    thought("دختر و سهم و پوشش", S.DEP, UNSURE, S.DAU),
    thought("حکم بدهی یا قسط", S.CLM, UNSURE, S.AGR),
    thought("تسویه و مفاصا", S.OUT, UNSURE, S.CLR),
    thought("وام ازدواج یا کمک", S.OUT, UNSURE, S.MAR),
    thought("کسر از اقساط یا ماه", S.OUT, UNSURE, S.PMC),
    thought("وام یا بیمه", S.OUT, UNSURE, S.VOL),
    thought("گواهی یا کارشناس", S.CRT, UNSURE, S.HUMAN),
    thought("شاید عقد", S.MAR, UNSURE, S.ASK),
    thought("شاید گواهی", S.CRT, UNSURE, S.ASK),
    thought("رسید یا مفاصا برای پیمان", S.CLR, UNSURE, S.OUT),
    thought("یک کاری", S.ASK, UNSURE, S.OUT),
    thought("نمی‌دانم چه بگویم", S.OUT, LOST, S.ASK),
    thought("رسیدی که نمی‌دانم", S.OUT, LOST, S.ASK),
)
# What a sentence gives besides, by the world in which something comes of it.
GIVEN = {
    "a stranger": "عقد من، کد ملی 0012345679",
    "two people, one number": "عقد من، کد ملی 0012345679",
    "no marriage": "اعتراض دارم به عقد ۲۰ آذر ۱۴۰۰",
    "contract: eligible": "با ۳۰ میلیون تومان خودم بیمه کنم",
    "partial_months: requested, every state": "روزهای کم اردیبهشت ماه",
}
ASIDES = ("صبر کن، یه سؤال دیگه", "صبر کن یه سؤال دیگه: شماره تلفن سازمان", "یه سؤال دیگه: یک کاری")
REMARKS = (
    *("ممنون از شما", "سلام خسته نباشید", "باشه", "نه", "خجالت بکشید", "خجالت بکشید عقد من"),
    *("خونه آتیش گرفته", "می‌خوام خودکشی کنم"),
)
SEVERAL = "هم عقد من هم خودم بیمه کنم"
NUMBER = "0012345679"
SENTENCES = (*OPINIONS, *ASIDES, *REMARKS, SEVERAL, NUMBER)


class TestEar:
    """Thinks as above, and remembers what came of what it heard."""

    __test__ = False

    def __init__(self) -> None:
        self.heard_: list[tuple[str, Came]] = []

    def understand(self, text: str) -> Understood:
        return OPINIONS.get(text) or model().understand(text)

    async def heard(self, text: str, understood: Understood, came: Came) -> None:
        assert understood.text == text
        self.heard_.append((text, came))

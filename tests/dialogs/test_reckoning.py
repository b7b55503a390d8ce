"""What a question of the FAQ names itself is computed with, and nothing else is."""

from __future__ import annotations

from datetime import date

import pytest

from dialogs.reckoning import premium_in
from services.calendar import JalaliMonth
from services.money import Rials
from tests.dialogs.wishes import ready

TODAY = date(2026, 11, 23)
ASKED = "حق بیمه اختیاری با پایه ۲۵ میلیون تومن برای آذر ۱۴۰۴ چقدر میشه"


@pytest.mark.parametrize(
    ("text", "words", "month", "premium"),
    [
        (ASKED, "hearing-premium-of", JalaliMonth(1404, 9), 67_500_000),
        ("با بیست و پنج میلیون تومان در اسفند ۱۴۰۴ چقدر", "hearing-premium-of", JalaliMonth(1404, 12), 65_250_000),
        ("حق بیمه اختیاری آذر ۱۴۰۴", "faq-vol-premium", JalaliMonth(1404, 9), 33_666_736),
        ("با ۲ میلیون تومان برای آذر ۱۴۰۴", "faq-vol-premium", JalaliMonth(1404, 9), 33_666_736),
    ],
)
def test_the_premium_of_what_is_named_is_computed(text: str, words: str, month: JalaliMonth, premium: int) -> None:
    said = premium_in(text, TODAY)
    assert said
    assert (said.id, said.facts["month"], said.facts["premium"]) == (words, month, premium)


def test_of_a_month_before_the_table_nothing_is_computed() -> None:
    assert premium_in("حق بیمه اختیاری فروردین ۱۳۸۰ چقدر بود", TODAY) is None


async def test_the_base_in_the_question_is_told_of_and_goes_on_into_the_contract() -> None:
    phone = ready()
    await phone.says(ASKED)
    phone.hears("hearing-premium-of", "onward-what")
    assert phone.fact("base") == Rials(250_000_000)
    await phone.says("۱")
    phone.hears("given-amount", "contract-sure")

"""What a sentence gives besides its wish, and what questions make of it."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialogs.amounts import Amount
from dialogs.dates import Day, Month
from dialogs.given import given_in
from dialogs.messages import Option, Shown, Typed, Words
from dialogs.reading import Choice, NationalId
from services.calendar import JalaliMonth
from services.money import Rials

HERS = "0012345679"
GIVEN = {
    "کمک‌هزینهٔ ازدواج من ۰۰۱۲۳۴۵۶۷۹ چی شد": {"national-id": HERS},
    "کد ملی 001-234567-9": {"national-id": HERS},
    "کسری ماه آذر ۱۴۰۴": {"month": "ماه اذر 1404"},
    "کسری آبان ماه": {"month": "ابان ماه"},
    "ماه ناقص ۱۴۰۴/۰۹": {"month": "1404/09"},
    "140409 کم شده": {"month": "140409"},
    "عقد ما ۱۵ آذر ۱۴۰۲ بود": {"day": "15 اذر 1402"},
    "1402/9/15 عقد کردیم": {"day": "1402/9/15"},
    "با ۲۰ میلیون تومان بیمه اختیاری": {"amount": "20 میلیون تومان"},
    "۳ میلیون و ۵۰۰ هزار تومان": {"amount": "3 میلیون و 500 هزار تومان"},
    "۲۵۰٬۰۰۰٬۰۰۰ ریال مبنا": {"amount": "250٬000٬000 ریال"},
}
NOT_GIVEN = (
    *("شماره بیمه ۰۰۱۲۳۴۵۶۷۹", "۰۰۱۲۳۴۵۶۷۰", "۰۹۱۲۱۲۳۴۵۶۷", f"{HERS} و 0499370899", "۵۲ سالمه", "مهر و امضا"),
    *("آذر و دی ماه", "آذر ۱۲ روز کار کردم", "۲۰ میلیون", "با ۲۰ میلیون تومان یا ۳۰ میلیون تومان", "", "دیروز"),
)


@pytest.mark.parametrize("text", GIVEN)
def test_what_can_be_nothing_else_is_found(text: str) -> None:
    assert given_in(text) == GIVEN[text]


@pytest.mark.parametrize("text", NOT_GIVEN)
def test_what_is_in_doubt_is_left_to_the_question(text: str) -> None:
    assert given_in(text) == {}


def test_each_question_reads_its_own() -> None:
    found = {**given_in(f"{HERS} با ۲۰ میلیون تومان"), **given_in("کسری آذر ۱۴۰۴")}
    assert NationalId().given(found["national-id"]) == HERS
    assert Amount().given(found["amount"]) == Rials(200_000_000)
    assert Month().given(found["month"]) == JalaliMonth(1404, 9)
    assert Day().given(given_in("۱۵ آذر ۱۴۰۲ بود")["day"]) == date(2023, 12, 6)


def test_a_month_picks_the_option_that_is_that_month_with_or_without_its_year() -> None:
    months = Choice(*(Option(value, Words("month")) for value in ("1404-08", "1404-09", "1405-08")), "done")
    assert months.given("اذر ماه") == "1404-09"
    assert months.given("ابان 1405") == "1405-08"
    assert months.given("ابان ماه") is None
    assert months.given("دی ماه") is None


def test_an_amount_out_of_range_is_no_answer() -> None:
    assert Amount(least=10).given("0 تومان") is None


def test_an_answer_in_a_sentence_is_an_answer() -> None:
    shown = Shown("national-id", "n1")
    assert NationalId().read(Typed(f"کد ملی من {HERS} است"), shown) == HERS
    assert Day().read(Typed("فکر کنم ۱۵ آذر ۱۴۰۲ بود"), shown) == date(2023, 12, 6)


@given(st.text(max_size=120))
def test_anything_may_be_typed(text: str) -> None:
    assert given_in(text).keys() <= {"national-id", "day", "month", "amount"}

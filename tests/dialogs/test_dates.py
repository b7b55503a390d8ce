"""Days and months are read in every usual writing."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialogs.dates import Day, Month
from services.calendar import MONTH_NAMES, JalaliDay, JalaliMonth
from services.persian import persian_digits
from tests.dialogs.readings import fault, read


@pytest.mark.parametrize(
    "typed",
    [
        *("1399/9/15", "۱۳۹۹/۰۹/۱۵", "١٣٩٩/٠٩/١٥", "1399-09-15", "1399.9.15", "1399 9 15", "13990915", "۱۳۹۹۰۹۱۵"),
        *("99/9/15", "99-09-15", "15/9/1399", "15/9/99", "۱۵ آذر ۱۳۹۹", "۱۵ آذر ۹۹", "15 اذر 1399", "15آذر1399"),
        *("آذر ۱۵، ۱۳۹۹", "۱۵ آذرماه سال ۱۳۹۹", "15 آذر‌ماه 99", "1399 آذر 15", "\u200f1399/9/15 "),
    ],
)
def test_a_day_is_read_in_every_usual_writing(typed: str) -> None:
    assert read(Day(), typed) == date(2020, 12, 5)


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("۱۵ اردیبهشت ۱۳۹۹", JalaliDay(1399, 2, 15)),
        ("۱۵ ارديبهشت ۹۹", JalaliDay(1399, 2, 15)),
        ("۵ دي ۱۳۹۹", JalaliDay(1399, 10, 5)),
        ("15 آذر 05", JalaliDay(1405, 9, 15)),
        ("5 آذر 15", JalaliDay(1415, 9, 5)),
        ("05/09/15", JalaliDay(1405, 9, 15)),
        ("30 اسفند 1399", JalaliDay(1399, 12, 30)),
        ("1/1/1301", JalaliDay(1301, 1, 1)),
    ],
)
def test_days_are_told_apart(typed: str, day: JalaliDay) -> None:
    assert read(Day(), typed) == day.gregorian


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        *[(typed, ("answer-day", {})) for typed in ("", "دیروز", "1399", "1399/9", "آذر", "1/2/3/4", "99" * 9)],
        ("15 آذر دی 99", ("answer-day", {})),
        ("1398/12/30", ("answer-day-none", {"day": 30, "month": 12})),
        ("1399/13/1", ("answer-day-none", {"day": 1, "month": 13})),
        ("1399/7/31", ("answer-day-none", {"day": 31, "month": 7})),
        ("1399/7/0", ("answer-day-none", {"day": 0, "month": 7})),
        ("2020-12-05", ("answer-year", {"year": 2020})),
    ],
)
def test_what_is_no_day_is_told(typed: str, why: tuple[str, dict[str, Any]]) -> None:
    assert fault(Day(), typed) == why


months = st.builds(JalaliMonth, st.integers(1300, 1449), st.integers(1, 12))


@given(months, st.integers(1, 29), st.data())
def test_a_day_as_we_write_it_reads_back(month: JalaliMonth, day: int, data: st.DataObject) -> None:
    there = JalaliDay(month.year, month.month, day)
    name = MONTH_NAMES[month.month - 1].replace("ی", data.draw(st.sampled_from("یي")))
    written = data.draw(
        st.sampled_from([str(there), f"{day} {name} {month.year}", f"{day} {name} {month.year % 100:02}"])
    )
    if 50 <= month.year - 1300 < 150 or str(month.year) in written:
        assert read(Day(), data.draw(st.sampled_from([written, persian_digits(written)]))) == there.gregorian


@pytest.mark.parametrize(
    "typed", ["1399/09", "۱۳۹۹/۹", "1399-09", "139909", "9/1399", "99/9", "9/99", "آذر ۱۳۹۹", "آذرماه 99", "۱۳۹۹ اذر"]
)
def test_a_month_is_read_in_every_usual_writing(typed: str) -> None:
    assert read(Month(), typed) == JalaliMonth(1399, 9)


@pytest.mark.parametrize(
    ("typed", "month"),
    [("05/09", JalaliMonth(1405, 9)), ("اردیبهشت ۹۹", JalaliMonth(1399, 2)), ("دی ۱۴۰۰", JalaliMonth(1400, 10))],
)
def test_months_are_told_apart(typed: str, month: JalaliMonth) -> None:
    assert read(Month(), typed) == month


@pytest.mark.parametrize(
    ("typed", "why"),
    [("1399/13", "answer-month"), ("1399", "answer-month"), ("", "answer-month"), ("2020/12", "answer-year")],
)
def test_what_is_no_month_is_told(typed: str, why: str) -> None:
    assert fault(Month(), typed)[0] == why


@given(months)
def test_a_month_as_we_write_it_reads_back(month: JalaliMonth) -> None:
    assert read(Month(), str(month)) == read(Month(), str(month.number)) == month

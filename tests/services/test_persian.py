"""Differences of typing vanish in comparison; figures read as Persian."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.persian import bare, fold, grouped, latin_digits, persian_digits, words


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("كمك هزينه", "کمک‌هزینه"),
        ("کمکهزینه", "کمک‌هزینه"),
        ("كمك‌هزينة", "کمک هزینه"),
        ("کمک‌هزینهٔ", "کمک‌هزینه"),
        ("هزینۀ", "هزینه"),
        ("مصطفى", "مصطفی"),
        ("أمین إسلام آباد ٱلله", "امین اسلام اباد الله"),
        ("ازدواج", "ازدواج"),
        ("ازدواجــــ", "ازدواج"),
        ("مُحَمَّد", "محمد"),
        ("\u202bاعتراض\u202c\u200f", "اعتراض"),
        ("\ufeffاعتراض", "اعتراض"),
        ("ﻻزم", "لازم"),
        ("۱۲۳", "123"),
        ("١٢٣", "۱۲۳"),
        ("Komak  Hazine", "komakhazine"),
        ("می\u00adشود", "میشود"),
    ],
)
def test_differences_of_typing_vanish(one: str, other: str) -> None:
    assert fold(one) == fold(other)


@pytest.mark.parametrize(("one", "other"), [("کسر", "کثر"), ("دختر", "دفتر"), ("۱۲", "۲۱"), ("نه", "بله")])
def test_different_words_stay_different(one: str, other: str) -> None:
    assert fold(one) != fold(other)


def test_a_zwnj_parts_words_as_a_space_does() -> None:
    assert words("كمك‌هزينه‌ی  ازدواج ") == ("کمک", "هزینه", "ی", "ازدواج")


@given(st.text())
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(st.text(alphabet="0123456789 ابپ-"))
def test_digits_there_and_back(text: str) -> None:
    assert latin_digits(persian_digits(text)) == text


@given(st.integers(0, 10**15))
def test_a_figure_reads_back(number: int) -> None:
    assert int(latin_digits(grouped(number)).replace("٬", "")) == number


def test_grouped() -> None:
    assert [grouped(number) for number in (0, 690, 1000, 34_788_961)] == ["۰", "۶۹۰", "۱٬۰۰۰", "۳۴٬۷۸۸٬۹۶۱"]


def test_bare_keeps_letters_and_drops_what_parts() -> None:
    assert bare(" \u200fir۰۶-٠۱ 2.3/4\u200c ") == "ir06012" + "34"

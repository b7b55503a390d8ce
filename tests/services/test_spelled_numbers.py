"""Numbers that are spelled out before a scale, and what only looks like one."""

from __future__ import annotations

import pytest

from services.spelled_numbers import in_digits


@pytest.mark.parametrize(
    ("said", "read"),
    [
        ("سی میلیون تومن", "30 میلیون تومن"),
        ("بیست و پنج میلیون تومان", "25 میلیون تومان"),
        ("دو میلیون و پانصد هزار ریال", "2 میلیون و 500 هزار ریال"),
        ("صد و بیست و سه هزار تومان", "123 هزار تومان"),
        ("یک‌و‌نیم میلیون تومن", "1.5 میلیون تومن"),
        ("یه میلیارد و دویست میلیون", "1 میلیارد و 200 میلیون"),
        ("پونصد هزار تومن", "500 هزار تومن"),
        ("30 میلیون", "30 میلیون"),
    ],
)
def test_a_number_before_a_scale_is_in_digits(said: str, read: str) -> None:
    assert in_digits(said) == read


@pytest.mark.parametrize("said", ["نه", "بیست و پنج", "سه ماه", "هزار تومان", "پنج و بیست میلیون", "یازده و دو هزار"])
def test_anything_else_is_left_as_it_stands(said: str) -> None:
    assert in_digits(said) == said

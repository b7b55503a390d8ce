"""What is kept of a text says what was wanted, and not whose it was."""

from __future__ import annotations

import pytest

from services.understanding.masking import masked
from tests.services.understanding.unseen import model


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("کدملی ۰۰۱۲۳۴۵۶۷۹", "کدملی ۰۰۰۰۰۰۰۰۰۰"),
        ("کارت 6037-9911-2233-4455", "کارت 0000-0000-0000-0000"),
        ("شبا IR12 0000 0000 0000 1234 5678 90", "شبا IR00 0000 0000 0000 0000 0000 00"),
        ("0912 345 6789 زنگ بزنید", "0000 000 0000 زنگ بزنید"),
        ("ماده ۳۸ و ۱۴۲۰ و سال ۱۴۰۴ و ۷۲۰ روز", "ماده ۳۸ و ۱۴۲۰ و سال ۱۴۰۴ و ۷۲۰ روز"),
        ("عقد ۱۴۰۳/۰۱/۲۰", "عقد ۱۴۰۳/۰۱/۲۰"),
        ("نامه به a.b@example.com", "نامه به …"),
        ("سلام من زهرا محمدی هستم", "سلام من … هستم"),
        ("رضا حسینی هستم ۴۵ ساله", "… هستم ۴۵ ساله"),
        ("سلام، مریم صادقی‌ام، گواهی میخوام", "سلام، …‌ام، گواهی میخوام"),
        ("man sara ahmadi hastam", "man … hastam"),
        ("آقای کاظمی که پرونده‌م دستشونه", "آقای … که پرونده‌م دستشونه"),
        ("من بیکار هستم", "من بیکار هستم"),
        ("من کارمند شرکت هستم", "من کارمند شرکت هستم"),
    ],
)
def test_numbers_and_names_go_and_the_rest_stays(said: str, kept: str) -> None:
    assert masked(said) == kept


def test_a_masked_number_teaches_what_the_number_would_have() -> None:
    said = "کد ملی ۰۰۱۲۳۴۵۶۷۹ پول ازدواجم"
    assert model().understand(masked(said)).confidence == model().understand(said).confidence


def test_what_is_masked_stays_as_it_is() -> None:
    once = masked("من زهرا محمدی هستم ۰۰۱۲۳۴۵۶۷۹")
    assert masked(once) == once

"""What asks for no service: known in many wordings, and never heard in what does ask for one."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialogs.remarks import Remark, remark_in
from services.understanding import Service
from services.understanding.examples import EXAMPLES, Example, read_examples

UNSEEN = Path(__file__).parent.parent / "services" / "understanding"
OURS = frozenset(Service) - {Service.ASK, Service.HUMAN, Service.OUT}
SAID = {
    Remark.EMERGENCY: (
        *(
            "خونه آتیش گرفته",
            "خونهٔ همسایه آتیش گرفته",
            "کارگاه آتش گرفت کمک",
            "داره می‌میره",
            "داره ميميره",
            "نفس نمی‌کشه",
            "آمبولانس بفرستید",
        ),
        *("اورژانس", "آتش‌نشانی", "شماره اورژانس", "بیهوش شده", "دزد اومده", "شوهرم کتکم میزنه", "الان سکته کرد"),
    ),
    Remark.DESPAIR: ("می‌خوام خودکشی کنم", "دیگه نمیخوام زنده باشم", "میخوام بمیرم", "khodkoshi"),
    Remark.INSULT: ("احمق", "بی‌شعورها", "خجالت بکشید", "مسخره کردین مارو", "یه مشت دزدین", "خفه شو"),
    Remark.THANKS: (
        "ممنون",
        "خیلی ممنونم از شما",
        "مرسیییی",
        "دستتون درد نکنه",
        "سلام، ممنون از راهنماییتون",
        "خدا خیرتون بده",
        "دستت درد نکنه مادر جان",
        "مرسی دخترم",
        "🙏🏻🌹",
        "❤️",
    ),
    Remark.ALL_RIGHT: (
        "باشه",
        "خیلی خوب",
        "اوکی",
        "ok",
        "چشم",
        "متوجه شدم",
        "خب فهمیدم",
        "کافی است",
        "خداحافظ",
        "باشه بعدا",
        "👍",
    ),
    Remark.NO: ("نه", "نه ممنون", "نه مرسی کافیه", "نخیر", "نمی‌خوام", "هیچی", "na", "no"),
    Remark.GREETING: (
        "سلام",
        "سلاااام",
        "سلام خسته نباشید",
        "سلام وقت بخیر",
        "صبح بخیر",
        "سلام خوبید؟",
        "salam",
        "الو",
    ),
}
NOT_SAID = (
    *("پدرم سکته کرده، از کار افتاده، ۵۵ سالشه، میخوام زیر پوششم بیاد", "هزینه اورژانس بیمارستان را بیمه می‌دهد؟"),
    *("شوهرم در تصادف فوت کرده، مستمری‌اش به من می‌رسد؟", "کارگاه ما سال پیش آتش گرفته بود و لیست‌ها سوخت، چه کنم؟"),
    *(
        "کارگاه ما آتش گرفت، لیست بیمه چه می‌شود؟",
        "بیمه آتش‌سوزی مغازه",
        "سلام پول ازدواجم چی شد",
        "ممنون میشم بگید مهلت کی هست",
        "خسته شدم از انتظار",
        "شب",
        "",
    ),
    *("می‌خوام خودمو بیمه کنم", "کارت ملی‌ام را دزدیدند", "🙂", "روز", "پیگیری لطفا ممنون"),
    *("نه پولم نیومده", "باشه ولی کی میریزن", "دیگه کار نمیکنم", "نمیخوام بیمه باشم", "باشه برای بعد"),
)


@pytest.mark.parametrize(("remark", "text"), [(remark, text) for remark, texts in SAID.items() for text in texts])
def test_a_remark_is_known(remark: Remark, text: str) -> None:
    assert remark_in(text) is remark


@pytest.mark.parametrize("text", NOT_SAID)
def test_what_only_looks_like_one_is_none(text: str) -> None:
    assert remark_in(text) is None


def written() -> list[Example]:
    files = [EXAMPLES, *sorted(UNSEEN.glob("*.txt"))]
    return [one for file in files for one in read_examples(file.read_text(encoding="utf-8").splitlines())]


WISHES = [one.text for one in written() if one.service in OURS]


def test_no_wish_that_we_know_of_is_taken_for_danger_despair_thanks_or_a_greeting() -> None:
    heard = {text: remark_in(text) for text in WISHES}
    assert {text: one for text, one in heard.items() if one not in (None, Remark.INSULT)} == {}


@given(st.sampled_from(WISHES), st.sampled_from([*SAID[Remark.THANKS], *SAID[Remark.GREETING]]), st.booleans())
def test_thanks_and_greetings_around_a_wish_do_not_hide_it(wish: str, polite: str, first: bool) -> None:
    assert remark_in(f"{polite} {wish}" if first else f"{wish} {polite}") in (None, Remark.INSULT)


@given(st.sampled_from(WISHES), st.sampled_from(WISHES))
def test_two_wishes_are_no_call_for_help(one: str, other: str) -> None:
    assert remark_in(f"{one} {other}") in (None, Remark.INSULT)


@given(st.text(max_size=80))
def test_anything_may_be_typed(text: str) -> None:
    assert remark_in(text) in (None, *Remark)

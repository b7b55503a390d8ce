"""A question that names nothing is about what is being talked of, and nothing else is taken for such a question."""

from __future__ import annotations

from datetime import timedelta

import pytest

from dialogs.short_questions import LATELY, told
from services.understanding import Service, Sureness, Understood
from services.understanding.examples import EXAMPLES, read_examples
from services.understanding.faq_entries import FAQ
from tests.dialogs.ears import model
from tests.dialogs.wishes import ASIDE, ready

MAR, VOL, PMC = Service.MAR, Service.VOL, Service.PMC
PREMIUM = "حق بیمه اختیاری چقدر میشه"
LONGEST = 24  # letters of what may be taken for a short question
ODD = frozenset({"چقدر", "چقدر؟", "یعنی چقدر", "chand", "کسری ماه قبل"})  # the first of them where nothing is talked of


def lost(text: str) -> Understood:
    return Understood(text, Service.OUT, 0.1, Sureness.LOST, (), None)


@pytest.mark.parametrize(
    ("text", "lately", "entry"),
    [
        ("مهلتش کیه؟", VOL, "vol-due"),
        ("مهلتش تا کیه", PMC, "pmc-due"),
        ("اگه ندم چی میشه؟", VOL, "vol-lapse"),
        ("درمان هم داره؟", VOL, "vol-health"),
        ("درمان هم داره؟", PMC, "pmc-health"),
        ("تا چند سالگی میشه؟", VOL, "vol-age"),
        ("چند درصده", VOL, "vol-rate"),
        ("چقدر باید بدم", VOL, "vol-premium"),
        ("شرایطش چیه", MAR, "mar-who"),
        ("چه مدارکی می‌خواد؟", MAR, "mar-papers"),
        ("کی می‌ریزن؟", MAR, "mar-when"),
        ("زنم هم میگیره", MAR, "mar-both"),
        ("mohlatesh key?", VOL, "vol-due"),
        ("کمک هزینه ازدواج کی میدن؟", "", "mar-when"),
        ("بیمه اختیاری چیه", "", "vol-covers"),
        ("بیمه اختیاری مهلتش کیه", MAR, "vol-due"),
        ("مفاصاحساب چیه", "", "clr-withheld"),
    ],
)
def test_a_short_question_is_answered_for_the_service_talked_of_or_named(text: str, lately: str, entry: str) -> None:
    assert told(lost(text), lately).faq == entry


@pytest.mark.parametrize(
    ("text", "lately"),
    [
        ("مهلتش کیه؟", ""),
        ("مهلتش کیه؟", Service.CRT),
        ("پول بازنشستگی کی میریزن", VOL),
        ("چند سال سابقه دارم", MAR),
        ("چیه؟", VOL),
        ("کمک هزینه ازدواج من چی شد", ""),
        ("شرایط وام چیه", MAR),
    ],
)
def test_what_says_more_or_less_than_that_is_left_to_the_model(text: str, lately: str) -> None:
    assert told(lost(text), lately) == lost(text)


def test_what_the_model_finds_where_a_service_is_named_comes_first() -> None:
    found = model().understand("بیمه اختیاری چقدر میشه")
    assert (found.faq, told(found, MAR)) == ("vol-premium", found)


def test_no_example_is_answered_by_what_is_not_marked_for_it() -> None:
    """But for «کسری ماه قبل», which asks for what cannot be bought, and is told so."""
    for example in read_examples(EXAMPLES.read_text(encoding="utf-8").splitlines()):
        if example.text in ODD or len(example.text) > LONGEST:
            continue
        asked = lost(example.text)
        for lately in ("", *Service):
            assert told(asked, lately).faq in (None, example.faq), example.text


def test_every_answer_is_an_entry_of_the_faq() -> None:
    for service in Service:
        for text in (
            "ندم",
            "قبل",
            "طلاق",
            "زنم",
            "مدارک",
            "درمان",
            "سن",
            "درصد",
            "سابقه",
            "مهلت",
            "شرایط",
            "چقدر",
            "کی",
        ):
            assert (told(lost(text), service).faq or "vol-due") in FAQ


async def test_after_an_answer_the_next_question_need_not_name_the_service_again() -> None:
    phone = ready()
    await phone.says(PREMIUM)
    phone.hears("faq-vol-premium", "onward-what")
    await phone.says("مهلتش کیه؟")
    phone.hears("faq-vol-due", "onward-what")
    await phone.says("اگه ندم چی میشه")
    phone.hears("faq-vol-lapse", "onward-what")


async def test_inside_a_dialog_a_short_question_is_about_it() -> None:
    phone = ready()
    await phone.starts("partial_months")
    await phone.says("درمان هم داره؟")
    phone.hears("faq-pmc-health", "partial-months-which")


async def test_what_is_asked_aside_is_about_what_was_set_aside() -> None:
    phone = ready()
    await phone.starts("contract")
    await phone.says(ASIDE)
    await phone.says("تا چند سالگی میشه؟")
    phone.hears("faq-vol-age", "resume-continue")


async def test_a_dialog_that_has_ended_is_still_talked_of_for_a_while() -> None:
    phone = ready()
    await phone.says("روزهای کم اردیبهشت ماه")
    phone.hears("given-month", "partial-months-done")
    await phone.says("مهلتش کیه")
    phone.hears("faq-pmc-due", "onward-what")
    phone.waits(LATELY + timedelta(seconds=1))
    await phone.says("مهلتش کیه")
    assert "faq-pmc-due" not in phone.heard

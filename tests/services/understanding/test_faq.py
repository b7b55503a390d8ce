"""The FAQ: every question has an answer, every figure its source, and who asks something else is not answered by it."""

from __future__ import annotations

from collections import Counter
from datetime import date

import pytest

from bot.errors import OperatorError
from bot.faq import answer, told
from handlers.rendering import parts
from services.grants.rules import NEEDED_DAYS
from services.persian import grouped
from services.premiums import rules
from services.premiums.table import TABLE
from services.understanding.faq import Entry, NoSuchEntry, by_id
from services.understanding.faq_entries import FAQ, entry, percent
from services.understanding.keywords import KEYWORDS, read_keywords
from services.understanding.normalising import words
from tests.services.understanding.unseen import examples, model, unseen

TODAY = date(2026, 11, 22)
MOST_SMS_PARTS = 3


def test_there_are_at_least_forty() -> None:
    assert len(FAQ) >= 40


def test_every_entry_is_asked_by_examples_has_keywords_and_can_be_found() -> None:
    asked = Counter(example.faq for example in examples() if example.faq)
    assert asked.keys() == FAQ.keys()
    assert KEYWORDS.spelt.keys() == FAQ.keys()
    assert {column.entry for column in model().columns} == FAQ.keys()
    assert {example.faq for example in unseen("heldout.txt") if example.faq} <= FAQ.keys()


def test_an_entry_is_about_what_its_examples_are_about() -> None:
    for example in examples():
        if example.faq:
            assert FAQ[example.faq].service is example.service, example.text


@pytest.mark.parametrize("one", FAQ.values(), ids=FAQ)
def test_every_answer_has_words_a_source_and_a_short_form(one: Entry) -> None:
    assert one.sources
    assert all(source.source for source in one.sources)
    long, short = answer(one, TODAY), answer(one, TODAY, short=True)
    assert "{" not in long + short
    assert parts(short) <= MOST_SMS_PARTS


def test_figures_come_from_the_rules() -> None:
    assert grouped(NEEDED_DAYS.value) in answer(FAQ["mar-days"], TODAY)
    _, last = TABLE.span
    assert last is not None
    assert grouped(rules.voluntary(TABLE.of(last)).premium) in answer(FAQ["vol-premium"], last.first_day)


def test_a_figure_that_no_text_confirms_is_told_as_such() -> None:
    assert "هنوز رسمی نشده" in answer(FAQ["vol-premium"], date(2026, 11, 22))
    assert "هنوز رسمی نشده" not in answer(FAQ["vol-premium"], date(2025, 11, 22))


def test_a_year_that_is_not_in_the_table_yet_is_answered_with_the_last_that_is() -> None:
    _, last = TABLE.span
    assert last is not None
    assert FAQ["vol-premium"].facts(last.plus(3).first_day)["month"] == last


def test_a_share_is_told_in_persian() -> None:
    assert percent(rules.LOWEST_BASE.value) == "۱۲۰"
    assert percent("7.78") == "۷٫۷۸"


@pytest.mark.parametrize(
    ("text", "id"),
    [
        ("سن بیمه اختیاری تا چند ساله؟", "vol-age"),
        ("چند روز سابقه برای کمک هزینه ازدواج لازمه", "mar-days"),
        ("komak hazine ezdevaj cheghadre", "mar-amount"),
        ("پول ازدواجم رو نریختین", None),
        ("بیمه اختیاری میخوام", None),
        ("وصلم کن به کارشناس", None),
    ],
)
def test_a_question_is_answered_and_a_wish_is_not(text: str, id: str | None) -> None:
    assert model().understand(text).faq == id


def test_entries_shown_for_unseen_messages_are_the_right_ones() -> None:
    shown = [(model().understand(one.text).faq, one.faq) for one in unseen("heldout.txt")]
    wanted = [found == asked for found, asked in shown if asked]
    assert sum(wanted) / len(wanted) > 0.6
    wrong = [found for found, asked in shown if found and asked and found != asked]
    assert len(wrong) <= 2
    unasked = [found is not None for found, asked in shown if not asked]
    assert sum(unasked) / len(unasked) < 0.05


def test_without_a_keyword_an_entry_is_not_asked_for() -> None:
    assert KEYWORDS.fit("dep-son", words("پسرم ۲۳ سالشه"))
    assert KEYWORDS.fit("dep-son", words("pesaram 23 salesh"))
    assert not KEYWORDS.fit("dep-son", words("دخترم ۲۳ سالشه"))


def test_lines_that_are_no_keywords_are_refused() -> None:
    with pytest.raises(ValueError, match="no keywords"):
        read_keywords(["mar-days سابقه"])
    with pytest.raises(ValueError, match="no keywords"):
        read_keywords(["mar-days: سابقه", "mar-days: روز"])


def test_an_entry_given_twice_is_refused() -> None:
    with pytest.raises(ValueError, match="given twice: mar-days"):
        by_id([FAQ["mar-days"], FAQ["mar-days"]])


def test_what_the_faq_does_not_have_is_told() -> None:
    with pytest.raises(NoSuchEntry):
        entry("none")
    with pytest.raises(OperatorError, match="'none'"):
        told("none", TODAY)


def test_the_command_prints_answer_and_sources() -> None:
    lines = told("vol-age", TODAY).splitlines()
    assert lines[0] == "vol-age  VOL"
    assert lines[-1].startswith("  [L] ")
    assert len(told(None, TODAY).split("\n\n")) == len(FAQ)

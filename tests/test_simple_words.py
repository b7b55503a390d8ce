"""Simple words, as a machine can measure them: short sentences, one question, no asides, every figure still there."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from fluent.syntax import FluentParser, ast

from dialogs.messages import Words
from handlers.wording import LOCALES, Wording
from tests.test_wording import EMOJI, PLACEABLE

MOST_WORDS = 12  # of a sentence; a figure, a date or a name that is filled in counts as one
# What citizens are told in a conversation and by notices. Pages, papers and the desk's own words are not spoken.
FILES = (
    *("menu", "identify", "grant-status", "objection", "premium", "contract", "partial-months", "receipts", "talk"),
    *("notices", "month-end", "desk", "faq", "hearing", "sms", "dependency"),
)
TO_CITIZENS = {
    "month-end": ("notice-",),
    "dependency": ("dependency-", "notice-"),
    "desk": (
        *("desk-opened", "desk-still", "desk-wait-", "desk-offer", "desk-taken", "desk-moved", "desk-returned"),
        *("desk-closed", "marking-"),
    ),
}
# A word that has to be explained, and the word beside it that does.
HARD = {
    "مستمری": "پول ماهانهٔ بازنشستگی",  # but to those who draw a share of one
    "احراز": "می‌فهمیم شما کیستید",
    "استخدامی": "سر کار",
    "ازکارافتادگی": "یعنی وقتی دیگر نتوانید کار کنید",
    "شبا": "شمارهٔ حساب",
    "مبنا": "مبنا دستمزدی",
    "کسری": "روزهای کم",
    "لیست": "روزهای کار",
    "پوشش": "بیمهٔ درمان",
    "دیوان عدالت اداری": "دادگاه شکایت از اداره‌ها",
    "امور مالی": "بخش پرداخت",
    "اعتبار دارد": "کار می‌کند",
    "قطعی": "رسمی",
}
NAMES = re.compile("«[^»]*»")  # of buttons and dialogs: a label is the same everywhere
# Ways of writing the same figure.
OTHERWISE = {"DAY": "DATE", "SHORTMONTH": "MONTH", "MONTHNAME": "MONTH", "COPY": "DIGITS"}
FIGURES = {"NUM", "DIGITS", "ORDINAL", "RIALS", "TOMAN", "DATE", "DAY", "TIME", "MONTH", "SHORTMONTH", "MONTHNAME"} | {
    *("COPY", "LAST4", "MOBILE", "NATIONALID")
}


@cache
def _messages() -> dict[str, ast.Pattern]:
    """Every message and attribute of the locale."""
    found: dict[str, ast.Pattern] = {}
    for path in sorted((LOCALES / "fa").glob("*.ftl")):
        for entry in FluentParser().parse(path.read_text(encoding="utf-8")).body:
            if isinstance(entry, ast.Message):
                if entry.value:
                    found[entry.id.name] = entry.value
                found |= {f"{entry.id.name}.{one.id.name}": one.value for one in entry.attributes}
    return found


def _told() -> Iterator[tuple[str, str]]:
    """What a citizen can be told, by id, and the id of its simple form, which may be itself."""
    for name in FILES:
        source = (LOCALES / "fa" / f"{name}.ftl").read_text(encoding="utf-8")
        for entry in FluentParser().parse(source).body:
            if not isinstance(entry, ast.Message) or not entry.id.name.startswith(TO_CITIZENS.get(name, ("",))):
                continue
            id = entry.id.name
            yield id, _simple(id, "simple")
            if f"{id}.help" in _messages():
                yield f"{id}.help", _simple(f"{id}.help", "help-simple")


def _simple(id: str, form: str) -> str:
    simple = f"{id.partition('.')[0]}.{form}"
    return simple if simple in _messages() else id


TOLD = sorted(set(_told()))


def _reference(node: ast.MessageReference) -> ast.Pattern:
    return _messages()[f"{node.id.name}.{node.attribute.name}" if node.attribute else node.id.name]


def _variants(pattern: ast.Pattern) -> list[str]:
    """The texts that a pattern can become, with what they quote of other messages."""
    found = [""]
    for element in pattern.elements:
        if isinstance(element, ast.TextElement):
            found = [text + element.value for text in found]
            continue
        expression = element.expression
        inner = [PLACEABLE]
        if isinstance(expression, ast.SelectExpression):
            inner = [text for variant in expression.variants for text in _variants(variant.value)]
        elif isinstance(expression, ast.MessageReference):
            inner = _variants(_reference(expression))
        elif isinstance(expression, ast.StringLiteral):
            inner = [expression.value]
        found = [text + one for text in found for one in inner]
    return found


TEXTS = {simple: _variants(_messages()[simple]) for _, simple in TOLD}


def _figures(pattern: ast.Pattern) -> set[tuple[str, str]]:
    """The figures and dates of a pattern: how each is written, and of what."""
    found: set[tuple[str, str]] = set()
    for element in pattern.elements:
        expression = element.expression if isinstance(element, ast.Placeable) else None
        if isinstance(expression, ast.SelectExpression):
            found = found.union(*(_figures(variant.value) for variant in expression.variants))
        elif isinstance(expression, ast.MessageReference):
            found |= _figures(_reference(expression))
        elif isinstance(expression, ast.FunctionReference) and expression.id.name in FIGURES:
            (of,) = expression.arguments.positional
            if isinstance(of, ast.VariableReference):
                found.add((OTHERWISE.get(expression.id.name, expression.id.name), of.id.name))
    return found


def _sentences(text: str) -> Iterator[str]:
    """The sentences of a text; of a table's line, its cells."""
    for line in re.sub(r"[a-z]+\.[a-z.]+", "es", text).split("\n"):
        yield from re.split(r"[،.؟؛]|: " if line.startswith("•") else r"[.؟؛]|: ", line)


def test_no_sentence_is_long() -> None:
    sentences = {one: simple for _, simple in TOLD for text in TEXTS[simple] for one in _sentences(text)}
    assert {one: simple for one, simple in sentences.items() if len(one.split()) > MOST_WORDS} == {}


def test_no_figure_and_no_date_is_dropped() -> None:
    messages = _messages()
    dropped = {id: _figures(messages[id]) - _figures(messages[simple]) for id, simple in TOLD}
    assert {id: figures for id, figures in dropped.items() if figures} == {}


def test_one_thing_is_asked_at_a_time() -> None:
    asked = {simple for _, simple in TOLD for text in TEXTS[simple] if text.count("؟") > 1}
    assert {simple for simple in asked if not simple.endswith(".help-simple")} == set()


def test_the_question_comes_last() -> None:
    """What a button answers is what was just read; an example of a good answer may follow."""
    asking = [text for _, simple in TOLD if simple.endswith(".simple") for text in TEXTS[simple] if "؟" in text]
    assert [text for text in asking if not text.rstrip().endswith("؟")] == []


def test_there_are_no_asides() -> None:
    asides = {simple for _, simple in TOLD for text in TEXTS[simple] if re.search(r"[()\[\]؛]", text)}
    assert asides == set()


def test_a_hard_word_is_explained_where_it_stands() -> None:
    unexplained = {
        (simple, hard)
        for _, simple in TOLD
        for text in TEXTS[simple]
        for hard, explained in HARD.items()
        if re.search(rf"(?<![آ-ی‌]){hard}(?![آ-ی‌])", NAMES.sub("", text).replace("سهم شما از مستمری", ""))
        and explained not in text
    }
    assert unexplained == set()


def test_no_emoji_is_said_even_where_there_is_no_simple_form() -> None:
    simply = Wording().simply
    for words in (Words("issued-caption-receipt", {"number": "12345674"}), Words("act-share-contact")):
        assert EMOJI.search(Wording()(words))
        assert not EMOJI.search(simply(words))


def test_a_sentence_is_a_line_and_what_somebody_wrote_is_left_as_it_is() -> None:
    reason = "دو ماه کار کردم. لیست نیامد. 🙂"
    told = Wording().simply(Words("objection-changed", {"reason": reason}))
    assert f"«{reason}»" in told.split("\n")
    assert all(line.count(".") <= 1 for line in told.split("\n") if "«" not in line)


def test_simple_words_come_by_sms_too() -> None:
    words = Words("answer-national-id-length", {"digits": 7})
    assert Wording().simply(words, short=True) == Wording().simply(words)
    assert Wording().simply(words, short=True) != Wording()(words, short=True)

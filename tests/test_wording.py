"""What a machine can check of the Persian: letters, marks, digits, spaces, and how long a sentence is."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from fluent.syntax import FluentParser, ast

from handlers.wording import LOCALES

ZWNJ = "\u200c"
# WORDING asks for sentences of rarely more than 15 words. Twenty is where a slow reader has to go back to the start;
# a figure, a date or a name that is filled in counts as one word.
MOST_WORDS = 20
EMOJI = re.compile(r"[\u2190-\u21ff\u2300-\u27bf\u2b00-\u2bff\U0001f000-\U0001faff]")
LEADING = "✅⏳❌📄💳📱"
PLACEABLE = "۰"
# Arabic yeh, kaf and teh marbuta, tatweel, and digits that are not Persian.
FORBIDDEN_LETTERS = re.compile("[يىكةـ٠-٩0-9]")
FORBIDDEN_WORDS = (
    *("می‌باشد", "می‌باشند", "نمی‌باشد", "میباشد", "گردید", "گردیده", "گردد", "لذا", "ایفاد", "بدینوسیله", "جهت", "مذکور"),
    *("متأسفانه", "عمل آمده", "به عمل آمد", "مقتضی", "ذیل", "فوق", "نسبت به"),
)
# Words whose prefix or ending stands apart or sticks to them where a ZWNJ belongs.
WITHOUT_ZWNJ = re.compile(
    r"(?<!\S)ن?می (?=[آ-ی])|(?<!\S)ن?می(?=(?:خواه|توان|شو|کن|فرست|گوی|رو|ده)[آ-ی])"
    r"| ها(?:ی|یی|یش|یم)?(?!\S)|(?<=[آ-ی]) (?:تر|ترین)(?!\S)|کمک هزینه|بیمه شده|مستمری بگیر|پیش نویس"
)
# A silent he that takes an ezafe and does not say so. No list is complete; these are the words we use.
BARE_EZAFE = re.compile(r"(?:کمک‌هزینه ازدواج|شماره (?:همراه|حساب|خود|شما)|سابقه شما|سابقه لازم|پرونده (?:شما|خود))")


def texts() -> Iterator[tuple[str, str]]:
    """Every message, attribute and variant by id; what is filled in stands as one word."""
    for path in sorted((LOCALES / "fa").glob("*.ftl")):
        for entry in FluentParser().parse(path.read_text(encoding="utf-8")).body:
            if isinstance(entry, ast.Message):
                name = entry.id.name
                yield from ((name, text) for text in _variants(entry.value))
                for attribute in entry.attributes:
                    yield from ((f"{name}.{attribute.id.name}", text) for text in _variants(attribute.value))


def _variants(pattern: ast.Pattern | None) -> list[str]:
    """The texts that a pattern can become."""
    found = [""]
    for element in pattern.elements if pattern else []:
        if isinstance(element, ast.TextElement):
            found = [text + element.value for text in found]
        elif isinstance(element.expression, ast.SelectExpression):
            inner = [text for variant in element.expression.variants for text in _variants(variant.value)]
            found = [text + one for text in found for one in inner]
        else:
            found = [text + _filled_in(element.expression) for text in found]
    return found


def _filled_in(expression: ast.InlineExpression) -> str:
    """What is copied out of the locale itself stays; the rest is a figure."""
    if isinstance(expression, ast.FunctionReference) and expression.id.name == "LATIN":
        return f"\u2068{PLACEABLE}\u2069"
    return PLACEABLE


TEXTS = sorted(set(texts()))
SMS = [(id, text) for id, text in TEXTS if id.endswith((".sms", "-sms")) or id.startswith(("sms-", "opt-"))]


def found(pattern: re.Pattern[str] | str, among: list[tuple[str, str]] = TEXTS) -> dict[str, str]:
    """Where something is that should not be."""
    return {id: text for id, text in among if re.search(pattern, text)}


def test_letters_and_digits_are_persian() -> None:
    assert found(FORBIDDEN_LETTERS) == {}


def test_quotes_are_guillemets_and_nothing_is_shouted() -> None:
    assert found(r"""["'“”‘’!]""") == {}


def test_punctuation_is_persian_and_follows_its_word() -> None:
    assert found(r"[,;?]") == {}
    assert found(r"\s[.،؛:؟»)]") == {}
    assert found(r"[،؛؟](?=[^\s»⁩])") == {}
    assert found(r"[«(]\s") == {}


def test_prefixes_and_endings_are_joined_by_zwnj() -> None:
    assert found(WITHOUT_ZWNJ) == {}
    assert found(f"{ZWNJ}(?:\\s|$|[.،؛:؟»)])|(?:\\s|^){ZWNJ}|{ZWNJ}{{2}}") == {}


def test_the_ezafe_after_a_silent_he_is_written() -> None:
    assert found(BARE_EZAFE) == {}
    assert found("ۀ") == {}


def test_no_office_persian() -> None:
    whole = "|".join(rf"(?<![آ-ی{ZWNJ}]){word}(?![آ-ی{ZWNJ}])" for word in FORBIDDEN_WORDS)
    assert found(whole) == {}


def test_an_emoji_stands_alone_and_first() -> None:
    for id, text in TEXTS:
        emoji = EMOJI.findall(text)
        assert len(emoji) <= 1, id
        assert all(text.startswith(one) and one in LEADING for one in emoji), id


def test_no_emoji_by_sms() -> None:
    assert found(EMOJI, SMS) == {}


def test_a_latin_word_is_isolated_or_ends_its_line() -> None:
    assert found(r"[A-Za-z](?![^\n]*[A-Za-z])[^\n]+") == {}
    assert found(r"\u2068", SMS) == {}


@pytest.mark.parametrize(("id", "text"), TEXTS, ids=[f"{id}-{place}" for place, (id, _) in enumerate(TEXTS)])
def test_a_sentence_is_short(id: str, text: str) -> None:
    for sentence in re.split(r"[.؟؛\n]|: ", re.sub(r"[a-z]+\.[a-z.]+", "es", text)):
        assert len(sentence.split()) <= MOST_WORDS, sentence

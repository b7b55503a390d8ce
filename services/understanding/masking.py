"""A message without what tells whose it is: what is kept of texts that nobody was sure of.

Digits of long numbers become zeros, as many as there were: national IDs, mobiles, cards, Sheba and insurance numbers,
and amounts with them. The model sees of a long number only its length, so a masked text teaches what the original would
have. Names go where the words around tell that a name follows; a word that means something here (`meaning`) is no name.
A name that stands alone is not recognised, which is why texts kept are pruned soon, and never say whose they were.
"""

from __future__ import annotations

import re

from services.understanding.meaning import CONCEPTS
from services.understanding.normalising import words

NAME = "…"
LEAST_DIGITS = 5  # of a number whose digits go; years, articles of law and 1420 stay
_NUMBER = re.compile(r"\d(?:[ \-_./\u200c]?\d)+")
_DIGIT = re.compile(r"\d")
_MAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_DATE = re.compile(r"(?:[1۱١][34۳۴٣٤]\d\d|[9۹٩]\d)[/.\-]\d{1,2}[/.\-]\d{1,2}")
_NO_NAMES = words("من که و در از را رو هم با به برای تو تا است هست هستم چی چرا این اون یه یک فرزند اهل ساکن")
_WORD = r"[^\W\d_]+(?:\u200c[^\W\d_]+)*"
_NAMED = re.compile(
    rf"(?P<before>\b(?:من|اینجانب|بنده|man)\s+)(?P<name>(?:{_WORD}\s+){{0,3}}?{_WORD})(?P<after>\s+(?:هستم|هسم|hastam)\b)"
)
_TITLED = re.compile(
    rf"(?P<before>\b(?:آقای|اقای|خانم|خانوم|سرکار|جناب|مرحوم|مرحومه|بنام|به\s+نام|به\s+اسم|اسمم|اسم\s+من|نامم|اینجانب)\s+)"
    rf"(?P<name>{_WORD}(?:\s+{_WORD})?)(?P<after>)"
)
_FIRST = re.compile(
    rf"(?P<before>^|[،,.؛;!؟?\n]\s*)(?P<name>{_WORD}\s+{_WORD})(?P<after>\s*(?:هستم|هسم|hastam)\b|\u200cام\b)"
)


def masked(text: str) -> str:
    """`text` as it may be kept."""
    text = _NUMBER.sub(_hidden, _MAIL.sub(NAME, text))
    for pattern in (_NAMED, _FIRST, _TITLED):
        text = pattern.sub(_unnamed, text)
    return text


def _hidden(found: re.Match[str]) -> str:
    number = found[0]
    if len(_DIGIT.findall(number)) < LEAST_DIGITS or _DATE.fullmatch(number):
        return number
    return _DIGIT.sub("0" if number[0].isascii() else "۰", number)


def _unnamed(found: re.Match[str]) -> str:
    kept = [word if word in _NO_NAMES or CONCEPTS.of(words(word)) else NAME for word in found["name"].split()]
    told = [word for at, word in enumerate(kept) if word != NAME or kept[at - 1 : at] != [NAME]]
    return f"{found['before']}{' '.join(told)}{found['after']}"

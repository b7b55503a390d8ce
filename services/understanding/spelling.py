"""What different spellings of a word have in common: its consonants as they are heard.

Persian has several letters for one sound («هزینه»، «حذینه»), leaves short vowels out, and is written in Latin letters
as everybody likes («hazine», «hazineh»). All of these have the bones `hzn`. Bones are few letters and therefore shared
by words that mean different things; they are weighed beside the spelling, never instead of it.
"""

from __future__ import annotations

import re

_HEARD = str.maketrans(
    {
        **dict.fromkeys("اآأإعءئؤوی", ""),
        **dict.fromkeys("تط", "t"),
        **dict.fromkeys("سثص", "s"),
        **dict.fromkeys("زذضظ", "z"),
        **dict.fromkeys("حه", "h"),
        **dict.fromkeys("قغ", "q"),
        **dict.fromkeys("جژ", "j"),
        "ب": "b",
        "پ": "p",
        "چ": "C",
        "خ": "x",
        "د": "d",
        "ر": "r",
        "ش": "S",
        "ف": "f",
        "ک": "k",
        "گ": "g",
        "ل": "l",
        "م": "m",
        "ن": "n",
    }
)
_PAIRS = (("sh", "S"), ("ch", "C"), ("kh", "x"), ("zh", "j"), ("gh", "q"), ("ph", "f"), ("ck", "k"), ("c", "k"))
_VOWELS = str.maketrans("", "", "aeiouvwy'")
_DOUBLED = re.compile(r"(.)\1+")
_LATIN = re.compile(r"[a-z]+")


def is_latin(word: str) -> bool:
    """Whether the word is in Latin letters."""
    return _LATIN.fullmatch(word) is not None


def bones(word: str) -> str:
    """The consonants of a normalised word, as heard; a final h is silent. Digits stay as they are."""
    if is_latin(word):
        for pair, sound in _PAIRS:
            word = word.replace(pair, sound)
        heard = word.translate(_VOWELS)
    else:
        heard = word.translate(_HEARD)
    heard = _DOUBLED.sub(r"\1", heard) if not heard.isdigit() else heard
    return heard[:-1] if heard.endswith("h") and len(word) > 1 else heard

"""Words typed on the wrong keyboard: «fdli» is «بیمه», and «پشبشسش» is "mafasa".

Every key has a letter on either keyboard, so a text can be read both ways. Which reading is likelier is told by how
often letters follow each other in Persian, and in Persian written in Latin letters, in the examples.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

from services import persian

_LATIN_KEYS = "qwertyuiop[]asdfghjkl;'zxcvbnm,\\`CHN"
_PERSIAN_KEYS = "ضصثقفغعهخحجچشسیبلاتنمکگظطزرذدپوپپژآ«"
_TO_PERSIAN = str.maketrans(_LATIN_KEYS, _PERSIAN_KEYS)
_TO_LATIN = str.maketrans({**dict(zip(_PERSIAN_KEYS[:31], _LATIN_KEYS[:31], strict=True)), "ئ": "m"})
_EDGE = " "
PERSIAN = _EDGE + "ابپتثجچحخدذرزژسشصضطظعغفقکگلمنوهی"
LATIN = _EDGE + "abcdefghijklmnopqrstuvwxyz"
_PLACES = {one: {letter: place for place, letter in enumerate(one)} for one in (PERSIAN, LATIN)}
_HAS_LATIN = re.compile(r"[A-Za-z]")
_HAS_PERSIAN = re.compile(r"[\u0621-\u06cc]")
LIKELIER = 0.7  # nats a letter by which another reading has to be better; slips are rare
LEAST_LETTERS = 4


@dataclass(frozen=True)
class Letters:
    """How likely a letter follows another, as logarithms, by alphabet."""

    persian: tuple[tuple[float, ...], ...]
    latin: tuple[tuple[float, ...], ...]

    def likely(self, text: str, alphabet: str) -> float:
        """The mean logarithm of a letter's likelihood after the one before; letters of no alphabet are unlikely."""
        table = self.persian if alphabet is PERSIAN else self.latin
        places = _PLACES[alphabet]
        seen = [places.get(letter, -1) for letter in f" {' '.join(persian.words(text))} "]
        steps = [table[one][two] if one >= 0 and two >= 0 else _UNLIKELY for one, two in pairwise(seen)]
        return sum(steps) / len(steps)

    def reading(self, text: str) -> str:
        """`text` as its writer meant to type it."""
        latin, in_persian = _HAS_LATIN.search(text), _HAS_PERSIAN.search(text)
        if bool(latin) == bool(in_persian) or sum(map(str.isalpha, text)) < LEAST_LETTERS:
            return text
        if latin:
            other = text.translate(_TO_PERSIAN)
            gain = self.likely(other, PERSIAN) - self.likely(text, LATIN)
        else:
            other = text.translate(_TO_LATIN)
            gain = self.likely(other, LATIN) - self.likely(text, PERSIAN)
        return other if gain > LIKELIER else text


_UNLIKELY = math.log(1e-4)


def counted(texts: Iterable[str], alphabet: str) -> tuple[tuple[float, ...], ...]:
    """The table of one alphabet from texts in it."""
    places = _PLACES[alphabet]
    counts = [[0.2] * len(alphabet) for _ in alphabet]
    for text in texts:
        for one, two in pairwise(f" {' '.join(persian.words(text))} "):
            if one in places and two in places:
                counts[places[one]][places[two]] += 1
    return tuple(tuple(math.log(count / sum(row)) for count in row) for row in counts)


def letters_of(texts: Iterable[str]) -> Letters:
    """The tables of both alphabets from texts of either."""
    kept = list(texts)
    return Letters(
        counted((text for text in kept if not _HAS_LATIN.search(text)), PERSIAN),
        counted((text for text in kept if not _HAS_PERSIAN.search(text)), LATIN),
    )

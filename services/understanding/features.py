"""A message as the numbers of its features: words, pairs and pieces of words, the same of their bones, and meanings.

A feature is hashed into one of `BUCKETS`, so the model is a table of that many rows and no list of words goes with it.
Two features that share a row blur each other a little; there are about as many rows as features in the examples.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations, pairwise
from zlib import crc32

from services.understanding.meaning import CONCEPTS
from services.understanding.spelling import bones, is_latin

BUCKETS = 1 << 17
PIECES = (2, 3, 4, 5)  # letters of a piece of a word
BONE_PIECES = (2, 3, 4)
WRITTEN_OUT = 4  # a number of at most so many digits may mean something: 1420, 38, 50


MEANING = 3.0  # how much more a meaning counts than a spelling


def features(words: Sequence[str]) -> dict[int, float]:
    """The rows of a message's features, and how much each counts."""
    return {**_counted(_spelt(words), 1.0), **_counted(_heard(words), 1.0), **_counted(_meant(words), MEANING)}


def heard_features(words: Sequence[str]) -> dict[int, float]:
    """The same of what is left of a Persian message when it is written in Latin letters."""
    return _counted(_heard(words), 1.0)


def _counted(found: Iterator[str], counts: float) -> dict[int, float]:
    return {crc32(feature.encode()) % BUCKETS: counts for feature in found}


def _spelt(words: Sequence[str]) -> Iterator[str]:
    said = [_number(word) if word.isdigit() else word for word in words]
    for word in said:
        yield "w" + word
        if word.isalpha():
            yield from _pieces("c", word, PIECES)
    for one, following in pairwise(("^", *said, "$")):
        yield f"p{one} {following}"


def _heard(words: Sequence[str]) -> Iterator[str]:
    said = [_number(word) if word.isdigit() else bones(word) for word in words]
    for word in said:
        if word:
            yield "b" + word
            yield from _pieces("d", word, BONE_PIECES)
    for one, following in pairwise(("^", *said, "$")):
        yield f"q{one} {following}"
    for word in words:
        if is_latin(word):
            yield from _pieces("l", word, BONE_PIECES)


def _meant(words: Sequence[str]) -> Iterator[str]:
    meanings = CONCEPTS.of(words)
    for meaning in meanings:
        yield "m" + meaning
    for one, other in combinations(meanings, 2):
        yield f"n{one} {other}"


def _number(digits: str) -> str:
    """Small numbers as they are; of longer ones only how long: nobody's number is anything to learn from."""
    return digits if len(digits) <= WRITTEN_OUT else f"#{min(len(digits), 12)}"


def _pieces(kind: str, word: str, lengths: Sequence[int]) -> Iterator[str]:
    edged = f"<{word}>"
    for length in lengths:
        for start in range(len(edged) - length + 1):
            yield kind + edged[start : start + length]

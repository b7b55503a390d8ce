"""Which meanings the words of a message have: concepts.txt, looked up by spelling or, in Latin letters, by sound."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from services.understanding.normalising import words
from services.understanding.spelling import bones, is_latin

FEW_BONES = 3  # fewer consonants than these are shared by too many words for a beginning to say anything
SHORT = 3  # letters; shorter forms count as whole words only
HERE = Path(__file__).parent / "concepts.txt"


@dataclass(frozen=True)
class Concepts:
    """Forms by what they mean, by spelling and by bones."""

    begun: dict[str, frozenset[str]]
    whole: dict[str, frozenset[str]]
    heard: dict[str, frozenset[str]]

    def of(self, said: Sequence[str]) -> list[str]:
        """The meanings in a message, each once, in order of the alphabet."""
        return sorted({concept for word in said for concept in _meanings(self, word)})

    def __hash__(self) -> int:
        return id(self)


@lru_cache(maxsize=20_000)
def _meanings(concepts: Concepts, word: str) -> frozenset[str]:
    if is_latin(word):
        heard = bones(word)
        found = [concepts.heard.get(heard, frozenset())]
        found += [concepts.heard.get(heard[:end], frozenset()) for end in range(FEW_BONES, len(heard))]
    else:
        found = [concepts.whole.get(word, frozenset())]
        found += [concepts.begun.get(word[:end], frozenset()) for end in range(1, len(word) + 1)]
    return frozenset().union(*found)


def read_concepts(lines: Iterable[str]) -> Concepts:
    """Concepts from lines of `name: forms = whole words`. Raises ValueError for a line that is none."""
    begun: dict[str, frozenset[str]] = {}
    whole: dict[str, frozenset[str]] = {}
    heard: dict[str, frozenset[str]] = {}
    for line in lines:
        if not line.strip() or line.startswith("#"):
            continue
        name, colon, forms = line.partition(":")
        if not colon:
            raise ValueError(f"no concept: {line!r}")
        beginnings, _, wholes = forms.partition("=")
        for usual, given in ((begun, beginnings), (whole, wholes)):
            for form in words(given):
                table = whole if len(form) < SHORT else usual
                table[form] = table.get(form, frozenset()) | {name}
                if bones(form):
                    heard[bones(form)] = heard.get(bones(form), frozenset()) | {name}
    return Concepts(begun, whole, heard)


CONCEPTS = read_concepts(HERE.read_text(encoding="utf-8").splitlines())

"""The keywords of the FAQ: a message that has none of an entry's is not asking for it, however alike they are.

A keyword is the beginning of a word, compared by spelling or by sound, so that one list serves Latin letters too.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from services.understanding.normalising import words
from services.understanding.spelling import bones, is_latin

HERE = Path(__file__).parent / "keywords.txt"


@dataclass(frozen=True)
class Keywords:
    """Beginnings of words and of their bones, by entry."""

    spelt: dict[str, tuple[str, ...]]
    heard: dict[str, tuple[str, ...]]

    def fit(self, entry: str, said: Sequence[str]) -> bool:
        """Whether one of the entry's keywords is in a message, given as normalised words."""
        return any(
            bones(word).startswith(self.heard[entry]) if is_latin(word) else word.startswith(self.spelt[entry])
            for word in said
        )


def read_keywords(lines: Iterable[str]) -> Keywords:
    """Keywords from lines of `entry: beginnings`. Raises ValueError for a line that is none."""
    spelt: dict[str, tuple[str, ...]] = {}
    for line in lines:
        if not line.strip() or line.startswith("#"):
            continue
        entry, colon, given = line.partition(":")
        if not colon or entry in spelt:
            raise ValueError(f"no keywords: {line!r}")
        spelt[entry] = words(given)
    heard = {entry: tuple(filter(None, map(bones, given))) for entry, given in spelt.items()}
    return Keywords(spelt, heard)


KEYWORDS = read_keywords(HERE.read_text(encoding="utf-8").splitlines())

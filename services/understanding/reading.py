"""From what was typed to the words that are weighed: keyboard, what is meant, plain words, slips, courtesy."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from services.understanding import courtesy
from services.understanding.layout import Letters, letters_of
from services.understanding.meant import meant
from services.understanding.normalising import words
from services.understanding.vocabulary import Vocabulary, vocabulary_of


@dataclass(frozen=True)
class Reader:
    """Reads messages; `letters` and `vocabulary` are those of the examples."""

    letters: Letters
    vocabulary: Vocabulary

    def words(self, text: str) -> tuple[str, ...]:
        """What of `text` is meant, as it was meant to be typed, in normalised words."""
        return courtesy.KNOWN.taken_off(self.vocabulary.mended(self._plain(text)))

    def _plain(self, text: str) -> tuple[str, ...]:
        return words(meant(self.letters.reading(text)))


def reader_of(texts: Iterable[str]) -> Reader:
    """A reader that knows the letters and words of `texts`."""
    kept = list(texts)
    letters = letters_of(kept)
    return Reader(letters, vocabulary_of(words(letters.reading(text)) for text in kept))

"""What people say around a wish: a greeting before it, thanks after it.

«سلام خسته نباشید، پیتزا میخوام، مرسی» is about a pizza. Greetings are their own kind of message only when nothing
else is said, so they are taken off wherever something is left.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from services.understanding.examples import COURTESY
from services.understanding.normalising import words

Phrase = tuple[str, ...]
_MARKS = frozenset("?*#")


@dataclass(frozen=True)
class Courtesy:
    """Phrases, as normalised words, by where they stand."""

    before: frozenset[Phrase]
    after: frozenset[Phrase]

    def taken_off(self, said: Sequence[str]) -> Phrase:
        """`said` without greetings before it and thanks after it; all of it where nothing else is said."""
        left = tuple(said)
        while length := _longest(left[:length] in self.before for length in _LENGTHS):
            left = left[length:]
        while length := _longest(left[-length:] in self.after for length in _LENGTHS):
            left = left[:-length]
        return left if any(word not in _MARKS for word in left) else tuple(said)


def read_courtesy(lines: Iterable[str]) -> Courtesy:
    """Phrases from lines of `before: one / other` and `after: …`. Raises ValueError for a line that is none."""
    found: dict[str, set[Phrase]] = {"before": set(), "after": set()}
    for line in lines:
        if not line.strip() or line.startswith("#"):
            continue
        place, colon, phrases = line.partition(":")
        read = {words(phrase) for phrase in phrases.split(" / ")}
        if not colon or place not in found or max(map(len, read)) > _LENGTHS[0]:
            raise ValueError(f"no courtesy: {line!r}")
        found[place] |= read - {()}
    return Courtesy(frozenset(found["before"]), frozenset(found["after"]))


def _longest(found: Iterable[bool]) -> int:
    """The first of the lengths that was found, or 0."""
    return next((length for length, one in zip(_LENGTHS, found, strict=True) if one), 0)


_LENGTHS = range(4, 0, -1)  # of a phrase, in words
KNOWN = read_courtesy(COURTESY.read_text(encoding="utf-8").splitlines())

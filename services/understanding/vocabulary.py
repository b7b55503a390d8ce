"""Words that people write, as the examples have them; and words that are none, mended into these.

A word that no example has is most often one of theirs with a slip in it («اعتزاض»), or two run together
(«کمکهزینه»), or half of one («ازد واج»). What cannot be mended into usual words stays: it may well be a word.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from services.understanding.spelling import is_latin

USUAL = 4  # times: a word so often in the examples is no slip itself
LEAST_SLIPPED = 4  # letters of a word that a slip is looked for in
LEAST_JOINED = 6  # letters of a word that may be several
LEAST_PIECE, MOST_PIECE = 2, 14
MOST_LETTERS = 80  # longer words are noise
PIECE_COSTS = 9.0  # nats, so that few long pieces are likelier than many short ones


@dataclass(frozen=True)
class Vocabulary:
    """How often the examples have each word."""

    often: Mapping[str, int]
    _shortened: Mapping[str, tuple[str, ...]] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        shortened: defaultdict[str, list[str]] = defaultdict(list)
        for word, times in self.often.items():
            if times >= USUAL and len(word) >= LEAST_SLIPPED and not is_latin(word):
                for short in {word, *_shortened(word)}:
                    shortened[short].append(word)
        object.__setattr__(self, "_shortened", {short: tuple(found) for short, found in shortened.items()})

    def __hash__(self) -> int:
        return id(self)

    def mended(self, said: Sequence[str]) -> tuple[str, ...]:
        """`said` with unknown words in Persian letters mended where usual words are close; all else as it is."""
        found: list[str] = []
        for word in said:
            if found and self._is_half(found[-1], word):
                found[-1] += word
            else:
                found.append(word)
        return tuple(piece for word in found for piece in _mended(self, word))

    def _is_half(self, one: str, other: str) -> bool:
        return not (one in self.often and other in self.often) and self._is_usual(one + other)

    def _is_usual(self, word: str) -> bool:
        return self.often.get(word, 0) >= USUAL

    def unslipped(self, word: str) -> str | None:
        """The usual word that is one letter too many, too few, wrong, or out of its place away from `word`."""
        close = {
            one
            for short in (word, *_shortened(word))
            for one in self._shortened.get(short, ())
            if _is_one_slip(word, one)
        }
        return max(close, key=lambda one: (self.often[one], one), default=None)

    def parted(self, word: str) -> tuple[str, ...] | None:
        """The usual words that `word` is when it is read without spaces between them: the likeliest."""
        best: list[tuple[float, tuple[str, ...]] | None] = [(0.0, ()), *(None for _ in word)]
        total = math.log(sum(self.often.values()))
        for end in range(1, len(word) + 1):
            for start in range(max(0, end - MOST_PIECE), end - LEAST_PIECE + 1):
                before, piece = best[start], word[start:end]
                if before is None or not self._is_usual(piece):
                    continue
                cost = before[0] + PIECE_COSTS + total - math.log(self.often[piece])
                if best[end] is None or cost < best[end][0]:  # type: ignore[index]
                    best[end] = (cost, (*before[1], piece))
        last = best[-1]
        return last[1] if last is not None else None


@lru_cache(maxsize=20_000)
def _mended(vocabulary: Vocabulary, word: str) -> tuple[str, ...]:
    if word in vocabulary.often or not word.isalpha() or is_latin(word) or len(word) > MOST_LETTERS:
        return (word,)
    if len(word) >= LEAST_SLIPPED and (usual := vocabulary.unslipped(word)):
        return (usual,)
    return (len(word) >= LEAST_JOINED and vocabulary.parted(word)) or (word,)


def vocabulary_of(messages: Iterable[Sequence[str]]) -> Vocabulary:
    """The words of messages, the most frequent first."""
    often = Counter(word for said in messages for word in said if word.isalpha() and not is_latin(word))
    return Vocabulary(dict(sorted(often.items(), key=lambda one: (-one[1], one[0]))))


def _shortened(word: str) -> Iterator[str]:
    """The word without one of its letters, each in turn."""
    return (word[:place] + word[place + 1 :] for place in range(len(word)))


def _is_one_slip(word: str, usual: str) -> bool:
    """Whether the two are one slip apart; of those that share a shortened form, some are two."""
    if len(word) != len(usual):
        return True
    apart = [place for place, (one, other) in enumerate(zip(word, usual, strict=True)) if one != other]
    if len(apart) == 2:
        first, second = apart
        return second == first + 1 and word[first] == usual[second] and word[second] == usual[first]
    return len(apart) == 1

"""What people type, made comparable; and figures as people read them.

Typed Persian mixes three kinds of digits, Arabic and Persian letters, and ZWNJ, a space or nothing between parts of a
word. `fold` makes all of them equal. It is for comparing only: a person's words are stored as they were written.
"""

from __future__ import annotations

import unicodedata

from persiantools import digits

_LETTERS = str.maketrans(
    {
        "ي": "ی",
        "ى": "ی",
        "ې": "ی",
        "ے": "ی",
        "ك": "ک",
        "ڪ": "ک",
        "ة": "ه",
        "ہ": "ه",
        "ھ": "ه",
        "ە": "ه",
        "ٱ": "ا",
        "ـ": None,  # kashida
    }
)
# Kept out of a comparison: marks above and below letters (Mn), and bidi controls and joiners, ZWNJ among them (Cf).
_INVISIBLE = frozenset({"Mn", "Cf"})
# What people put between the digits of a number, or around them.
_SEPARATORS = frozenset("-‐‑‒–—−_./\\|,،٬٫()[]{}:;؛*")


def latin_digits(text: str) -> str:
    """Persian and Arabic digits as Latin ones; all else as it is."""
    return digits.fa_to_en(digits.ar_to_fa(text))


def persian_digits(text: str) -> str:
    """Latin and Arabic digits as Persian ones; all else as it is."""
    return digits.en_to_fa(digits.ar_to_fa(text))


def grouped(number: int) -> str:
    """A whole number as people read it: «۳۴٬۷۸۸٬۹۶۱»."""
    return persian_digits(f"{number:,}".replace(",", "٬"))


def fold(text: str) -> str:
    """`text` with every difference of typing taken out, spaces too: «كمك هزينة» and «کمک‌هزینه» become the same."""
    return "".join(words(text))


def words(text: str) -> tuple[str, ...]:
    """The words of `text`, each folded; a ZWNJ parts words as a space does."""
    plain = unicodedata.normalize("NFKD", text.replace("\u200c", " "))
    seen = "".join(letter for letter in plain if unicodedata.category(letter) not in _INVISIBLE)
    return tuple(latin_digits(seen).translate(_LETTERS).casefold().split())


def spoken(text: str) -> str:
    """`text` folded, letters and digits alone: what is left of a button's label when somebody types it."""
    return "".join(letter for letter in fold(text) if letter.isalnum())


def bare(text: str) -> str:
    """A typed number in Latin digits, without spaces, separators and invisible marks; letters stay."""
    return "".join(letter for letter in latin_digits(unicodedata.normalize("NFKC", text)) if not _separates(letter))


def _separates(letter: str) -> bool:
    return letter in _SEPARATORS or letter.isspace() or unicodedata.category(letter) in _INVISIBLE

"""What people type, as words that can be compared: one alphabet, one kind of digits, no lengthened letters.

Only the model sees this; a person's words are kept as they were written.
"""

from __future__ import annotations

import re
import unicodedata

from services import persian

_LENGTHENED = re.compile(r"([^\W\d_])\1{2,}")  # «سلاااام»
_PART = re.compile(r"[^\W\d_]+|\d+|[*#?]")
_STUCK_PREFIX = re.compile(r"\b(ن?می)\u200c")
_STUCK_ENDING = re.compile(r"\u200c(ها|های|هایی|هام|هات|هاش|ام|ات|اش|ای|اند|ایم|اید|ی|تر|ترین|مان|تان|شان)\b")
_QUESTION = str.maketrans("؟", "?")

# Slips of the finger and the ear that no rule of sound explains; spellings by sound are `spelling`'s.
_MISSPELT = {
    "ازدباج": "ازدواج",
    "ازدوج": "ازدواج",
    "ازداوج": "ازدواج",
    "ازدواح": "ازدواج",
    "ازدواچ": "ازدواج",
    "اردواج": "ازدواج",
    "اخطیاری": "اختیاری",
    "احتیاری": "اختیاری",
    "اختباری": "اختیاری",
    "ختیاری": "اختیاری",
    "اختاری": "اختیاری",
    "شبعه": "شعبه",
    "تمیکل": "تکمیل",
    "بمیه": "بیمه",
    "بیمع": "بیمه",
    "هزینع": "هزینه",
    "کارشنس": "کارشناس",
    "مستمرى": "مستمری",
    "موفاصا": "مفاصا",
    "موفاسا": "مفاصا",
    "مفصا": "مفاصا",
    "گواحی": "گواهی",
    "استلام": "استعلام",
}


def words(text: str) -> tuple[str, ...]:
    """The words, numbers and question marks of `text`, each in its plain form.

    Parts that a ZWNJ joins come apart as with a space, but for prefixes and endings, which people write without either.
    """
    joined = _STUCK_ENDING.sub(r"\1", _STUCK_PREFIX.sub(r"\1", unicodedata.normalize("NFKC", text)))
    plain = " ".join(persian.words(joined.translate(_QUESTION)))
    parts = _PART.findall(_LENGTHENED.sub(r"\1", plain))
    return tuple(_MISSPELT.get(part, part) for part in parts)

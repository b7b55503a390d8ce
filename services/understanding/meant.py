"""What of a message is meant: «وام نمیخوام، کمک هزینه ازدواج» is about the grant, not about a loan.

A clause in which people say what they do not want is set aside where another clause says what they do. Clauses end at a
comma and where a wish begins or is denied; nothing is parsed, so a denial that is the whole message stays as it is.
"""

from __future__ import annotations

import re

_ENDS = re.compile(r"[،,؛;.!\n؟?]+")
_WISHES = re.compile(
    r"(?<=\S)\s+(?=(?:فقط|بلکه|منظورم|همون|همین|faghat|hamoon)\s)"
    r"|(?<=\S)\s+(?=(?:می[ \u200c]?خوام|می[ \u200c]?خواهم|mikham)\s)"
    r"|(?<=\S نمیخوام)\s+|(?<=\S نمیخواهم)\s+|(?<=\S نمی‌خوام)\s+|(?<=\S نمی‌خواهم)\s+|(?<=\S nemikham)\s+"
)
_DENIED = re.compile(
    r"\b(?:نمی[ \u200c]?خوام|نمی[ \u200c]?خواهم|نمیخام|ne?mikha[mn])\b"
    r"|\b(?:منظورم|بحثم?|دنبال)\b.*\b(?:نیستم?|نبود)\b"
    r"|\b(?:اعتراضی?|شکایتی?|لازم|نیازی?|کاری)\s+ندارم\b|\bکاری\s+(?:با|به)\s.*\bندارم\b"
    r"|^\s*(?:جدا از|به جای|به غیر از)\b"
    r"|\b(?:نه|na)\s*$"
)
_NEITHER = re.compile(  # «نه قسط میخوام نه اعتراض، فقط …»
    r"^\s*(?:نه|na)\s[^،,؛;.!\n]*\s(?:نه|na)\s[^،,؛;.!\n]*[،,؛;.!\n]\s*(?=(?:فقط|همون|همین|بلکه|faghat|hamoon)\s+\S)"
)
_WORDS_LEFT = 2  # what is left of a message has to say something


def meant(text: str) -> str:
    """`text` without the clauses that say what is not wanted, or all of it where nothing else would be left."""
    text = _NEITHER.sub("", text)
    clauses = [part for clause in _ENDS.split(text) for part in _WISHES.split(clause) if part and part.strip()]
    left = [clause for clause in clauses if not _DENIED.search(clause)]
    if len(left) == len(clauses) or sum(len(clause.split()) for clause in left) < _WORDS_LEFT:
        return text
    return "، ".join(clause.strip() for clause in left)

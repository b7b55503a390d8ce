"""What stays between colleagues: a line that begins with `//`, however it was typed."""

from __future__ import annotations

import re

# Keyboards and clipboards put marks of direction and joiners before a line; nobody sees them, and a note is one still.
_UNSEEN = r"[\s\u00ad\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]*"
_MARK = re.compile(rf"{_UNSEEN}[/\uff0f]{{2}}")


def is_note(text: str) -> bool:
    """Whether it is a note from its first line on."""
    return _MARK.match(text) is not None


def has_note(text: str) -> bool:
    """Whether any line of it is a note."""
    return any(map(is_note, text.splitlines()))


def without_mark(text: str) -> str:
    """A note's words, without the mark it begins with."""
    return _MARK.sub("", text, count=1).strip() if is_note(text) else text

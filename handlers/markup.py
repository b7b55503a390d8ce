"""Our marks as Telegram's HTML, for both of its bots."""

from __future__ import annotations

import html

from handlers.wording import COPIED, COPY, STRONG, STRONG_END

_PAIRS = {COPY: COPIED, STRONG: STRONG_END}
_MARKS = frozenset((*_PAIRS, *_PAIRS.values()))
_TAGS = str.maketrans({COPY: "<code>", COPIED: "</code>", STRONG: "<b>", STRONG_END: "</b>"})


def as_html(text: str) -> str:
    """Text as Telegram's HTML: everything escaped, our own marks as tags."""
    return html.escape(_paired(text), quote=False).translate(_TAGS)


def _paired(text: str) -> str:
    """Our marks in pairs, one at a time: a long text may have been split between the two of a pair."""
    open_one, kept = "", []
    for letter in text:
        if letter in _PAIRS and not open_one:
            open_one = letter
        elif open_one and letter == _PAIRS[open_one]:
            open_one = ""
        elif letter in _MARKS:
            continue
        kept.append(letter)
    return "".join(kept) + (_PAIRS[open_one] if open_one else "")

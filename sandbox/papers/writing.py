"""Persian as glyphs from left to right, for a drawing library that can neither join letters nor turn a line round.

Pillow can do both where the machine has libfribidi, and the samples must look the same where it has not. A letter's
joined shapes are characters of their own in Unicode, whose database says of which letter and at which place in a word.
That is enough for names, labels and numbers on a form; it is no bidirectional algorithm.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import cache

PRESENTATION_FORMS = (range(0xFB50, 0xFE00), range(0xFE70, 0xFF00))
NON_JOINER = "\u200c"
LIGATURE = "لا"
_LEFT_TO_RIGHT = re.compile(r"[0-9۰-۹A-Za-z](?:[0-9۰-۹A-Za-z/.,:٬٫+-]*[0-9۰-۹A-Za-z])?|.", re.DOTALL)
_MIRRORED = str.maketrans("()[]«»", ")(][»«")


def shaped(line: str) -> str:
    """The line's glyphs in the order in which they stand on paper, the leftmost first."""
    joined = "".join(_joined(_letters(line)))
    return "".join(
        part if len(part) > 1 else part.translate(_MIRRORED) for part in reversed(_LEFT_TO_RIGHT.findall(joined))
    )


def _letters(line: str) -> list[str]:
    return re.findall(f"{LIGATURE}|.", line)


def _joined(letters: list[str]) -> Iterator[str]:
    for place, letter in enumerate(letters):
        if letter == NON_JOINER:
            continue
        shapes = _shapes().get(letter, {})
        after = place > 0 and "initial" in _shapes().get(letters[place - 1], {}) and "final" in shapes
        before = place + 1 < len(letters) and "initial" in shapes and "final" in _shapes().get(letters[place + 1], {})
        kind = {(True, True): "medial", (True, False): "final", (False, True): "initial"}.get((after, before), "")
        yield shapes.get(kind, letter if len(letter) == 1 else shapes["isolated"])


@cache
def _shapes() -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = {}
    for code in (code for forms in PRESENTATION_FORMS for code in forms):
        kind, *letters = unicodedata.decomposition(chr(code)).split() or [""]
        letter = "".join(chr(int(one, 16)) for one in letters)
        if len(letter) == 1 or letter == LIGATURE:
            found.setdefault(letter, {})[kind.strip("<>")] = chr(code)
    return found

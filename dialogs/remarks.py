"""What people say that asks for no service: somebody is in danger, an insult, a thank-you, a greeting, an «all right».

The rules are few and strict, and stand in remarks.txt: a thank-you or a greeting is one only where the message says
nothing else, and danger is one only in words in which it is told while it lasts. «پدرم سکته کرده، از کار افتاده» is
about a pension.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from enum import StrEnum
from pathlib import Path

from services import persian

RULES = Path(__file__).with_name("remarks.txt")
LONGEST = 9  # words of a call for help; who writes more tells of something that was


class Remark(StrEnum):
    """What a message is besides any wish; the first that holds."""

    DESPAIR = "despair"
    EMERGENCY = "emergency"
    INSULT = "insult"
    THANKS = "thanks"
    ALL_RIGHT = "all-right"
    NO = "no"
    GREETING = "greeting"


def sections(file: Path) -> Mapping[str, list[str]]:
    """The lines of a file of words, by the section that they stand in."""
    found: dict[str, list[str]] = {}
    section: list[str] = []
    for line in filter(None, map(str.strip, file.read_text(encoding="utf-8").splitlines())):
        if line.startswith("["):
            section = found.setdefault(line.strip("[]"), [])
        elif not line.startswith("#"):
            section.append(line)
    return found


def _phrases(lines: Iterable[str]) -> re.Pattern[str]:
    """Any of the phrases, as words of their own."""
    spelled = (" ".join(persian.words(line)).replace("(", "(?:").replace("~", " ?") for line in lines)
    return re.compile(rf"(?<!\w)(?:{'|'.join(spelled)})(?!\w)")


def _words(lines: Iterable[str]) -> frozenset[str]:
    return frozenset(word for line in lines for part in line.split("|") for word in persian.words(part))


_READ = sections(RULES)
_DESPAIR, _EMERGENCY, _CALLED, _INSULT = (
    _phrases(_READ[name]) for name in ("despair", "emergency", "called", "insult")
)
_THANKS, _ALL_RIGHT, _NO, _GREETING, _BESIDE = (
    _words(_READ[name]) for name in ("thanks", "all-right", "no", "greeting", "beside")
)
_THANKS_SIGNS, _ALL_RIGHT_SIGNS = (frozenset("".join(_READ[name])) for name in ("thanks-signs", "all-right-signs"))
_OF_A_SIGN = frozenset({"Mn", "Sk", "Cf"})  # how a sign is drawn, and of what colour of skin
_LENGTHENED = re.compile(r"(\w)\1{2,}")  # «سلاااام»
_NO_WORD = re.compile(r"[^\w\s\u200c]")


def remark_in(text: str) -> Remark | None:
    """What a message is besides any wish, or None."""
    if signs := _signs(text):
        return Remark.THANKS if signs & _THANKS_SIGNS else Remark.ALL_RIGHT
    said = persian.words(_LENGTHENED.sub(r"\1", _NO_WORD.sub(" ", text)))
    joined = " ".join(said)
    if len(said) <= LONGEST and _DESPAIR.search(joined):
        return Remark.DESPAIR
    if len(said) <= LONGEST and (_EMERGENCY.search(joined) or _CALLED.fullmatch(joined)):
        return Remark.EMERGENCY
    if _INSULT.search(joined):
        return Remark.INSULT
    if _is_only(said, _THANKS, _GREETING | _BESIDE):
        return Remark.THANKS
    if _is_only(said, _NO, _ALL_RIGHT | _THANKS | _BESIDE):
        return Remark.NO
    if _is_only(said, _ALL_RIGHT, _THANKS | _BESIDE):
        return Remark.ALL_RIGHT
    return Remark.GREETING if _is_only(said, _GREETING, _BESIDE) else None


def _signs(text: str) -> frozenset[str]:
    """The signs that a message is made of; nothing where it has anything that none of ours is."""
    seen = frozenset(sign for sign in text if not sign.isspace() and unicodedata.category(sign) not in _OF_A_SIGN)
    return seen if seen <= _THANKS_SIGNS | _ALL_RIGHT_SIGNS else frozenset()


def _is_only(said: tuple[str, ...], kernel: frozenset[str], beside: frozenset[str]) -> bool:
    """Whether the message is made of these words alone, and of one of the kernel at least."""
    return any(word in kernel for word in said) and all(word in kernel or word in beside for word in said)

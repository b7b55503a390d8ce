"""Iranian mobile numbers, kept as `09xxxxxxxxx`. Source: DOMAIN §2."""

from __future__ import annotations

import re

from services.persian import bare, persian_digits

_TYPED = re.compile(r"(?:\+98|0098|98|0)?(9\d{9})", re.ASCII)
_KEPT = re.compile(r"09\d{9}", re.ASCII)


class NotAMobile(ValueError):
    """What was typed is no Iranian mobile number; how many digits were found in it."""

    def __init__(self, digits: int) -> None:
        super().__init__(f"not a mobile number ({digits} digits)")
        self.digits = digits


def normalise(text: str) -> str:
    """A typed mobile number as `09xxxxxxxxx`. Raises `NotAMobile`."""
    typed = bare(text)
    match = _TYPED.fullmatch(typed)
    if match is None:
        raise NotAMobile(sum(letter.isdecimal() for letter in typed))
    return f"0{match[1]}"


def is_valid(mobile: str) -> bool:
    """Whether this is a mobile number exactly as we keep it."""
    return _KEPT.fullmatch(mobile) is not None


def mask(mobile: str) -> str:
    """As it may be shown: «۰۹۱۲•••۴۵۶۷»."""
    return persian_digits(f"{mobile[:4]}•••{mobile[-4:]}")

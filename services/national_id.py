"""National IDs: ten digits with a check digit.

Source: DOMAIN §2. s = Σ d[i]·(10−i) for the first nine digits, r = s mod 11; the last digit is r if r < 2, else 11 − r.
"""

from __future__ import annotations

import re
from enum import StrEnum

from services.persian import bare, persian_digits

LENGTH = 10
SHORTEST = 8  # leading zeros are often left out
_SHAPE = re.compile(r"\d{10}", re.ASCII)
_DIGITS = re.compile(r"\d*", re.ASCII)


class Fault(StrEnum):
    LETTERS = "letters"
    LENGTH = "length"
    REPEATED = "repeated"
    CHECKSUM = "checksum"


class NotANationalId(ValueError):
    """What was typed is no national ID: why, and how many digits were found in it."""

    def __init__(self, fault: Fault, digits: int) -> None:
        super().__init__(f"not a national ID: {fault} ({digits} digits)")
        self.fault = fault
        self.digits = digits


def normalise(text: str) -> str:
    """The ten Latin digits of a typed national ID; eight or nine are padded with zeros. Raises `NotANationalId`."""
    typed = bare(text)
    digits = sum(letter.isdecimal() for letter in typed)
    if not _DIGITS.fullmatch(typed):
        raise NotANationalId(Fault.LETTERS, digits)
    if not SHORTEST <= digits <= LENGTH:
        raise NotANationalId(Fault.LENGTH, digits)
    padded = typed.zfill(LENGTH)
    if len(set(padded)) == 1:
        raise NotANationalId(Fault.REPEATED, digits)
    if not _checks(padded):
        raise NotANationalId(Fault.CHECKSUM, digits)
    return padded


def is_valid(national_id: str) -> bool:
    """Whether this is a national ID exactly as we keep it: ten Latin digits, not all the same, the last one right."""
    return _SHAPE.fullmatch(national_id) is not None and len(set(national_id)) > 1 and _checks(national_id)


def check_digit(first_nine: str) -> int:
    """The tenth digit that belongs to nine Latin digits."""
    rest = sum(int(digit) * (LENGTH - place) for place, digit in enumerate(first_nine)) % 11
    return rest if rest < 2 else 11 - rest


def mask(national_id: str) -> str:
    """As it may be shown: «۰۰۱•••۶۷۹»."""
    return persian_digits(f"{national_id[:3]}•••{national_id[-3:]}")


def _checks(national_id: str) -> bool:
    return int(national_id[-1]) == check_digit(national_id[:-1])

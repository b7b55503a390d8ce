"""Sheba, the Iranian IBAN: `IR` and 24 digits, checked by ISO 7064 mod 97. Source: DOMAIN §2.

The check is our own: python-stdnum refuses valid Iranian numbers.
"""

from __future__ import annotations

import re
from enum import StrEnum

from services.persian import bare, persian_digits

COUNTRY = "IR"
COUNTRY_IN_DIGITS = "1827"  # I is 18 and R is 27
LENGTH = 24
_KEPT = re.compile(r"IR\d{24}", re.ASCII)
_DIGITS = re.compile(r"\d*", re.ASCII)


class Fault(StrEnum):
    LETTERS = "letters"
    LENGTH = "length"
    CHECKSUM = "checksum"


class NotASheba(ValueError):
    """What was typed is no Sheba: why, and how many digits were found in it (a bank card has 16)."""

    def __init__(self, fault: Fault, digits: int) -> None:
        super().__init__(f"not a Sheba: {fault} ({digits} digits)")
        self.fault = fault
        self.digits = digits


def normalise(text: str) -> str:
    """A typed Sheba as `IR` and 24 Latin digits; people leave `IR` out. Raises `NotASheba`."""
    typed = bare(text).upper().removeprefix(COUNTRY)
    digits = sum(letter.isdecimal() for letter in typed)
    if not _DIGITS.fullmatch(typed):
        raise NotASheba(Fault.LETTERS, digits)
    if digits != LENGTH:
        raise NotASheba(Fault.LENGTH, digits)
    if not _checks(typed):
        raise NotASheba(Fault.CHECKSUM, digits)
    return COUNTRY + typed


def is_valid(sheba: str) -> bool:
    """Whether this is a Sheba exactly as we keep it."""
    return _KEPT.fullmatch(sheba) is not None and _checks(sheba.removeprefix(COUNTRY))


def with_check_digits(account: str) -> str:
    """The Sheba of 22 Latin digits: bank and account, without the two check digits."""
    return f"{COUNTRY}{98 - int(account + COUNTRY_IN_DIGITS + '00') % 97:02}{account}"


def mask(sheba: str) -> str:
    """As it may be shown, by its last four digits: «…۱۲۳۴»."""
    return persian_digits(f"…{sheba[-4:]}")


def _checks(digits: str) -> bool:
    return int(digits[2:] + COUNTRY_IN_DIGITS + digits[:2]) % 97 == 1

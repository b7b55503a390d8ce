"""Tracking numbers: eight digits, the last a check digit, so that one mistyped digit is noticed and none is guessed at.

The number finds an objection only together with the person it belongs to.
"""

from __future__ import annotations

import secrets

from services.persian import bare

LENGTH = 8


class NotANumber(ValueError):
    """What was typed is no tracking number."""


def new() -> str:
    """A number nobody can foresee; the caller makes sure that it is not taken."""
    head = str(10 ** (LENGTH - 2) + secrets.randbelow(9 * 10 ** (LENGTH - 2)))
    return head + _check(head)


def normalise(text: str) -> str:
    """A typed number in Latin digits. Raises NotANumber."""
    typed = bare(text)
    if len(typed) != LENGTH or not typed.isascii() or not typed.isdigit() or typed[-1] != _check(typed[:-1]):
        raise NotANumber
    return typed


def _check(head: str) -> str:
    """Luhn's: it notices every single wrong digit and nearly every swap of neighbours."""
    doubled = (int(digit) * (2 if place % 2 == 0 else 1) for place, digit in enumerate(reversed(head)))
    return str(-sum(number // 10 + number % 10 for number in doubled) % 10)

"""`hamyar sample`: invented people as a registry folder."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from bot.errors import OperatorError
from sandbox.people import Case, write_sample
from services.calendar import Clock, JalaliDay, today
from services.persian import latin_digits

GREGORIAN_YEARS_FROM = 1800
# The cases reach a decade back from the day; before the first decreed wages there is nothing plausible to write.
EARLIEST = JalaliDay(1390, 1, 1)


class NotADay(OperatorError):
    """What was given for --as-of is no day a sample can be made for."""

    def __init__(self, given: str) -> None:
        super().__init__(f"--as-of: {given!r} is not a day like 1405-09-01 or 2026-11-22, from {EARLIEST} on")


class FolderUnwritable(OperatorError):
    """The folder cannot be made or written."""

    def __init__(self, folder: Path, reason: str) -> None:
        super().__init__(f"cannot write to {folder}: {reason}")


def sample(folder: Path, *, people: int, seed: int, as_of: str | None, clock: Clock) -> Sequence[Case]:
    """Write the folder and return its cases. `as_of` is a Jalali or ISO day, today when None. Raises OperatorError."""
    day = today(clock) if as_of is None else parse_day(as_of)
    try:
        return write_sample(folder, people=people, seed=seed, today=day)
    except OSError as error:
        raise FolderUnwritable(folder, error.strerror or str(error)) from None


def parse_day(text: str) -> date:
    """A day written `1405-09-01`, `1405/09/01` (Jalali) or `2026-11-22` (ISO). Raises NotADay."""
    try:
        year, month, day = (int(part) for part in latin_digits(text).replace("/", "-").split("-"))
        found = date(year, month, day) if year >= GREGORIAN_YEARS_FROM else JalaliDay(year, month, day).gregorian
    except (ValueError, OverflowError):
        raise NotADay(text) from None
    if found < EARLIEST.gregorian:
        raise NotADay(text)
    return found

"""Figures and people for tests of premiums."""

from __future__ import annotations

from datetime import date

from services.calendar import JalaliDay, JalaliMonth
from services.money import Rials
from services.premiums.facts import RecordedMonth
from services.premiums.rates import Rates
from services.premiums.table import TABLE

FIRST, LAST = JalaliMonth(1397, 1), JalaliMonth(1405, 12)
MONTHS = tuple(FIRST.through(LAST))
UNKNOWN = TABLE.first_without(LAST) or LAST  # the first month that nobody has entered; a new row moves it


def month(text: str) -> JalaliMonth:
    return JalaliMonth.parse(text)


def rates(text: str) -> Rates:
    return TABLE.of(month(text))


def jalali(year: int, of_year: int, day: int) -> date:
    return JalaliDay(year, of_year, day).gregorian


def compulsory(text: str, days: int, wage: int = 0) -> RecordedMonth:
    return RecordedMonth(month(text), days, days, Rials(wage), 0)


def freelance(text: str, days: int) -> RecordedMonth:
    return RecordedMonth(month(text), days, 0, Rials(0), days)

"""Days and months: the many ways in which people write them."""

from __future__ import annotations

import re
from datetime import date

from dialogs.kind import Kind, Unreadable
from services import persian, plain
from services.calendar import MONTH_NAMES, JalaliDay, JalaliMonth, NotAMonth
from services.plain import Json

_CENTURY = 1400
_YEARS = range(1250, 1500)  # of anybody's life and papers; 1990 is a Gregorian year, not a Jalali one
_MONTHS = {persian.fold(name): place for place, name in enumerate(MONTH_NAMES, 1)}
_NAMED = re.compile("|".join(sorted(_MONTHS, key=len, reverse=True)))  # longest first: «دی» stands in «اردیبهشت»


class Day(Kind[date]):
    """A Jalali date in any usual writing: `1399/9/15`, «۱۵ آذر ۱۳۹۹», `99-09-15`."""

    name = "day"
    takes = "day"

    def parse(self, text: str) -> date:
        match numbers_and_month(text):
            case [first, second], int(month):
                year, day = (first, second) if first > 31 else (second, first)
                return _day(year, month, day)
            case [first, month, last], None:
                year, day = (first, last) if first > 31 or last <= 31 else (last, first)
                return _day(year, month, day)
            case [packed], None if packed > 10**7:  # 13990915
                return _day(packed // 10000, packed // 100 % 100, packed % 100)
        raise Unreadable("answer-day")

    def load(self, stored: Json) -> date:
        try:
            return plain.load(date, stored)
        except plain.Misread:
            raise Unreadable("answer-option-gone") from None

    def dump(self, value: date) -> Json:
        return value.isoformat()


class Month(Kind[JalaliMonth]):
    """A Jalali month: `1399/09`, «آذر ۱۳۹۹», `139909`."""

    name = "month"
    takes = "month"

    def parse(self, text: str) -> JalaliMonth:
        match numbers_and_month(text):
            case [year], int(month):
                return _month(year, month)
            case [first, second], None:
                year, month = (second, first) if first <= 12 < second else (first, second)
                return _month(year, month)
            case [packed], None if packed > 10**5:  # 139909
                return _month(packed // 100, packed % 100)
        raise Unreadable("answer-month")

    def load(self, stored: Json) -> JalaliMonth:
        try:
            return JalaliMonth.parse(str(stored))
        except NotAMonth:
            raise Unreadable("answer-option-gone") from None

    def dump(self, value: JalaliMonth) -> Json:
        return str(value)


def numbers_and_month(text: str) -> tuple[list[int], int | None]:
    """The numbers of a typed date, none of more digits than `13990915`, and the month it names."""
    named = set(_NAMED.findall(persian.fold(text)))
    numbers = re.findall(r"\d+", " ".join(persian.words(text)), re.ASCII)
    if len(named) > 1 or any(len(number) > 8 for number in numbers):
        return [], None
    return [int(number) for number in numbers], _MONTHS[named.pop()] if named else None


def _full_year(year: int) -> int:
    """A year written with two digits: 99 is 1399, 05 is 1405."""
    return year if year > 99 else (_CENTURY + year if year < 50 else _CENTURY - 100 + year)


def _month(year: int, month: int) -> JalaliMonth:
    if _full_year(year) not in _YEARS:
        raise Unreadable("answer-year", year=year)
    try:
        return JalaliMonth(_full_year(year), month)
    except NotAMonth:
        raise Unreadable("answer-month") from None


def _day(year: int, month: int, day: int) -> date:
    if _full_year(year) not in _YEARS:
        raise Unreadable("answer-year", year=year)
    try:
        return JalaliDay(_full_year(year), month, day).gregorian
    except ValueError:
        raise Unreadable("answer-day-none", day=day, month=month) from None

"""The kinds of answer: each reads what people really type, and says what is wrong with what it cannot read."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from typing import ClassVar, Literal

from dialogs.kind import Kind, Unreadable
from dialogs.messages import Contact, Option, Pictures, Words
from services import mobile, national_id, persian, plain, sheba
from services.calendar import MONTH_NAMES, JalaliDay, JalaliMonth, NotAMonth
from services.money import RIALS_IN_A_TOMAN, Rials
from services.plain import Json
from services.spelled_numbers import in_digits

RIGHT = "right"  # all that is kept of a secret
_CENTURY = 1400
_YEARS = range(1250, 1500)  # of anybody's life and papers; 1990 is a Gregorian year, not a Jalali one
_MONTHS = {persian.fold(name): place for place, name in enumerate(MONTH_NAMES, 1)}
_NAMED = re.compile("|".join(sorted(_MONTHS, key=len, reverse=True)))  # longest first: «دی» stands in «اردیبهشت»


class Choice(Kind[str]):
    """One of several options. Plain names are called by the shared words `act-<name>`."""

    name = "choice"
    takes = "month"

    def __init__(self, *options: str | Option) -> None:
        self.options = tuple(_option(option) for option in options)
        self._values = {option.value for option in self.options}

    def load(self, stored: Json) -> str:
        if not isinstance(stored, str) or stored not in self._values:
            raise Unreadable("answer-option-gone")
        return stored

    def dump(self, value: str) -> Json:
        return value

    def given(self, text: str) -> str | None:
        """The only option that is that month; the year may be left out."""
        numbers, month = _numbers_and_month(text)
        if numbers:
            try:
                value = str(Month().parse(text))
            except Unreadable:
                return None
            return value if value in self._values else None
        of_that_name = [str(value) for value in self._values if _month_of(value) == month]
        return of_that_name[0] if month and len(of_that_name) == 1 else None


def _month_of(value: Json) -> int | None:
    try:
        return JalaliMonth.parse(str(value)).month
    except NotAMonth:
        return None


def _option(option: str | Option) -> Option:
    return option if isinstance(option, Option) else Option(option, Words(f"act-{option}"))


class YesNo(Kind[bool]):
    """Yes or no, in the question's own words: `yes` and `no` carry what will happen."""

    name = "yes-no"

    def __init__(self, yes: Words, no: Words) -> None:
        self.options = (
            Option(True, yes, ("بله", "آره", "بلی", "تأیید", "باشه", "yes")),
            Option(False, no, ("خیر", "نه", "نخیر", "no")),
        )

    def load(self, stored: Json) -> bool:
        if not isinstance(stored, bool):
            raise Unreadable("answer-option-gone")
        return stored

    def dump(self, value: bool) -> Json:
        return value


class _Stored(Kind[str]):
    """Kept as the normal form that `parse` gives; read back by the same check."""

    def load(self, stored: Json) -> str:
        if not isinstance(stored, str):
            raise Unreadable("answer-option-gone")
        return self.parse(stored)

    def dump(self, value: str) -> Json:
        return value


class Text(_Stored):
    """A person's own words, kept as written; `least` and `most` letters."""

    name = "text"

    def __init__(self, least: int = 1, most: int = 1000) -> None:
        self._least, self._most = least, most

    def parse(self, text: str) -> str:
        words = text.strip()
        if len(words) < self._least:
            raise Unreadable("answer-text-short", least=self._least, given=len(words))
        if len(words) > self._most:
            raise Unreadable("answer-text-long", most=self._most, given=len(words))
        return words


class NationalId(_Stored):
    """A national ID, kept as ten Latin digits; a birth certificate's or card's separators do no harm."""

    name = "national-id"
    takes = "national-id"

    def __init__(self, *options: str | Option) -> None:
        self.options = tuple(_option(option) for option in options)

    def load(self, stored: Json) -> str:
        if isinstance(stored, str) and stored in {option.value for option in self.options}:
            return stored
        return super().load(stored)

    def parse(self, text: str) -> str:
        try:
            return national_id.normalise(text)
        except national_id.NotANationalId as fault:
            raise Unreadable(f"answer-national-id-{fault.fault}", digits=fault.digits) from None


class Mobile(_Stored):
    """A mobile number, kept as `09xxxxxxxxx`."""

    name = "mobile"

    def parse(self, text: str) -> str:
        try:
            return mobile.normalise(text)
        except mobile.NotAMobile as fault:
            raise Unreadable("answer-mobile", digits=fault.digits) from None


class Sheba(_Stored):
    """A Sheba, kept as `IR` and 24 digits."""

    name = "sheba"

    def parse(self, text: str) -> str:
        try:
            return sheba.normalise(text)
        except sheba.NotASheba as fault:
            raise Unreadable(f"answer-sheba-{fault.fault}", digits=fault.digits) from None


class ContactOr(Kind[str | None]):
    """The mobile of a contact that the channel vouches for; choosing `refuse` gives None."""

    name = "contact"
    wants = "contact"
    _REFUSED = "refused"

    def __init__(self, refuse: str) -> None:
        self.options = (Option(self._REFUSED, Words(f"act-{refuse}")),)

    def contact(self, contact: Contact) -> str | None:
        if not contact.own:
            raise Unreadable("answer-contact-not-own")
        try:
            return mobile.normalise(contact.mobile)
        except mobile.NotAMobile:
            raise Unreadable("answer-contact-foreign") from None

    def parse(self, text: str) -> str | None:
        raise Unreadable("answer-contact-typed")

    def load(self, stored: Json) -> str | None:
        if stored == self._REFUSED:
            return None
        if not isinstance(stored, str) or not mobile.is_valid(stored):
            raise Unreadable("answer-option-gone")
        return stored

    def dump(self, value: str | None) -> Json:
        return value or self._REFUSED


class OneTimeCode(Kind[str]):
    """A code that was sent; what is recorded is only that it was right."""

    name = "code"
    secret = True

    def __init__(self, *options: str, digits: int = 6) -> None:
        self.options = tuple(_option(option) for option in options)
        self._digits = digits

    def parse(self, text: str) -> str:
        typed = persian.bare(text)
        if not re.fullmatch(rf"\d{{{self._digits}}}", typed, re.ASCII):
            raise Unreadable("answer-code", digits=self._digits)
        return typed

    def load(self, stored: Json) -> str:
        if not isinstance(stored, str) or stored not in (RIGHT, *(option.value for option in self.options)):
            raise Unreadable("answer-option-gone")
        return stored

    def dump(self, value: str) -> Json:
        return value if value in {option.value for option in self.options} else RIGHT


class Day(Kind[date]):
    """A Jalali date in any usual writing: `1399/9/15`, «۱۵ آذر ۱۳۹۹», `99-09-15`."""

    name = "day"
    takes = "day"

    def parse(self, text: str) -> date:
        match _numbers_and_month(text):
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
        match _numbers_and_month(text):
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


class Amount(Kind[Rials]):
    """An amount of money in rials; «تومان» is counted as ten, «هزار» and «میلیون» as what they say.

    A point is a decimal one before a scale («۱٫۵ میلیون») and parts thousands elsewhere. The numbers may be spelled out
    («سی میلیون»). A writing that could be read two ways is not read.
    """

    name = "amount"
    takes = "amount"
    _SCALES: ClassVar = {"میلیارد": 10**9, "ملیارد": 10**9, "میلیون": 10**6, "ملیون": 10**6, "هزار": 10**3}
    _SCALED = re.compile(
        r"(?P<number>\d{1,3}(?:[,،٬]\d{3})+|\d{1,15})(?:[.٫/](?P<decimals>\d{1,3}))?"
        rf"(?P<scale>{'|'.join(_SCALES)})و?",
        re.ASCII,
    )
    _PLAIN = re.compile(r"\d{1,3}([.,،٬٫/'])\d{3}(?:\1\d{3})*|\d{1,18}", re.ASCII)
    _UNIT = re.compile(r"(تومان|تومن|ریال)$")

    def __init__(self, least: int = 1, most: int = 10**15) -> None:
        self._least, self._most = least, most

    def parse(self, text: str) -> Rials:
        said = persian.fold(in_digits(text))
        unit = self._UNIT.search(said)
        number = said[: unit.start()] if unit else said
        amount = self._counted(number) * (RIALS_IN_A_TOMAN if unit and unit[1] != "ریال" else 1)
        if not self._least <= amount <= self._most:
            raise Unreadable("answer-amount-range", least=self._least, most=self._most)
        return Rials(amount)

    def _counted(self, said: str) -> int:
        """«۳میلیونو۵۰۰هزار» as a number; scales go down."""
        counted, place, below = 0, 0, 10**18
        while part := self._SCALED.match(said, place):
            scale = self._SCALES[part["scale"]]
            if scale >= below:
                raise Unreadable("answer-amount")
            thousandths = int(_digits(part["number"]) + (part["decimals"] or "").ljust(3, "0"))
            counted += thousandths * scale // 1000
            place, below = part.end(), scale
        rest = said[place:]
        if rest or not place:
            if not self._PLAIN.fullmatch(rest) or int(_digits(rest)) >= below:
                raise Unreadable("answer-amount")
            counted += int(_digits(rest))
        return counted

    def load(self, stored: Json) -> Rials:
        if isinstance(stored, bool) or not isinstance(stored, int) or not self._least <= stored <= self._most:
            raise Unreadable("answer-option-gone")
        return Rials(stored)

    def dump(self, value: Rials) -> Json:
        return int(value)


ENOUGH: Literal["enough"] = "enough"
KEEP: Literal["keep"] = "keep"


class Picture(Kind[str]):
    """One picture, by the id of its stored document, or the one word that stands for none: ENOUGH, or KEEP."""

    name = "picture"
    wants = "pictures"

    def __init__(self, otherwise: Literal["enough", "keep"] | None = None) -> None:
        self._otherwise = otherwise
        self.options = (Option(otherwise, Words(f"act-{otherwise}")),) if otherwise else ()

    def pictures(self, pictures: Pictures) -> str:
        if pictures.ids:
            return pictures.ids[0]
        if pictures.complete and self._otherwise:
            return self._otherwise
        if pictures.faults:
            raise Unreadable("picture-not-taken", faults=untaken(pictures.faults))
        raise Unreadable("answer-not-this")

    def parse(self, text: str) -> str:
        raise Unreadable("answer-picture-typed")

    def load(self, stored: Json) -> str:
        if not isinstance(stored, str) or (stored in (ENOUGH, KEEP) and stored != self._otherwise):
            raise Unreadable("answer-option-gone")
        return stored

    def dump(self, value: str) -> Json:
        return value


def untaken(faults: Iterable[str]) -> list[Words]:
    """Why files were not taken, each reason once."""
    return [Words(f"picture-fault-{fault}".replace("_", "-")) for fault in dict.fromkeys(faults)]


def _digits(text: str) -> str:
    return re.sub(r"\D", "", text)


def _numbers_and_month(text: str) -> tuple[list[int], int | None]:
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

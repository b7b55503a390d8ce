"""The kinds of answer, but for dates and amounts. Each reads what people really type, and says what is wrong with the
rest."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Literal

from dialogs.acts import OTHER_NAMES
from dialogs.dates import Month, numbers_and_month
from dialogs.kind import Kind, Unreadable
from dialogs.messages import Contact, Option, Pictures, Words
from services import mobile, national_id, persian, sheba
from services.calendar import JalaliMonth, NotAMonth
from services.plain import Json

YES = ("بله", "آره", "بلی", "تأیید", "باشه", "حتما", "اوکی", "ok", "yes", "bale", "are")
NO = ("خیر", "نه", "نخیر", "نه ممنون", "نه مرسی", "نمی‌خواهم", "نمیخوام", "نمی‌خوام", "no", "na")
RIGHT = "right"  # all that is kept of a secret


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
        numbers, month = numbers_and_month(text)
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
    if isinstance(option, Option):
        return option
    return Option(option, Words(f"act-{option}"), OTHER_NAMES.get(option, ()))


class YesNo(Kind[bool]):
    """Yes or no, in the question's own words: `yes` and `no` carry what will happen."""

    name = "yes-no"

    def __init__(self, yes: Words, no: Words) -> None:
        self.options = (
            Option(True, yes, YES),
            Option(False, no, NO),
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

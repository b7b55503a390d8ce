"""All words people read: the one reader of `locales`.

Words carry facts, the locale carries sentences, and the functions here carry how a figure, a date or an amount is
written. Persian digits everywhere; what has to be copied stays in Latin digits between two marks, which each edge turns
into its own markup or drops. Fluent's own isolation marks are off: they count as characters in an SMS.

A message may have other forms beside its plain one: `.sms`, short, and `.simple`, in simple words. In simple words each
sentence is a line of its own and no emoji stands before it, whether the message has that form or not.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from functools import cache, cached_property
from pathlib import Path
from typing import Any

from fluent.runtime import FluentBundle, FluentResource

from dialogs.messages import Words
from services import mobile, money, national_id, persian
from services.calendar import MONTH_NAMES, TEHRAN, JalaliDay, JalaliMonth
from services.money import Rials

LOCALES = Path(__file__).resolve().parent.parent / "locales"
LONG = 1000  # letters; Fluent refuses to fill in much longer texts
COPY, COPIED = "\ue000", "\ue001"  # around what has to be copied
STRONG, STRONG_END = "\ue002", "\ue003"  # around what the eye should find first
_HELD, _HELD_END = "\ue004", "\ue005"  # around the number of a text that is put in after Fluent, which takes short ones
_HELD_TEXT = re.compile(f"{_HELD}(\\d+){_HELD_END}", re.ASCII)
_MARKS = str.maketrans("", "", COPY + COPIED + STRONG + STRONG_END + _HELD + _HELD_END)
_FSI, _PDI = "\u2068", "\u2069"
_EMOJI = re.compile(r"^[\u2190-\u21ff\u2300-\u27bf\u2b00-\u2bff\U0001f000-\U0001faff]\ufe0f? *", re.MULTILINE)
_QUOTED_OR_END = re.compile(r"«[^»]*»|(?<![0-9۰-۹])([.؟]) +")  # what is quoted is left as somebody wrote it


class NoSuchWords(LookupError):
    """The locale has no message of that id."""


class Misworded(ValueError):
    """A message of the locale could not be filled in: a fact is missing, or a function does not take it."""


def without_marks(text: str) -> str:
    """The text as it reads where there is no markup."""
    return text.translate(_MARKS)


def marks_are_closed(text: str) -> bool:
    """Whether every mark that opens in the text closes in it."""
    return text.count(COPY) == text.count(COPIED) and text.count(STRONG) == text.count(STRONG_END)


class Wording:
    """Sentences of one locale. `use` is told every id that is looked up; tests listen there."""

    def __init__(self, locale: str = "fa", *, use: Callable[[str], None] = lambda _: None) -> None:
        self._locale = locale
        self._bundle = _bundle(locale)
        self._use = use
        self._simple = False

    @cached_property
    def simply(self) -> Wording:
        """The same sentences in simple words."""
        wording = Wording(self._locale, use=self._use)
        wording._simple = True
        return wording

    def __call__(self, words: Words, *, short: bool = False, form: str = "sms") -> str:
        """The sentence. `short` takes the message's attribute `form` where it has one; simple words come before it."""
        text = self._text(words, short=short, form=form)
        if text is None:
            raise NoSuchWords(words.id)
        return _simplified(text) if self._simple else text

    def has(self, id: str, attribute: str | None = None) -> bool:
        """Whether the locale has the message, or that attribute of it."""
        if not self._bundle.has_message(id):
            return False
        message = self._bundle.get_message(id)
        return attribute in message.attributes if attribute else True

    def more(self, words: Words) -> str | None:
        """What follows the short form of a message, if it has a `more` attribute; simple words leave nothing out."""
        if self._simple and self.has(words.id, "simple"):
            return None
        return self(Words(words.id, words.facts), short=True, form="more") if self.has(words.id, "more") else None

    def _text(self, words: Words, *, short: bool, form: str) -> str | None:
        found, pattern = self._pattern(words.id, short=short, form=form)
        if pattern is None and words.otherwise:
            found, pattern = self._pattern(words.otherwise, short=short, form=form)
        if pattern is None:
            return None
        self._use(found)
        held: list[str] = []
        facts = {name: self._fact(value, held, short=short) for name, value in words.facts.items()}
        text, errors = self._bundle.format_pattern(pattern, facts)
        if errors:
            raise Misworded(f"{found}: {'; '.join(str(error) for error in errors)}")
        return _HELD_TEXT.sub(lambda mark: held[int(mark[1])], str(text))

    def _pattern(self, id: str, *, short: bool, form: str) -> tuple[str, Any]:
        name, _, attribute = id.partition(".")
        if not self._bundle.has_message(name):
            return id, None
        message = self._bundle.get_message(name)
        prefix = f"{attribute}-" if attribute else ""
        for other in (*(["simple"] if self._simple else []), *([form] if short else [])):
            if f"{prefix}{other}" in message.attributes:
                return f"{name}.{prefix}{other}", message.attributes[f"{prefix}{other}"]
        return id, message.attributes.get(attribute) if attribute else message.value

    def _fact(self, value: Any, held: list[str], *, short: bool) -> Any:
        match value:
            case Words():
                return _hold(held, self(value, short=short))
            case str():
                plain = without_marks(value)
                return plain if len(plain) < LONG else _hold(held, plain)
            case bool():
                return "yes" if value else "no"
            case None:
                return ""
            case date():
                return value.isoformat()
            case JalaliMonth():
                return str(value)
            case Sequence():
                return _hold(held, "\n".join(self(item, short=short) for item in value))
            case _:
                return value


def _simplified(text: str) -> str:
    """A sentence a line, none of them opened by an emoji."""
    return _QUOTED_OR_END.sub(lambda found: f"{found[1]}\n" if found[1] else found[0], _EMOJI.sub("", text))


def _hold(held: list[str], text: str) -> str:
    held.append(text)
    return f"{_HELD}{len(held) - 1}{_HELD_END}"


@cache
def _bundle(locale: str) -> FluentBundle:
    bundle = FluentBundle([locale], functions=dict(_FUNCTIONS), use_isolating=False)
    for path in sorted((LOCALES / locale).glob("*.ftl")):
        bundle.add_resource(FluentResource(path.read_text(encoding="utf-8")))
    return bundle


def _isolated(text: str) -> str:
    """Kept in its own direction, so that it does not read backwards inside a right-to-left line."""
    return f"{_FSI}{text}{_PDI}"


def _number(value: Any) -> str:
    return persian.grouped(int(value))


def _ordinal(value: Any) -> str:
    words = ("اول", "دوم", "سوم", "چهارم", "پنجم", "ششم", "هفتم", "هشتم", "نهم", "دهم")
    place = int(value)
    return words[place - 1] if 1 <= place <= len(words) else f"{_number(place)}م"


def _tehran_day(iso: str) -> date:
    """The day of a date, or of a moment as people in Tehran date it."""
    return date.fromisoformat(iso) if len(iso) == 10 else datetime.fromisoformat(iso).astimezone(TEHRAN).date()


def _day(value: Any) -> str:
    day = JalaliDay.of(_tehran_day(str(value)))
    return persian.persian_digits(f"{day.day} {MONTH_NAMES[day.month - 1]} {day.year}")


def _short_day(value: Any) -> str:
    return persian.persian_digits(str(JalaliDay.of(_tehran_day(str(value)))))


def _month(value: Any) -> str:
    month = JalaliMonth.parse(str(value))
    return persian.persian_digits(f"{MONTH_NAMES[month.month - 1]} {month.year}")


def _short_month(value: Any) -> str:
    month = JalaliMonth.parse(str(value))
    return persian.persian_digits(f"{month.year}/{month.month:02}")


def _time_of_day(value: Any) -> str:
    moment = datetime.fromisoformat(str(value)).astimezone(TEHRAN)
    return persian.persian_digits(f"{moment:%H:%M}")


_FUNCTIONS: Mapping[str, Callable[..., Any]] = {
    "NUM": _number,
    "DIGITS": lambda value: persian.persian_digits(str(value)),
    "ORDINAL": _ordinal,
    "RIALS": lambda value: f"{_number(value)} ریال",
    "TOMAN": lambda value: f"{_number(money.toman(Rials(int(value))))} تومان",
    "DATE": _day,
    "DAY": _short_day,
    "TIME": _time_of_day,
    "MONTH": _month,
    "MONTHNAME": lambda value: MONTH_NAMES[JalaliMonth.parse(str(value)).month - 1],
    "SHORTMONTH": _short_month,
    "NATIONALID": lambda value: _isolated(national_id.mask(str(value))),
    "MOBILE": lambda value: _isolated(mobile.mask(str(value))),
    "LAST4": lambda value: persian.persian_digits(str(value)[-4:]),
    "COPY": lambda value: f"{COPY}{value}{COPIED}",
    "STRONG": lambda value: f"{STRONG}{value}{STRONG_END}",
    "LATIN": lambda value: _isolated(str(value)),
}

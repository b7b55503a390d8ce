"""What a sentence gives besides its wish: a national ID, a day, a month, an amount; so that it is not asked again.

Only what can be nothing else is taken, and only where the sentence gives one of its sort. What is found stays text: the
question that it may answer reads it, as if it had been typed there.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from services import national_id, persian
from services.calendar import MONTH_NAMES
from services.spelled_numbers import in_digits

Given = Mapping[str, str]  # by sort, which is what a kind of answer `takes`

_NAMES = "|".join(sorted((" ".join(persian.words(name)) for name in MONTH_NAMES), key=len, reverse=True))
_YEAR = r"(?:1[34]\d\d|9\d|0\d)"  # «آذر ۱۲ روز» gives no year
_DAY = re.compile(
    rf"\b\d{{1,2}} ?(?:ام |م )?(?:{_NAMES})(?: ماه)?(?: سال)? {_YEAR}\b|\b1[34]\d\d([/\-.])\d{{1,2}}\1\d{{1,2}}\b",
    re.ASCII,
)
_MONTH = re.compile(
    rf"(?<!\w)(?:(?:ماه )?(?:{_NAMES})(?: ماه)?(?: سال)? {_YEAR}|ماه (?:{_NAMES})|(?:{_NAMES}) ماه)(?!\w)"
    rf"|\b1[34]\d\d[/\-.](?:0?[1-9]|1[0-2])\b(?![/\-.]\d)|\b1[34]\d\d(?:0[1-9]|1[0-2])\b"
)
_NAMED = re.compile(rf"(?<!\w)(?:{_NAMES})(?!\w)")
_SCALE = r"(?:هزار|ملیون|میلیون|ملیارد|میلیارد)"
_AMOUNT = re.compile(
    rf"(?<![\d,٬،/.])\d[\d,٬،.٫/]*(?: ?{_SCALE})?(?: و \d[\d,٬،.٫/]* ?{_SCALE})* ?(?:تومان|تومن|ریال)(?!\w)"
)
_NATIONAL_ID = re.compile(r"(?<!\d)(?:\d{10}|\d{3}-\d{6}-\d)(?!\d)", re.ASCII)
_OTHER_NUMBERS = re.compile(r"شماره (?:ی )?(?:بیمه|حساب|کارت|پیگیری|تلفن|موبایل|همراه)")


def given_in(text: str) -> Given:
    """What `text` gives, by sort: `national-id`, `day`, `month`, `amount`."""
    said = in_digits(text)
    found: dict[str, str] = {}
    days = [day[0] for day in _DAY.finditer(said)]
    rest = _DAY.sub(" ", said)
    for sort, values in (
        ("national-id", list(_national_ids(said))),
        ("day", days),
        ("month", [] if days or len(set(_NAMED.findall(said))) > 1 else _MONTH.findall(rest)),
        ("amount", _AMOUNT.findall(rest)),
    ):
        if len(set(values)) == 1:
            found[sort] = values[0]
    return found


def _national_ids(said: str) -> Iterator[str]:
    """Numbers of ten digits that are national IDs; insurance and account numbers look alike where they are named."""
    if _OTHER_NUMBERS.search(said):
        return
    for found in _NATIONAL_ID.findall(said):
        digits = found.replace("-", "")
        if national_id.is_valid(digits):
            yield digits

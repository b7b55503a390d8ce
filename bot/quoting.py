"""`hamyar quote` and `hamyar eligible`: the rules of premiums for figures typed in, without a database."""

from __future__ import annotations

import json
import re
from fractions import Fraction

from bot.errors import OperatorError
from services.calendar import JalaliDay, JalaliMonth, NotAMonth
from services.money import Rials
from services.persian import latin_digits
from services.premiums import rules
from services.premiums.eligibility import Bar, Eligibility
from services.premiums.quote import Quote, decimal_text
from services.premiums.rates import NoFigure, Rates
from services.premiums.table import TABLE

VOLUNTARY, PARTIAL = "voluntary", "partial"
OLDEST = 130
# Digits, grouped in threes or not, with at most as many decimals as are told back.
_AMOUNT = re.compile(r"(\d{1,15}|\d{1,3}(?:[,٬]\d{3}){1,4})(?:[.٫](\d{1,2}))?", re.ASCII)
_COUNT = re.compile(r"\d{1,6}", re.ASCII)


class Refused(OperatorError):
    """Something typed in cannot be computed with; the text names it and the figure that would do."""


def quoted(scheme: str, month: str, *, base: str | None, recorded: str | None, wage: str | None) -> Quote:
    """The premium asked for, all as typed. Raises `Refused`."""
    if scheme == VOLUNTARY:
        _belong_to(PARTIAL, {"--recorded": recorded, "--wage": wage})
        return _voluntary(_rates(month), base)
    if scheme == PARTIAL:
        _belong_to(VOLUNTARY, {"--base": base})
        if recorded is None or wage is None:
            raise Refused("the partial scheme needs --recorded DAYS and --wage RIALS, as the month's list has them")
        return _partial(_rates(month), recorded, wage)
    raise Refused(f"--scheme is {VOLUNTARY} or {PARTIAL}, not {scheme!r}")


def judged(age: str, record: str) -> Eligibility:
    """Who of that age and record may contract, both as typed. Raises `Refused`."""
    years = _count("--age", age)
    if years > OLDEST:
        raise Refused(f"--age is {years}, and nobody is older than {OLDEST}")
    return rules.judged(years, _count("--record", record))


def warnings(quote: Quote) -> list[str]:
    """A line for each figure of the quote that no text confirms."""
    return [
        f"hamyar: warning: the {figure.name.replace('_', ' ')} of {quote.month.year}, {_told(figure.value)}, is "
        f"{figure.source}"
        for figure in quote.rates.unconfirmed
    ]


def quote_json(quote: Quote) -> str:
    """One object, for other programs. `rate` is a number; `base_daily` is a decimal string, to hundredths of a rial.

    `days` are those paid for: the whole month, or what is missing of it.
    """
    return json.dumps(
        {
            "month": str(quote.month),
            "days": quote.days,
            "rate": float(quote.rate),  # shown, never computed with: a rate of the table prints as it stands there
            "base_daily": decimal_text(quote.base_daily),
            "premium": quote.premium,
        }
    )


def quote_line(quote: Quote, scheme: str) -> str:
    """One line, for a person at a terminal."""
    due = rules.due(quote.month) if scheme == VOLUNTARY else rules.partial_due(quote.month)
    return (
        f"{quote.month}  {quote.days} days × {_told(quote.base_daily)} rials × {_told(quote.rate * 100)} %"
        f"  {quote.premium:,} rials  due by {JalaliDay.of(due)}"
    )


def eligibility_json(eligibility: Eligibility) -> str:
    """One object, for other programs; the reasons are values of `Bar`."""
    return json.dumps({"eligible": not eligibility.bars, "reasons": eligibility.bars})


def eligibility_line(eligibility: Eligibility) -> str:
    """One line, for a person at a terminal."""
    record = eligibility.record
    figures = f"{record.days:,} days of record"
    if Bar.RECORD in eligibility.bars:
        return f"not eligible  {figures}, at least {record.needed:,} needed"
    if Bar.RECORD_FOR_AGE in eligibility.bars:
        return f"not eligible  {figures}, {record.needed:,} needed at the age of {record.age}"
    return f"eligible  {figures}, {record.needed:,} needed at the age of {record.age}"


def _voluntary(rates: Rates, base: str | None) -> Quote:
    try:
        return rules.voluntary(rates, None if base is None else _amount("--base", base))
    except rules.BaseTooLow as low:
        raise Refused(
            f"--base {_told(low.base)} is below {_told(low.lowest)} rials a day, the lowest base of {low.month}"
        ) from None
    except rules.BaseTooHigh as high:
        raise Refused(
            f"--base {_told(high.base)} is above {_told(high.highest)} rials a day, the highest base of {high.month}"
        ) from None


def _partial(rates: Rates, recorded: str, wage: str) -> Quote:
    earned = _amount("--wage", wage)
    if earned.denominator != 1:
        raise Refused(f"--wage {_told(earned)} is no whole number of rials")
    try:
        return rules.partial(rates, _count("--recorded", recorded), Rials(int(earned)))
    except rules.NoRecordedDay:
        raise Refused("--recorded is 0, and only a month with at least 1 recorded day can be completed") from None
    except rules.NothingMissing as whole:
        raise Refused(
            f"--recorded is {whole.recorded}, and {whole.month} has {whole.month.days} days: nothing is missing"
        ) from None


def _rates(typed: str) -> Rates:
    try:
        return TABLE.of(JalaliMonth.parse(typed))
    except NotAMonth:
        raise Refused(f"--month {typed!r} is not a Jalali month; write it as year and month, such as 1404-07") from None
    except NoFigure as none:
        raise Refused(f"the table has no {none.figure.replace('_', ' ')} for {none.month}; {_span()}") from None


def _span() -> str:
    first, last = TABLE.span
    return f"it reaches from {first} to {last}"


def _belong_to(scheme: str, options: dict[str, str | None]) -> None:
    for option, given in options.items():
        if given is not None:
            raise Refused(f"{option} belongs to the {scheme} scheme")


def _amount(option: str, typed: str) -> Fraction:
    match = _AMOUNT.fullmatch(latin_digits(typed).strip())
    if match is None:
        raise Refused(f"{option} {typed!r} is no amount in rials; write it as 4200000 or 4156387.2")
    whole = re.sub("[,٬]", "", match[1])
    return Fraction(f"{whole}.{match[2] or 0}")


def _count(option: str, typed: str) -> int:
    if not _COUNT.fullmatch(latin_digits(typed).strip()):
        raise Refused(f"{option} {typed!r} is no whole number of at most six digits")
    return int(latin_digits(typed))


def _told(value: Fraction) -> str:
    whole, point, rest = decimal_text(value).partition(".")
    return f"{int(whole):,}{point}{rest}"

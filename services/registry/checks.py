"""What a staged row must satisfy, as SQL conditions over the staged text columns.

Each check is one condition that is true of a faulty value. A file's checks run in one pass: their sieves joined by OR
pick the rows that may be faulty, and only those are asked which of the conditions hold of them. A condition is false of
an empty value: whether a column may be empty is a check of its own.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from services.registry.faults import FaultCode
from services.registry.layout import (
    CIVIL_EVENTS,
    EMPLOYMENT,
    MARRIAGES,
    PAYMENTS,
    PENSIONS,
    PEOPLE,
    WAGE_MONTHS,
    Layout,
)

# A: far above anything lawful (seven minimum wages were 1.2 billion a month in 1405), far below what bigint holds.
ABSURD_RIALS = 1_000_000_000_000
# Nobody in the registry lived before it; a year of 1399 is a Jalali date in a Gregorian column.
EARLIEST_DATE = date(1850, 1, 1)
LATEST_DATE = date(2199, 12, 31)
EARLIEST_MONTH, LATEST_MONTH = "130001", "149912"
MOST_DAYS = 31

MARRIAGE_HISTORIES = ("complete", "partial")
SCHEMES = ("compulsory", "voluntary", "freelance", "unemployment", "partial")
KINDS = ("permanent", "temporary")
STATES = ("ordered", "paid", "returned")
RELATIONS = ("wife", "husband", "son", "daughter", "father", "mother")
EVENTS = ("marriage", "divorce", "death", "employment_start", "employment_end")


@dataclass(frozen=True)
class Check:
    """`condition` is true of a row that has the fault; never null, never an error.

    `sieve` is a cheaper condition that holds wherever this one does; empty when another check's sieve covers it.
    """

    code: FaultCode
    column: str
    condition: str
    sieve: str | None = None

    @property
    def sieved_by(self) -> str:
        return self.condition if self.sieve is None else self.sieve


def is_national_id(column: str) -> str:
    """Ten digits, not all the same, with the right check digit: Σ d[i]·(10−i) mod 11 (DOMAIN §2)."""
    weighted = " + ".join(f"substr({column}, {10 - weight + 1}, 1)::int * {weight}" for weight in range(10, 1, -1))
    remainder = f"(({weighted}) % 11)"
    return (
        f"CASE WHEN {column} !~ '^[0-9]{{10}}$' OR {column} = repeat(left({column}, 1), 10) THEN false"
        f" WHEN {remainder} < 2 THEN right({column}, 1)::int = {remainder}"
        f" ELSE right({column}, 1)::int = 11 - {remainder} END"
    )


def is_date(column: str) -> str:
    """An ISO Gregorian date of a year in which people live."""
    return (
        f"CASE WHEN {column} !~ '^[0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}}$' OR NOT pg_input_is_valid({column}, 'date')"
        f" THEN false ELSE {column}::date BETWEEN '{EARLIEST_DATE}' AND '{LATEST_DATE}' END"
    )


def _is_sheba(column: str) -> str:
    rearranged = f"(substr({column}, 5) || '1827' || substr({column}, 3, 2))"
    return f"CASE WHEN {column} !~ '^IR[0-9]{{24}}$' THEN false ELSE mod({rearranged}::numeric, 97) = 1 END"


def _is_number(column: str) -> str:
    return f"(length({column}) < 18 AND translate({column}, '0123456789', '') = '')"


def _bad(code: FaultCode, column: str, good: str) -> Check:
    return Check(code, column, f"({_name(column)} IS NOT NULL AND NOT ({good}))")


def _missing(*columns: str) -> Iterator[Check]:
    for column in columns:
        yield Check(FaultCode.MISSING_VALUE, column, f"({_name(column)} IS NULL)")


def _national_id(column: str) -> Check:
    return _bad(FaultCode.BAD_NATIONAL_ID, column, is_national_id(column))


def _date(column: str) -> Check:
    return _bad(FaultCode.BAD_DATE, column, is_date(_name(column)))


def _word(column: str, words: tuple[str, ...]) -> Check:
    listed = ", ".join(f"'{word}'" for word in words)
    return _bad(FaultCode.UNKNOWN_WORD, column, f"{column} IN ({listed})")


def _amount(column: str) -> Iterator[Check]:
    number = _is_number(column)
    negative = f"(length({column}) < 18 AND {column} ~ '^-[0-9]+$')"
    digits = f"translate({column}, '0123456789', '') = ''"
    plain = f"(length({column}) < {len(str(ABSURD_RIALS))} AND {digits})"
    sieve = f"({column} IS NOT NULL AND NOT {plain})"
    yield Check(FaultCode.NEGATIVE_AMOUNT, column, f"({column} IS NOT NULL AND {negative})", sieve)
    yield Check(FaultCode.BAD_AMOUNT, column, f"({column} IS NOT NULL AND NOT ({digits} OR {negative}))", "")
    absurd = f"CASE WHEN {number} THEN {column}::bigint >= {ABSURD_RIALS} ELSE {digits} END"
    yield Check(FaultCode.ABSURD_AMOUNT, column, f"({column} IS NOT NULL AND {absurd})", "")


def _both_dates(earlier: str, later: str) -> str:
    """True when both read as dates and `later` comes first. ISO dates sort as text does, digit by digit."""
    return (
        f"({earlier} IS NOT NULL AND {later} IS NOT NULL AND {is_date(earlier)} AND {is_date(later)}"
        f" AND {later}::date < {earlier}::date)"
    )


def checks(layout: Layout, today: date) -> tuple[Check, ...]:
    """The checks that a row of `layout` can be put to by itself. `today` is the day in Tehran."""
    return tuple(_CHECKS[layout.file](today))


def _people(today: date) -> Iterator[Check]:
    yield from _missing(*(column for column in PEOPLE.columns if column not in ("mobile", "sheba")))
    yield _national_id("national_id")
    yield _word("sex", ("F", "M"))
    yield _date("birth_date")
    born_later = f"CASE WHEN {is_date('birth_date')} THEN birth_date::date > '{today}' ELSE false END"
    yield Check(FaultCode.FUTURE_DATE, "birth_date", f"(birth_date IS NOT NULL AND {born_later})")
    yield _bad(FaultCode.BAD_INSURANCE_NUMBER, "insurance_number", "insurance_number ~ '^[0-9]{8,10}$'")
    yield _bad(FaultCode.BAD_MOBILE, "mobile", r"mobile ~ '^(\+98|0098|98|0)?9[0-9]{9}$'")
    yield _bad(FaultCode.BAD_SHEBA, "sheba", _is_sheba("sheba"))
    yield _word("marriage_history", MARRIAGE_HISTORIES)


def _employment(_: date) -> Iterator[Check]:
    yield from _missing("national_id", "workshop_id", "started")
    yield _date("started")
    yield _date("ended")
    yield Check(FaultCode.ENDED_BEFORE_STARTED, "ended", _both_dates("started", "ended"))


def _wage_months(_: date) -> Iterator[Check]:
    yield from _missing("national_id", "month", "scheme", "days", "wage")
    # Only who is insured on their own has no workshop.
    yield Check(FaultCode.MISSING_VALUE, "workshop_id", "(workshop_id IS NULL AND scheme = 'compulsory')")
    months = "month BETWEEN '{}' AND '{}' AND right(month, 2) BETWEEN '01' AND '12'"
    yield _bad(
        FaultCode.BAD_MONTH,
        "month",
        "length(month) = 6 AND translate(month, '0123456789', '') = '' AND "
        + months.format(EARLIEST_MONTH, LATEST_MONTH),
    )
    yield _word("scheme", SCHEMES)
    yield _bad(
        FaultCode.BAD_DAYS,
        "days",
        f"CASE WHEN length(days) <= 2 AND {_is_number('days')} THEN days::int <= {MOST_DAYS} ELSE false END",
    )
    yield from _amount("wage")


def _marriages(_: date) -> Iterator[Check]:
    yield from _missing("marriage_id", "registered_on", "kind", "official")
    yield _date("registered_on")
    yield _word("kind", KINDS)
    yield _word("official", ("true", "false"))
    yield _national_id("husband_id")
    yield _national_id("wife_id")
    yield Check(
        FaultCode.SAME_SPOUSE, "wife_id", "(husband_id IS NOT NULL AND wife_id IS NOT DISTINCT FROM husband_id)"
    )
    yield Check(FaultCode.NO_SPOUSE, "wife_id", "(husband_id IS NULL AND wife_id IS NULL)")


def _payments(_: date) -> Iterator[Check]:
    yield from _missing("marriage_id", "national_id", "amount", "state", "on")
    yield from _amount("amount")
    yield _word("state", STATES)
    yield _date("on")


def _pensions(_: date) -> Iterator[Check]:
    yield from _missing("pension_id", "deceased_id", "national_id", "relation", "started")
    yield _national_id("deceased_id")
    yield _word("relation", RELATIONS)
    yield _date("started")
    yield _date("ended")
    yield Check(FaultCode.ENDED_BEFORE_STARTED, "ended", _both_dates("started", "ended"))


def _civil_events(_: date) -> Iterator[Check]:
    yield from _missing("event_id", "kind", "national_id", "on")
    yield _word("kind", EVENTS)
    yield _national_id("national_id")
    yield _date("on")
    yield _national_id("spouse_id")
    yield Check(
        FaultCode.SAME_SPOUSE, "spouse_id", "(spouse_id IS NOT NULL AND spouse_id IS NOT DISTINCT FROM national_id)"
    )


def _name(column: str) -> str:
    return '"on"' if column == "on" else column


_CHECKS = {
    PEOPLE.file: _people,
    EMPLOYMENT.file: _employment,
    WAGE_MONTHS.file: _wage_months,
    MARRIAGES.file: _marriages,
    PAYMENTS.file: _payments,
    PENSIONS.file: _pensions,
    CIVIL_EVENTS.file: _civil_events,
}

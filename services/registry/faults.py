"""What can be wrong with a registry file or with one of its rows."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum


class FaultCode(StrEnum):
    # of a whole file: it is refused, quarantine or not
    MISSING_FILE = "missing-file"
    UNREADABLE_FILE = "unreadable-file"
    EMPTY_FILE = "empty-file"
    HEADER_ENCODING = "header-encoding"
    MISSING_COLUMN = "missing-column"
    UNKNOWN_COLUMN = "unknown-column"
    REPEATED_COLUMN = "repeated-column"
    LINE_TOO_LONG = "line-too-long"
    # of a line that cannot be taken apart
    ENCODING = "encoding"
    CONTROL_CHARACTER = "control-character"
    QUOTES = "quotes"
    COLUMN_COUNT = "column-count"
    CUT_OFF = "cut-off"
    # of a value
    MISSING_VALUE = "missing-value"
    BAD_NATIONAL_ID = "bad-national-id"
    BAD_INSURANCE_NUMBER = "bad-insurance-number"
    BAD_MOBILE = "bad-mobile"
    BAD_SHEBA = "bad-sheba"
    BAD_DATE = "bad-date"
    FUTURE_DATE = "future-date"
    BAD_MONTH = "bad-month"
    BAD_DAYS = "bad-days"
    BAD_AMOUNT = "bad-amount"
    NEGATIVE_AMOUNT = "negative-amount"
    ABSURD_AMOUNT = "absurd-amount"
    UNKNOWN_WORD = "unknown-word"
    # of values that do not go together
    ENDED_BEFORE_STARTED = "ended-before-started"
    SAME_SPOUSE = "same-spouse"
    NO_SPOUSE = "no-spouse"
    MARRIED_BEFORE_BIRTH = "married-before-birth"
    UNKNOWN_PERSON = "unknown-person"
    KEY_TWICE = "key-twice"


@dataclass(frozen=True)
class Fault:
    """One fault: line 1 is the header, None a whole file; `found` is what stands there, cut when long."""

    file: str
    line: int | None
    code: FaultCode
    column: str | None = None
    found: str | None = None


class ImportRefused(Exception):
    """Nothing was loaded. `faults` are the first found of `total`."""

    def __init__(self, faults: Sequence[Fault], total: int) -> None:
        super().__init__(f"{total} faults")
        self.faults = tuple(faults)
        self.total = total

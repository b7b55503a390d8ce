"""The registry as CSV: its files, their columns and keys.

UTF-8 with or without a BOM, lines ended by LF or CRLF, a header row, ISO Gregorian dates, Jalali months as 139909,
whole rials.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Layout:
    """One file; `people` are the columns that name the persons a row concerns."""

    file: str
    columns: tuple[str, ...]
    key: tuple[str, ...]
    people: tuple[str, ...] = ("national_id",)
    optional: bool = False

    @property
    def table(self) -> str:
        """The table its rows go to, and (elsewhere) the one they are staged in."""
        return self.file.removesuffix(".csv")


PEOPLE = Layout(
    "people.csv",
    (
        "national_id",
        "first_name",
        "last_name",
        "sex",
        "birth_date",
        "insurance_number",
        "mobile",
        "sheba",
        "marriage_history",
    ),
    key=("national_id",),
)
EMPLOYMENT = Layout(
    "employment.csv",
    ("national_id", "workshop_id", "started", "ended"),
    key=("national_id", "workshop_id", "started"),
)
WAGE_MONTHS = Layout(
    "wage_months.csv",
    ("national_id", "month", "workshop_id", "scheme", "days", "wage"),
    key=("national_id", "month", "workshop_id", "scheme"),
)
MARRIAGES = Layout(
    "marriages.csv",
    ("marriage_id", "registered_on", "kind", "official", "husband_id", "wife_id"),
    key=("marriage_id",),
    people=("husband_id", "wife_id"),
)
PAYMENTS = Layout(
    "payments.csv",
    ("marriage_id", "national_id", "amount", "state", "on"),
    key=("marriage_id", "national_id"),
    optional=True,
)
PENSIONS = Layout(
    "pensions.csv",
    ("pension_id", "deceased_id", "national_id", "relation", "started", "ended"),
    key=("pension_id", "national_id"),
    optional=True,
)
CIVIL_EVENTS = Layout(
    "civil_events.csv",
    ("event_id", "kind", "national_id", "on", "spouse_id"),
    key=("event_id",),
    people=("national_id", "spouse_id"),
    optional=True,
)

# People first: the other files refer to them.
LAYOUTS = (PEOPLE, EMPLOYMENT, WAGE_MONTHS, MARRIAGES, PAYMENTS, PENSIONS, CIVIL_EVENTS)

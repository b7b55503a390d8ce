"""The registry's files, written as the import reads them."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import IO

from sandbox.people.invention import Person
from sandbox.people.wages import wage
from services.calendar import JalaliMonth

HEADERS = {
    "people": "national_id,first_name,last_name,sex,birth_date,insurance_number,mobile,sheba,marriage_history",
    "employment": "national_id,workshop_id,started,ended",
    "wage_months": "national_id,month,workshop_id,scheme,days,wage",
    "marriages": "marriage_id,registered_on,kind,official,husband_id,wife_id",
    "payments": "marriage_id,national_id,amount,state,on",
    "pensions": "pension_id,deceased_id,national_id,relation,started,ended",
    "civil_events": "event_id,kind,national_id,on,spouse_id",
}
_LINES_HELD = 20_000


class Folder:
    """Rows on their way to the files; no value in them ever needs quoting."""

    def __init__(self, files: dict[str, IO[str]]) -> None:
        self._files = files
        self._lines: dict[str, list[str]] = {name: [f"{header}\n"] for name, header in HEADERS.items()}
        self._marriages = self._pensions = self._events = 0
        self.people = 0
        self.wage_rows = self._lines["wage_months"]

    def person(self, one: Person) -> None:
        self.people += 1
        self._lines["people"].append(
            f"{one.national_id},{one.first_name},{one.last_name},{one.sex},{one.birth_date},{one.insurance_number},"
            f"{one.mobile},{one.sheba},{one.marriage_history}\n"
        )
        if len(self.wage_rows) > _LINES_HELD:
            self.flush()

    def employment(self, national_id: str, workshop: str, started: date, ended: date | None = None) -> None:
        self._lines["employment"].append(f"{national_id},{workshop},{started},{ended or ''}\n")

    def wage_month(
        self, national_id: str, month: JalaliMonth, workshop: str, days: int, factor: int, scheme: str = "compulsory"
    ) -> int:
        """Writes the row and returns its wage."""
        rials = wage(month, days, factor)
        self.wage_rows.append(f"{national_id},{month.number},{workshop},{scheme},{days},{rials}\n")
        return rials

    def marriage(self, on: date, husband: str, wife: str, *, kind: str = "permanent", official: bool = True) -> str:
        """Writes the row and returns the marriage's ID; a spouse may be unknown to people.csv, or empty."""
        self._marriages += 1
        marriage_id = f"M{self._marriages:07}"
        self._lines["marriages"].append(f"{marriage_id},{on},{kind},{str(official).lower()},{husband},{wife}\n")
        return marriage_id

    def payment(self, marriage_id: str, national_id: str, amount: int, state: str, on: date) -> None:
        self._lines["payments"].append(f"{marriage_id},{national_id},{amount},{state},{on}\n")

    def pension(self, deceased: str, national_id: str, relation: str, started: date) -> None:
        """A share that goes on."""
        self._pensions += 1
        self._lines["pensions"].append(f"P{self._pensions:07},{deceased},{national_id},{relation},{started},\n")

    def event(self, kind: str, national_id: str, on: date, spouse: str = "") -> None:
        self._events += 1
        self._lines["civil_events"].append(f"E{self._events:07},{kind},{national_id},{on},{spouse}\n")

    def flush(self) -> None:
        for name, file in self._files.items():
            file.write("".join(self._lines[name]))
            self._lines[name].clear()


@contextmanager
def opened(folder: Path) -> Iterator[Folder]:
    """The folder's files, made anew."""
    folder.mkdir(parents=True, exist_ok=True)
    files: dict[str, IO[str]] = {}
    try:
        for name in HEADERS:
            files[name] = (folder / f"{name}.csv").open("w", encoding="utf-8", newline="\n")
        sheet = Folder(files)
        yield sheet
        sheet.flush()
    finally:
        for file in files.values():
            file.close()

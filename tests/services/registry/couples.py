"""Couples who are all owed the grant, as a folder of files to be spoilt."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from services.registry.layout import LAYOUTS
from tests.services.month_end.town import AZAR, OTHER_SHEBA, SHEBA
from tests.services.people.phone import somebody

MONTHS = 26  # of wages: two more than are needed
WAGE = 90_000_000


class Couples:
    """So many couples, married in Azar. Lines are numbered as an editor numbers them, the header being line 1."""

    def __init__(self, couples: int) -> None:
        self.files = {layout.file: [",".join(layout.columns)] for layout in LAYOUTS if not layout.optional}
        for number in range(couples):
            husband, wife = self.couple(number)
            self._person(husband, "M")
            self._person(wife, "F")
            day = AZAR.first_day + timedelta(days=number % 30)
            self.files["marriages.csv"].append(f"{self.marriage(number)},{day},permanent,true,{husband},{wife}")

    @staticmethod
    def couple(number: int) -> tuple[str, str]:
        """Husband and wife."""
        return somebody(2 * number), somebody(2 * number + 1)

    @staticmethod
    def marriage(number: int) -> str:
        return f"M{number:05}"

    def _person(self, person: str, sex: str) -> None:
        sheba = SHEBA if sex == "F" else OTHER_SHEBA
        self.files["people.csv"].append(
            f"{person},نام,خانوادگی,{sex},1995-03-04,{person[:8]},0912{person[2:9]},{sheba},complete"
        )
        self.files["employment.csv"].append(f"{person},W1,2015-03-21,")
        for back in range(MONTHS):
            month = AZAR.plus(-back)
            self.files["wage_months.csv"].append(f"{person},{month.number},W1,compulsory,{month.days},{WAGE}")

    def line(self, file: str, *values: str) -> int:
        """The first line in which all of these stand."""
        found = (number for number, row in enumerate(self.files[file], 1) if set(values) <= set(row.split(",")))
        return next(found)

    def spoil(self, file: str, line: int, column: str, value: str) -> tuple[str, int]:
        """Put a value into a line; its place."""
        fields = self.files[file][line - 1].split(",")
        fields[self.files[file][0].split(",").index(column)] = value
        self.files[file][line - 1] = ",".join(fields)
        return file, line

    def add(self, file: str, row: str) -> tuple[str, int]:
        """One more line; its place."""
        self.files[file].append(row)
        return file, len(self.files[file])

    def write(self, folder: Path) -> Path:
        folder.mkdir(exist_ok=True)
        for file, lines in self.files.items():
            (folder / file).write_text("\n".join(lines) + "\n", encoding="utf-8")
        return folder

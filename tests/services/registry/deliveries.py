"""Folders as they are delivered: a good one to spoil, and the import of it."""

from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Any

from services.registry import Fault, Imported, ImportRefused, import_folder
from services.store import connect

TODAY = date(2025, 9, 23)
HUSBAND, WIFE, ABSENT = "0012345679", "0499370899", "1111111121"

GOOD = {
    "people.csv": [
        "national_id,first_name,last_name,sex,birth_date,insurance_number,mobile,sheba,marriage_history",
        f"{HUSBAND},علی,حسین‌زاده,M,1995-03-04,0012345678,09121234567,IR820540102680020817909002,complete",
        f"{WIFE},مریم,کریمی,F,1996-03-04,12345678,,,partial",
    ],
    "employment.csv": [
        "national_id,workshop_id,started,ended",
        f"{HUSBAND},W1,2019-03-21,2020-03-20",
        f"{HUSBAND},W1,2020-04-01,",
    ],
    "wage_months.csv": [
        "national_id,month,workshop_id,scheme,days,wage",
        f"{HUSBAND},139901,W1,compulsory,31,20000000",
        f"{HUSBAND},139902,W1,compulsory,0,0",
        f"{WIFE},139902,W2,voluntary,31,15000000",
    ],
    "marriages.csv": [
        "marriage_id,registered_on,kind,official,husband_id,wife_id",
        f"M1,2020-12-01,permanent,true,{HUSBAND},{WIFE}",
        f"M2,2021-12-01,temporary,false,{HUSBAND},{ABSENT}",
        f"M3,2022-12-01,permanent,true,,{WIFE}",
    ],
    "payments.csv": ["marriage_id,national_id,amount,state,on", f"M1,{HUSBAND},50000000,paid,2021-01-10"],
    "pensions.csv": [
        "pension_id,deceased_id,national_id,relation,started,ended",
        f"P1,{ABSENT},{WIFE},daughter,2010-03-21,",
        f"P1,{ABSENT},{HUSBAND},son,2010-03-21,2017-03-20",
    ],
    "civil_events.csv": [
        "event_id,kind,national_id,on,spouse_id",
        f"E1,marriage,{HUSBAND},2020-12-01,{WIFE}",
        f"E2,employment_start,{WIFE},2021-12-01,",
        f"E3,death,{ABSENT},2022-12-01,{WIFE}",
    ],
}
TABLES = (
    *("people", "employment", "wage_months", "marriages", "payments", "pensions", "civil_events"),
    "quarantine",
)


class Delivery:
    """A folder; lines are numbered as an editor numbers them, the header being line 1."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        for name, lines in GOOD.items():
            self.write(name, "\n".join(lines) + "\n")

    def write(self, file: str, content: str | bytes) -> None:
        (self.folder / file).write_bytes(content if isinstance(content, bytes) else content.encode())

    def read(self, file: str) -> bytes:
        return (self.folder / file).read_bytes()

    def line(self, file: str, number: int, text: str) -> None:
        """Put `text` in the place of a line, or behind the last one."""
        lines = self.read(file).decode().splitlines()
        lines[number - 1 : number] = [text]
        self.write(file, "\n".join(lines) + "\n")

    def value(self, file: str, number: int, column: str, value: str) -> None:
        lines = self.read(file).decode().splitlines()
        fields = lines[number - 1].split(",")
        fields[lines[0].split(",").index(column)] = value
        self.line(file, number, ",".join(fields))

    def empty(self, *files: str) -> None:
        """Leave only the headers."""
        for file in files:
            self.write(file, GOOD[file][0] + "\n")


class Registry:
    """The registry of a test's database."""

    def __init__(self, url: str) -> None:
        self._url = url

    def load(self, delivery: Delivery, *, quarantine: bool = False) -> Imported:
        with connect(self._url) as connection:
            return import_folder(connection, delivery.folder, today=TODAY, progress=Silence(), quarantine=quarantine)

    def faults(self, delivery: Delivery) -> list[Fault]:
        """What a strict import finds; nothing may be loaded by it."""
        before = self.counts()
        try:
            self.load(delivery)
        except ImportRefused as refused:
            assert self.counts() == before
            return list(refused.faults)
        return []

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        with connect(self._url) as connection:
            return connection.execute(query.encode()).fetchall()

    def counts(self) -> dict[str, int]:
        return {table: self.rows(f"SELECT count(*) FROM registry.{table}")[0][0] for table in TABLES}

    def everything(self) -> list[list[tuple[Any, ...]]]:
        return [sorted(self.rows(f"SELECT * FROM registry.{table}"), key=repr) for table in TABLES]


class Silence:
    """Progress that nobody watches."""

    def read(self, file: str, done: int, total: int) -> None: ...

    def step(self, name: str) -> None: ...


def places(faults: Iterable[Fault]) -> list[tuple[str, int | None, str]]:
    return [(fault.file, fault.line, fault.code) for fault in faults]

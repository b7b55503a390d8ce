"""The import of a registry folder: stage every file, name every faulty row, then load in one transaction.

The files are copied as text into temporary tables; all checks are set-wise statements over those, which write what they
find into one table of faults. Strictly, any fault refuses the folder. With quarantine the faulty rows are moved to
registry.quarantine, file by file in the order of reference, so that what refers to a person set apart is set apart too.
"""

from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, BinaryIO, Protocol

import psycopg

from services.registry import statements
from services.registry.checks import checks, is_date, is_national_id
from services.registry.faults import Fault, FaultCode, ImportRefused
from services.registry.layout import (
    CIVIL_EVENTS,
    EMPLOYMENT,
    LAYOUTS,
    MARRIAGES,
    PAYMENTS,
    PENSIONS,
    PEOPLE,
    WAGE_MONTHS,
    Layout,
)
from services.registry.lines import STAGED_FIRST, FileRefused, Lines

FAULTS_NAMED = 100

_FILES = ", ".join(f"'{layout.file}'" for layout in LAYOUTS)

# One import at a time; a second one waits for the first to end.
_LOCK = 0x696D706F7274

_ROWS = {
    PEOPLE: statements.PEOPLE,
    EMPLOYMENT: statements.EMPLOYMENT,
    WAGE_MONTHS: statements.WAGE_MONTHS,
    MARRIAGES: statements.MARRIAGES,
    PAYMENTS: statements.PAYMENTS,
    PENSIONS: statements.PENSIONS,
    CIVIL_EVENTS: statements.CIVIL_EVENTS,
}
_TABLE_COLUMNS = {layout: layout.columns for layout in LAYOUTS} | {
    MARRIAGES: ("national_id", "marriage_id", "role", "registered_on", "kind", "official", "spouse_id"),
    PENSIONS: ("national_id", "pension_id", "deceased_id", "relation", "started", "ended"),
    CIVIL_EVENTS: ("national_id", "event_id", "role", "kind", "on", "spouse_id"),
}
_TABLE_KEYS = {layout: layout.key for layout in LAYOUTS} | {
    MARRIAGES: ("national_id", "marriage_id"),
    CIVIL_EVENTS: ("national_id", "event_id"),
}
# What a row no longer names, where it is kept as a row a person.
_FORMER = {MARRIAGES: statements.FORMER_SPOUSES, CIVIL_EVENTS: statements.FORMERLY_CONCERNED}


class Progress(Protocol):
    """Told how far the import has come."""

    def read(self, file: str, done: int, total: int) -> None:
        """So many bytes of so many have been read."""

    def step(self, name: str) -> None:
        """Another step over all rows begins: `checking people.csv`."""


@dataclass(frozen=True)
class Imported:
    """What was read: rows loaded of each file, rows set apart, and the first faults of those."""

    rows: Mapping[str, int]
    quarantined: int
    faults: tuple[Fault, ...]
    total_faults: int


def import_folder(
    connection: psycopg.Connection[Any],
    folder: Path,
    *,
    today: date,
    progress: Progress,
    quarantine: bool = False,
    report: BinaryIO | None = None,
) -> Imported:
    """Load the folder in one transaction of `connection`. `today` is the day in Tehran. Raises `ImportRefused`.

    Every fault of a row goes to `report`, as CSV, whether the folder is refused or not.
    """
    with ExitStack() as stack:
        files = _opened(folder, stack)
        stack.enter_context(connection.transaction())
        return _Intake(connection, files, today, progress).run(quarantine=quarantine, report=report)


def _opened(folder: Path, stack: ExitStack) -> dict[Layout, Lines]:
    """The files with their headers read; all that cannot be are named at once."""
    files: dict[Layout, Lines] = {}
    faults: list[Fault] = []
    for layout in LAYOUTS:
        path = folder / layout.file
        if layout.optional and not path.exists():
            continue
        try:
            lines = Lines(path, layout)
        except FileRefused as refused:
            faults += refused.faults
        else:
            stack.callback(lines.close)
            files[layout] = lines
    if faults:
        raise ImportRefused(faults, len(faults))
    return files


class _Intake:
    def __init__(
        self, connection: psycopg.Connection[Any], files: dict[Layout, Lines], today: date, progress: Progress
    ) -> None:
        self._connection = connection
        self._files = files
        self._today = today
        self._progress = progress

    def run(self, *, quarantine: bool, report: BinaryIO | None) -> Imported:
        self._do(statements.SETTINGS, lock=_LOCK)
        self._do(statements.FAULTS)
        for layout, lines in self._files.items():
            self._stage(layout, lines)
        for layout in self._files:
            self._progress.step(f"checking {layout.file}")
            self._check(layout)
            self._clear_quarantine(layout)
            if quarantine:
                self._set_apart(layout)
        faults, total, rows = self._faults()
        if report:
            self._report(report)
        refusals = [lines.refusal for lines in self._files.values() if lines.refusal is not None]
        if refusals or (faults and not quarantine):
            raise ImportRefused([*refusals, *faults], len(refusals) + total)
        loaded = {layout.file: self._load(layout) for layout in self._files}
        if self._has_rows("quarantine"):
            self._do(statements.CLEAR_DOUBTED)
        return Imported(loaded, rows, tuple(faults), total)

    def _do(self, statement: str, **names: object) -> psycopg.Cursor[Any]:
        return self._connection.execute(statement.format(**names).encode())

    def _stage(self, layout: Layout, lines: Lines) -> None:
        table = layout.table
        self._do(statements.STAGE, table=table, columns=", ".join(f"{_quoted(name)} text" for name in lines.columns))
        columns = ", ".join(map(_quoted, (*STAGED_FIRST, *lines.columns)))
        with (
            self._connection.cursor() as cursor,
            cursor.copy(statements.COPY.format(table=table, columns=columns).encode()) as copy,
        ):
            for block in lines.blocks():
                copy.write(block)
                self._progress.read(layout.file, lines.bytes_read, lines.size)

    def _check(self, layout: Layout) -> None:
        names = {"file": layout.file, "table": layout.table}
        own = checks(layout, self._today)
        self._do(statements.BROKEN_LINES, **names)
        self._do(
            statements.BAD_VALUES,
            **names,
            sieve=" OR ".join(check.sieved_by for check in own if check.sieved_by),
            checks=", ".join(
                f"({check.condition}, '{check.code}', '{check.column}', left({_quoted(check.column)}, 60))"
                for check in own
            ),
        )
        self._do(
            statements.KEY_TWICE,
            **names,
            key=", ".join(layout.key),
            key_text=",".join(layout.key),
            same_key=" AND ".join(f"coalesce(staged.{name}, '') = coalesce(twice.{name}, '')" for name in layout.key),
        )
        if layout is PEOPLE:
            self._do(statements.BORN_AFTER_MARRIAGE, birth_is_date=is_date("staged.birth_date"))
        elif layout is MARRIAGES:
            self._do(
                statements.MARRIED_BEFORE_BIRTH,
                birth_is_date=is_date("birth_date"),
                wedding_is_date=is_date("registered_on"),
            )
        elif layout is not CIVIL_EVENTS:  # the civil registry tells of everybody
            self._do(statements.UNKNOWN_PERSON, **names, is_national_id=is_national_id("national_id"))

    def _faults(self) -> tuple[list[Fault], int, int]:
        """The first faults, how many there are, and in how many rows."""
        total, rows = self._do(statements.COUNT_FAULTS).fetchone() or (0, 0)
        named = self._do(statements.FIRST_FAULTS, files=_FILES, limit=FAULTS_NAMED)
        return (
            [Fault(file, line, FaultCode(code), column, found) for file, line, code, column, found in named],
            total,
            rows,
        )

    def _report(self, report: BinaryIO) -> None:
        with self._connection.cursor() as cursor, cursor.copy(statements.ALL_FAULTS.format(files=_FILES)) as faults:
            for block in faults:
                report.write(block)

    def _set_apart(self, layout: Layout) -> None:
        names = {"file": layout.file, "table": layout.table}
        self._do(
            statements.FILL_QUARANTINE,
            **names,
            key_text=_text("staged", layout.key),
            row_text=_text("staged", self._files[layout].columns),
            people=", ".join(f"(staged.{column})" for column in layout.people),
            people_list=", ".join(f"staged.{column}" for column in layout.people),
            is_national_id=is_national_id("concerned.person"),
        )
        if layout is MARRIAGES:
            self._do(
                statements.DOUBTED_MARRIAGES,
                is_national_id=is_national_id("one.national_id"),
                spouse_is_national_id=is_national_id("one.spouse_id"),
            )
        self._do(statements.TAKE_OUT, **names)

    def _clear_quarantine(self, layout: Layout) -> None:
        if self._has_rows("quarantine"):
            table = layout.table
            key = _text(f"staged_{table}", layout.key)
            for statement in (statements.CLEAR_QUARANTINE, statements.CLEAR_CUT_OFF):
                self._do(statement, file=layout.file, table=table, key_text=key)

    def _load(self, layout: Layout) -> int:
        """Rows loaded from the file."""
        self._progress.step(f"loading {layout.file}")
        table, columns, key = layout.table, _TABLE_COLUMNS[layout], _TABLE_KEYS[layout]
        statement = statements.INSERT
        others = [_quoted(name) for name in columns if name not in key]
        if self._has_rows(table):
            statement += statements.ON_CONFLICT
            if layout in _FORMER:
                self._do(_FORMER[layout])
        self._do(
            statement,
            table=table,
            columns=", ".join(map(_quoted, columns)),
            rows=_ROWS[layout],
            key=", ".join(key),
            sets=", ".join(f"{name} = excluded.{name}" for name in others),
            kept=", ".join(f"kept.{name}" for name in others),
            brought=", ".join(f"excluded.{name}" for name in others),
        )
        self._do(statements.ANALYZE, table=table)
        row = self._do(statements.COUNT_STAGED, table=table).fetchone()
        return int(row[0]) if row else 0

    def _has_rows(self, table: str) -> bool:
        row = self._do(statements.HAS_ROWS, table=table).fetchone()
        return bool(row and row[0])


def _quoted(name: str) -> str:
    return f'"{name}"'


def _text(table: str, columns: tuple[str, ...]) -> str:
    """The columns of a row as one text, joined by commas."""
    return f"concat_ws(',', {', '.join(f'coalesce({table}.{_quoted(name)}, {_EMPTY})' for name in columns)})"


_EMPTY = "''"

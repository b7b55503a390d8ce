"""`hamyar import`: the registry from a folder of CSV files, told to an operator in plain words."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

import typer
from rich.console import Console
from rich.progress import BarColumn, TaskID, TaskProgressColumn, TextColumn, TimeElapsedColumn
from rich.progress import Progress as Bars

from bot.errors import OperatorError
from services.calendar import Clock, today
from services.registry import Fault, FaultCode, Imported, ImportRefused, Progress, import_folder
from services.store import connect

OLDEST_POSTGRESQL = 16

WORDS = {
    FaultCode.MISSING_FILE: "the file is missing",
    FaultCode.UNREADABLE_FILE: "the file cannot be read: {found}",
    FaultCode.EMPTY_FILE: "the file is empty: not even a header",
    FaultCode.HEADER_ENCODING: "the file is not UTF-8",
    FaultCode.MISSING_COLUMN: "the header lacks the column {column}",
    FaultCode.UNKNOWN_COLUMN: "the header has an unknown column: {column}",
    FaultCode.REPEATED_COLUMN: "the header has the column {column} twice",
    FaultCode.LINE_TOO_LONG: "the line is longer than 64 KiB; the file was not read further",
    FaultCode.ENCODING: "not UTF-8: {found}",
    FaultCode.CONTROL_CHARACTER: "a control character inside the line: {found}",
    FaultCode.QUOTES: "unbalanced quotes, or a line break inside quotes: {found}",
    FaultCode.COLUMN_COUNT: "wrong number of columns: {found}",
    FaultCode.CUT_OFF: "the file ends in the middle of a row: {found}",
    FaultCode.MISSING_VALUE: "{column} is empty",
    FaultCode.BAD_NATIONAL_ID: "{column} is not a national ID: {found}",
    FaultCode.BAD_INSURANCE_NUMBER: "{column} is not 8 to 10 digits: {found}",
    FaultCode.BAD_MOBILE: "{column} is not an Iranian mobile number: {found}",
    FaultCode.BAD_SHEBA: "{column} is not a Sheba (IR and 24 digits, checked): {found}",
    FaultCode.BAD_DATE: "{column} is not a Gregorian date like 2020-12-01: {found}",
    FaultCode.FUTURE_DATE: "{column} is in the future: {found}",
    FaultCode.BAD_MONTH: "{column} is not a Jalali month like 139909: {found}",
    FaultCode.BAD_DAYS: "{column} is not between 0 and 31: {found}",
    FaultCode.BAD_AMOUNT: "{column} is not a whole number of rials: {found}",
    FaultCode.NEGATIVE_AMOUNT: "{column} is negative: {found}",
    FaultCode.ABSURD_AMOUNT: "{column} is absurdly large: {found}",
    FaultCode.UNKNOWN_WORD: "{column} has an unknown value: {found}",
    FaultCode.ENDED_BEFORE_STARTED: "{column} comes before started: {found}",
    FaultCode.SAME_SPOUSE: "husband and wife are the same person: {found}",
    FaultCode.NO_SPOUSE: "neither husband nor wife is named",
    FaultCode.MARRIED_BEFORE_BIRTH: "born after the marriage ({column}): {found}",
    FaultCode.UNKNOWN_PERSON: "{column} is neither in people.csv nor in the registry: {found}",
    FaultCode.KEY_TWICE: "the key ({column}) was given before, on line {found}",
}


class FolderRefused(OperatorError):
    """Nothing was loaded; every bad row is named, up to a limit."""

    def __init__(self, refused: ImportRefused) -> None:
        count = f"{refused.total:,} {'fault' if refused.total == 1 else 'faults'}"
        super().__init__(f"nothing was loaded, {count}\n{listing(refused.faults, refused.total)}")


class NoFolder(OperatorError):
    """There is no such folder."""

    def __init__(self, folder: Path) -> None:
        super().__init__(f"no such folder: {folder}")


class NoReport(OperatorError):
    """The report cannot be written."""

    def __init__(self, error: OSError) -> None:
        super().__init__(f"{error.filename}: {error.strerror}")


class PostgresTooOld(OperatorError):
    """The import asks the server which values it can read, as only newer ones can tell."""

    def __init__(self) -> None:
        super().__init__(f"PostgreSQL {OLDEST_POSTGRESQL} or newer is needed")


def import_registry(url: str, folder: Path, *, quarantine: bool, clock: Clock, report: Path | None = None) -> Imported:
    """Load the folder and say what was loaded. Raises OperatorError when it is refused; then nothing is loaded.

    Every fault goes to the file `report`, for its owner alone: it names people.
    """
    if not folder.is_dir():
        raise NoFolder(folder)
    with _opened(report) as faults, connect(url) as connection, _progress() as progress:
        if connection.info.server_version < OLDEST_POSTGRESQL * 10_000:
            raise PostgresTooOld
        try:
            return import_folder(
                connection, folder, today=today(clock), progress=progress, quarantine=quarantine, report=faults
            )
        except ImportRefused as refused:
            raise FolderRefused(refused) from None


def summary(imported: Imported) -> str:
    """What was loaded, one line a file."""
    lines = [f"{file}: {rows:,} rows" for file, rows in imported.rows.items()]
    if imported.quarantined:
        lines.append(f"quarantine: {imported.quarantined:,} rows")
        lines.append(listing(imported.faults, imported.total_faults))
    return "\n".join(lines)


def listing(faults: tuple[Fault, ...], total: int) -> str:
    """The faults one a line, as `file:line: [code] words`, and how many more there are."""
    lines = [told(fault) for fault in faults]
    if total > len(faults):
        lines.append(f"… and {total - len(faults):,} more")
    return "\n".join(lines)


def told(fault: Fault) -> str:
    place = fault.file if fault.line is None else f"{fault.file}:{fault.line}"
    words = WORDS[fault.code].format(column=fault.column, found=fault.found)
    return f"{place}: [{fault.code}] {words}"


@contextmanager
def _opened(report: Path | None) -> Iterator[BinaryIO | None]:
    if report is None:
        yield None
        return
    try:
        descriptor = os.open(report, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    except OSError as error:
        raise NoReport(error) from None
    with os.fdopen(descriptor, "wb") as file:
        yield file


@contextmanager
def _progress() -> Iterator[Progress]:
    """A bar where somebody watches, a line a step where nobody does."""
    console = Console(stderr=True)
    if not console.is_terminal:
        yield _Lines()
        return
    percent = TaskProgressColumn(text_format_no_percentage="")
    columns = (TextColumn("{task.description}"), BarColumn(), percent, TimeElapsedColumn())
    with Bars(*columns, console=console, transient=True) as bars:
        yield _Bar(bars)


class _Bar:
    def __init__(self, bars: Bars) -> None:
        self._bars = bars
        self._task: TaskID | None = None
        self._file = ""

    def read(self, file: str, done: int, total: int) -> None:
        if file != self._file:
            self._next(f"reading {file}", total)
            self._file = file
        if self._task is not None:
            self._bars.update(self._task, completed=done)

    def step(self, name: str) -> None:
        self._next(name, None)

    def _next(self, name: str, total: int | None) -> None:
        if self._task is not None:
            self._bars.remove_task(self._task)
        self._task = self._bars.add_task(name, total=total)


class _Lines:
    def __init__(self) -> None:
        self._file = ""

    def read(self, file: str, done: int, total: int) -> None:
        if file != self._file:
            self._file = file
            self.step(f"reading {file} ({total:,} bytes)")

    def step(self, name: str) -> None:
        typer.echo(name, err=True)

"""A registry file taken apart into lines, in flat memory, ready to be streamed into COPY.

Python only does what PostgreSQL cannot do with a foreign file: count physical lines, tell which line is not UTF-8,
which has the wrong number of columns or an unbalanced quote, and stop at a line that does not end. Whole blocks go by
untouched but for the line number before each row, as long as nothing in them needs a closer look; a block that does
goes line by line. A line that cannot be taken apart is staged as well, with its fault and its raw text, so that one
place reports all.
"""

import csv
import io
from collections.abc import Iterator
from operator import methodcaller
from pathlib import Path
from typing import BinaryIO

from services.registry.faults import Fault, FaultCode
from services.registry.layout import Layout

BLOCK_BYTES = 1 << 20
LONGEST_LINE_BYTES = 1 << 16
LONGEST_FOUND = 60
LONGEST_RAW = 2000

# Staged before the columns of the file itself; empty for a line that could be taken apart.
STAGED_FIRST = ("line", "fault", "found", "raw")

_BOM = b"\xef\xbb\xbf"
_UTF16 = (b"\xff\xfe", b"\xfe\xff")


class FileRefused(Exception):
    """The file as a whole cannot be read."""

    def __init__(self, faults: list[Fault]) -> None:
        super().__init__(", ".join(fault.code for fault in faults))
        self.faults = faults


class Lines:
    """The lines of one file. `columns` is the header's order; `refusal` is set when reading stopped before the end."""

    def __init__(self, path: Path, layout: Layout) -> None:
        """Opens the file and reads its header. Raises `FileRefused`."""
        self.layout = layout
        self.refusal: Fault | None = None
        self.line = 1
        self.bytes_read = 0
        try:
            self._file: BinaryIO = path.open("rb")
        except FileNotFoundError:
            raise FileRefused([Fault(layout.file, None, FaultCode.MISSING_FILE)]) from None
        except OSError as error:
            raise FileRefused([Fault(layout.file, None, FaultCode.UNREADABLE_FILE, found=error.strerror)]) from error
        try:
            self.size = path.stat().st_size
            self.columns = self._header()
        except BaseException:
            self._file.close()
            raise

    def close(self) -> None:
        self._file.close()

    def _header(self) -> tuple[str, ...]:
        row = self._file.readline(LONGEST_LINE_BYTES)
        self.bytes_read = len(row)
        file = self.layout.file
        if row.startswith(_UTF16):
            raise FileRefused([Fault(file, 1, FaultCode.HEADER_ENCODING, found="UTF-16")])
        text = row.removeprefix(_BOM).rstrip(b"\r\n")
        if not text.strip():
            raise FileRefused([Fault(file, 1 if row else None, FaultCode.EMPTY_FILE)])
        if len(row) >= LONGEST_LINE_BYTES:
            raise FileRefused([Fault(file, 1, FaultCode.LINE_TOO_LONG)])
        try:
            names = next(csv.reader([text.decode()]))
        except UnicodeDecodeError:
            raise FileRefused([Fault(file, 1, FaultCode.HEADER_ENCODING)]) from None
        except csv.Error:
            raise FileRefused([Fault(file, 1, FaultCode.QUOTES)]) from None
        if faults := list(self._header_faults(names)):
            raise FileRefused(faults)
        return tuple(names)

    def _header_faults(self, names: list[str]) -> Iterator[Fault]:
        wanted, file = self.layout.columns, self.layout.file
        yield from (Fault(file, 1, FaultCode.MISSING_COLUMN, name) for name in wanted if name not in names)
        for place, name in enumerate(names):
            if name not in wanted:
                yield Fault(file, 1, FaultCode.UNKNOWN_COLUMN, _shown(name))
            elif name in names[:place]:
                yield Fault(file, 1, FaultCode.REPEATED_COLUMN, name)

    def blocks(self) -> Iterator[bytes]:
        """CSV for COPY: STAGED_FIRST, then the columns. Stops and sets `refusal` at a line longer than is sane."""
        rest = b""
        while self.refusal is None and (block := self._file.read(BLOCK_BYTES)):
            self.bytes_read += len(block)
            whole, newline, rest = (rest + block).rpartition(b"\n")
            if newline:
                yield self._block(whole)
            if len(rest) > LONGEST_LINE_BYTES:
                self._refuse(self.line + 1)
        if rest and self.refusal is None:
            self.line += 1
            yield self._careful(self.line, rest.removesuffix(b"\r"), last=True)

    def _block(self, whole: bytes) -> bytes:
        if b"\r" in whole:
            whole = whole.replace(b"\r\n", b"\n").removesuffix(b"\r")
        rows = whole.split(b"\n")
        first = self.line + 1
        self.line += len(rows)
        if self._plain(whole, rows):
            return b"".join(map(b"%d,,,,%b\n".__mod__, enumerate(rows, first)))
        careful = []
        for number, row in enumerate(rows, first):
            if len(row) > LONGEST_LINE_BYTES:
                self._refuse(number)
                break
            careful.append(self._careful(number, row))
        return b"".join(careful)

    def _plain(self, whole: bytes, rows: list[bytes]) -> bool:
        """Whether every row can go to COPY as it stands."""
        if b'"' in whole or b"\0" in whole or b"\r" in whole:
            return False
        if set(map(methodcaller("count", b","), rows)) != {len(self.columns) - 1}:
            return False
        if not whole.isascii():
            try:
                whole.decode()
            except UnicodeDecodeError:
                return False
        return max(map(len, rows)) <= LONGEST_LINE_BYTES

    def _careful(self, number: int, row: bytes, *, last: bool = False) -> bytes:
        """One line, looked at closely; nothing for a blank one. `last`: it had no newline, so it may be cut off."""
        if not row:
            return b""
        code, found, fields = self._taken_apart(row)
        if code is None:
            return _csv([number, None, None, None, *fields])
        if last:
            code, found = FaultCode.CUT_OFF, row.decode(errors="replace")
        raw = row.decode(errors="replace").replace("\0", "\ufffd").replace("\r", "\ufffd")
        due = len(self.columns)
        fields = [*fields, *[""] * due][:due]
        return _csv([number, code, None if found is None else _shown(found), raw[:LONGEST_RAW], *fields])

    def _taken_apart(self, row: bytes) -> tuple[FaultCode | None, str | None, list[str]]:
        """The fault of a line, if any, with what was found, and its fields as well as they can be told."""
        text = row.decode(errors="replace")
        safe = text.replace("\0", "\ufffd").replace("\r", "\ufffd")
        guess = safe.split(",")
        try:
            row.decode()
        except UnicodeDecodeError as error:
            return FaultCode.ENCODING, f"byte 0x{row[error.start]:02X}", guess
        if safe != text:
            return FaultCode.CONTROL_CHARACTER, "NUL" if "\0" in text else "CR", guess
        try:
            fields = next(csv.reader([text], strict=True))
        except csv.Error:
            return FaultCode.QUOTES, text, guess
        if len(fields) != len(self.columns):
            return FaultCode.COLUMN_COUNT, str(len(fields)), fields
        return None, None, fields

    def _refuse(self, line: int) -> None:
        self.refusal = Fault(self.layout.file, line, FaultCode.LINE_TOO_LONG)


def _shown(text: str) -> str:
    text = text.replace("\0", "\ufffd")
    return text if len(text) <= LONGEST_FOUND else text[: LONGEST_FOUND - 1] + "…"


def _csv(fields: list[object]) -> bytes:
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerow(fields)
    return out.getvalue().encode()

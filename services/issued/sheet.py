"""A sheet: an order as a CSV that anybody with our public keys can check.

UTF-8: a header, a line for each thing that is ordered, and a last line that begins with `#` and holds a signed
statement, with the SHA-256 of everything before it. Each line begins with its number and the order's label and ends in
a hash of itself and the hash before it, so that where a file was changed can be told; that it was, the signature tells.
"""

from __future__ import annotations

import codecs
import csv
import hashlib
import io
from collections.abc import Sequence
from typing import BinaryIO, Protocol, TypeVar

from services.issued.keys import PublicKeys, SigningKeys
from services.issued.paper import PaymentOrder, PensionOrder
from services.issued.pdf import Verdict, Verified
from services.issued.statement import Changed, NotOurs, UnknownKey, envelope, opened_envelope, stated

HASH_LETTERS = 32
LONGEST_LINE = 1 << 16
BOM = codecs.BOM_UTF8
SAVED_ANEW = "another program has saved it, with other line ends or a mark at its beginning: take the file itself"

Order = PaymentOrder | PensionOrder
P = TypeVar("P", PaymentOrder, PensionOrder, contravariant=True)


class Counted(Protocol[P]):
    """What the lines of one kind of sheet come to, as they are read again."""

    def line(self, fields: Sequence[str]) -> None:
        """Count a line. Raises ValueError or IndexError where it is none of that kind."""

    def beside(self, signed: P) -> str:
        """What was counted, and what was signed."""


class Sheet:
    """The lines of a sheet as they are written."""

    def __init__(self, label: str, columns: Sequence[str]) -> None:
        self.count = 0
        self._label = label
        self._columns = columns
        self._last = _hash(label, b"")
        self._digest = hashlib.sha256()

    @property
    def digest(self) -> str:
        """The SHA-256 of what was written so far, in hexadecimal."""
        return self._digest.hexdigest()

    def header(self) -> bytes:
        """What the sheet begins with."""
        return self._written(header(self._columns))

    def line(self, *values: object) -> bytes:
        """The next line; its number, the label and the hash are ours to add."""
        self.count += 1
        row = _row(self.count, self._label, *values)
        self._last = _hash(self._last, row)
        return self._written(row + f",{self._last}\n".encode())

    def end(self, paper: Order, keys: SigningKeys) -> bytes:
        """The last line: what the sheet comes to, signed."""
        return b"#" + envelope(stated(paper, keys)) + b"\n"

    def _written(self, line: bytes) -> bytes:
        self._digest.update(line)
        return line


def header(columns: Sequence[str]) -> bytes:
    """The first line of a sheet with those columns."""
    return (",".join(columns) + "\n").encode()


def begins(first_line: bytes, columns: Sequence[str]) -> bool:
    """Whether a file with that first line is a sheet with those columns, by whatever program it was saved since."""
    return first_line.removeprefix(BOM).rstrip(b"\r\n") == header(columns).rstrip()


def verify(source: BinaryIO, keys: PublicKeys, kind: type[P], counted: Counted[P]) -> tuple[Verified, str | None]:
    """What that file is, and of one that was changed, where as far as it can be told."""
    digest, last, broken = hashlib.sha256(), None, None
    for number, line in enumerate(iter(lambda: source.readline(LONGEST_LINE), b""), 1):
        if line.startswith(b"#"):
            more = bool(source.read(1))
            return _checked(line, keys, kind, counted, digest.hexdigest(), broken, more=more)
        digest.update(line)
        if number == 1 and (line.startswith(BOM) or line.endswith(b"\r\n")):
            return Verified(Verdict.CHANGED), SAVED_ANEW
        if number == 1:
            continue
        row, _, kept = line.rstrip(b"\n").rpartition(b",")
        label = _read(row, counted)
        last = _hash(last or _hash(label or "", b""), row)
        if broken is None and (label is None or last.encode() != kept):
            broken = number
    return Verified(Verdict.CHANGED), "it has no signature: its end is missing"


def _checked(
    line: bytes, keys: PublicKeys, kind: type[P], counted: Counted[P], digest: str, broken: int | None, *, more: bool
) -> tuple[Verified, str | None]:
    try:
        statement = opened_envelope(line[1:].rstrip(b"\n"), keys)
    except UnknownKey as unknown:
        return Verified(Verdict.UNKNOWN_KEY, key=unknown.key), None
    except (Changed, NotOurs):
        return Verified(Verdict.CHANGED), "its signature is not ours"
    paper = statement.paper
    if not isinstance(paper, kind):
        return Verified(Verdict.CHANGED), "it bears the signature of another paper"
    if paper.digest == digest and not more:
        return Verified(Verdict.GENUINE, statement, statement.key), None
    if more:
        where = "something stands behind its signature"
    elif broken:
        where = f"line {broken} is the first that is not as it was signed"
    else:
        where = "its lines were changed and their hashes made anew"
    return Verified(Verdict.CHANGED), f"{where}; {counted.beside(paper)}"


def _row(*values: object) -> bytes:
    out = io.StringIO()
    csv.writer(out, lineterminator="").writerow(values)
    return out.getvalue().encode()


def _read(row: bytes, counted: Counted[P]) -> str | None:
    """The label of a line, which is counted; None where it is no line of ours."""
    try:
        fields = next(csv.reader([row.decode()], strict=True))
        counted.line(fields)
        return fields[1]
    except (ValueError, IndexError, StopIteration, csv.Error):
        return None


def _hash(before: str, row: bytes) -> str:
    return hashlib.sha256(before.encode() + b"\n" + row).hexdigest()[:HASH_LETTERS]

"""The files of orders, as they are written for those who carry them out."""

from __future__ import annotations

import glob
import os
import secrets
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from bot.errors import OperatorError

LEFT_BEHIND_SECONDS = 3600  # nothing takes so long to write: whoever wrote it was killed


class NotWritten(OperatorError):
    """A file could not be written."""

    def __init__(self, error: OSError) -> None:
        super().__init__(f"{error.filename}: {error.strerror}")


@contextmanager
def whole(path: Path) -> Iterator[BinaryIO]:
    """A file that is there only once it is whole, for its owner alone: it names people.

    What a killed writer has left of the same file goes with it.
    """
    _sweep(path)
    fresh = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    try:
        with open(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as target:
            yield target
            target.flush()
            os.fsync(target.fileno())
        fresh.replace(path)
    finally:
        fresh.unlink(missing_ok=True)


def _sweep(path: Path) -> None:
    for left in path.parent.glob(f".{glob.escape(path.name)}.{'[0-9a-f]' * 8}"):
        with suppress(FileNotFoundError):  # its writer may be done just now
            if time.time() - left.lstat().st_mtime > LEFT_BEHIND_SECONDS:
                left.unlink()

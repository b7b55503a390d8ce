"""The files of orders, as they are written for those who carry them out."""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from bot.errors import OperatorError


class NotWritten(OperatorError):
    """A file could not be written."""

    def __init__(self, error: OSError) -> None:
        super().__init__(f"{error.filename}: {error.strerror}")


@contextmanager
def whole(path: Path) -> Iterator[BinaryIO]:
    """A file that is there only once it is whole, for its owner alone: it names people."""
    fresh = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    try:
        with open(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as target:
            yield target
            target.flush()
            os.fsync(target.fileno())
        fresh.replace(path)
    finally:
        fresh.unlink(missing_ok=True)

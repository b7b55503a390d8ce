"""Files that hold keys: there only once they are whole, and for their owner alone."""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path


def make_once(path: Path, new: Callable[[], bytes]) -> None:
    """Write the file unless it is there; of processes that begin together, one does."""
    if path.exists():
        return
    with _fresh(path, new()) as fresh, suppress(FileExistsError):
        os.link(fresh, path)


def write_anew(path: Path, keys: bytes) -> None:
    """Write the file, in the place of the one that is there."""
    with _fresh(path, keys) as fresh:
        fresh.replace(path)


@contextmanager
def _fresh(path: Path, keys: bytes) -> Iterator[Path]:
    """The file under another name beside its own, whole and on the disk."""
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    try:
        with open(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as target:
            target.write(keys)
            target.flush()
            os.fsync(target.fileno())
        yield fresh
    finally:
        fresh.unlink(missing_ok=True)

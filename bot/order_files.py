"""The files that are written for those who sign for them or carry them out: orders and reports."""

from __future__ import annotations

import glob
import os
import secrets
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from bot.errors import OperatorError
from handlers.printing import Press
from handlers.wording import Wording
from services.issued import SigningKeys

LEFT_BEHIND_SECONDS = 3600  # nothing takes so long to write: whoever wrote it was killed
OWNER_ALONE, ANYBODY = 0o600, 0o644  # what an order names is personal; the umask may take more away


class NotWritten(OperatorError):
    """A file, or the folder it goes to, could not be written."""

    def __init__(self, path: Path, error: OSError) -> None:
        super().__init__(f"{path}: {error.strerror or error}")


class NoFolder(OperatorError):
    """Something else bears the folder's name."""

    def __init__(self, path: Path) -> None:
        super().__init__(f"{path}: it is not a folder\nGive a folder; it is made where there is none.")


def make_folder(folder: Path) -> None:
    """Make the folder where there is none. Raises NoFolder, NotWritten."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except (FileExistsError, NotADirectoryError):
        raise NoFolder(folder) from None
    except OSError as error:
        raise NotWritten(folder, error) from None


@contextmanager
def whole(path: Path, mode: int = OWNER_ALONE) -> Iterator[BinaryIO]:
    """A file that is there only once it is whole. Raises NotWritten.

    What a killed writer has left of the same file goes with it.
    """
    fresh = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    try:
        _sweep(path)
        with open(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode), "wb") as target:
            yield target
            target.flush()
            os.fsync(target.fileno())
        fresh.replace(path)
    except OSError as error:
        raise NotWritten(path, error) from None
    finally:
        with suppress(OSError):  # it may never have been made
            fresh.unlink(missing_ok=True)


@asynccontextmanager
async def press(keys: SigningKeys) -> AsyncIterator[Press]:
    """What draws the summaries of orders. They lead to no page: whoever has the file has `hamyar verify`."""
    draws = Press(keys, Wording(), None)
    try:
        yield draws
    finally:
        await draws.close()


def _sweep(path: Path) -> None:
    for left in path.parent.glob(f".{glob.escape(path.name)}.{'[0-9a-f]' * 8}"):
        with suppress(FileNotFoundError):  # its writer may be done just now
            if time.time() - left.lstat().st_mtime > LEFT_BEHIND_SECONDS:
                left.unlink()

"""Where the sealed pages lie: a folder, or a bucket of S3 or what speaks like it. Names are random and tell nothing.

A page is `ab/abcdef…-1`: the document's id, parted by its first letters so that no folder grows without bounds, and the
page's number.
"""

from __future__ import annotations

import asyncio
import os
import re
import secrets
from collections.abc import AsyncIterator, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from urllib.parse import urlsplit

from obstore.store import LocalStore, S3Store

ID_BYTES = 16
_PAGE = re.compile(r"([A-Za-z0-9_-]{2})/(\1[A-Za-z0-9_-]{20})-([0-9]{1,3})", re.ASCII)


class NoSuchPage(Exception):
    """A page's file is not there."""


@dataclass(frozen=True)
class Name:
    """The name of a page's file."""

    document: str
    page: int

    def __str__(self) -> str:
        return f"{self.document[:2]}/{self.document}-{self.page}"

    @classmethod
    def parse(cls, path: str) -> Name | None:
        """None for a file that is none of ours."""
        match = _PAGE.fullmatch(path)
        return cls(match[2], int(match[3])) if match else None


def new_id() -> str:
    """An id that nobody can guess: 128 random bits."""
    return secrets.token_urlsafe(ID_BYTES)


class Files:
    """The sealed pages, by name.

    The store is asked in threads of ours. Its own futures end in threads of its runtime that still hold Python's
    objects, and a command that ends at that moment is aborted.
    """

    def __init__(self, store: LocalStore | S3Store, where: str, folder: Path | None = None) -> None:
        self._store = store
        self.where = where
        self.folder = folder

    @classmethod
    def at(cls, where: str | Path) -> Files:
        """At a folder, made if need be for its owner alone, or at `s3://bucket/prefix` with AWS_… variables."""
        if isinstance(where, str) and where.startswith("s3://"):
            parts = urlsplit(where)
            return cls(S3Store(parts.netloc, prefix=parts.path.strip("/") or None), where)
        folder = Path(where).absolute()
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        return cls(LocalStore(folder), str(where), folder)

    async def put(self, name: Name, sealed: bytes) -> None:
        """Write a page, whole or not at all, in the place of what had its name; on the disk once this returns."""
        await asyncio.to_thread(self.put_now, name, sealed)

    def put_now(self, name: Name, sealed: bytes) -> None:
        """As `put`, for a command that does nothing else meanwhile."""
        self._store.put(str(name), sealed)
        if self.folder:
            _reach_the_disk(self.folder / str(name))

    async def get(self, name: Name) -> bytes:
        """Raises NoSuchPage."""
        try:
            return await asyncio.to_thread(self._read, str(name))
        except FileNotFoundError:
            raise NoSuchPage(str(name)) from None

    async def remove(self, name: Name) -> None:
        """Remove a page, if it is there."""
        with suppress(FileNotFoundError):
            await asyncio.to_thread(self._store.delete, str(name))

    async def all(self) -> AsyncIterator[list[tuple[Name, datetime]]]:
        """Every page and when it was written, a thousand at a time."""
        batches = iter(self._store.list(chunk_size=1000))
        while batch := await asyncio.to_thread(next, batches, None):
            found = ((Name.parse(entry["path"]), entry["last_modified"]) for entry in batch)
            yield [(name, at) for name, at in found if name]

    def _read(self, name: str) -> bytes:
        return bytes(self._store.get(name).bytes())

    def left_half_written(self) -> Iterator[Path]:
        """What writers that were killed have left in a folder; a bucket keeps no such thing."""
        if self.folder:
            yield from self.folder.glob("??/*#*")


def _reach_the_disk(path: Path) -> None:
    for one in (path, path.parent):
        descriptor = os.open(one, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)

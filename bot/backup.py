"""`hamyar backup`: everything worth keeping in one archive.

The archive is a ZIP file that holds, uncompressed but for what compresses itself:

    database.dump   pg_dump's custom format: the schemas of ours, without owners and rights
    secret_key      the key kept beside the embedded database; not where HAMYAR_SECRET_KEY is the key's home
    files.tar       the sealed pictures, where they lie in a folder; a bucket has its own ways
    file_keys       the keys to them kept in the data folder; not where HAMYAR_FILE_KEYS is the keys' home
    signing_keys    the keys of what is issued, where HAMYAR_SIGNING_KEYS is not their home
    manifest.json   what wrote it, when, from which schema, and each part's length and SHA-256

The database's part is one moment: the manifest's facts and the dump are read in one snapshot. The pictures are read
after it, so that none of its rows lacks its files, but for what retention removed in between. The archive is written
under another name and renamed when it is whole, and nobody but its owner may ever read it: it holds personal data.
"""

from __future__ import annotations

import hashlib
import json
import os
import secrets
import subprocess
import tarfile
import tempfile
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import IO, Any

import psycopg

from bot import programs
from bot.app import key_file
from bot.database import server
from bot.errors import OperatorError
from bot.settings import Settings
from bot.signing import kept_signing_keys
from bot.vault import file_keys, kept_file_keys, open_files
from services.documents.files import Name
from services.file_keys import written
from services.issued import keys as signing
from services.store import migrations
from services.store.engine import connect

FORMAT = 2  # 2: with pictures
SCHEMAS = ("registry", "hamyar")
MANIFEST, DATABASE, KEY = "manifest.json", "database.dump", "secret_key"
FILES, FILE_KEYS, SIGNING_KEYS = "files.tar", "file_keys", "signing_keys"
CHUNK = 1 << 20


class NothingToBackUp(OperatorError):
    """The database has no schema of ours."""

    def __init__(self) -> None:
        super().__init__("there is nothing to back up: the database has no schema yet")


class NotWritten(OperatorError):
    """The archive could not be written; what was there before is untouched."""

    def __init__(self, why: str) -> None:
        super().__init__(f"the backup was not written: {why}")


@dataclass(frozen=True)
class Part:
    """A part of the archive, as it was written."""

    name: str
    bytes: int
    sha256: str


@dataclass(frozen=True)
class Manifest:
    """What an archive says of itself. `postgresql` and `dumped_by` are major versions of server and program."""

    format: int
    hamyar: str
    taken_at: datetime
    schema: str
    postgresql: int
    dumped_by: int
    key_id: str | None
    parts: tuple[Part, ...]
    file_key_ids: tuple[str, ...] = ()

    def dump(self) -> str:
        return json.dumps({**asdict(self), "taken_at": self.taken_at.isoformat()}, indent=2)

    @classmethod
    def load(cls, stored: Mapping[str, Any]) -> Manifest:
        """Raises KeyError, TypeError or ValueError for what is none."""
        parts = tuple(Part(**part) for part in stored["parts"])
        facts = {
            "taken_at": datetime.fromisoformat(stored["taken_at"]),
            "parts": parts,
            "file_key_ids": tuple(stored.get("file_key_ids", ())),
        }
        return cls(**{**stored, **facts})


def back_up(settings: Settings, file: Path) -> str:
    """Write the archive and say what is in it. Raises OperatorError; then nothing is there that was not before."""
    with server(settings) as url, _written(file) as archive:
        manifest = _fill(archive, settings, url)
    size = file.stat().st_size
    names = {part.name for part in manifest.parts}
    key = "with its key" if KEY in names else "without HAMYAR_SECRET_KEY"
    said = [f"{file}: {size:,} bytes, schema {manifest.schema}, {key}"]
    if (where := open_files(settings)).folder is None:
        said.append(f"The pictures are not in it: they stay in {where.where}.")
    if manifest.file_key_ids and FILE_KEYS not in names:
        said.append(f"The keys of the pictures are not in it: keep {', '.join(manifest.file_key_ids)} elsewhere.")
    return "\n".join(said)


def key_id(key: bytes) -> str:
    """A name for a key by which it can be recognised and not found out."""
    return hashlib.sha256(b"hamyar key id\0" + key).hexdigest()[:16]


def _fill(archive: zipfile.ZipFile, settings: Settings, url: str) -> Manifest:
    key = settings.secret_key.get_secret_value().encode() if settings.secret_key else _kept_key(settings)
    parts = []
    with connect(url) as connection:
        connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        schema = migrations.current(connection)
        if schema is None:
            raise NothingToBackUp
        snapshot, taken_at = _row(connection, "SELECT pg_export_snapshot(), now()")
        major = connection.info.server_version // 10_000
        program, dumped_by = programs.fitting("pg_dump", server=major, at_least=major)
        parts.append(_dumped(archive, program, url, snapshot))
    if key is not None and settings.secret_key is None:
        parts.append(_copied(archive, KEY, iter([key])))
    in_use, kept = _file_keys(settings)
    if folder := open_files(settings).folder:
        names = tuple(_names(folder))
        if names:
            parts.append(_copied(archive, FILES, _tarred(folder, names)))
    if kept:
        parts.append(_copied(archive, FILE_KEYS, iter([written(kept).encode()])))
    if settings.signing_keys is None and (signed := kept_signing_keys(settings)):
        parts.append(_copied(archive, SIGNING_KEYS, iter([signing.written(signed).encode()])))
    manifest = Manifest(
        FORMAT,
        version("hamyar"),
        taken_at.astimezone(UTC),
        schema,
        major,
        dumped_by,
        key_id(key) if key is not None else None,
        tuple(parts),
        tuple(in_use),
    )
    archive.writestr(_entry(MANIFEST), manifest.dump())
    return manifest


def _kept_key(settings: Settings) -> bytes | None:
    try:
        return key_file(settings).read_bytes()
    except FileNotFoundError:
        return None  # nothing has needed it yet


def _file_keys(settings: Settings) -> tuple[Mapping[str, bytes], Mapping[str, bytes]]:
    """The keys in use, and those of them that are kept in the data folder."""
    if settings.file_keys is not None:
        return file_keys(settings), {}
    kept = kept_file_keys(settings)
    return kept, kept


def _names(folder: Path) -> Iterator[str]:
    for path in sorted(folder.glob("??/*")):
        name = str(path.relative_to(folder))
        if Name.parse(name):
            yield name


def _tarred(folder: Path, names: Sequence[str]) -> Iterator[bytes]:
    """A tar archive of the files, but for those that retention removes meanwhile."""
    for name in names:
        try:
            data = (folder / name).read_bytes()
        except FileNotFoundError:
            continue
        entry = tarfile.TarInfo(name)
        entry.size, entry.mode = len(data), 0o600
        yield entry.tobuf(tarfile.USTAR_FORMAT)
        yield data
        yield bytes(-len(data) % tarfile.BLOCKSIZE)
    yield bytes(2 * tarfile.BLOCKSIZE)


def _row(connection: psycopg.Connection[Any], query: str) -> tuple[Any, ...]:
    row = connection.execute(query.encode()).fetchone()
    assert row is not None
    return tuple(row)


def _dumped(archive: zipfile.ZipFile, program: Path, url: str, snapshot: str) -> Part:
    database, environment = programs.access(url)
    command = [
        str(program),
        "--format=custom",
        "--no-owner",
        "--no-privileges",
        "--no-password",
        f"--snapshot={snapshot}",
    ]
    command += [f"--schema={schema}" for schema in SCHEMAS]
    with tempfile.TemporaryFile() as said:
        process = subprocess.Popen(  # noqa: S603
            [*command, f"--dbname={database}"], stdout=subprocess.PIPE, stderr=said, env=environment
        )
        with process:
            assert process.stdout is not None
            try:
                part = _copied(archive, DATABASE, _chunks(process.stdout))
            except BaseException:
                process.kill()
                raise
        if process.returncode:
            said.seek(0)
            raise NotWritten(said.read().decode(errors="replace").strip()[-500:])
    return part


def _chunks(source: IO[bytes]) -> Iterator[bytes]:
    return iter(lambda: source.read(CHUNK), b"")


def _copied(archive: zipfile.ZipFile, name: str, chunks: Iterator[bytes]) -> Part:
    digest, length = hashlib.sha256(), 0
    with archive.open(_entry(name), "w", force_zip64=True) as target:
        for chunk in chunks:
            target.write(chunk)
            digest.update(chunk)
            length += len(chunk)
    return Part(name, length, digest.hexdigest())


def _entry(name: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, datetime.now(UTC).timetuple()[:6])
    entry.external_attr = 0o600 << 16  # for whoever unpacks it
    return entry


@contextmanager
def _written(file: Path) -> Iterator[zipfile.ZipFile]:
    """An archive that takes the file's name, and the place of what had it, only when it is whole and on the disk."""
    fresh = file.with_name(f".{file.name}.{secrets.token_hex(4)}.part")
    try:
        descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600)
        try:
            with open(descriptor, "wb") as target:
                with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as archive:
                    yield archive
                target.flush()
                os.fsync(target.fileno())
            fresh.replace(file)
        finally:
            fresh.unlink(missing_ok=True)
    except OSError as error:
        raise NotWritten(f"{error.filename or file}: {error.strerror}") from error
    _sync_folder(file.parent)


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)

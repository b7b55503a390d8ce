"""`hamyar restore`: an archive of `backup` put back, all of it or nothing.

Everything that can be known is known before anything is touched: that the archive is whole, that this program knows its
schema, that the server can take it, that nobody works on the database, and that nothing of value is overwritten. Then
the pictures and their keys are put beside what is there, and one transaction drops the schemas, loads the dump and
settles what was on its way. It commits as its last statement, so that an end of any kind before leaves the database as
it was.
"""

from __future__ import annotations

import hashlib
import json
import subprocess
import tarfile
import tempfile
import time
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, Any

import psycopg
from psycopg import sql

from bot import programs
from bot.app import key_file
from bot.backup import (
    CHUNK,
    DATABASE,
    FILE_KEYS,
    FILES,
    FORMAT,
    KEY,
    MANIFEST,
    SCHEMAS,
    SIGNING_KEYS,
    Manifest,
    key_id,
)
from bot.database import server
from bot.errors import OperatorError
from bot.key_files import write_anew
from bot.logs import masked
from bot.settings import Settings
from bot.signing import add_signing_keys, signing_keys
from bot.vault import add_file_keys, file_keys, kept_file_keys, open_files
from services.documents.files import Name
from services.file_keys import parsed
from services.issued import keys as signing
from services.messages.restoring import AFTER_RESTORE, GIVEN_UP
from services.store import migrations
from services.store.engine import connect

LARGEST_MANIFEST = 1 << 20
OF_THE_QUEUE = "procrastinate_"  # the tables of jobs, in which a worker leaves its traces


class NotABackup(OperatorError):
    """The file is no archive of ours, or not whole."""

    def __init__(self, file: Path, why: str) -> None:
        super().__init__(f"{file} cannot be restored: {why}")


class NotEmpty(OperatorError):
    """The database holds something, and nobody has said that it may go."""

    def __init__(self) -> None:
        super().__init__("the database is not empty\nWith --replace, all it holds is replaced by the backup.")


class InUse(OperatorError):
    """Other processes of ours work on the database."""

    def __init__(self, sessions: int) -> None:
        super().__init__(f"{sessions} sessions of Hamyar are open on the database: stop serve and work first")


class ServerOlder(OperatorError):
    """The backup comes from a newer PostgreSQL than it is to go to."""

    def __init__(self, found: int, needed: int) -> None:
        super().__init__(f"the backup was taken from PostgreSQL {needed}, and this server is {found}")


class NotRestored(OperatorError):
    """PostgreSQL refused something; the database is as it was."""

    def __init__(self, why: str) -> None:
        super().__init__(f"nothing was restored: {why}")


def restore(settings: Settings, file: Path, *, replace: bool = False, nothing_sent_since: bool = False) -> str:
    """Put the archive back and say what has to be known about it. Raises OperatorError; then nothing has changed."""
    with _opened(file) as archive:
        manifest = _verified(file, archive)
        with server(settings) as url:
            _check_target(url, manifest, replace=replace)
            notes = [*_restored_files(file, archive, manifest, settings), *_restored_signing_keys(archive, settings)]
            _load(archive, url, manifest, after="" if nothing_sent_since else AFTER_RESTORE)
            notes += [*_restored_key(archive, manifest, settings), *_state(url, embedded=settings.database_url is None)]
    taken = manifest.taken_at.isoformat(" ", "seconds")
    return "\n".join([f"Restored the backup of {taken} (schema {manifest.schema}).", *notes])


@contextmanager
def _opened(file: Path) -> Iterator[zipfile.ZipFile]:
    try:
        with zipfile.ZipFile(file) as archive:
            yield archive
    except OSError as error:
        raise NotABackup(file, error.strerror or "it cannot be read") from error
    except zipfile.BadZipFile:
        raise NotABackup(file, "it is no backup of Hamyar, or was cut short") from None


def _verified(file: Path, archive: zipfile.ZipFile) -> Manifest:
    """The manifest, once every part is as it says. Raises NotABackup."""
    try:
        with archive.open(MANIFEST) as entry:
            stored = json.loads(entry.read(LARGEST_MANIFEST))
        if int(stored["format"]) > FORMAT:
            raise NotABackup(file, f"a newer Hamyar wrote it ({stored['hamyar']})")
        manifest = Manifest.load(stored)
    except (KeyError, TypeError, ValueError):
        raise NotABackup(file, "it has no manifest that can be read") from None
    if manifest.schema > migrations.newest():
        raise NotABackup(file, f"its schema {manifest.schema} is newer than this program's, {migrations.newest()}")
    names = [part.name for part in manifest.parts]
    if names[:1] != [DATABASE] or {*names, MANIFEST} != set(archive.namelist()):
        raise NotABackup(file, "its parts are not those of its manifest")
    for part in manifest.parts:
        digest = hashlib.sha256()
        with archive.open(part.name) as entry:
            while chunk := entry.read(CHUNK):
                digest.update(chunk)
        if digest.hexdigest() != part.sha256:
            raise NotABackup(file, f"the checksum of its part {part.name} is wrong")
    return manifest


def _check_target(url: str, manifest: Manifest, *, replace: bool) -> None:
    with connect(url) as connection:
        major = connection.info.server_version // 10_000
        if major < manifest.postgresql:
            raise ServerOlder(major, manifest.postgresql)
        if others := _others(connection):
            raise InUse(others)
        if not replace and _holds_rows(connection):
            raise NotEmpty


def _others(connection: psycopg.Connection[Any]) -> int:
    """How many other sessions of ours there are. One that was just closed is listed for a moment more."""
    found = 0
    for _ in range(10):
        row = connection.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
            " AND application_name = 'hamyar' AND pid <> pg_backend_pid()"
        ).fetchone()
        connection.rollback()  # within a transaction the list stays as it was first read
        found = row[0] if row else 0
        if not found:
            break
        time.sleep(0.1)
    return found


def _holds_rows(connection: psycopg.Connection[Any]) -> bool:
    tables = connection.execute(
        "SELECT schemaname, tablename FROM pg_tables"
        " WHERE schemaname = ANY(%s) AND tablename <> %s AND NOT starts_with(tablename, %s)",
        (list(SCHEMAS), migrations.VERSION_TABLE, OF_THE_QUEUE),
    ).fetchall()
    return any(
        (
            connection.execute(sql.SQL("SELECT EXISTS (SELECT FROM {})").format(sql.Identifier(*table))).fetchone()
            or [0]
        )[0]
        for table in tables
    )


def _load(archive: zipfile.ZipFile, url: str, manifest: Manifest, *, after: str) -> None:
    """Everything in one transaction of psql, which is handed pg_restore's script between our own lines."""
    with connect(url) as connection:
        major = connection.info.server_version // 10_000
    pg_restore, version = programs.fitting("pg_restore", server=major, at_least=manifest.dumped_by)
    psql = programs.beside(pg_restore, "psql", version)
    database, environment = programs.access(url)
    command = [str(psql), "--no-psqlrc", "--quiet", "--no-password", "--set=ON_ERROR_STOP=1", f"--dbname={database}"]
    with tempfile.TemporaryFile() as said, archive.open(DATABASE) as dump:
        loading = subprocess.Popen(  # noqa: S603
            command, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=said, env=environment
        )
        committed = False
        with suppress(BrokenPipeError), loading:  # what psql did not take, it has said why
            assert loading.stdin is not None
            _write(loading.stdin, f"BEGIN;\nDROP SCHEMA IF EXISTS {', '.join(SCHEMAS)} CASCADE;\n")
            if _scripted(pg_restore, dump, loading.stdin, said, environment):
                _write(loading.stdin, f"{after}\nCOMMIT;\n")
                committed = True
            # Otherwise the end of input rolls back.
        loading.wait()
        if loading.returncode or not committed:
            raise NotRestored(_complaint(said))


def _write(target: IO[bytes], text: str) -> None:
    target.write(text.encode())
    target.flush()


def _scripted(program: Path, dump: IO[bytes], target: IO[bytes], said: IO[bytes], environment: Any) -> bool:
    """Have pg_restore write the dump as a script; whether it did."""
    writing = subprocess.Popen(  # noqa: S603
        [program, "--no-owner", "--no-privileges", "--file=-"],
        stdin=subprocess.PIPE,
        stdout=target,
        stderr=said,
        env=environment,
    )
    with writing:
        assert writing.stdin is not None
        try:
            while chunk := dump.read(CHUNK):
                writing.stdin.write(chunk)
            writing.stdin.close()
        except BrokenPipeError:
            return False
        except BaseException:
            writing.kill()
            raise
    return writing.returncode == 0


def _complaint(said: IO[bytes]) -> str:
    """The first error of the programs: a row that it names is personal, so no further line, and masked."""
    said.seek(0)
    lines = said.read().decode(errors="replace").splitlines()
    return masked(next((line for line in lines if "error" in line.lower()), "the programs of PostgreSQL stopped"))


def _restored_files(file: Path, archive: zipfile.ZipFile, manifest: Manifest, settings: Settings) -> Iterator[str]:
    """The pictures and their keys, put beside what is there.

    They come before the database: a file of a name that is there already is the same picture, perhaps under another
    key, and the keys that are there stay. So the rows of now have what they need as well, should the database not come.
    """
    names = archive.namelist()
    if settings.file_keys is not None:
        there = set(file_keys(settings))
    else:
        if FILE_KEYS in names:
            add_file_keys(settings, parsed(archive.read(FILE_KEYS).decode()))
        there = set(kept_file_keys(settings))
    if missing := sorted(set(manifest.file_key_ids) - there):
        yield f"Keys of its pictures are missing here: {', '.join(missing)}. Add them to HAMYAR_FILE_KEYS."
    if FILES in names:
        files, count = open_files(settings), 0
        with archive.open(FILES) as source, tarfile.open(fileobj=source, mode="r|") as tar:
            for entry in tar:
                name, data = Name.parse(entry.name), tar.extractfile(entry)
                if name is None or data is None:
                    raise NotABackup(file, "a picture in it has no name of ours")
                files.put_now(name, data.read())
                count += 1
        yield f"{count:,} pages of pictures are in {files.where}."


def _restored_signing_keys(archive: zipfile.ZipFile, settings: Settings) -> Iterator[str]:
    """The keys of what was issued, put behind those that are there: both go on verifying."""
    if SIGNING_KEYS not in archive.namelist():
        return
    keys = signing.parsed(archive.read(SIGNING_KEYS).decode())
    if settings.signing_keys is None:
        add_signing_keys(settings, keys)
    elif missing := set(signing.SigningKeys(keys).public.by_id) - set(signing_keys(settings).public.by_id):
        named = ", ".join(sorted(missing))
        yield f"Papers signed with {named} do not verify here: add its part {SIGNING_KEYS} to HAMYAR_SIGNING_KEYS."


def _restored_key(archive: zipfile.ZipFile, manifest: Manifest, settings: Settings) -> Iterator[str]:
    if settings.secret_key is not None:
        if manifest.key_id not in (None, key_id(settings.secret_key.get_secret_value().encode())):
            yield "HAMYAR_SECRET_KEY is not the key of this backup: codes that are on their way will not be accepted."
    elif KEY in archive.namelist():
        write_anew(key_file(settings), archive.read(KEY))
    elif manifest.key_id is not None:
        yield "The backup's key was in HAMYAR_SECRET_KEY, which is unset here: set it to the same."


def _state(url: str, *, embedded: bool) -> Iterator[str]:
    """What the restored database needs to be told about."""
    with connect(url) as connection:
        row = connection.execute(
            "SELECT count(*) FILTER (WHERE state = 'ambiguous'), count(*) FILTER (WHERE fault = %s) FROM hamyar.outbox",
            (GIVEN_UP,),
        ).fetchone()
    unknown, given_up = row or (0, 0)
    if unknown:
        yield f"{unknown:,} messages may have been sent since: SMS are asked about, the rest is sent once more, marked."
    if given_up:
        yield f"{given_up:,} messages were given up, since nobody can tell whether they were sent."
    if migrations.pending(url):
        if embedded:
            migrations.upgrade(url)
            yield "Its schema has been brought up to date."
        else:
            yield "Its schema is older than this program: run `hamyar migrate`."

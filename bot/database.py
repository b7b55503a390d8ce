"""The database that a command works on: the one in the settings, or an embedded PostgreSQL.

An embedded server belongs to a data directory, and every command that uses it is a *holder*: it has a shared lock on
the file `holders`. Who comes in or goes out holds `door` meanwhile, alone. A server without holders is a left-over of
a killed command and is stopped; whoever is the last out stops it. The kernel drops the locks of a process that dies,
however it dies, so there is nothing to count and nothing to repair.
"""

import fcntl
import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import psycopg
from sqlalchemy.exc import ArgumentError, DBAPIError

from bot.errors import OperatorError
from bot.postgres import Server, place
from bot.settings import Settings
from services.store import migrations
from services.store.engine import connect

BROKEN = ("08", "57P")  # classes of SQLSTATE: connections that break, servers that shut down


class SchemaOlder(OperatorError):
    """The database in the settings lacks revisions of this program; nobody but `migrate` changes it."""

    def __init__(self) -> None:
        super().__init__("the database's schema is older than this program\nRun `hamyar migrate` first.")


class DatabaseUnreachable(OperatorError):
    """The database in the settings does not let us in; what it says holds no password."""

    def __init__(self, said: str) -> None:
        super().__init__(f"the database of HAMYAR_DATABASE_URL cannot be reached: {said}")


class DatabaseLost(OperatorError):
    """The database went away in the middle of a command that can be given again."""

    def __init__(self, said: str) -> None:
        super().__init__(
            f"the database went away: {said}\nWhat was done stays done. Give the same command again, and it goes on."
        )


class DatabaseHeld(OperatorError):
    """The embedded database is in use by another command."""

    def __init__(self, data_dir: Path) -> None:
        super().__init__(f"the database in {data_dir} is in use by another command")


@contextmanager
def attach(settings: Settings) -> Iterator[str]:
    """The address of a database whose schema is up to date, as `postgresql+psycopg://…`.

    An embedded one is migrated on the way. Raises SchemaOlder for one of the operator's own.
    """
    with server(settings) as url:
        if settings.database_url is None:
            migrations.upgrade(url)
        elif migrations.pending(url):
            raise SchemaOlder
        yield url


@contextmanager
def server(settings: Settings) -> Iterator[str]:
    """The address of the database as it is, whatever its schema.

    Raises DatabaseUnreachable, and what `embedded` raises.
    """
    if settings.database_url is not None:
        url = settings.database_url.get_secret_value()
        _reach(url)
        yield url
    else:
        with embedded(settings.data_dir) as url:
            yield url


@contextmanager
def embedded(data_dir: Path, extra: Mapping[str, str] | None = None) -> Iterator[str]:
    """The address of the server of `data_dir`, started if nobody holds it yet and stopped by its last holder.

    `extra` are PostgreSQL settings for a server that is started here; one that already runs keeps its own.
    Raises PostgresMissing, FolderTaken and PostgresFailed.
    """
    server = Server(place(data_dir))
    base = server.place.base
    with _opened(base / "door") as door, _opened(base / "holders") as holders:
        owner = os.getpid()
        try:
            fcntl.flock(door, fcntl.LOCK_EX)
            if _alone(holders):
                server.stop()
            if not server.running():
                server.start(extra or {})
            fcntl.flock(holders, fcntl.LOCK_SH)
            fcntl.flock(door, fcntl.LOCK_UN)
            yield server.place.url
        finally:
            if os.getpid() == owner:  # a forked child leaves the going out to its parent
                fcntl.flock(door, fcntl.LOCK_EX)
                if _alone(holders):
                    server.stop()


@contextmanager
def lasting() -> Iterator[None]:
    """Raises DatabaseLost where the database goes away within."""
    try:
        yield
    except Exception as error:
        said = _lost(error)
        if said is None:
            raise
        raise DatabaseLost(said) from None


def remove(data_dir: Path) -> None:
    """Remove the embedded database of `data_dir` with all it holds.

    Raises DatabaseHeld while a command uses it.
    """
    server = Server(place(data_dir))
    here = server.place
    with _opened(here.base / "door") as door, _opened(here.base / "holders") as holders:
        fcntl.flock(door, fcntl.LOCK_EX)
        if not _alone(holders):
            raise DatabaseHeld(data_dir)
        server.stop()
        shutil.rmtree(here.base)
        shutil.rmtree(here.run, ignore_errors=True)
        if here.mark is not None:
            here.mark.unlink(missing_ok=True)


def _reach(url: str) -> None:
    try:
        connect(url).close()
    except psycopg.Error as error:
        raise DatabaseUnreachable(str(error).partition("\n")[0]) from None
    except (ArgumentError, ValueError):
        raise DatabaseUnreachable("its address cannot be read") from None


def _lost(error: BaseException | None) -> str | None:
    """What the driver says of a connection that broke or could not be had; None of any other fault."""
    while error is not None:
        if isinstance(error, psycopg.OperationalError) and (error.sqlstate or "08").startswith(BROKEN):
            return str(error).partition("\n")[0]
        error = error.orig if isinstance(error, DBAPIError) else error.__cause__
    return None


@contextmanager
def _opened(path: Path) -> Iterator[int]:
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)
    try:
        yield descriptor
    finally:
        os.close(descriptor)


def _alone(holders: int) -> bool:
    """Whether nobody else holds the server; if so we hold it alone from here on."""
    try:
        fcntl.flock(holders, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True

"""PostgreSQL's own client programs: found where they are, and run so that no password shows in a list of processes.

A program reads archives of its own major version and of older ones, and what it writes may hold settings that an older
server does not know. So the one of the server's own version is taken where it is there, else the next newer.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from importlib.util import find_spec
from pathlib import Path

from psycopg.conninfo import make_conninfo
from sqlalchemy import make_url

from bot.errors import OperatorError
from bot.postgres import INSTALLATION, WHEEL

PACKAGED = Path("/usr/lib/postgresql")  # where Debian and its kin keep several versions beside one another
_VERSION = re.compile(r"\(PostgreSQL\) (\d+)")
_SECRETS = ("password", "sslpassword")


class ProgramMissing(OperatorError):
    """None of the PostgreSQL programs at hand fits the server."""

    def __init__(self, name: str, major: int) -> None:
        super().__init__(
            f"{name} of PostgreSQL {major} or newer was not found\n"
            f"Install the PostgreSQL {major} client programs; on Debian or Ubuntu: postgresql-client-{major}"
        )


def fitting(name: str, *, server: int, at_least: int) -> tuple[Path, int]:
    """The program for a server of major version `server`, not older than `at_least`, and its own major version.

    Raises ProgramMissing.
    """
    found = {version: path for path in _installed(name) if (version := _version(path)) and version >= at_least}
    if not found:
        raise ProgramMissing(name, at_least)
    major = server if server in found else min(found, key=lambda version: (version < server, abs(version - server)))
    return found[major], major


def beside(program: Path, name: str, major: int) -> Path:
    """Another program of the same installation. Raises ProgramMissing."""
    path = program.with_name(name)
    if not path.exists():
        raise ProgramMissing(name, major)
    return path


def access(url: str) -> tuple[str, Mapping[str, str]]:
    """How a program reaches the database: a connection string without secrets, and an environment that holds them."""
    parsed = make_url(url)
    wanted = {**parsed.translate_connect_args(username="user", database="dbname"), **parsed.query}
    secrets = {name: str(wanted.pop(name)) for name in _SECRETS if name in wanted}
    environment = {"PATH": os.environ.get("PATH", "/usr/bin:/bin"), "LC_ALL": "C", "PGCLIENTENCODING": "UTF8"}
    if "HOME" in os.environ:
        environment["HOME"] = os.environ["HOME"]  # certificates may stand there
    if "password" in secrets:
        environment["PGPASSWORD"] = secrets["password"]
    return make_conninfo("", **wanted, application_name="hamyar"), environment


def _installed(name: str) -> Iterator[Path]:
    """Wherever it stands; of two of the same version the later one counts."""
    spec = find_spec(WHEEL)
    if spec is not None and spec.origin is not None:
        yield Path(spec.origin).parent / INSTALLATION / "bin" / name
    if found := shutil.which(name):
        yield Path(found)
    yield from sorted(PACKAGED.glob(f"*/bin/{name}"))


def _version(program: Path) -> int | None:
    try:
        done = subprocess.run(  # noqa: S603
            [program, "--version"], capture_output=True, text=True, check=False, timeout=10
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    match = _VERSION.search(done.stdout)
    return int(match[1]) if match else None

"""The schema and its growth.

Revisions are raw SQL in `versions/`, one line without branches: each file is named after its revision, and the names
sort in the order of the revisions. So the newest revision is known without loading one, and a command that finds
nothing to do has only asked PostgreSQL one question.
"""

from importlib.resources import files
from typing import Any

import psycopg
from psycopg import sql

from services.store.engine import connect

VERSION_SCHEMA = "hamyar"
VERSION_TABLE = "revision"

# Whoever migrates holds this; a second process waits and then finds nothing to do.
_LOCK = 0x68616D796172


def newest() -> str:
    """The name of the last revision that this program knows."""
    versions = files(__name__).joinpath("versions")
    return max(entry.name.removesuffix(".py") for entry in versions.iterdir() if entry.name[:4].isdigit())


def pending(url: str) -> bool:
    """Whether the database lacks a revision of this program."""
    with connect(url, autocommit=True) as connection:
        return _pending(connection)


def upgrade(url: str) -> None:
    """Bring the schema to the newest revision; at once when it is there, safe beside others doing the same."""
    with connect(url, autocommit=True) as connection:
        if not _pending(connection):
            return
        connection.execute("SELECT pg_advisory_lock(%s)", (_LOCK,))
        if _pending(connection):
            connection.execute(sql.SQL("CREATE SCHEMA IF NOT EXISTS {}").format(sql.Identifier(VERSION_SCHEMA)))
            _run_alembic(url)


def current(connection: psycopg.Connection[tuple[Any, ...]]) -> str | None:
    """The name of the database's last revision; None where there is no schema."""
    table = f"{VERSION_SCHEMA}.{VERSION_TABLE}"
    found = connection.execute("SELECT to_regclass(%s)", (table,)).fetchone()
    if found is None or found[0] is None:
        return None
    query = sql.SQL("SELECT max(version_num) FROM {}").format(sql.Identifier(VERSION_SCHEMA, VERSION_TABLE))
    row = connection.execute(query).fetchone()
    return None if row is None else row[0]


def _pending(connection: psycopg.Connection[tuple[Any, ...]]) -> bool:
    """Unknown revisions count as newer: an older program leaves a newer schema alone."""
    found = current(connection)
    return found is None or found < newest()


def _run_alembic(url: str) -> None:
    # Loaded only when there is something to do: it costs more than all the rest.
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(files(__name__)).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.attributes["url"] = url
    command.upgrade(config, "head")

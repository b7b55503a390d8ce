"""The schema: brought up to date once, at once when it is, by one process at a time."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from importlib.resources import files
from subprocess import run
from sys import executable

import pytest
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import make_url

from services.store import connect, migrations

UPGRADE = "import sys; from services.store import migrations; migrations.upgrade(sys.argv[1])"


@pytest.fixture
def bare_url(postgres_url: str) -> Iterator[str]:
    """A database without any schema, its name as awkward as a name can be."""
    name = '"bare %d: é"'
    with connect(postgres_url, autocommit=True) as connection:
        connection.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
        connection.execute(f"CREATE DATABASE {name}")
        yield make_url(postgres_url).set(database=name.strip('"')).render_as_string(hide_password=False)
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


def test_a_bare_database_is_brought_up_to_date(bare_url: str) -> None:
    assert migrations.pending(bare_url)
    migrations.upgrade(bare_url)
    assert not migrations.pending(bare_url)
    migrations.upgrade(bare_url)


def test_processes_that_migrate_at_once_wait_for_each_other(bare_url: str) -> None:
    with ThreadPoolExecutor() as pool:
        upgrades = [pool.submit(run, [executable, "-c", UPGRADE, bare_url], check=True) for _ in range(3)]
        assert [upgrade.result().returncode for upgrade in upgrades] == [0, 0, 0]
    assert not migrations.pending(bare_url)


def test_an_older_schema_is_pending(database_url: str) -> None:
    with connect(database_url) as connection:
        connection.execute("UPDATE hamyar.revision SET version_num = '0000_before'")
    assert migrations.pending(database_url)


def test_a_newer_schema_is_left_alone(database_url: str) -> None:
    with connect(database_url) as connection:
        connection.execute("UPDATE hamyar.revision SET version_num = '9999_after'")
    migrations.upgrade(database_url)
    assert not migrations.pending(database_url)


def test_revisions_are_one_line_named_as_their_files() -> None:
    config = Config()
    config.set_main_option("script_location", str(files(migrations.__name__)).replace("%", "%%"))
    revisions = list(ScriptDirectory.from_config(config).walk_revisions())
    names = [revision.revision for revision in revisions]
    assert names == sorted(names, reverse=True)
    assert [revision.module.__file__.rpartition("/")[2] for revision in revisions] == [f"{name}.py" for name in names]
    assert names[0] == migrations.newest()

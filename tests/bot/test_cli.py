"""The command line: quick to answer, short about an operator's errors, silent about secrets."""

import os
import subprocess
import sys
from collections.abc import Iterator

import pytest
from sqlalchemy import make_url

from services.store.engine import connect


def hamyar(*arguments: str, **settings: str) -> subprocess.CompletedProcess[str]:
    environment = {"PATH": os.environ["PATH"], **{f"HAMYAR_{name}": value for name, value in settings.items()}}
    command = [sys.executable, "-m", "bot.cli", *arguments]
    return subprocess.run(command, capture_output=True, text=True, env=environment, check=False)


def test_help_lists_the_commands() -> None:
    done = hamyar("--help")
    assert done.returncode == 0
    for command in ("migrate", "check"):
        assert command in done.stdout


def test_help_loads_nothing_of_what_the_commands_do() -> None:
    looked = "import sys, bot.cli; print(*sorted({name.partition('.')[0] for name in sys.modules}))"
    done = subprocess.run([sys.executable, "-c", looked], capture_output=True, text=True, check=True)
    heavy = {"sqlalchemy", "psycopg", "pydantic", "aiogram", "telegram", "fastapi", "alembic", "asyncio"}
    assert heavy.isdisjoint(done.stdout.split())


def test_check_names_every_wrong_setting() -> None:
    done = hamyar("check", LISTEN="here", PUBLIC_URL="there", DATABSE_URL="postgresql://h/d")
    assert done.returncode == 2
    assert [line.split()[0] for line in done.stderr.splitlines()] == [
        "HAMYAR_PUBLIC_URL",
        "HAMYAR_LISTEN",
        "HAMYAR_DATABSE_URL",
    ]
    assert "did you mean HAMYAR_DATABASE_URL?" in done.stderr


@pytest.mark.parametrize("command", ["check", "migrate"])
def test_a_database_out_of_reach_is_told_in_a_line_without_the_password(command: str) -> None:
    done = hamyar(command, DATABASE_URL="postgresql://hamyar:canary-4417@127.0.0.1:1/hamyar")
    assert done.returncode == 2
    assert "Traceback" not in done.stderr
    assert "database" in done.stderr
    assert "canary-4417" not in done.stderr + done.stdout
    assert len(done.stderr.splitlines()) <= 2


@pytest.fixture
def new_database_url(postgres_url: str) -> Iterator[str]:
    """A database without the schema."""
    name = f"test_cli_{os.getpid()}"
    with connect(postgres_url, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
        yield make_url(postgres_url).set(database=name).render_as_string(hide_password=False)
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


def test_migrate_then_check(new_database_url: str) -> None:
    before = hamyar("check", DATABASE_URL=new_database_url)
    assert before.returncode == 2
    assert "hamyar migrate" in before.stderr
    assert hamyar("migrate", DATABASE_URL=new_database_url).stdout == "The schema has been brought up to date.\n"
    assert hamyar("migrate", DATABASE_URL=new_database_url).stdout == "The schema is up to date.\n"
    after = hamyar("check", DATABASE_URL=new_database_url)
    assert (after.returncode, after.stderr) == (0, "")


def test_a_data_dir_that_cannot_be_is_told() -> None:
    done = hamyar("check", DATA_DIR="/proc/no/such")
    assert done.returncode == 2
    assert "Traceback" not in done.stderr
    assert "/proc/no" in done.stderr

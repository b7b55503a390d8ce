"""What the tests stand on: one PostgreSQL a run, a database of its own for each test that asks, a clock that stands.

A run takes the first free directory of .hamyar/tests, so runs side by side do not meet, and the server of a run that
was killed is found and stopped by the next one there.
"""

import fcntl
import os
import signal
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from itertools import count
from pathlib import Path

import hypothesis
import pytest
from sqlalchemy import make_url
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.database import embedded
from bot.settings import OF_THE_TESTS
from services.store import migrations
from services.store.engine import connect, make_engine
from tests.clock import FrozenClock
from tests.databases import Databases
from tests.logs import kept, plain

RUNS = Path(__file__).parent.parent / ".hamyar" / "tests"
TEMPLATE = "template_hamyar"
# Nothing of a test outlives it, so nothing needs to reach the disk.
HASTE = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "autovacuum": "off"}

plain()
# How long an example takes says nothing here, and each run tries the same ones.
hypothesis.settings.register_profile(
    "hamyar", deadline=None, derandomize=True, suppress_health_check=[hypothesis.HealthCheck.too_slow]
)
hypothesis.settings.load_profile("hamyar")

# Whatever started the tests may have them ignore Ctrl-C, as shells do in the background; what they start shall not.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)

# The tests have settings of their own, not the developer's.
for _name in [name for name in os.environ if name.upper().startswith("HAMYAR_") and name not in OF_THE_TESTS]:
    del os.environ[_name]


@contextmanager
def _free_directory() -> Iterator[Path]:
    for number in count(1):
        directory = RUNS / str(number)
        directory.mkdir(parents=True, exist_ok=True)
        with (directory / "taken").open("w") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                continue
            yield directory
            return


@pytest.fixture(autouse=True)
def _logs_of_its_own() -> Iterator[None]:
    """A command that a test runs in this process sends logs where it likes; the next test shall not write there."""
    with kept():
        yield


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """The run's server, its database as it came."""
    with _free_directory() as directory, embedded(directory, HASTE) as url:
        yield url


@pytest.fixture(scope="session")
def template_url(postgres_url: str) -> str:
    """A database with the schema, from which the others are cloned; nobody may be connected to it."""
    with connect(postgres_url, autocommit=True) as connection:
        old = connection.execute("SELECT datname FROM pg_database WHERE NOT datistemplate AND datname LIKE 'test\\_%'")
        for (name,) in [*old.fetchall(), (TEMPLATE,)]:
            connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        connection.execute(f"CREATE DATABASE {TEMPLATE}")
    url = _named(postgres_url, TEMPLATE)
    migrations.upgrade(url)
    return url


@pytest.fixture(scope="session")
def databases(postgres_url: str, template_url: str) -> Databases:
    """Where tests have their databases from."""
    return Databases(postgres_url, template_url)


@pytest.fixture
def database_url(databases: Databases) -> Iterator[str]:
    """A database with the schema and nothing else; in the end its money has to be right."""
    with databases.lent() as url:
        yield url


@pytest.fixture
async def engine(database_url: str) -> AsyncIterator[AsyncEngine]:
    """An engine on the test's own database. On a slow machine a hundred at once wait long for their turn."""
    engine = make_engine(database_url, pool_wait=60)
    yield engine
    await engine.dispose()


@pytest.fixture
def clock() -> FrozenClock:
    """Noon of 1 Mehr 1404 in Tehran."""
    return FrozenClock(datetime(2025, 9, 23, 8, 30, tzinfo=UTC))


def _named(url: str, database: str) -> str:
    return make_url(url).set(database=database).render_as_string(hide_password=False)

"""A database that is lent again is as one that was just made."""

import contextlib
from collections.abc import Iterator
from typing import Any

import pytest

from services.store.engine import connect
from tests.databases import Databases
from tests.invariants import watch
from tests.rehearsal import cut_off

TABLES = """
    SELECT format('%I.%I', n.nspname, c.relname) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE c.relkind = 'r' AND n.nspname IN ('registry', 'hamyar', 'public')
"""
SEQUENCES = "SELECT sequencename, last_value FROM pg_sequences"
COUNTED = """
    SELECT c.relname, c.reltuples FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE c.relkind = 'r' AND n.nspname IN ('registry', 'hamyar')
"""


@pytest.fixture
def lender(postgres_url: str, template_url: str) -> Iterator[Databases]:
    """One whose databases bear names that no other has."""
    databases = Databases(postgres_url, template_url, name="test_lent")
    yield databases
    databases.drop()


def facts(url: str) -> list[Any]:
    with connect(url) as connection:
        tables = [table for (table,) in connection.execute(TABLES)]
        rows = " UNION ALL ".join(f"SELECT '{table}', count(*) FROM {table}" for table in tables)
        return [dict(sorted(connection.execute(query).fetchall())) for query in (rows, SEQUENCES, COUNTED)]


def oid(url: str) -> Any:
    with connect(url) as connection:
        return connection.execute("SELECT oid FROM pg_database WHERE datname = current_database()").fetchone()


PERSON = """
    INSERT INTO registry.people VALUES ('0499370899', 'مینا', 'راد', 'F', '1990-01-01', '1', NULL, NULL, 'complete')
"""
REPLY = """
    INSERT INTO hamyar.outbox (channel, address, kind, body, created_at, due_at)
    VALUES ('sms', '0912', 'reply', '{}', now(), now())
"""


def test_rows_numbers_and_statistics_are_gone(lender: Databases) -> None:
    with lender.lent() as first:
        new, same = facts(first), oid(first)
        with connect(first) as connection:
            connection.execute(PERSON)
            connection.execute(REPLY)
        with connect(first, autocommit=True) as connection:
            connection.execute("VACUUM ANALYZE")
        assert facts(first) != new
    with lender.lent() as second:
        for one, other in zip(facts(second), new, strict=True):
            assert {key: value for key, value in one.items() if other.get(key) != value} == {}
        assert oid(second) == same
        assert second != first


def test_who_was_left_over_is_thrown_out_and_finds_nothing_more(lender: Databases) -> None:
    with lender.lent() as first:
        left_over = connect(first, autocommit=True)
    with lender.lent(), pytest.raises(Exception, match=r"terminating connection|closed"):
        left_over.execute(PERSON)
    with pytest.raises(Exception, match="does not exist"):
        connect(first)


def test_what_a_test_added_to_see_by_goes(lender: Databases) -> None:
    with lender.lent() as first:
        new, same = facts(first), oid(first)
        watch(first)
        with connect(first) as connection:
            connection.execute("CREATE TABLE heard (seq serial, what text); INSERT INTO heard (what) VALUES ('x')")
    with lender.lent() as second:
        for one, other in zip(facts(second), new, strict=True):
            assert {key: value for key, value in one.items() if other.get(key) != value} == {}
        assert oid(second) == same


@pytest.mark.parametrize(
    "change",
    [
        "ALTER TABLE hamyar.audit DISABLE TRIGGER USER",
        "ALTER TABLE hamyar.outbox ALTER COLUMN body DROP NOT NULL, ADD COLUMN more int",
        "DROP INDEX registry.marriages_registered_on",
        "CREATE FUNCTION hamyar.more() RETURNS int RETURN 1",
        "UPDATE revision SET version_num = '0001'",
    ],
)
def test_another_schema_is_not_lent_again(lender: Databases, change: str) -> None:
    with lender.lent() as first:
        changed = oid(first)
        with connect(first) as connection:
            connection.execute(change)  # type: ignore[arg-type]
    with lender.lent() as second:
        assert oid(second) != changed


def test_one_that_lets_nobody_in_is_not_lent_again(lender: Databases, postgres_url: str) -> None:
    with contextlib.ExitStack() as lending:
        first = lending.enter_context(lender.lent())
        closed = oid(first)
        cut_off(postgres_url, first, allow=False)
        with pytest.raises(Exception, match="not currently accepting"):
            lending.close()
    with lender.lent() as second:
        assert oid(second) != closed

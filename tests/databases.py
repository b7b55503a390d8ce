"""Databases for tests, with the schema and nothing else; one that a test is done with is emptied and lent again.

Copying one for each test means to make and delete some six hundred files each time, and ext4 looks long for a place for
new files where many have just been deleted: the more tests there were, the slower the next one began.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count

import psycopg
from psycopg import sql
from sqlalchemy import make_url

from services.store.engine import connect
from tests.invariants import wrong_money

MOST_BYTES = 32 << 20  # in tables; what holds more is dropped sooner than it is emptied

OURS = "n.nspname NOT IN ('pg_catalog', 'pg_toast', 'information_schema')"
# All that a test may change besides rows: with another schema, settings or revisions a database is not lent again.
SCHEMA = f"""
    SELECT md5(string_agg(line, E'\\n' ORDER BY line)) FROM (
        SELECT concat_ws(' ', 'relation', c.oid, c.relname, c.relkind, c.relpersistence, c.reloptions) AS line
        FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE {OURS}
        UNION ALL
        SELECT concat_ws(' ', 'column', a.attrelid, a.attname, a.atttypid, a.attnotnull, a.atthasdef, a.attidentity)
        FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE {OURS} AND a.attnum > 0
        UNION ALL
        SELECT concat_ws(' ', 'trigger', t.tgrelid, t.tgname, t.tgenabled, t.tgfoid) FROM pg_trigger t
        UNION ALL
        SELECT concat_ws(' ', 'constraint', k.conrelid, k.conname, k.convalidated) FROM pg_constraint k
        UNION ALL
        SELECT concat_ws(' ', 'function', p.oid, p.proname, p.prosrc)
        FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace WHERE {OURS}
        UNION ALL
        SELECT concat_ws(' ', 'setting', s.setconfig) FROM pg_db_role_setting s
        JOIN pg_database d ON d.oid = s.setdatabase WHERE d.datname = current_database()
        UNION ALL
        SELECT concat_ws(' ', 'revision', r.*) FROM revision r
    ) lines
"""
FILLED = f"""
    SELECT format('%I.%I', n.nspname, c.relname), pg_relation_size(c.oid)
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE {OURS} AND c.relkind = 'r' AND c.relname <> 'revision' AND pg_relation_size(c.oid) > 0
"""
# One in the midst of something is awaited: what it commits at its end shall not come after all has been deleted.
OTHERS_OUT = """
    SELECT pg_terminate_backend(pid, CASE state WHEN 'idle' THEN 0 ELSE 60000 END) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid()
"""
NUMBERS_ANEW = """
    SELECT setval(format('%I.%I', schemaname, sequencename)::regclass, start_value, false) FROM pg_sequences
    WHERE last_value IS NOT NULL
"""
# What tests add to see what happens; the schemas first, the tables of which go with them.
HOUSES = {
    "SCHEMA": "SELECT format('%I', n.nspname) FROM pg_namespace n WHERE n.nspname !~ '^pg_'",
    "TABLE": f"""
        SELECT format('%I.%I', n.nspname, c.relname) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE {OURS} AND c.relkind = 'r'
    """,
}
# As if nobody had ever counted: plans of an empty table are those of a new one.
STATISTICS_GONE = f"""
    SELECT pg_clear_relation_stats(n.nspname, c.relname) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE {OURS} AND c.relkind = 'r' AND c.reltuples >= 0
"""
COLUMNS_GONE = "DELETE FROM pg_statistic WHERE starelid >= 16384"  # the first that is not PostgreSQL's own


class Databases:
    """Lends databases of one server, all of them copies of one template, to which nobody may be connected."""

    def __init__(self, server: str, template: str, name: str = "test") -> None:
        self._server = server
        self._name = name
        self._template = sql.Identifier(make_url(template).database or "")
        with connect(template) as connection:
            self._schema = connection.execute(SCHEMA).fetchone()
            self._houses = {kind: set(connection.execute(query).fetchall()) for kind, query in HOUSES.items()}
        self._numbers = count(1)
        self._empty: list[str] = []

    @contextmanager
    def lent(self) -> Iterator[str]:
        """The address of one for as long as the block lasts; in the end its money has to be right."""
        name = (
            f"{self._name}_{next(self._numbers)}"  # never used before: whoever was left over from a test finds nothing
        )
        self._take(sql.Identifier(name))
        url = make_url(self._server).set(database=name).render_as_string(hide_password=False)
        try:
            yield url
            wrong = wrong_money(url)
        finally:
            self._give_back(name, url)
        assert not wrong

    def drop(self) -> None:
        """All that are not lent."""
        with connect(self._server, autocommit=True) as connection:
            while self._empty:
                self._drop(connection, sql.Identifier(self._empty.pop()))

    def _take(self, name: sql.Identifier) -> None:
        with connect(self._server, autocommit=True) as connection:
            while self._empty:
                empty = sql.Identifier(self._empty.pop())
                try:
                    connection.execute(sql.SQL("ALTER DATABASE {} RENAME TO {}").format(empty, name))
                except psycopg.errors.ObjectInUse:  # somebody has come back to it
                    self._drop(connection, empty)
                else:
                    return
            copy = "CREATE DATABASE {} TEMPLATE {} STRATEGY FILE_COPY"
            connection.execute(sql.SQL(copy).format(name, self._template))

    def _give_back(self, name: str, url: str) -> None:
        if self._emptied(url):
            self._empty.append(name)
            return
        with connect(self._server, autocommit=True) as connection:
            self._drop(connection, sql.Identifier(name))

    def _emptied(self, url: str) -> bool:
        """Whether it is again as it came from the template."""
        try:
            with connect(url, autocommit=True) as connection:
                connection.execute(OTHERS_OUT)
                for kind, query in HOUSES.items():
                    for (added,) in set(connection.execute(query).fetchall()) - self._houses[kind]:
                        connection.execute(sql.SQL(f"DROP {kind} {added} CASCADE"))
                if connection.execute(SCHEMA).fetchone() != self._schema:
                    return False
                filled = connection.execute(FILLED).fetchall()
                if sum(size for _, size in filled) > MOST_BYTES:
                    return False
                tables = sql.SQL(", ").join(sql.SQL(table) for table, _ in filled)
                if filled:
                    connection.execute("SET session_replication_role = replica")  # neither triggers nor foreign keys
                    for table, _ in filled:
                        connection.execute(sql.SQL("DELETE FROM {}").format(sql.SQL(table)))
                    connection.execute(sql.SQL("VACUUM (TRUNCATE) {}").format(tables))
                for statement in (NUMBERS_ANEW, STATISTICS_GONE, COLUMNS_GONE):
                    connection.execute(statement)
        except psycopg.Error:  # a test may leave one that lets nobody in
            return False
        return True

    def _drop(self, connection: psycopg.Connection[object], name: sql.Identifier) -> None:
        connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(name))

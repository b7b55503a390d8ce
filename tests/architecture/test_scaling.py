"""What docs/scaling.md says of each table, held against the schema: what is unique contains what places a row."""

from __future__ import annotations

import re
from pathlib import Path

from services.store import connect

SCALING = Path(__file__).parents[2] / "docs" / "scaling.md"
WITHOUT_KEY = {"one node", "everywhere"}
_ROW = re.compile(r"^\| `((?:registry|hamyar)\.\w+)` \| (`\w+`|one node|everywhere) \| (.*)\|$", re.MULTILINE)

TABLES = """
SELECT n.nspname || '.' || t.relname FROM pg_class t JOIN pg_namespace n ON n.oid = t.relnamespace
WHERE n.nspname IN ('registry', 'hamyar') AND t.relkind IN ('r', 'p') ORDER BY 1
"""
UNIQUE = """
SELECT n.nspname || '.' || t.relname, i.relname, ARRAY(
    SELECT a.attname::text FROM pg_attribute a
    WHERE a.attrelid = t.oid AND a.attnum = ANY((x.indkey::int[])[0:x.indnkeyatts - 1]))
FROM pg_index x JOIN pg_class i ON i.oid = x.indexrelid JOIN pg_class t ON t.oid = x.indrelid
JOIN pg_namespace n ON n.oid = t.relnamespace
WHERE x.indisunique AND n.nspname IN ('registry', 'hamyar')
"""


def keys() -> dict[str, tuple[str, frozenset[str]]]:
    """Of each table its key, and which indexes give way."""
    rows = _ROW.findall(SCALING.read_text(encoding="utf-8"))
    found = {table: (key.strip("`"), frozenset(re.findall(r"`(\w+)`", gives_way))) for table, key, gives_way in rows}
    assert len(found) == len(rows)
    return found


def test_every_table_has_its_place(database_url: str) -> None:
    with connect(database_url) as connection:
        assert sorted(keys()) == [table for (table,) in connection.execute(TABLES).fetchall()]


def test_every_unique_key_contains_the_key_of_its_table(database_url: str) -> None:
    with connect(database_url) as connection:
        unique = connection.execute(UNIQUE).fetchall()
    told = keys()
    lacking: dict[str, set[str]] = {table: set() for table in told}
    for table, index, columns in unique:
        key, _ = told[table]
        if key not in WITHOUT_KEY and key not in columns:
            lacking[table].add(index)
    assert lacking == {table: set(gives_way) for table, (_, gives_way) in told.items()}


def test_every_key_is_a_column(database_url: str) -> None:
    with connect(database_url) as connection:
        columns = connection.execute(
            "SELECT table_schema || '.' || table_name, column_name FROM information_schema.columns"
        ).fetchall()
    placed = {(table, key) for table, (key, _) in keys().items() if key not in WITHOUT_KEY}
    assert placed <= set(columns)

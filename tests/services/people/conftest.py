"""One database for all these tests, emptied after each: they are many, and small."""

from collections.abc import AsyncIterator, Iterator

import pytest
from sqlalchemy import make_url, text
from sqlalchemy.ext.asyncio import AsyncEngine

from services.store.engine import connect, make_engine

NAME = "test_people"
EMPTY = """
DO $$ DECLARE one regclass; BEGIN
    FOR one IN SELECT c.oid::regclass FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
               WHERE c.relkind = 'r' AND (n.nspname = 'registry' OR n.nspname = 'hamyar')
                 AND c.relname <> 'revision'
    LOOP EXECUTE 'DELETE FROM ' || one; END LOOP;
END $$
"""


@pytest.fixture(scope="module")
def one_url(postgres_url: str, template_url: str) -> Iterator[str]:
    """The database, as it comes from the template."""
    with connect(postgres_url, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {NAME} TEMPLATE {make_url(template_url).database} STRATEGY FILE_COPY")
    yield make_url(postgres_url).set(database=NAME).render_as_string(hide_password=False)
    with connect(postgres_url, autocommit=True) as connection:
        connection.execute(f"DROP DATABASE {NAME} WITH (FORCE)")


@pytest.fixture
async def engine(one_url: str) -> AsyncIterator[AsyncEngine]:
    engine = make_engine(one_url)
    yield engine
    async with engine.begin() as connection:
        await connection.execute(text(EMPTY))
    await engine.dispose()

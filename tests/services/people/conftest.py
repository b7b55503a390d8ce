"""One database for all tests of a file, emptied after each: they are many, and small."""

from collections.abc import AsyncIterator, Iterator

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from services.store.engine import make_engine
from tests.databases import Databases

EMPTY = """
DO $$ DECLARE one regclass; BEGIN
    FOR one IN SELECT c.oid::regclass FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
               WHERE c.relkind = 'r' AND (n.nspname = 'registry' OR n.nspname = 'hamyar')
                 AND c.relname <> 'revision'
    LOOP EXECUTE 'DELETE FROM ' || one; END LOOP;
END $$
"""


@pytest.fixture(scope="module")
def one_url(databases: Databases) -> Iterator[str]:
    """The database, as it comes from the template."""
    with databases.lent() as url:
        yield url


@pytest.fixture
async def engine(one_url: str) -> AsyncIterator[AsyncEngine]:
    engine = make_engine(one_url)
    yield engine
    async with engine.begin() as connection:
        await connection.execute(text(EMPTY))
    await engine.dispose()

"""What Alembic runs: all pending revisions in one transaction, over a connection of its own."""

from alembic import context
from sqlalchemy import create_engine, pool

from services.store.migrations import VERSION_SCHEMA, VERSION_TABLE

engine = create_engine(context.config.attributes["url"], poolclass=pool.NullPool)
with engine.connect() as connection:
    context.configure(connection=connection, version_table=VERSION_TABLE, version_table_schema=VERSION_SCHEMA)
    with context.begin_transaction():
        context.run_migrations()
    connection.commit()
engine.dispose()

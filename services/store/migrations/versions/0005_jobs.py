"""The queue of jobs and their schedule: Procrastinate's own tables, types and functions, in our schema.

They are read from the installed package, which is pinned; a new version of it that changes them gets a revision here.
"""

from alembic import op
from procrastinate.schema import SchemaManager

revision = "0005_jobs"
down_revision = "0004_delivery"


def upgrade() -> None:
    connection = op.get_bind().connection.driver_connection
    assert connection is not None
    connection.execute("SET LOCAL search_path TO hamyar")
    connection.execute(SchemaManager.get_schema())
    connection.execute("SET LOCAL search_path TO DEFAULT")

"""A chunk of a month-end keeps its sums, so that a run is finished by adding up chunks, not by reading all its rows."""

from alembic import op

revision = "0023_chunk_tallies"
down_revision = "0022_month_end_speed"


def upgrade() -> None:
    op.execute("ALTER TABLE hamyar.month_chunks ADD COLUMN tallies jsonb")

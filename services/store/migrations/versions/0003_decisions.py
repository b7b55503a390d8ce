"""Decisions on marriage grants as they were told; the key starts with national_id, as all about a person does."""

from alembic import op

revision = "0003_decisions"
down_revision = "0002_conversations"

TABLES = """
CREATE TABLE hamyar.decisions (
    national_id text,
    marriage_id text,
    version integer,
    told_at timestamptz NOT NULL,
    decision jsonb NOT NULL,
    PRIMARY KEY (national_id, marriage_id, version)
);
COMMENT ON COLUMN hamyar.decisions.version IS 'from 1; one more when what is told has changed';
COMMENT ON COLUMN hamyar.decisions.told_at IS 'when this version was first told';
"""


def upgrade() -> None:
    op.execute(TABLES)

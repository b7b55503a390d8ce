"""Notices: who was told what, on which channel, once."""

from alembic import op

revision = "0012_notices"
down_revision = "0011_uploads"

TABLES = """
CREATE TABLE hamyar.notices (
    national_id text,
    key text,
    channel text,
    event text NOT NULL,
    facts jsonb NOT NULL,
    dialog text,
    about text,
    outcome text NOT NULL CHECK (outcome IN (
        'queued', 'said', 'opted-out', 'blocked', 'no-mobile', 'sent', 'delivered', 'failed')),
    fault text,
    address text,
    outbox_id bigint,
    at timestamptz NOT NULL,
    settled_at timestamptz,
    PRIMARY KEY (national_id, key, channel)
);
CREATE INDEX notices_unsettled ON hamyar.notices (at) WHERE settled_at IS NULL;
COMMENT ON COLUMN hamyar.notices.key IS 'what is told: one notice a person, key and channel, ever';
COMMENT ON COLUMN hamyar.notices.outcome IS
    'while queued, the row of the outbox knows more; once settled, this is what came of it';
COMMENT ON COLUMN hamyar.notices.settled_at IS 'nothing more is to be heard of it';
"""


def upgrade() -> None:
    op.execute(TABLES)

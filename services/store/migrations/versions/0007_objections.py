"""Objections, their pictures and their history, and the criteria that a reviewer has overridden."""

from alembic import op

revision = "0007_objections"
down_revision = "0006_taking"

TABLES = """
CREATE TABLE hamyar.objections (
    national_id text,
    number text,
    subject_key text NOT NULL,
    subject jsonb NOT NULL,
    reason text NOT NULL,
    state text NOT NULL
        CHECK (state IN ('filed', 'more-wanted', 'to-confirm', 'upheld', 'refused', 'withdrawn')),
    filed_at timestamptz NOT NULL,
    answer_by date NOT NULL,
    wanted text,
    upheld_first_by text,
    refusal_reason text,
    note text,
    decided_at timestamptz,
    decided_by text,
    channel text NOT NULL,
    address text NOT NULL,
    PRIMARY KEY (national_id, number)
);
CREATE UNIQUE INDEX objections_one_open ON hamyar.objections (national_id, subject_key)
    WHERE state IN ('filed', 'more-wanted', 'to-confirm');
CREATE INDEX objections_number ON hamyar.objections (number);
CREATE INDEX objections_waiting ON hamyar.objections (filed_at)
    WHERE state IN ('filed', 'more-wanted', 'to-confirm');

CREATE TABLE hamyar.objection_images (
    national_id text,
    number text,
    document_id text,
    paper text NOT NULL,
    added_at timestamptz NOT NULL,
    PRIMARY KEY (national_id, number, document_id)
);

CREATE TABLE hamyar.objection_events (
    national_id text,
    number text,
    id bigint GENERATED ALWAYS AS IDENTITY,
    at timestamptz NOT NULL,
    what text NOT NULL,
    by text NOT NULL,
    detail jsonb NOT NULL,
    PRIMARY KEY (national_id, number, id)
);

CREATE TABLE hamyar.overrides (
    national_id text,
    marriage_id text,
    criterion text,
    ground text NOT NULL,
    by text NOT NULL,
    number text NOT NULL,
    at timestamptz NOT NULL,
    PRIMARY KEY (national_id, marriage_id, criterion)
);
COMMENT ON TABLE hamyar.overrides IS 'criteria that count as held, on the ground of an objection that was upheld';
"""


def upgrade() -> None:
    op.execute(TABLES)

"""Masked messages that were not understood for sure, and what each was labelled."""

from alembic import op

revision = "0020_understanding"
down_revision = "0019_lines"

TABLE = """
CREATE TABLE hamyar.unsure_texts (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at timestamptz NOT NULL,
    channel text NOT NULL,
    masked text NOT NULL CHECK (masked <> ''),
    guess text NOT NULL,
    confidence real NOT NULL CHECK (confidence BETWEEN 0 AND 1),
    sureness text NOT NULL CHECK (sureness IN ('sure', 'unsure', 'lost')),
    came text NOT NULL,
    label text,
    faq text,
    labelled_at timestamptz,
    CHECK ((label IS NULL) = (labelled_at IS NULL)),
    CHECK (faq IS NULL OR label IS NOT NULL)
);
CREATE INDEX unsure_texts_unlabelled ON hamyar.unsure_texts (at DESC) WHERE label IS NULL;
COMMENT ON TABLE hamyar.unsure_texts IS 'without the address: nothing here says whose words they were';
COMMENT ON COLUMN hamyar.unsure_texts.masked IS 'digits of long numbers as zeros, names as …';
COMMENT ON COLUMN hamyar.unsure_texts.came IS 'what was done with it, then';
COMMENT ON COLUMN hamyar.unsure_texts.label IS 'the service that a person says it is about';
"""


def upgrade() -> None:
    op.execute(TABLE)

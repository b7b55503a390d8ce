"""What the pension department has to hear of daughters' shares, kept until an order hands it over."""

from alembic import op

revision = "0025_pension_orders"
down_revision = "0023_chunk_tallies"

TABLES = """
CREATE TABLE hamyar.share_changes (
    national_id text,
    event_id text,
    pension_id text,
    what text CHECK (what IN ('ended', 'restored', 'reestablished')),
    id bigint GENERATED ALWAYS AS IDENTITY,
    deceased_id text NOT NULL,
    kind text NOT NULL,
    "on" date NOT NULL,
    day date NOT NULL,
    number text,
    at timestamptz NOT NULL,
    handed_over int,
    PRIMARY KEY (national_id, event_id, pension_id, what),
    CHECK ((number IS NULL) = (what = 'ended'))
);
CREATE INDEX share_changes_handed_over ON hamyar.share_changes (handed_over, national_id, id);
COMMENT ON TABLE hamyar.share_changes IS 'shares that ended or are drawn again by a case, for the pension department';
COMMENT ON COLUMN hamyar.share_changes.day IS 'the first day without the share, or with it again';
COMMENT ON COLUMN hamyar.share_changes.number IS 'of the objection or request on which it is drawn again';
COMMENT ON COLUMN hamyar.share_changes.handed_over IS 'the order that holds it; null until one does';

CREATE TABLE hamyar.pension_orders (
    number int PRIMARY KEY,
    made_at timestamptz NOT NULL,
    made_by text NOT NULL,
    written_at timestamptz
);
COMMENT ON COLUMN hamyar.pension_orders.written_at IS 'when its file was whole for the first time';
"""


def upgrade() -> None:
    op.execute(TABLES)

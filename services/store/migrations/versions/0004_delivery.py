"""Sending and its reports, who does not want to hear from us, what came in pieces, and what came too fast."""

from alembic import op

revision = "0004_delivery"
down_revision = "0003_decisions"

TABLES = """
ALTER TABLE hamyar.inbox ADD COLUMN part_of text;
COMMENT ON COLUMN hamyar.inbox.part_of IS 'the same on rows that are one message: an album, a long SMS';

ALTER TABLE hamyar.outbox
    ADD COLUMN repeated boolean NOT NULL DEFAULT false,
    ADD COLUMN cost integer,
    ADD COLUMN parts smallint;
COMMENT ON COLUMN hamyar.outbox.repeated IS 'sent once more after a send whose outcome was never learnt';
COMMENT ON COLUMN hamyar.outbox.cost IS 'rials, as the provider charged';

CREATE INDEX inbox_slowed ON hamyar.inbox (channel, address, received_at) WHERE state = 'slowed';
CREATE INDEX outbox_due ON hamyar.outbox (channel, (kind = 'notice'), id) WHERE state = 'queued';
CREATE INDEX outbox_unsettled ON hamyar.outbox (channel, lease_until) WHERE state IN ('sending', 'ambiguous');
CREATE INDEX outbox_reported ON hamyar.outbox (channel, provider_id) WHERE provider_id IS NOT NULL;
CREATE INDEX outbox_spent ON hamyar.outbox (channel, sent_at) WHERE cost > 0;
CREATE INDEX outbox_of_the_day ON hamyar.outbox (channel, address, created_at) WHERE kind = 'reply';

CREATE TABLE hamyar.reports (
    channel text,
    provider_id text,
    state text NOT NULL CHECK (state IN ('delivered', 'failed')),
    fault text,
    at timestamptz NOT NULL,
    PRIMARY KEY (channel, provider_id)
);
COMMENT ON TABLE hamyar.reports IS 'final delivery reports, those too that come before we know their id';

CREATE TABLE hamyar.silences (
    channel text,
    address text,
    why text NOT NULL CHECK (why IN ('blocked', 'opted-out')),
    since timestamptz NOT NULL,
    PRIMARY KEY (channel, address, why)
);
COMMENT ON TABLE hamyar.silences IS 'blocked: the person has shut us out; opted-out: they want no notices';

CREATE TABLE hamyar.marks (
    name text PRIMARY KEY,
    value text NOT NULL,
    at timestamptz NOT NULL
);
COMMENT ON TABLE hamyar.marks IS 'how far a poller has read, and the last of what is read from time to time';
"""


def upgrade() -> None:
    op.execute(TABLES)

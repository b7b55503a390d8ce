"""Conversations: who is linked, what came in, what goes out, and where each conversation stands.

Every key starts with (channel, address), by which these tables can be distributed: all that one turn reads and writes
lies together.
"""

from alembic import op

revision = "0002_conversations"
down_revision = "0001_registry"

TABLES = """
CREATE TABLE hamyar.links (
    channel text,
    address text,
    national_id text NOT NULL,
    proof text NOT NULL,
    since timestamptz NOT NULL,
    PRIMARY KEY (channel, address)
);
CREATE INDEX links_national_id ON hamyar.links (national_id);
COMMENT ON COLUMN hamyar.links.proof IS 'contact: the channel vouched for the mobile; code: a one-time code was right';

CREATE TABLE hamyar.codes (
    channel text,
    address text,
    asked_at timestamptz,
    national_id text NOT NULL,
    mobile text,
    hash bytea NOT NULL,
    tries smallint NOT NULL DEFAULT 0,
    used boolean NOT NULL DEFAULT false,
    PRIMARY KEY (channel, address, asked_at)
);
CREATE INDEX codes_national_id ON hamyar.codes (national_id, asked_at);
CREATE INDEX codes_mobile ON hamyar.codes (mobile, asked_at);
COMMENT ON COLUMN hamyar.codes.mobile IS 'where the code went; null when it went nowhere, and then it never fits';

CREATE TABLE hamyar.code_locks (
    channel text,
    address text,
    strikes integer NOT NULL,
    until timestamptz NOT NULL,
    PRIMARY KEY (channel, address)
);

CREATE TABLE hamyar.conversations (
    channel text,
    address text,
    state jsonb NOT NULL DEFAULT '{}',
    updated_at timestamptz NOT NULL,
    PRIMARY KEY (channel, address)
);

CREATE TABLE hamyar.inbox (
    channel text,
    address text,
    key text,
    seq bigint GENERATED ALWAYS AS IDENTITY,
    message jsonb,
    state text NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'played', 'failed', 'slowed')),
    received_at timestamptz NOT NULL,
    due_at timestamptz NOT NULL,
    reference text,
    PRIMARY KEY (channel, address, key)
);
CREATE INDEX inbox_waiting ON hamyar.inbox (channel, address, seq) WHERE state = 'waiting';
CREATE INDEX inbox_due ON hamyar.inbox (due_at) WHERE state = 'waiting';
COMMENT ON COLUMN hamyar.inbox.key IS 'what the channel calls this message; a second one of the same key is the same';
COMMENT ON COLUMN hamyar.inbox.message IS 'null once played, where it held a secret';
COMMENT ON COLUMN hamyar.inbox.reference IS 'of the error, where the play failed';

CREATE TABLE hamyar.outbox (
    channel text,
    address text,
    id bigint GENERATED ALWAYS AS IDENTITY,
    kind text NOT NULL CHECK (kind IN ('reply', 'notice', 'code')),
    body jsonb,
    state text NOT NULL DEFAULT 'queued'
        CHECK (state IN ('queued', 'sending', 'ambiguous', 'sent', 'delivered', 'failed')),
    attempts smallint NOT NULL DEFAULT 0,
    created_at timestamptz NOT NULL,
    due_at timestamptz NOT NULL,
    lease_until timestamptz,
    sent_at timestamptz,
    provider_id text,
    fault text,
    PRIMARY KEY (channel, address, id)
);
CREATE INDEX outbox_open ON hamyar.outbox (channel, address, id) WHERE state IN ('queued', 'sending', 'ambiguous');
COMMENT ON COLUMN hamyar.outbox.body IS 'null once a code has been sent';
"""


def upgrade() -> None:
    op.execute(TABLES)

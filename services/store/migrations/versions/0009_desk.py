"""The desk: tickets with all that was said in them, where they are shown, who works there, and the audit.

A ticket's tables are keyed by its conversation, by which they can be distributed; the number is what people say.
"""

from alembic import op

revision = "0009_desk"
down_revision = "0008_documents"

TABLES = """
CREATE SEQUENCE hamyar.ticket_numbers START 1001;

CREATE TABLE hamyar.tickets (
    channel text,
    address text,
    number bigint DEFAULT nextval('hamyar.ticket_numbers'),
    kind text NOT NULL CHECK (kind IN ('insured', 'employers', 'complaints')),
    state text NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'taken', 'handed_back', 'closed')),
    service text NOT NULL,
    national_id text,
    opened_at timestamptz NOT NULL,
    in_hours boolean NOT NULL,
    taken_by bigint,
    taken_at timestamptz,
    first_answer_at timestamptz,
    closed_at timestamptz,
    mark smallint CHECK (mark BETWEEN 1 AND 5),
    version integer NOT NULL DEFAULT 1,
    unheard_since timestamptz,
    silent text CHECK (silent IN ('reminded', 'escalated')),
    PRIMARY KEY (channel, address, number)
);
CREATE UNIQUE INDEX tickets_open ON hamyar.tickets (channel, address) WHERE state <> 'closed';
CREATE INDEX tickets_number ON hamyar.tickets (number);
CREATE INDEX tickets_queue ON hamyar.tickets (kind, opened_at) WHERE state <> 'closed';
CREATE INDEX tickets_opened ON hamyar.tickets (opened_at);
COMMENT ON COLUMN hamyar.tickets.in_hours IS 'the desk was open then; only such waits foretell others';
COMMENT ON COLUMN hamyar.tickets.version IS 'grows with every change that its header shows';
COMMENT ON COLUMN hamyar.tickets.unheard_since IS 'since when the citizen waits for a word; null when it is their turn';
COMMENT ON COLUMN hamyar.tickets.silent IS 'what that wait has already come to';

CREATE TABLE hamyar.ticket_lines (
    channel text,
    address text,
    number bigint,
    seq bigint GENERATED ALWAYS AS IDENTITY,
    author text NOT NULL CHECK (author IN ('citizen', 'staff', 'note', 'event')),
    staff bigint,
    at timestamptz NOT NULL,
    text text NOT NULL DEFAULT '',
    pictures jsonb NOT NULL DEFAULT '[]',
    event text NOT NULL DEFAULT '',
    facts jsonb NOT NULL DEFAULT '{}',
    key text,
    edits bigint,
    outbox_id bigint,
    outbox_channel text,
    outbox_address text,
    posted_as text,
    posted boolean NOT NULL DEFAULT false,
    failed boolean NOT NULL DEFAULT false,
    PRIMARY KEY (channel, address, number, seq)
);
CREATE UNIQUE INDEX ticket_lines_key ON hamyar.ticket_lines (channel, address, number, key);
CREATE INDEX ticket_lines_unposted ON hamyar.ticket_lines (channel, address, number, seq) WHERE NOT posted;
CREATE INDEX ticket_lines_posted_as ON hamyar.ticket_lines (channel, address, number, posted_as);
CREATE INDEX ticket_lines_sent ON hamyar.ticket_lines (outbox_channel, outbox_address, outbox_id)
    WHERE outbox_id IS NOT NULL AND NOT failed;
COMMENT ON TABLE hamyar.ticket_lines IS 'what was said and done; only what follows `outbox_address` ever changes';
COMMENT ON COLUMN hamyar.ticket_lines.key IS 'what the channel, or the topic, calls the message';
COMMENT ON COLUMN hamyar.ticket_lines.edits IS 'the line whose text this one replaces';
COMMENT ON COLUMN hamyar.ticket_lines.posted_as IS 'the key of the post that shows it';
COMMENT ON COLUMN hamyar.ticket_lines.failed IS 'it did not reach the citizen, and staff were told';

CREATE TABLE hamyar.ticket_topics (
    channel text,
    address text,
    number bigint,
    chat_id bigint NOT NULL,
    topic_id bigint NOT NULL,
    header_message_id bigint NOT NULL,
    kind text NOT NULL,
    version integer NOT NULL,
    PRIMARY KEY (channel, address, number)
);
CREATE INDEX ticket_topics_topic ON hamyar.ticket_topics (chat_id, topic_id);

CREATE TABLE hamyar.staff (
    telegram_id bigint,
    since timestamptz,
    role text NOT NULL CHECK (role IN ('agent', 'reviewer', 'supervisor')),
    national_id text NOT NULL,
    name text NOT NULL,
    removed_at timestamptz,
    PRIMARY KEY (telegram_id, since)
);
CREATE UNIQUE INDEX staff_enrolled ON hamyar.staff (telegram_id) WHERE removed_at IS NULL;

CREATE TABLE hamyar.audit (
    seq bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at timestamptz NOT NULL,
    actor text NOT NULL,
    act text NOT NULL,
    subject text NOT NULL,
    facts jsonb NOT NULL,
    place bigint UNIQUE,
    hash bytea,
    CHECK ((place IS NULL) = (hash IS NULL))
);
CREATE INDEX audit_unsealed ON hamyar.audit (seq) WHERE place IS NULL;
COMMENT ON COLUMN hamyar.audit.actor IS 'staff:<Telegram id>, citizen, operator or system';
COMMENT ON COLUMN hamyar.audit.place IS 'in the chain of hashes, once sealed';

CREATE FUNCTION hamyar.audit_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND OLD.place IS NULL AND NEW.place IS NOT NULL
       AND (NEW.seq, NEW.at, NEW.actor, NEW.act, NEW.subject, NEW.facts)
         = (OLD.seq, OLD.at, OLD.actor, OLD.act, OLD.subject, OLD.facts) THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'the audit is append-only';
END $$;
CREATE TRIGGER audit_rows BEFORE UPDATE OR DELETE ON hamyar.audit
    FOR EACH ROW EXECUTE FUNCTION hamyar.audit_is_append_only();
CREATE TRIGGER audit_truncate BEFORE TRUNCATE ON hamyar.audit
    FOR EACH STATEMENT EXECUTE FUNCTION hamyar.audit_is_append_only();
"""


def upgrade() -> None:
    op.execute(TABLES)

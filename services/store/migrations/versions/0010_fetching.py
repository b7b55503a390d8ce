"""What an inbox row waits for: a picture that is still to be fetched.

Such a row is not played, nor are the other pictures of its album, nor what came after it. `playable` says so once, for
the turn, which takes a conversation, and for the sweep. The functions of 0006_taking are made anew for it.
"""

from alembic import op

revision = "0010_fetching"
down_revision = "0009_desk"

FETCHING = """
ALTER TABLE hamyar.inbox
    ADD COLUMN to_fetch text,
    ADD COLUMN fetching_until timestamptz,
    ADD CONSTRAINT only_what_waits_is_fetched CHECK (to_fetch IS NULL OR state = 'waiting');
COMMENT ON COLUMN hamyar.inbox.to_fetch IS 'what the channel calls a picture that is still to be fetched';
COMMENT ON COLUMN hamyar.inbox.fetching_until IS 'until then somebody has it in hand';

CREATE INDEX inbox_fetching ON hamyar.inbox (channel, address, seq) WHERE to_fetch IS NOT NULL;

CREATE VIEW hamyar.playable AS
SELECT i.channel, i.address, i.key, i.seq, i.message, i.part_of, i.due_at
FROM hamyar.inbox i
WHERE i.state = 'waiting' AND NOT EXISTS (
    SELECT FROM hamyar.inbox f
    WHERE f.channel = i.channel AND f.address = i.address AND f.to_fetch IS NOT NULL
      AND (f.seq <= i.seq OR f.part_of = i.part_of));
COMMENT ON VIEW hamyar.playable IS
    'What waits to be played, and neither before it nor of the same message is there anything still to be fetched.';
"""

FORMER = """
DROP FUNCTION hamyar.come_in(text, text, text, jsonb, timestamptz, timestamptz, text, text, integer, integer);
DROP FUNCTION hamyar.note(text, text, text, jsonb, timestamptz, timestamptz, text, text, integer);
"""

NOTE = """
CREATE FUNCTION hamyar.note(
    of_channel text, of_address text, new_key text, new_message jsonb, received timestamptz, due timestamptz,
    belongs_to text, whole text, new_to_fetch text, most integer
) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    noted text;
BEGIN
    WITH waiting AS (
        SELECT count(DISTINCT coalesce(part_of, key)) AS messages, bool_or(part_of = belongs_to) AS joins
        FROM hamyar.inbox WHERE channel = of_channel AND address = of_address AND state = 'waiting'
    ), now AS (
        SELECT CASE WHEN messages >= most AND joins IS NOT TRUE THEN 'slowed' ELSE 'waiting' END AS state FROM waiting
    )
    INSERT INTO hamyar.inbox (channel, address, key, message, received_at, due_at, part_of, to_fetch, state)
    SELECT of_channel, of_address, new_key, new_message, received, due, belongs_to,
           CASE WHEN state = 'waiting' THEN new_to_fetch END, state
    FROM now
    ON CONFLICT (channel, address, key) DO NOTHING RETURNING state INTO noted;

    -- A part that comes later moves the parts before it: all are due together.
    IF noted = 'waiting' AND whole IS NOT NULL THEN
        UPDATE hamyar.inbox SET due_at = due
        WHERE channel = of_channel AND address = of_address AND state = 'waiting' AND part_of = whole;
    END IF;
    RETURN noted;
END $$;
COMMENT ON FUNCTION hamyar.note IS
    'Notes a message, giving its state; null when it was noted before. Messages beyond `most` that wait already are '
    'kept unplayed and never fetched; a further part of one that waits is no message of its own. `whole`: what its '
    'parts belong to.';
"""

TAKE = """
CREATE OR REPLACE FUNCTION hamyar.take(
    of_channel text, of_address text, now timestamptz, most integer, OUT held jsonb, OUT waiting jsonb
) LANGUAGE plpgsql AS $$
BEGIN
    SELECT state INTO held FROM hamyar.conversations
    WHERE channel = of_channel AND address = of_address FOR UPDATE SKIP LOCKED;

    -- An insert would wait for whoever inserts or updates the same key to end. A row that is there is left alone, and
    -- of one that is coming the lock tells, so that a busy conversation is never waited for, not even a new one.
    IF held IS NULL THEN
        INSERT INTO hamyar.conversations AS c (channel, address, updated_at)
        SELECT of_channel, of_address, now
        WHERE NOT EXISTS (SELECT FROM hamyar.conversations WHERE channel = of_channel AND address = of_address)
          AND pg_try_advisory_xact_lock(hashtext(of_channel), hashtext(of_address))
        ON CONFLICT DO NOTHING RETURNING c.state INTO held;
    END IF;

    IF held IS NOT NULL THEN
        SELECT coalesce(jsonb_agg(jsonb_build_array(due.key, due.message, due.part_of) ORDER BY due.seq), '[]')
        INTO waiting FROM (
            SELECT p.key, p.message, p.part_of, p.seq FROM hamyar.playable p
            WHERE p.channel = of_channel AND p.address = of_address AND p.due_at <= now
            ORDER BY p.seq LIMIT most
        ) AS due;
    END IF;
END $$;
COMMENT ON FUNCTION hamyar.take IS
    'Holds a conversation until the transaction ends, giving its state and what is due for it, in the order it came; '
    'nulls while someone else holds it.';
"""

COME_IN = """
CREATE FUNCTION hamyar.come_in(
    of_channel text, of_address text, new_key text, new_message jsonb, received timestamptz, due timestamptz,
    belongs_to text, whole text, new_to_fetch text, flood integer, most integer,
    OUT noted text, OUT held jsonb, OUT waiting jsonb
) LANGUAGE plpgsql AS $$
BEGIN
    noted := hamyar.note(
        of_channel, of_address, new_key, new_message, received, due, belongs_to, whole, new_to_fetch, flood);
    IF noted = 'waiting' AND due <= received AND new_to_fetch IS NULL THEN
        SELECT taken.held, taken.waiting INTO held, waiting
        FROM hamyar.take(of_channel, of_address, received, most) AS taken;
    END IF;
END $$;
COMMENT ON FUNCTION hamyar.come_in IS
    'Notes a message and, when it is due at once and nothing of it is to be fetched, takes its conversation.';
"""


def upgrade() -> None:
    for statements in (FETCHING, FORMER, NOTE, TAKE, COME_IN):
        op.execute(statements)

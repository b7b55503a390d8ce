"""Noting a message and taking its conversation, as functions: one round trip, and the order of steps plain to see.

Each statement of a function sees what was committed before that very statement. So what waits is read after the
conversation is held, and nothing that its last holder has played is played again.
"""

from alembic import op

revision = "0006_taking"
down_revision = "0005_jobs"

NOTE = """
CREATE FUNCTION hamyar.note(
    of_channel text, of_address text, new_key text, new_message jsonb, received timestamptz, due timestamptz,
    belongs_to text, whole text, most integer
) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    noted text;
BEGIN
    WITH waiting AS (
        SELECT count(DISTINCT coalesce(part_of, key)) AS messages, bool_or(part_of = belongs_to) AS joins
        FROM hamyar.inbox WHERE channel = of_channel AND address = of_address AND state = 'waiting'
    )
    INSERT INTO hamyar.inbox (channel, address, key, message, received_at, due_at, part_of, state)
    SELECT of_channel, of_address, new_key, new_message, received, due, belongs_to,
           CASE WHEN messages >= most AND joins IS NOT TRUE THEN 'slowed' ELSE 'waiting' END
    FROM waiting
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
    'kept unplayed; a further part of one that waits is no message of its own. `whole`: what its parts belong to.';
"""

TAKE = """
CREATE FUNCTION hamyar.take(
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
            SELECT i.key, i.message, i.part_of, i.seq FROM hamyar.inbox i
            WHERE i.channel = of_channel AND i.address = of_address AND i.state = 'waiting' AND i.due_at <= now
            ORDER BY i.seq LIMIT most
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
    belongs_to text, whole text, flood integer, most integer, OUT noted text, OUT held jsonb, OUT waiting jsonb
) LANGUAGE plpgsql AS $$
BEGIN
    noted := hamyar.note(of_channel, of_address, new_key, new_message, received, due, belongs_to, whole, flood);
    IF noted = 'waiting' AND due <= received THEN
        SELECT taken.held, taken.waiting INTO held, waiting
        FROM hamyar.take(of_channel, of_address, received, most) AS taken;
    END IF;
END $$;
COMMENT ON FUNCTION hamyar.come_in IS 'Notes a message and, when it is due at once, takes its conversation.';
"""


def upgrade() -> None:
    op.execute(NOTE)
    op.execute(TAKE)
    op.execute(COME_IN)

"""What a conversation has asked for: simple words.

A row is the wish; without one, words are plain. It is kept apart from where the conversation stands, which is pruned
sooner and forgotten otherwise, and from the person's link, for it says nothing of who somebody is. Whoever takes a
conversation is told of it with its state, in the same round trip.
"""

from alembic import op

revision = "0021_preferences"
down_revision = "0020_understanding"

TABLE = """
CREATE TABLE hamyar.preferences (
    channel text,
    address text,
    since timestamptz NOT NULL,
    PRIMARY KEY (channel, address)
);
COMMENT ON TABLE hamyar.preferences IS 'conversations that want simple words';
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

        held := held - 'simple';
        IF EXISTS (SELECT FROM hamyar.preferences WHERE channel = of_channel AND address = of_address) THEN
            held := held || '{"simple": true}';
        END IF;
    END IF;
END $$;
COMMENT ON FUNCTION hamyar.take IS
    'Holds a conversation until the transaction ends, giving its state, what it prefers and what is due for it, in the '
    'order it came; nulls while someone else holds it.';
"""


def upgrade() -> None:
    op.execute(TABLE)
    op.execute(TAKE)

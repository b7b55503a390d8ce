"""What the staff's bot has to remember between two updates: which it has taken, and what it says by itself.

A slip is a word of the bot to colleagues that is no line of a ticket: an answer, a question, a list, figures. It is a
row before it is sent, and what its answer would be about is kept in it.
"""

from alembic import op

revision = "0014_desk_edge"
down_revision = "0013_reviews"

TABLES = """
CREATE TABLE hamyar.desk_updates (
    bot bigint,
    update_id bigint,
    at timestamptz NOT NULL,
    PRIMARY KEY (bot, update_id)
);
CREATE INDEX desk_updates_at ON hamyar.desk_updates (at);

CREATE TABLE hamyar.desk_slips (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    chat_id bigint NOT NULL,
    topic_id bigint,
    answers bigint,
    key text UNIQUE,
    body jsonb NOT NULL,
    about jsonb,
    at timestamptz NOT NULL,
    posted boolean NOT NULL DEFAULT false,
    message_id bigint
);
CREATE INDEX desk_slips_unposted ON hamyar.desk_slips (chat_id, id) WHERE NOT posted;
COMMENT ON COLUMN hamyar.desk_slips.topic_id IS 'null for the general topic';
COMMENT ON COLUMN hamyar.desk_slips.answers IS 'the message that it is an answer to';
COMMENT ON COLUMN hamyar.desk_slips.key IS 'what is said once however often there is reason to';
COMMENT ON COLUMN hamyar.desk_slips.about IS 'what an answer to it would do';

-- A ticket goes with all that belongs to it.
ALTER TABLE hamyar.ticket_lines ADD FOREIGN KEY (channel, address, number) REFERENCES hamyar.tickets ON DELETE CASCADE;
ALTER TABLE hamyar.ticket_topics ADD FOREIGN KEY (channel, address, number) REFERENCES hamyar.tickets ON DELETE CASCADE;

ALTER TABLE hamyar.ticket_topics ADD closed boolean NOT NULL DEFAULT false;
COMMENT ON COLUMN hamyar.ticket_topics.closed IS 'the topic was closed after its ticket';
COMMENT ON COLUMN hamyar.ticket_topics.header_message_id IS '0 until the header stands';
"""

# As 0010_fetching has it, but that nothing is kept from a colleague who has the conversation's floor.
NOTE = """
CREATE OR REPLACE FUNCTION hamyar.note(
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
        SELECT CASE WHEN messages >= most AND joins IS NOT TRUE AND NOT EXISTS (
            SELECT FROM hamyar.conversations c
            WHERE c.channel = of_channel AND c.address = of_address AND c.state ? 'floor'
        ) THEN 'slowed' ELSE 'waiting' END AS state FROM waiting
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
"""


def upgrade() -> None:
    op.execute(TABLES)
    op.execute(NOTE)

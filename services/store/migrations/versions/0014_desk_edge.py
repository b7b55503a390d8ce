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

ALTER TABLE hamyar.ticket_topics ADD closed boolean NOT NULL DEFAULT false;
COMMENT ON COLUMN hamyar.ticket_topics.closed IS 'the topic was closed after its ticket';
COMMENT ON COLUMN hamyar.ticket_topics.header_message_id IS '0 until the header stands';
"""


def upgrade() -> None:
    op.execute(TABLES)

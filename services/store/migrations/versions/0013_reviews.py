"""Topics in which reviewers see objections."""

from alembic import op

revision = "0013_reviews"
down_revision = "0012_notices"

TABLES = """
CREATE TABLE hamyar.objection_topics (
    national_id text,
    number text,
    chat_id bigint NOT NULL,
    topic_id bigint NOT NULL,
    header_message_id bigint NOT NULL,
    headed bigint NOT NULL,
    shown bigint NOT NULL DEFAULT 0,
    PRIMARY KEY (national_id, number)
);
CREATE INDEX objection_topics_number ON hamyar.objection_topics (number);
CREATE INDEX objection_topics_topic ON hamyar.objection_topics (chat_id, topic_id);
COMMENT ON COLUMN hamyar.objection_topics.headed IS 'the last event that the header knows of';
COMMENT ON COLUMN hamyar.objection_topics.shown IS 'the last event that stands in the topic';

-- Pictures are shown in the order in which they were given; those of one message come at one moment.
ALTER TABLE hamyar.objection_images ADD COLUMN seq bigint GENERATED ALWAYS AS IDENTITY;

-- Colleagues say a number without the person it belongs to.
DROP INDEX hamyar.objections_number;
CREATE UNIQUE INDEX objections_number ON hamyar.objections (number);
CREATE INDEX objections_decided ON hamyar.objections (decided_at) WHERE decided_at IS NOT NULL;
"""


def upgrade() -> None:
    op.execute(TABLES)

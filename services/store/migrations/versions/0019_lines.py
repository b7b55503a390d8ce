"""SMS lines with shares, what waits for other things, and what notices cost.

A notice that can wait *yields*: it is claimed only when nothing that cannot wait is due, and never in quiet hours. What
was due is found in the order in which it became due, so that what is not due yet is not looked at.
"""

from alembic import op

revision = "0019_lines"
down_revision = "0018_dependency"

TABLES = """
ALTER TABLE hamyar.outbox
    ADD COLUMN yields boolean NOT NULL DEFAULT false,
    ADD COLUMN line text,
    ADD COLUMN instead_of bigint;
UPDATE hamyar.outbox SET yields = true WHERE state = 'queued' AND kind = 'notice';
COMMENT ON COLUMN hamyar.outbox.yields IS 'goes after all that does not yield, and not in quiet hours';
COMMENT ON COLUMN hamyar.outbox.line IS 'from which it went; before that, from which it has to go';
COMMENT ON COLUMN hamyar.outbox.instead_of IS 'the message of this lane that was blocked as advertising';
COMMENT ON COLUMN hamyar.outbox.parts IS 'SMS that a notice takes';

DROP INDEX hamyar.outbox_due;
CREATE INDEX outbox_due ON hamyar.outbox (channel, yields, due_at, id) WHERE state = 'queued';
CREATE UNIQUE INDEX outbox_instead ON hamyar.outbox (channel, address, instead_of) WHERE instead_of IS NOT NULL;

ALTER TABLE hamyar.notices ADD COLUMN parts smallint, ADD COLUMN cost integer;
CREATE INDEX notices_told ON hamyar.notices USING brin (at);
COMMENT ON COLUMN hamyar.notices.parts IS 'SMS that it takes; once settled, that were handed to the provider';
COMMENT ON COLUMN hamyar.notices.cost IS 'rials, once settled';

CREATE TABLE hamyar.sending_stops (
    channel text,
    line text,
    why text NOT NULL,
    since timestamptz NOT NULL,
    until timestamptz NOT NULL,
    PRIMARY KEY (channel, line)
);
COMMENT ON TABLE hamyar.sending_stops IS 'lines that the provider refuses; an empty one: notices rest on all lines';

CREATE TABLE hamyar.written_to (
    channel text,
    address text,
    line text NOT NULL,
    at timestamptz NOT NULL,
    PRIMARY KEY (channel, address)
);
COMMENT ON TABLE hamyar.written_to IS 'the line that somebody wrote to last, where there are several';
"""


def upgrade() -> None:
    op.execute(TABLES)

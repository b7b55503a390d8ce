"""Links to the page where pictures are given, what was given through them, and the links to pictures for reviewers."""

from alembic import op

revision = "0011_uploads"
down_revision = "0010_fetching"

TABLES = """
CREATE TABLE hamyar.uploads (
    id text PRIMARY KEY,
    channel text NOT NULL,
    address text NOT NULL,
    made_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    used smallint NOT NULL DEFAULT 0,
    used_at timestamptz,
    tries smallint NOT NULL DEFAULT 0
);
COMMENT ON COLUMN hamyar.uploads.used IS 'how often it was submitted: once, and again only where that came to nothing';
COMMENT ON COLUMN hamyar.uploads.tries IS 'how many files came through it, pictures or not';

CREATE TABLE hamyar.upload_pictures (
    upload text,
    number smallint,
    document_id text NOT NULL,
    paper text NOT NULL,
    given_at timestamptz NOT NULL,
    PRIMARY KEY (upload, number)
);

CREATE TABLE hamyar.papers_links (
    id text PRIMARY KEY,
    number text NOT NULL,
    telegram_id bigint NOT NULL,
    session bytea NOT NULL,
    opened_at timestamptz NOT NULL,
    ends_at timestamptz NOT NULL
);
COMMENT ON TABLE hamyar.papers_links IS 'links to the pictures of an objection that a reviewer has opened';
COMMENT ON COLUMN hamyar.papers_links.session IS 'SHA-256 of what the browser that opened it was given';
"""


def upgrade() -> None:
    op.execute(TABLES)

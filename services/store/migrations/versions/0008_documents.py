"""Pictures that people have sent: what is known of each. The pictures themselves lie sealed elsewhere."""

from alembic import op

revision = "0008_documents"
down_revision = "0007_objections"

TABLES = """
CREATE TABLE hamyar.documents (
    id text PRIMARY KEY,
    channel text NOT NULL,
    address text NOT NULL,
    national_id text,
    paper text,
    sha256 text NOT NULL,
    media_type text NOT NULL,
    pages smallint NOT NULL CHECK (pages > 0),
    bytes integer NOT NULL,
    width integer NOT NULL,
    height integer NOT NULL,
    remarks text[] NOT NULL,
    key_id text NOT NULL,
    stored_at timestamptz NOT NULL,
    filed_at timestamptz,
    due_at timestamptz NOT NULL
);
COMMENT ON COLUMN hamyar.documents.id IS '128 random bits; the files are named after it';
COMMENT ON COLUMN hamyar.documents.paper IS 'what it was asked for as';
COMMENT ON COLUMN hamyar.documents.sha256 IS 'of the file as it was sent; what is stored is made anew from it';
COMMENT ON COLUMN hamyar.documents.key_id IS 'which key its pages are under; amid a rotation, some under the next';
COMMENT ON COLUMN hamyar.documents.filed_at IS 'when it became evidence';
COMMENT ON COLUMN hamyar.documents.due_at IS 'when retention removes it';

CREATE INDEX documents_same ON hamyar.documents (channel, address, sha256);
CREATE INDEX documents_same_person ON hamyar.documents (national_id, sha256) WHERE national_id IS NOT NULL;
CREATE INDEX documents_due ON hamyar.documents (due_at);
"""


def upgrade() -> None:
    op.execute(TABLES)

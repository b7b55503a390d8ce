"""What a reviewer has found not to hold, where the data could not tell."""

from alembic import op

revision = "0026_found_not_to_hold"
down_revision = "0025_pension_orders"

FOUND = """
ALTER TABLE hamyar.overrides ADD COLUMN holds boolean NOT NULL DEFAULT true;
COMMENT ON COLUMN hamyar.overrides.holds IS 'false where a reviewer found that it does not';
COMMENT ON TABLE hamyar.overrides IS 'what reviewers have found of criteria, on the ground of an objection or a review';
"""


def upgrade() -> None:
    op.execute(FOUND)

"""Topics in which reviewers see objections."""

revision = "0013_reviews"
down_revision = "0012_notices"


def upgrade() -> None:
    """Nothing yet."""

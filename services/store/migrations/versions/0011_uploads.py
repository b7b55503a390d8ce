"""Links to the page where pictures are given, for people without a smartphone messenger."""

revision = "0011_uploads"
down_revision = "0010_fetching"


def upgrade() -> None:
    """Nothing yet."""

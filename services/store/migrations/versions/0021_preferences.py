"""What a conversation has asked for: simple words."""

revision = "0021_preferences"
down_revision = "0020_understanding"


def upgrade() -> None:
    """Nothing yet."""

"""What an inbox row waits for: a picture that is still to be fetched."""

revision = "0010_fetching"
down_revision = "0009_desk"


def upgrade() -> None:
    """Nothing yet."""

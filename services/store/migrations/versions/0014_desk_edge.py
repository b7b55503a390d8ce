"""What the staff's bot has to remember between two updates."""

revision = "0014_desk_edge"
down_revision = "0013_reviews"


def upgrade() -> None:
    """Nothing yet."""

"""SMS lines with shares, and what notices cost."""

revision = "0019_lines"
down_revision = "0018_dependency"


def upgrade() -> None:
    """Nothing yet."""

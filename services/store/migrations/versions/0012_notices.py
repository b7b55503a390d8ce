"""Notices: who was told what, on which channel, once."""

revision = "0012_notices"
down_revision = "0011_uploads"


def upgrade() -> None:
    """Nothing yet."""

"""Indexes that a month-end reads by."""

revision = "0022_month_end_speed"
down_revision = "0021_preferences"


def upgrade() -> None:
    """Nothing yet."""

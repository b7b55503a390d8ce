"""Masked messages that were not understood for sure, and what each was labelled."""

revision = "0020_understanding"
down_revision = "0019_lines"


def upgrade() -> None:
    """Nothing yet."""

"""Pensions, civil events, and the dependency of pensioners' daughters."""

revision = "0018_dependency"
down_revision = "0017_month_end"


def upgrade() -> None:
    """Nothing yet."""

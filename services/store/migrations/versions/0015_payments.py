"""Payments, the ledger, and what banks have said."""

revision = "0015_payments"
down_revision = "0014_desk_edge"


def upgrade() -> None:
    """Nothing yet."""

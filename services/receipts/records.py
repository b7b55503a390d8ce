"""Tables and queries of receipts."""

from sqlalchemy import bindparam, text
from sqlalchemy.dialects.postgresql import JSONB

# One receipt a payment: the unique index decides.
KEEP = text(
    """
    INSERT INTO hamyar.receipts (national_id, number, payment, paid_at, facts)
    VALUES (:national_id, :number, :payment, :paid_at, :facts)
    ON CONFLICT DO NOTHING RETURNING number
    """
).bindparams(bindparam("facts", type_=JSONB))

_COLUMNS = "SELECT national_id, number, payment, paid_at, facts FROM hamyar.receipts"

OF_PERSON = text(f"{_COLUMNS} WHERE national_id = :national_id ORDER BY paid_at DESC, facts -> 'months' DESC, number")

ONE = text(f"{_COLUMNS} WHERE national_id = :national_id AND number = :number")

BY_NUMBER = text(f"{_COLUMNS} WHERE number = :number")

OF_PAYMENT = text("SELECT number FROM hamyar.receipts WHERE payment = :payment")

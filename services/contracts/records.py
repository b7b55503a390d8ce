"""Tables and queries of contracts and of requests to complete partial months."""

from sqlalchemy import bindparam, text
from sqlalchemy.dialects.postgresql import JSONB

# A month is *sent* while somebody is at the bank for it, or the bank has yet to be understood.
_TERMS = """
    SELECT c.national_id, c.number, c.state, c.first_month, c.last_month, c.lapsed_from,
           ARRAY(SELECT b.from_month FROM hamyar.contract_bases b
                 WHERE (b.national_id, b.number) = (c.national_id, c.number) ORDER BY b.from_month) AS base_months,
           ARRAY(SELECT cast(b.base_daily AS text) FROM hamyar.contract_bases b
                 WHERE (b.national_id, b.number) = (c.national_id, c.number) ORDER BY b.from_month) AS bases,
           ARRAY(SELECT i.month FROM hamyar.paid_items i
                 WHERE (i.national_id, i.kind, i.about) = (c.national_id, 'voluntary', c.number)) AS paid,
           sent.months AS sent_months, sent.at AS sent_at
    FROM hamyar.contracts c
    CROSS JOIN LATERAL (
        SELECT array_agg(i.month) AS months, array_agg(p.redirected_at) AS at
        FROM hamyar.payment_items i JOIN hamyar.payments p ON p.id = i.payment
        WHERE (i.national_id, i.kind, i.about) = (c.national_id, 'voluntary', c.number)
          AND p.state IN ('redirected', 'unknown', 'paid', 'verified', 'settled')
    ) sent
"""

OF_PERSON = text(f"{_TERMS} WHERE c.national_id = :national_id ORDER BY c.signed_at DESC, c.number")

MANY = text(
    f"""
    {_TERMS}
    WHERE (c.national_id, c.number) IN (
        SELECT * FROM unnest(cast(:people AS text[]), cast(:numbers AS text[])))
    ORDER BY c.national_id, c.number
    """  # noqa: S608  names of our own
)

# Locked first and read by a statement of its own: what was committed while it waited for the lock is then seen, too.
HOLD = text(
    """
    SELECT number FROM hamyar.contracts
    WHERE (national_id, number) IN (SELECT * FROM unnest(cast(:people AS text[]), cast(:numbers AS text[])))
    ORDER BY national_id, number FOR UPDATE
    """
)

# One standing contract a person: the unique index decides; whoever comes second, and whose number is taken, adds none.
SIGN = text(
    """
    WITH signed AS (
        INSERT INTO hamyar.contracts (national_id, number, signed_at, first_month, facts)
        VALUES (:national_id, :number, :now, :first_month, :facts)
        ON CONFLICT DO NOTHING RETURNING national_id, number
    ), based AS (
        INSERT INTO hamyar.contract_bases (national_id, number, from_month, base_daily, declared_at)
        SELECT national_id, number, :first_month, cast(:base_daily AS numeric), :now FROM signed
    )
    SELECT number FROM signed
    """
).bindparams(bindparam("facts", type_=JSONB))

NAMES = text("SELECT first_name, last_name FROM registry.people WHERE national_id = :national_id")

CHANGE_BASE = text(
    """
    INSERT INTO hamyar.contract_bases (national_id, number, from_month, base_daily, declared_at)
    VALUES (:national_id, :number, :from_month, cast(:base_daily AS numeric), :now)
    ON CONFLICT (national_id, number, from_month)
        DO UPDATE SET base_daily = EXCLUDED.base_daily, declared_at = EXCLUDED.declared_at
    """
)

END = text(
    """
    UPDATE hamyar.contracts SET state = 'ended', last_month = :last_month, closed_at = :now
    WHERE national_id = :national_id AND number = :number AND state = 'active'
    """
)

LAPSE = text(
    """
    UPDATE hamyar.contracts c SET state = 'lapsed', lapsed_from = l.month, closed_at = :now
    FROM unnest(cast(:people AS text[]), cast(:numbers AS text[]), cast(:months AS integer[]))
        AS l(national_id, number, month)
    WHERE (c.national_id, c.number) = (l.national_id, l.number) AND c.state = 'active'
    """
)

BY_NUMBER = text(
    "SELECT national_id, number, first_month, signed_at, facts FROM hamyar.contracts WHERE number = :number"
)

# When the payment that is being recorded was sent to the bank: of an item's recorded payments it is the latest.
SENT = text(
    """
    SELECT DISTINCT ON (i.account) i.account, p.redirected_at
    FROM hamyar.payment_items i JOIN hamyar.payments p ON p.id = i.payment
    WHERE i.account = ANY(cast(:accounts AS text[])) AND p.state = 'recorded'
    ORDER BY i.account, p.recorded_at DESC
    """
)

# Orders.

ONE_PERSONS_ORDERS = text("SELECT pg_advisory_xact_lock(hashtextextended('order ' || :national_id, 6))")

OPEN_ORDERS = text(
    """
    SELECT p.id, p.due_at,
           ARRAY(SELECT i.account FROM hamyar.payment_items i WHERE i.payment = p.id ORDER BY i.place) AS accounts
    FROM hamyar.payments p
    WHERE p.national_id = :national_id AND p.gateway = :gateway AND p.amount = :amount AND p.further_of IS NULL
      AND (p.state IN ('redirected', 'unknown', 'paid', 'verified', 'settled')
           OR (p.state = 'intent' AND p.due_at > :now))
    ORDER BY p.created_at DESC, p.id
    """
)

# Requests.

REQUEST = text(
    """
    INSERT INTO hamyar.partial_requests (national_id, number, requested_at, first_month)
    VALUES (:national_id, :number, :now, :first_month)
    ON CONFLICT DO NOTHING RETURNING number
    """
)

REQUEST_OF = text(
    "SELECT number, requested_at, first_month FROM hamyar.partial_requests WHERE national_id = :national_id"
)

"""The queries of payments, ledger and refunds."""

from sqlalchemy import bindparam, text
from sqlalchemy.dialects.postgresql import JSONB

OPEN = text(
    """
    INSERT INTO hamyar.payments (id, gateway, national_id, subject, amount, code, created_at, due_at)
    VALUES (:id, :gateway, :national_id, :subject, :amount, :code, :now, :due_at)
    """
)

OPEN_ITEMS = text(
    """
    INSERT INTO hamyar.payment_items (payment, place, national_id, kind, about, month, amount)
    VALUES (:payment, :place, :national_id, :kind, :about, :month, :amount)
    """
)

ITEMS = text(
    """
    SELECT national_id, kind, about, month, amount FROM hamyar.payment_items WHERE payment = :id ORDER BY place
    """
)

_COLUMNS = """p.id, p.gateway, p.national_id, p.subject, p.amount, p.code, p.state, p.reason, p.token, p.reference,
              p.charged, p.trace, p.further_of, p.created_at, p.redirected_at, p.recorded_at, p.looks,
              array(SELECT c.reference FROM hamyar.payment_callbacks c
                    WHERE c.payment = p.id AND c.reference IS NOT NULL ORDER BY c.at, c.key) AS claims,
              (SELECT count(*) FROM hamyar.payment_callbacks c WHERE c.payment = p.id) AS returns"""

ONE = text(f"SELECT {_COLUMNS} FROM hamyar.payments p WHERE p.id = :id")  # noqa: S608  names of our own

BY_CODE = text(
    f"""
    SELECT {_COLUMNS} FROM hamyar.payments p WHERE p.code = :code AND p.gateway = :gateway AND p.further_of IS NULL
    """  # noqa: S608  names of our own
)

# Locked first and read by a statement of its own: what was committed while it waited for the lock is then seen, too.
LOCK = text("SELECT id FROM hamyar.payments WHERE id = :id FOR UPDATE")

# A lease, so that the bank is asked by one at a time. It is respected while it lasts, and died with its holder after.
LEASE = text(
    f"""
    UPDATE hamyar.payments p SET lease_until = :until
    WHERE p.id = :id AND (p.lease_until IS NULL OR p.lease_until <= :now) RETURNING {_COLUMNS}
    """  # noqa: S608  names of our own
)

RELEASE = text("UPDATE hamyar.payments SET lease_until = NULL WHERE id = :id AND lease_until = :until")

# At most so many a payment: whoever has a return address may try any number of inventions on it.
NOTE = text(
    """
    WITH noted AS (
        INSERT INTO hamyar.payment_callbacks (payment, key, at, claims_paid, reference)
        SELECT :id, :key, :now, :claims_paid, :reference
        WHERE (SELECT count(*) FROM hamyar.payment_callbacks WHERE payment = :id) < :most
        ON CONFLICT DO NOTHING RETURNING payment
    )
    UPDATE hamyar.payments SET due_at = least(coalesce(due_at, :now), :now)
    WHERE id IN (SELECT payment FROM noted) RETURNING id
    """
)

MOVE = text(
    """
    UPDATE hamyar.payments
    SET state = :state, reason = :reason, token = :token, reference = :reference, charged = :charged, trace = :trace,
        redirected_at = :redirected_at, recorded_at = :recorded_at, looks = :looks, due_at = :due_at
    WHERE id = :id
    """
)

LATER = text("UPDATE hamyar.payments SET looks = :looks, due_at = :due_at, charged = :charged WHERE id = :id")

ADD_FURTHER = text(
    """
    INSERT INTO hamyar.payments (id, gateway, national_id, subject, amount, code, state, token, reference, charged,
                                 trace, further_of, created_at, redirected_at, due_at)
    SELECT :id, gateway, national_id, subject, amount, code, 'paid', token, :reference, :charged,
           :trace, id, :now, :now, :now
    FROM hamyar.payments WHERE id = :further_of
    ON CONFLICT (gateway, reference) DO NOTHING RETURNING id
    """
)

DUE = text(
    """
    SELECT id FROM hamyar.payments
    WHERE due_at <= :now AND (lease_until IS NULL OR lease_until <= :now) ORDER BY due_at LIMIT :most
    """
)

# Whatever is not done with is due at some time: the index on that holds them all.
OPEN_ONES = text(
    """
    SELECT gateway, state, count(*), min(coalesce(redirected_at, created_at)) FROM hamyar.payments
    WHERE due_at IS NOT NULL AND state NOT IN ('recorded', 'failed') GROUP BY gateway, state
    """
)

OF_TOKENS = text(
    """
    SELECT id FROM hamyar.payments
    WHERE gateway = :gateway AND token = ANY(cast(:tokens AS text[])) AND further_of IS NULL
      AND state NOT IN ('verified', 'settled', 'recorded')
    """
)

# The ledger.

CHARGE = text(
    """
    INSERT INTO hamyar.transfers (at, from_account, to_account, amount, cause, payment)
    VALUES (:now, 'bank ' || :gateway, 'credit ' || :national_id, :charged, 'charge', :payment)
    """
)

# Whoever comes second to an account finds it paid: the index decides.
PAY_ITEM = text(
    """
    INSERT INTO hamyar.transfers (at, from_account, to_account, amount, cause, payment)
    VALUES (:now, 'credit ' || :national_id, :account, :amount, 'item', :payment)
    ON CONFLICT (to_account) WHERE cause = 'item' DO NOTHING RETURNING id
    """
)

BALANCE = text(
    """
    SELECT coalesce((SELECT sum(amount) FROM hamyar.transfers WHERE to_account = :account), 0)
         - coalesce((SELECT sum(amount) FROM hamyar.transfers WHERE from_account = :account), 0)
    """
)

PAID_ITEMS = text(
    """
    SELECT national_id, kind, about, month, amount, payment, paid_at FROM hamyar.paid_items
    WHERE national_id = :national_id AND (cast(:kind AS text) IS NULL OR kind = :kind) ORDER BY month, kind, about
    """
)

ALREADY_PAID = text(
    """
    SELECT to_account FROM hamyar.transfers WHERE cause = 'item' AND to_account = ANY(cast(:accounts AS text[]))
    """
)

TELL = text(
    """
    INSERT INTO hamyar.payment_news (about, what, national_id, at, facts)
    VALUES (:about, :what, :national_id, :now, :facts)
    ON CONFLICT DO NOTHING RETURNING about
    """
).bindparams(bindparam("facts", type_=JSONB))

# Refunds.

ONE_PERSONS_MONEY = text("SELECT pg_advisory_xact_lock(hashtextextended('credit ' || :national_id, 5))")

REFUND_TRANSFER = text(
    """
    INSERT INTO hamyar.transfers (at, from_account, to_account, amount, cause, refund)
    VALUES (:now, :from_account, :to_account, :amount, :cause, :refund)
    """
)

_REFUND_COLUMNS = "id, national_id, amount, state, asked_by, asked_at, ground, confirmed_by"

ASK_REFUND = text(
    f"""
    INSERT INTO hamyar.refunds (id, national_id, amount, state, asked_by, asked_at, ground)
    VALUES (:id, :national_id, :amount, 'asked', :by, :now, :ground) RETURNING {_REFUND_COLUMNS}
    """  # noqa: S608  names of our own
)

_REFUND = f"SELECT {_REFUND_COLUMNS} FROM hamyar.refunds"  # noqa: S608  names of our own

REFUND = text(f"{_REFUND} WHERE id = :id")

HOLD_REFUND = text(f"{_REFUND} WHERE id = :id FOR UPDATE")

REFUNDS_OF = text(
    f"{_REFUND} WHERE national_id = :national_id AND state IN ('asked', 'confirmed') ORDER BY asked_at, id"
)

OPEN_REFUNDS = text(f"{_REFUND} WHERE state IN ('asked', 'confirmed') ORDER BY asked_at, id LIMIT :most")

COUNT_REFUNDS = text(
    """
    SELECT state, count(*), min(asked_at) FROM hamyar.refunds WHERE state IN ('asked', 'confirmed') GROUP BY state
    """
)

MOVE_REFUND = text(
    """
    UPDATE hamyar.refunds
    SET state = :state, confirmed_by = coalesce(:confirmed_by, confirmed_by),
        closed_at = CASE WHEN :closed THEN cast(:now AS timestamptz) END
    WHERE id = :id
    """
)

ACCOUNT_HOLDER = text(
    """
    SELECT first_name || ' ' || last_name AS name, sheba FROM registry.people WHERE national_id = :national_id
    """
)

SOURCES = text(
    """
    SELECT p.id, p.recorded_at, p.gateway, p.trace, p.charged, cast(n.facts ->> 'credit' AS bigint)
    FROM hamyar.payments p JOIN hamyar.payment_news n ON n.about = p.id AND n.what = 'recorded'
    WHERE p.national_id = :national_id AND cast(n.facts ->> 'credit' AS bigint) > 0
    ORDER BY p.recorded_at DESC, p.id LIMIT :most
    """
)

# Matching with a bank's own list.

RECORDED_BETWEEN = text(
    """
    SELECT id, reference, charged, state FROM hamyar.payments
    WHERE gateway = :gateway AND state = 'recorded' AND recorded_at >= :since AND recorded_at < :until
    ORDER BY recorded_at, id
    """
)

BY_REFERENCES = text(
    """
    SELECT id, reference, charged, state FROM hamyar.payments
    WHERE gateway = :gateway AND (reference = ANY(cast(:references AS text[]))
        OR (id = ANY(cast(:orders AS text[]))))
    """
)

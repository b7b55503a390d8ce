"""Payments, the ledger, and what banks have said.

A transfer is one row from an account to an account, so the ledger balances by construction; balances are sums, and
nothing in it is ever changed. What must not happen twice is a unique index: a charge is recorded once, an item is paid
once, and one charge of a bank belongs to one payment.
"""

from alembic import op

revision = "0015_payments"
down_revision = "0014_desk_edge"

TABLES = """
CREATE TABLE hamyar.payments (
    id text PRIMARY KEY,
    gateway text NOT NULL,
    national_id text NOT NULL,
    subject text NOT NULL,
    amount bigint NOT NULL CHECK (amount > 0),
    code text NOT NULL,
    state text NOT NULL DEFAULT 'intent'
        CHECK (state IN ('intent', 'redirected', 'paid', 'failed', 'unknown', 'verified', 'settled', 'recorded')),
    reason text,
    token text,
    reference text,
    charged bigint CHECK (charged > 0),
    trace text,
    further_of text REFERENCES hamyar.payments (id),
    created_at timestamptz NOT NULL,
    redirected_at timestamptz,
    recorded_at timestamptz,
    looks smallint NOT NULL DEFAULT 0,
    due_at timestamptz,
    lease_until timestamptz,
    CHECK (state IN ('intent', 'failed') OR token IS NOT NULL),
    CHECK (state IN ('intent', 'failed', 'redirected', 'unknown') OR reference IS NOT NULL),
    CHECK (state NOT IN ('verified', 'settled', 'recorded') OR charged IS NOT NULL),
    CHECK ((state = 'recorded') = (recorded_at IS NOT NULL))
);
CREATE UNIQUE INDEX payments_code ON hamyar.payments (code) WHERE further_of IS NULL;
CREATE UNIQUE INDEX payments_token ON hamyar.payments (gateway, token) WHERE further_of IS NULL;
CREATE UNIQUE INDEX payments_reference ON hamyar.payments (gateway, reference);
CREATE INDEX payments_due ON hamyar.payments (due_at) WHERE due_at IS NOT NULL;
CREATE INDEX payments_person ON hamyar.payments (national_id, created_at);
COMMENT ON COLUMN hamyar.payments.id IS 'our order number, by which the bank knows it';
COMMENT ON COLUMN hamyar.payments.national_id IS 'for whom it is; what pays for nothing becomes their credit';
COMMENT ON COLUMN hamyar.payments.code IS '128 random bits: the way back from the bank ends on it';
COMMENT ON COLUMN hamyar.payments.token IS 'by which the bank knows the session';
COMMENT ON COLUMN hamyar.payments.reference IS 'by which the bank knows the charge';
COMMENT ON COLUMN hamyar.payments.charged IS 'what the bank has taken, once it has said so';
COMMENT ON COLUMN hamyar.payments.trace IS 'the number that people see on the bank''s receipt';
COMMENT ON COLUMN hamyar.payments.further_of IS 'the payment under whose token the bank took money once more';

CREATE TABLE hamyar.payment_items (
    payment text REFERENCES hamyar.payments (id),
    place smallint,
    national_id text NOT NULL,
    kind text NOT NULL CHECK (kind <> '' AND kind !~ '\\s'),
    about text NOT NULL CHECK (about <> '' AND about !~ '\\s'),
    month integer NOT NULL,
    amount bigint NOT NULL CHECK (amount > 0),
    account text GENERATED ALWAYS AS
        ('item ' || national_id || ' ' || kind || ' ' || about || ' ' || month::text) STORED,
    PRIMARY KEY (payment, place),
    UNIQUE (payment, account)
);
CREATE INDEX payment_items_account ON hamyar.payment_items (account);
CREATE INDEX payment_items_person ON hamyar.payment_items (national_id, kind, month);
COMMENT ON COLUMN hamyar.payment_items.about IS 'the contract or the request that it is paid under';

CREATE TABLE hamyar.payment_callbacks (
    payment text REFERENCES hamyar.payments (id),
    key text,
    at timestamptz NOT NULL,
    claims_paid boolean NOT NULL,
    reference text,
    PRIMARY KEY (payment, key)
);
COMMENT ON TABLE hamyar.payment_callbacks IS 'what browsers brought back; a reason to ask the bank, never its word';

CREATE TABLE hamyar.refunds (
    id text PRIMARY KEY,
    national_id text NOT NULL,
    amount bigint NOT NULL CHECK (amount > 0),
    state text NOT NULL CHECK (state IN ('asked', 'confirmed', 'paid-back', 'refused')),
    asked_by text NOT NULL,
    asked_at timestamptz NOT NULL,
    ground text NOT NULL,
    confirmed_by text CHECK (confirmed_by <> asked_by),
    closed_at timestamptz
);
CREATE INDEX refunds_person ON hamyar.refunds (national_id);
CREATE INDEX refunds_open ON hamyar.refunds (asked_at) WHERE state IN ('asked', 'confirmed');

CREATE TABLE hamyar.transfers (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at timestamptz NOT NULL,
    from_account text NOT NULL,
    to_account text NOT NULL CHECK (to_account <> from_account),
    amount bigint NOT NULL CHECK (amount > 0),
    cause text NOT NULL CHECK (cause IN ('charge', 'item', 'refund-asked', 'refund-refused', 'refund-paid')),
    payment text REFERENCES hamyar.payments (id),
    refund text REFERENCES hamyar.refunds (id),
    CHECK ((payment IS NOT NULL) = (cause IN ('charge', 'item'))),
    CHECK ((refund IS NOT NULL) = (cause IN ('refund-asked', 'refund-refused', 'refund-paid')))
);
CREATE UNIQUE INDEX transfers_charge_once ON hamyar.transfers (payment) WHERE cause = 'charge';
CREATE UNIQUE INDEX transfers_item_once ON hamyar.transfers (to_account) WHERE cause = 'item';
CREATE UNIQUE INDEX transfers_refund_once ON hamyar.transfers (refund, cause) WHERE refund IS NOT NULL;
CREATE INDEX transfers_from ON hamyar.transfers (from_account);
CREATE INDEX transfers_to ON hamyar.transfers (to_account);
CREATE INDEX transfers_payment ON hamyar.transfers (payment) WHERE payment IS NOT NULL;

CREATE FUNCTION hamyar.transfers_are_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the ledger is append-only';
END $$;
CREATE TRIGGER transfers_rows BEFORE UPDATE OR DELETE ON hamyar.transfers
    FOR EACH ROW EXECUTE FUNCTION hamyar.transfers_are_append_only();
CREATE TRIGGER transfers_truncate BEFORE TRUNCATE ON hamyar.transfers
    FOR EACH STATEMENT EXECUTE FUNCTION hamyar.transfers_are_append_only();

CREATE VIEW hamyar.paid_items AS
SELECT i.national_id, i.kind, i.about, i.month, t.amount, t.payment, t.at AS paid_at
FROM hamyar.transfers t JOIN hamyar.payment_items i ON (i.payment, i.account) = (t.payment, t.to_account)
WHERE t.cause = 'item';
COMMENT ON VIEW hamyar.paid_items IS 'what entitlement follows from';

CREATE TABLE hamyar.payment_news (
    about text,
    what text CHECK (what IN ('recorded', 'returned', 'paid-back')),
    national_id text NOT NULL,
    at timestamptz NOT NULL,
    facts jsonb NOT NULL,
    PRIMARY KEY (about, what)
);
COMMENT ON TABLE hamyar.payment_news IS 'what people were told of their money: once, and with the change itself';
"""


def upgrade() -> None:
    op.execute(TABLES)

"""Contracts of voluntary insurance with their bases, requests to complete partial months, and receipts.

What is paid is not here: it follows from the ledger. Every key holds the national ID; numbers are unique by themselves
as well, since a paper is asked for by its number alone.
"""

from alembic import op

revision = "0016_contracts"
down_revision = "0015_payments"

TABLES = """
CREATE TABLE hamyar.contracts (
    national_id text,
    number text,
    state text NOT NULL DEFAULT 'active' CHECK (state IN ('active', 'ended', 'lapsed')),
    signed_at timestamptz NOT NULL,
    first_month integer NOT NULL,
    facts jsonb NOT NULL,
    last_month integer,
    lapsed_from integer,
    closed_at timestamptz,
    PRIMARY KEY (national_id, number),
    CHECK ((state = 'ended') = (last_month IS NOT NULL)),
    CHECK ((state = 'lapsed') = (lapsed_from IS NOT NULL)),
    CHECK ((state = 'active') = (closed_at IS NULL))
);
CREATE UNIQUE INDEX contracts_standing ON hamyar.contracts (national_id) WHERE state = 'active';
CREATE UNIQUE INDEX contracts_number ON hamyar.contracts (number);
COMMENT ON COLUMN hamyar.contracts.first_month IS 'Jalali, as 140407';
COMMENT ON COLUMN hamyar.contracts.facts IS 'what the paper says: holder, rate and premium as they were at signing';
COMMENT ON COLUMN hamyar.contracts.last_month IS 'of an ended contract; before first_month where nothing was paid';
COMMENT ON COLUMN hamyar.contracts.lapsed_from IS 'its first unpaid month';

CREATE TABLE hamyar.contract_bases (
    national_id text,
    number text,
    from_month integer,
    base_daily numeric NOT NULL CHECK (base_daily > 0),
    declared_at timestamptz NOT NULL,
    PRIMARY KEY (national_id, number, from_month),
    FOREIGN KEY (national_id, number) REFERENCES hamyar.contracts (national_id, number)
);
COMMENT ON COLUMN hamyar.contract_bases.base_daily IS 'rials a day, declared; from that month until the next row';

CREATE TABLE hamyar.partial_requests (
    national_id text PRIMARY KEY,
    number text NOT NULL,
    requested_at timestamptz NOT NULL,
    first_month integer NOT NULL
);
CREATE UNIQUE INDEX partial_requests_number ON hamyar.partial_requests (number);
COMMENT ON TABLE hamyar.partial_requests IS 'one a person: it completes every partial month from first_month on';

CREATE TABLE hamyar.receipts (
    national_id text,
    number text,
    payment text NOT NULL REFERENCES hamyar.payments (id),
    paid_at timestamptz NOT NULL,
    facts jsonb NOT NULL,
    PRIMARY KEY (national_id, number)
);
CREATE UNIQUE INDEX receipts_number ON hamyar.receipts (number);
CREATE UNIQUE INDEX receipts_payment ON hamyar.receipts (payment);
COMMENT ON COLUMN hamyar.receipts.facts IS 'what the paper says, so that it is drawn the same for ever';
"""


def upgrade() -> None:
    op.execute(TABLES)

"""Runs of month-ends: their chunks of people, and what each of these was decided and is paid."""

from alembic import op

revision = "0017_month_end"
down_revision = "0016_contracts"

TABLES = """
CREATE TABLE hamyar.month_runs (
    month integer,
    number integer,
    first_day date NOT NULL,
    last_day date NOT NULL,
    as_of date NOT NULL,
    early boolean NOT NULL,
    started_at timestamptz NOT NULL,
    started_by text NOT NULL,
    finished_at timestamptz,
    fingerprint text,
    totals jsonb,
    PRIMARY KEY (month, number)
);
CREATE UNIQUE INDEX month_runs_one_at_a_time ON hamyar.month_runs ((true)) WHERE finished_at IS NULL;
COMMENT ON COLUMN hamyar.month_runs.month IS 'Jalali, as 140508';
COMMENT ON COLUMN hamyar.month_runs.as_of IS 'the day in Tehran as which all of it is judged, whenever it finishes';
COMMENT ON COLUMN hamyar.month_runs.fingerprint IS 'SHA-256 of those of its chunks, in order';

-- People and marriages are frozen when a run starts; a chunk is decided in one transaction, which sets done_at.
CREATE TABLE hamyar.month_chunks (
    month integer,
    number integer,
    chunk integer,
    people text[] NOT NULL,
    marriages text[] NOT NULL,
    whys text[] NOT NULL,
    size integer NOT NULL,
    done_at timestamptz,
    fingerprint text,
    PRIMARY KEY (month, number, chunk)
);
COMMENT ON COLUMN hamyar.month_chunks.fingerprint IS 'SHA-256 of all that was judged';

CREATE TABLE hamyar.month_decisions (
    national_id text,
    marriage_id text,
    month integer,
    number integer,
    why text NOT NULL,
    registered_on date NOT NULL,
    outcome text NOT NULL CHECK (outcome IN ('payable', 'waiting', 'refused', 'review', 'provisional')),
    reasons text[] NOT NULL,
    overridden text[] NOT NULL,
    counted integer NOT NULL,
    total bigint NOT NULL,
    amount bigint CHECK (amount >= 0),
    awaited_until date,
    decided_at timestamptz NOT NULL,
    is_open boolean NOT NULL,
    account text,
    payment text CHECK (payment IN ('ordered', 'paid', 'returned')),
    payment_on date,
    payment_reason text,
    PRIMARY KEY (national_id, marriage_id, month, number),
    CHECK ((payment IS NULL) = (account IS NULL)),
    CHECK (payment IS NULL OR (outcome = 'payable' AND amount > 0))
);
-- Once in a lifetime.
CREATE UNIQUE INDEX month_decisions_paid_once ON hamyar.month_decisions (national_id)
    WHERE payment IN ('ordered', 'paid');
CREATE INDEX month_decisions_run ON hamyar.month_decisions (month, number);
CREATE INDEX month_decisions_open ON hamyar.month_decisions (national_id, marriage_id) WHERE is_open;
CREATE INDEX month_decisions_returned ON hamyar.month_decisions (national_id, marriage_id)
    WHERE payment = 'returned';
COMMENT ON COLUMN hamyar.month_decisions.why IS 'what brought them into the run';
COMMENT ON COLUMN hamyar.month_decisions.reasons IS 'failed criteria, what is missing, or why a person has to look';
COMMENT ON COLUMN hamyar.month_decisions.is_open IS 'decided again at the next month-end';
COMMENT ON COLUMN hamyar.month_decisions.account IS 'to which the order pays; null where nothing is ordered';
COMMENT ON COLUMN hamyar.month_decisions.payment IS 'the word of finance; ordered once the run is finished';
"""


def upgrade() -> None:
    op.execute(TABLES)

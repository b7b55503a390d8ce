"""Pensions, civil events, and the dependency of pensioners' daughters.

A civil event is a row for each person it concerns, as a marriage is: the one it happened to, and the spouse it names.
"""

from alembic import op

revision = "0018_dependency"
down_revision = "0017_month_end"

TABLES = """
CREATE TABLE registry.pensions (
    national_id text,
    pension_id text,
    deceased_id text NOT NULL,
    relation text NOT NULL,
    started date NOT NULL,
    ended date,
    PRIMARY KEY (national_id, pension_id)
);
CREATE INDEX pensions_daughters ON registry.pensions (national_id) WHERE relation = 'daughter';
COMMENT ON COLUMN registry.pensions.national_id IS 'who draws a share';
COMMENT ON COLUMN registry.pensions.ended IS 'the last day of the share; null while it goes on';

CREATE TABLE registry.civil_events (
    national_id text,
    event_id text,
    role text NOT NULL CHECK (role IN ('person', 'spouse')),
    kind text NOT NULL,
    "on" date NOT NULL,
    spouse_id text,
    PRIMARY KEY (national_id, event_id)
);
CREATE INDEX civil_events_event_id ON registry.civil_events (event_id);
COMMENT ON COLUMN registry.civil_events.role IS 'person: it happened to them; spouse: to the one in spouse_id';

CREATE TABLE hamyar.dependency_cases (
    national_id text,
    event_id text,
    kind text NOT NULL,
    "on" date NOT NULL,
    spouse_id text,
    pensions text[] NOT NULL,
    state text NOT NULL CHECK (state IN ('notified', 'ended', 'review', 'restored')),
    reasons text[] NOT NULL,
    effective_on date,
    ground text,
    opened_at timestamptz NOT NULL,
    changed_at timestamptz NOT NULL,
    PRIMARY KEY (national_id, event_id),
    CHECK (effective_on IS NOT NULL OR state IN ('review', 'restored')),
    CHECK ((ground IS NULL) = (state <> 'restored'))
);
-- Whoever matches the same events a second time, or at once, opens nothing.
CREATE UNIQUE INDEX dependency_cases_one_open ON hamyar.dependency_cases (national_id) WHERE state <> 'restored';
CREATE INDEX dependency_cases_notified ON hamyar.dependency_cases (national_id) WHERE state = 'notified';
CREATE INDEX dependency_cases_review ON hamyar.dependency_cases (changed_at) WHERE state = 'review';
COMMENT ON TABLE hamyar.dependency_cases IS 'events that end shares of daughters, as told, and what came of them';
COMMENT ON COLUMN hamyar.dependency_cases.effective_on IS 'the first day without the shares';
COMMENT ON COLUMN hamyar.dependency_cases.reasons IS 'why a person has to decide, or had to';

CREATE TABLE hamyar.dependency_matches (
    national_id text,
    event_id text,
    case_id text NOT NULL,
    what text NOT NULL CHECK (what IN ('cause', 'repeated', 'settled')),
    at timestamptz NOT NULL,
    PRIMARY KEY (national_id, event_id)
);
COMMENT ON TABLE hamyar.dependency_matches IS 'events of which something has come: they open no case again';
COMMENT ON COLUMN hamyar.dependency_matches.case_id IS 'the event that named the case';

CREATE TABLE hamyar.dependency_steps (
    national_id text,
    event_id text,
    id bigint GENERATED ALWAYS AS IDENTITY,
    at timestamptz NOT NULL,
    what text NOT NULL,
    by text NOT NULL,
    detail jsonb NOT NULL,
    PRIMARY KEY (national_id, event_id, id)
);
COMMENT ON TABLE hamyar.dependency_steps IS 'the history of each case; never changed';
"""


def upgrade() -> None:
    op.execute(TABLES)

"""The registry: the Organisation's facts about people, their work, wages, marriages and payments.

Every key starts with national_id, by which the tables can be distributed; that is why a marriage is a row a spouse.
`registry` holds nothing of ours but the quarantine of its import; what is ours lives in `hamyar`.
"""

from alembic import op

revision = "0001_registry"
down_revision = None

TABLES = """
CREATE SCHEMA IF NOT EXISTS hamyar;
CREATE SCHEMA IF NOT EXISTS registry;

CREATE TABLE registry.people (
    national_id text PRIMARY KEY,
    first_name text NOT NULL,
    last_name text NOT NULL,
    sex text NOT NULL,
    birth_date date NOT NULL,
    insurance_number text NOT NULL,
    mobile text,
    sheba text,
    marriage_history text NOT NULL
);
CREATE INDEX people_mobile ON registry.people (mobile);

CREATE TABLE registry.employment (
    national_id text,
    workshop_id text,
    started date,
    ended date,
    PRIMARY KEY (national_id, workshop_id, started)
);
COMMENT ON COLUMN registry.employment.ended IS 'the last day of work; null while it goes on';

CREATE TABLE registry.wage_months (
    national_id text,
    month integer,
    workshop_id text,
    scheme text,
    days smallint NOT NULL,
    wage bigint NOT NULL,
    PRIMARY KEY (national_id, month, workshop_id, scheme)
);
COMMENT ON COLUMN registry.wage_months.month IS 'Jalali, as 139909';
COMMENT ON COLUMN registry.wage_months.wage IS 'rials';

CREATE TABLE registry.marriages (
    national_id text,
    marriage_id text,
    role text NOT NULL,
    registered_on date NOT NULL,
    kind text NOT NULL,
    official boolean NOT NULL,
    spouse_id text,
    PRIMARY KEY (national_id, marriage_id)
);
CREATE INDEX marriages_registered_on ON registry.marriages (registered_on);

CREATE TABLE registry.payments (
    marriage_id text,
    national_id text,
    amount bigint NOT NULL,
    state text NOT NULL,
    "on" date NOT NULL,
    PRIMARY KEY (national_id, marriage_id)
);

CREATE TABLE registry.quarantine (
    national_id text,
    file text NOT NULL,
    key text,
    line bigint NOT NULL,
    fault text NOT NULL,
    raw text NOT NULL
);
CREATE INDEX quarantine_national_id ON registry.quarantine (national_id);
CREATE INDEX quarantine_key ON registry.quarantine (file, key);
COMMENT ON TABLE registry.quarantine IS 'rows that an import kept apart, one a person concerned';
"""


def upgrade() -> None:
    op.execute(TABLES)

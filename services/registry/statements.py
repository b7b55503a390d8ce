"""The SQL of the import, one constant a step; braces are filled with names of this package, never with data."""

SETTINGS = """
SET LOCAL work_mem = '256MB';
SET LOCAL temp_buffers = '256MB';
SET LOCAL jit = off;
SET LOCAL datestyle = 'ISO, YMD';
SELECT pg_advisory_xact_lock({lock})
"""

FAULTS = """
CREATE TEMP TABLE found_faults (file text, line bigint, fault text, attribute text, found text) ON COMMIT DROP
"""

STAGE = """
CREATE TEMP TABLE staged_{table} (line bigint, fault text, found text, raw text, {columns}) ON COMMIT DROP
"""

COPY = """
COPY staged_{table} ({columns}) FROM STDIN (FORMAT csv, NULL '', FREEZE)
"""

# Lines that could not be taken apart: the reader has said so in the row itself.
BROKEN_LINES = """
INSERT INTO found_faults
SELECT '{file}', line, fault, NULL, found FROM staged_{table} WHERE fault IS NOT NULL
"""

BAD_VALUES = """
INSERT INTO found_faults
SELECT '{file}', line, one.fault, one.attribute, one.found
FROM staged_{table} CROSS JOIN LATERAL (VALUES {checks}) AS one (bad, fault, attribute, found)
WHERE staged_{table}.fault IS NULL AND ({sieve}) AND one.bad
"""

# Grouping a million rows by a number is far cheaper than by their texts; only rows alike in that are compared.
KEY_TWICE = """
INSERT INTO found_faults
WITH alike AS (
    SELECT hash_record_extended(ROW({key}), 0) AS hash
    FROM staged_{table} WHERE fault IS NULL GROUP BY 1 HAVING count(*) > 1
), twice AS (
    SELECT {key}, min(line) AS first
    FROM staged_{table}
    WHERE fault IS NULL AND hash_record_extended(ROW({key}), 0) IN (SELECT hash FROM alike)
    GROUP BY {key} HAVING count(*) > 1
)
SELECT '{file}', staged.line, 'key-twice', '{key_text}', twice.first::text
FROM staged_{table} AS staged JOIN twice ON {same_key}
WHERE staged.fault IS NULL AND staged.line > twice.first
"""

# Of an ID that is nobody's, whether it could be anybody's is told apart here, so that it need not be for each row.
UNKNOWN_PERSON = """
INSERT INTO found_faults
SELECT '{file}', line, CASE WHEN {is_national_id} THEN 'unknown-person' ELSE 'bad-national-id' END,
       'national_id', left(national_id, 60)
FROM staged_{table} AS staged
WHERE fault IS NULL AND national_id IS NOT NULL
  AND NOT EXISTS (SELECT FROM staged_people WHERE staged_people.national_id = staged.national_id)
  AND NOT EXISTS (SELECT FROM registry.people WHERE people.national_id = staged.national_id)
"""

MARRIED_BEFORE_BIRTH = """
INSERT INTO found_faults
SELECT 'marriages.csv', staged.line, 'married-before-birth', spouse.attribute, staged.registered_on
FROM staged_marriages AS staged
CROSS JOIN LATERAL (VALUES ('husband_id', husband_id), ('wife_id', wife_id)) AS spouse (attribute, national_id)
LEFT JOIN (SELECT national_id, birth_date FROM staged_people WHERE {birth_is_date}) AS brought USING (national_id)
LEFT JOIN registry.people AS known USING (national_id)
WHERE staged.fault IS NULL AND CASE
    WHEN {wedding_is_date} THEN registered_on::date < coalesce(brought.birth_date::date, known.birth_date)
    ELSE false END
"""

BORN_AFTER_MARRIAGE = """
INSERT INTO found_faults
SELECT DISTINCT 'people.csv', staged.line, 'married-before-birth', 'birth_date', staged.birth_date
FROM staged_people AS staged JOIN registry.marriages AS known USING (national_id)
WHERE staged.fault IS NULL
  AND CASE WHEN {birth_is_date} THEN staged.birth_date::date > known.registered_on ELSE false END
  AND NOT EXISTS (SELECT FROM staged_marriages WHERE staged_marriages.marriage_id = known.marriage_id)
"""

COUNT_FAULTS = """
SELECT count(*), count(DISTINCT (file, line)) FROM found_faults
"""

# Whose person was set apart is set apart for that alone: a thousand such rows hide no other fault.
_IN_ORDER = """
ORDER BY fault = 'unknown-person' AND found IN (SELECT national_id FROM registry.quarantine WHERE file = 'people.csv'),
         array_position(ARRAY[{files}], file), line, fault, attribute
"""

FIRST_FAULTS = f"""
SELECT file, line, fault, attribute, found FROM found_faults {_IN_ORDER} LIMIT {{limit}}
"""  # noqa: S608  constants of our own

ALL_FAULTS = f"""
COPY (SELECT file, line, fault, attribute AS column, found FROM found_faults {_IN_ORDER})
TO STDOUT (FORMAT csv, HEADER)
"""  # noqa: S608

# What is in quarantine under a key that this file brings again gives way, be the new row good or bad.
CLEAR_QUARANTINE = """
DELETE FROM registry.quarantine
USING staged_{table} WHERE quarantine.file = '{file}' AND quarantine.key = {key_text}
"""

# Of a row that was cut off only the beginning of its key is known.
CLEAR_CUT_OFF = """
DELETE FROM registry.quarantine
USING staged_{table}
WHERE quarantine.file = '{file}' AND quarantine.fault = 'cut-off'
  AND starts_with({key_text}, rtrim(quarantine.key, ','))
"""

FILL_QUARANTINE = """
INSERT INTO registry.quarantine (national_id, file, key, line, fault, raw)
SELECT DISTINCT CASE WHEN {is_national_id} THEN concerned.person END, '{file}', {key_text}, staged.line, bad.faults,
       coalesce(staged.raw, {row_text})
FROM staged_{table} AS staged
JOIN (
    SELECT line, string_agg(DISTINCT fault, ' ') AS faults FROM found_faults WHERE file = '{file}' GROUP BY line
) AS bad USING (line)
CROSS JOIN LATERAL (VALUES {people}) AS concerned (person)
WHERE concerned.person IS NOT NULL OR coalesce({people_list}) IS NULL
"""

# A marriage at odds with a birth, or with a spouse's ID that is nobody's, is known all the same, to whom it names
# rightly: theirs to be left to a person when its month is decided. What was known of it before stands.
DOUBTED_MARRIAGES = """
INSERT INTO registry.marriages (national_id, marriage_id, role, registered_on, kind, official, spouse_id)
SELECT one.national_id, marriage_id, one.role, registered_on::date, kind, official::boolean,
       CASE WHEN {spouse_is_national_id} THEN one.spouse_id END
FROM staged_marriages
CROSS JOIN LATERAL (VALUES ('husband', husband_id, wife_id), ('wife', wife_id, husband_id))
    AS one (role, national_id, spouse_id)
WHERE line IN (
    SELECT line FROM found_faults WHERE file = 'marriages.csv'
    GROUP BY line HAVING bool_and(fault IN ('married-before-birth', 'bad-national-id'))
) AND {is_national_id}
ON CONFLICT DO NOTHING
"""

# A marriage that is known as it was set apart, and at odds with no birth any more, is in doubt no longer.
CLEAR_DOUBTED = """
DELETE FROM registry.quarantine AS apart
WHERE file = 'marriages.csv' AND fault = 'married-before-birth'
  AND EXISTS (
      SELECT FROM registry.marriages AS known
      WHERE known.national_id = apart.national_id AND known.marriage_id = apart.key
        AND strpos(apart.raw, known.registered_on::text) > 0)
  AND NOT EXISTS (
      SELECT FROM registry.quarantine AS either
      JOIN registry.marriages AS known ON known.national_id = either.national_id AND known.marriage_id = either.key
      JOIN registry.people ON people.national_id = known.national_id
      WHERE either.file = apart.file AND either.key = apart.key AND people.birth_date > known.registered_on)
"""

TAKE_OUT = """
DELETE FROM staged_{table} AS staged
USING found_faults WHERE found_faults.file = '{file}' AND found_faults.line = staged.line
"""

COUNT_STAGED = """
SELECT count(*) FROM staged_{table}
"""

HAS_ROWS = """
SELECT EXISTS (SELECT FROM registry.{table})
"""

INSERT = """
INSERT INTO registry.{table} AS kept ({columns}) {rows}
"""

ON_CONFLICT = """
ON CONFLICT ({key}) DO UPDATE SET {sets} WHERE ({kept}) IS DISTINCT FROM ({brought})
"""

PEOPLE = """
SELECT national_id, first_name, last_name, sex, birth_date::date, insurance_number, '0' || right(mobile, 10), sheba,
       marriage_history
FROM staged_people
"""

EMPLOYMENT = """
SELECT national_id, workshop_id, started::date, ended::date FROM staged_employment
"""

WAGE_MONTHS = """
SELECT national_id, month::integer, coalesce(workshop_id, ''), scheme, days::smallint, wage::bigint
FROM staged_wage_months
"""

# A row a spouse, and one for a spouse whom people.csv does not know.
MARRIAGES = """
SELECT one.national_id, marriage_id, one.role, registered_on::date, kind, official::boolean, one.spouse_id
FROM staged_marriages
CROSS JOIN LATERAL (VALUES ('husband', husband_id, wife_id), ('wife', wife_id, husband_id))
    AS one (role, national_id, spouse_id)
WHERE one.national_id IS NOT NULL
"""

PAYMENTS = """
SELECT marriage_id, national_id, amount::bigint, state, "on"::date FROM staged_payments
"""

PENSIONS = """
SELECT national_id, pension_id, deceased_id, relation, started::date, ended::date FROM staged_pensions
"""

# A row for whom it happened to, and one for the spouse, whom a job does not concern.
CIVIL_EVENTS = """
SELECT one.national_id, event_id, one.role, kind, "on"::date, one.spouse_id
FROM staged_civil_events
CROSS JOIN LATERAL (VALUES
    ('person', national_id, spouse_id),
    ('spouse', CASE WHEN kind IN ('marriage', 'divorce', 'death') THEN spouse_id END, national_id)
) AS one (role, national_id, spouse_id)
WHERE one.national_id IS NOT NULL
"""

# Whom a marriage named before and names no longer.
FORMER_SPOUSES = """
DELETE FROM registry.marriages AS kept
USING staged_marriages AS staged
WHERE kept.marriage_id = staged.marriage_id
  AND kept.national_id IS DISTINCT FROM staged.husband_id AND kept.national_id IS DISTINCT FROM staged.wife_id
"""

# Whom an event concerned before and concerns no longer.
FORMERLY_CONCERNED = """
DELETE FROM registry.civil_events AS kept
USING staged_civil_events AS staged
WHERE kept.event_id = staged.event_id AND kept.national_id IS DISTINCT FROM staged.national_id
  AND (kept.national_id IS DISTINCT FROM staged.spouse_id OR staged.kind NOT IN ('marriage', 'divorce', 'death'))
"""

ANALYZE = """
ANALYZE registry.{table}
"""

"""A registry of people who all marry in one month, with sixty months of wages each."""

from __future__ import annotations

from services.calendar import JalaliMonth
from services.store import connect

MONTH = JalaliMonth(1404, 9)
WAGES = 60

# As an import from files in the order of national IDs leaves them; or as lists come in life, month by month.
BY_PERSON, BY_MONTH = "id, month", "month, id"

FILL = f"""
TRUNCATE registry.people, registry.employment, registry.wage_months, registry.marriages;
ALTER TABLE registry.wage_months DROP CONSTRAINT wage_months_pkey;
CREATE TEMP TABLE born AS SELECT n, lpad((n * 7919)::text, 10, '0') AS id FROM generate_series(1, {{people}}) n;
INSERT INTO registry.people
SELECT id, 'مریم', 'احمدی', CASE n % 2 WHEN 0 THEN 'F' ELSE 'M' END, '1995-01-01', '12345678',
       CASE WHEN n % 25 > 0 THEN '0912' || lpad((n % 10000000)::text, 7, '0') END,
       CASE WHEN n % 13 > 0 THEN 'IR062960000000100324200001' END,
       CASE WHEN n % 37 = 0 THEN 'partial' ELSE 'complete' END
FROM born ORDER BY id;
INSERT INTO registry.employment SELECT id, 'w' || n % 977, '2015-01-01', CASE WHEN n % 7 = 0 THEN date '2024-01-01' END
FROM born ORDER BY id;
INSERT INTO registry.wage_months
SELECT id, m.month, 'w' || n % 977, 'compulsory', CASE WHEN n % 5 = 0 THEN 11 ELSE m.days END,
       70000000 + n % 100 * m.month
FROM born CROSS JOIN (VALUES {{months}}) AS m(month, days) ORDER BY {{order}};
ALTER TABLE registry.wage_months
    ADD PRIMARY KEY (national_id, month, workshop_id, scheme) INCLUDE (days, wage);
INSERT INTO registry.marriages
SELECT one.id, 'M' || one.n / 2, CASE one.n % 2 WHEN 0 THEN 'wife' ELSE 'husband' END,
       date '{MONTH.first_day}' + (one.n / 2) % {MONTH.days},
       CASE WHEN one.n / 2 % 31 = 0 THEN 'temporary' ELSE 'permanent' END, true, NULL
FROM born one ORDER BY id;
DROP TABLE born;
VACUUM ANALYZE registry.people; VACUUM ANALYZE registry.employment; VACUUM ANALYZE registry.wage_months;
VACUUM ANALYZE registry.marriages; CHECKPOINT
"""


def filled(url: str, marriages: int, order: str = BY_PERSON) -> None:
    """Make it, of so many marriages."""
    months = ", ".join(f"({MONTH.plus(-step).number}, {MONTH.plus(-step).days})" for step in range(WAGES))
    with connect(url, autocommit=True) as connection:
        for statement in FILL.format(people=2 * marriages, months=months, order=order).split(";"):
            connection.execute(statement.encode())
